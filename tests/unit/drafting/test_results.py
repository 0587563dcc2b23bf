"""Which sentences tell a result."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain.record import Document
from copilot.domain.words import Side
from copilot.drafting.results import results_told
from tests.unit.drafting.readings import read
from tests.unit.insight_account.record import mail, person

MEASURED = "The crews now close a round in 46 minutes on average."


def told(*documents: Document) -> list[str]:
    found = results_told(read(*documents), date(2026, 1, 1), date(2026, 9, 30))
    return [one.citation.quote for one in found]


@pytest.mark.parametrize("title", ["Release notes September", "Your August newsletter"])
def test_a_newsletter_is_no_result(title: str) -> None:
    letter = mail("Mara Quist", MEASURED, "2026-08-03", side=Side.VENDOR, to=person("Dana Roy"), key="letter")
    assert told(letter) == [MEASURED]
    assert told(letter.model_copy(update={"title": title})) == []


@pytest.mark.parametrize(
    "said",
    [
        "It would save us 20 minutes on average.",
        "Does a round take 46 minutes on average now?",
        "The audit was from 14 June to 16 June.",
        "The crews were 20 minutes late, sorry.",
        "Our goal is a morning round under 50 minutes.",
        "Target: audit preparation in 1 day on average.",
    ],
)
def test_wishes_questions_days_goals_and_small_talk_are_no_results(said: str) -> None:
    assert told(mail("Dana Roy", said, "2026-08-03")) == []


@pytest.mark.parametrize(
    "said",
    ["Permits: 41 minutes in June against a target of 45.", "Our goal was 50 minutes on average and is now met."],
)
def test_a_result_beside_its_goal_is_one(said: str) -> None:
    assert told(mail("Dana Roy", said, "2026-08-03")) == [said]


@pytest.mark.parametrize(
    "said",
    [
        "Typing up the rota: two days became half a day.",
        "Wards without a paper sheet since 3 May: 14 of 16.",
        "The inspector has accepted all 212 records.",
        "Missed rounds in July: 9.",
    ],
)
def test_a_figure_or_a_finished_thing_is_told_before_small_talk(said: str) -> None:
    chatter = "I have met a man with an orchard. He starts on the 14th, and Bruno has three dogs."
    found = told(mail("Dana Roy", chatter, "2026-08-04"), mail("Finn Ode", said, "2026-08-03", key="figure"))
    assert found[0] == said


def test_an_incident_is_no_result() -> None:
    assert told(mail("Dana Roy", "The rota was down for 90 minutes this morning.", "2026-08-03")) == []


def test_what_speaks_of_a_goal_comes_first_and_the_customers_word_before_ours() -> None:
    ours = mail("Mara Quist", MEASURED, "2026-08-05", side=Side.VENDOR, to=person("Dana Roy"))
    theirs = mail("Dana Roy", "The crews now close a shift in 47 minutes on average.", "2026-08-04")
    goal = mail("Dana Roy", "Our goal is an audit preparation under 50 minutes.", "2026-02-01")
    reached = mail("Dana Roy", "The audit preparation took 48 minutes on average.", "2026-08-02", key="reached")
    found = [quote for quote in told(ours, theirs, goal, reached) if "goal" not in quote]
    assert found == [reached.passages[0].text, theirs.passages[0].text, MEASURED]
