"""What the stakeholder map shows of people, and what it does not make up."""

from __future__ import annotations

from datetime import date

from copilot.domain.picture import Level
from copilot.domain.words import Tier
from copilot.drafting.stakeholders import draft_stakeholders, people_map
from tests.unit.drafting.readings import read, texts, under
from tests.unit.insight_account.record import contact, mail, score


def test_an_empty_map_knows_nobody_and_says_what_would_tell() -> None:
    claims = list(draft_stakeholders(read()).claims())
    assert claims[0].text == "Nobody of the customer is on record."
    assert all(claim.tier is Tier.UNKNOWN and claim.needs for claim in claims)
    for role in ("champion", "economic buyer", "executive sponsor", "technical contact"):
        assert sum(claim.text.startswith(f"No {role} is known") for claim in claims) == 1


def test_who_decides_stands_before_who_writes_most() -> None:
    talks = [mail("Dana Roy", "Another week, another list.", f"2026-09-{n:02}") for n in (1, 8, 15)]
    record = (*talks, contact("Dana Roy", "Shift Supervisor"), contact("Finn Ode", "CFO"))
    rows = [claim.cells for claim in under(draft_stakeholders(read(*record)), "Their people")]
    assert [row[0] for row in rows] == ["Finn Ode", "Dana Roy"]
    assert rows[0][1:] == ("CFO", "economic buyer", "unknown", "never")
    assert rows[1][4] == "15 Sep 2026"


def test_who_left_is_shown_with_what_they_were() -> None:
    gone = contact("Dana Roy", "Planner", status="Left company", touched="2026-06-01")
    reading = read(gone, score("Dana Roy", "10", "2026-05-01"))
    draft = draft_stakeholders(reading)
    (row,) = under(draft, "Their people")
    assert row.cells[2] == "former champion (left)"
    assert "Left company" in {cited.quote for cited in row.citations}
    assert "No champion is known on this account" in texts(draft, "")
    assert [person.left for person in people_map(reading).theirs] == [True]


def test_the_picture_ties_our_people_to_theirs() -> None:
    old, new = (mail("Dana Roy", "Hello there.", day) for day in ("2026-03-01", "2026-09-01"))
    shown = people_map(read(old, new, contact("Dana Roy", "Chief Operating Officer")))
    names = {person.key: person.name for person in shown.people}
    (tie,) = shown.ties
    assert (names[tie.ours], names[tie.theirs]) == ("Mara Quist", "Dana Roy")
    assert (tie.contacts, tie.last_contact) == (1, date(2026, 9, 1))
    assert [person.level for person in shown.theirs] == [Level.EXECUTIVE]
