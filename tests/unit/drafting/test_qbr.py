"""What a customer reads in a QBR, and what they never do."""

from __future__ import annotations

import pytest

from copilot.domain.commitment import RoadmapItem
from copilot.domain.draft import Draft
from copilot.domain.record import Document
from copilot.domain.words import Audience, DocumentKind, Part, Side, Visibility
from copilot.drafting.period import Period
from copilot.drafting.qbr import draft_qbr
from tests.unit.drafting.readings import everything, internal, planned, read, texts, under
from tests.unit.insight_account.record import document, mail, person, ticket, week

GOAL = "Our first target is to bring the audit preparation under 2 days."
RESULT = "The audit preparation took 6 hours in August instead of 14."
APPROVED = "Offline rounds are planned for early 2027."


def shown(*documents: Document, registry: tuple[RoadmapItem, ...] = (), period: Period | None = None) -> Draft:
    """The QBR as the customer gets it."""
    return draft_qbr(read(*documents, audience=Audience.CUSTOMER, registry=registry), period)


def ours(text: str, day: str) -> Document:
    return mail("Mara Quist", text, day, to=person("Dana Roy"), side=Side.VENDOR)


def test_goal_and_result_stand_in_the_customers_words_each_told_once() -> None:
    draft = shown(mail("Dana Roy", f"{GOAL} {RESULT}", "2026-08-12"))
    assert texts(draft, "What you set out to do") == [f"Dana Roy (customer) wrote on 12 Aug 2026: “{GOAL}”"]
    assert texts(draft, "Where it stands") == [f"Dana Roy (customer) wrote on 12 Aug 2026: “{RESULT}”"]


def test_a_sentence_is_told_once_in_two_mails_and_in_the_context_of_the_next() -> None:
    again = mail("Finn Ode", f"Dear all,\n\n{RESULT.replace(' ', '  ', 1)}", "2026-08-20")
    tail = mail("Dana Roy", f"{RESULT} All trained now.", "2026-08-12")
    quotes = [claim.citations[0].quote for claim in under(shown(tail, again), "Where it stands")]
    assert sum("6 hours" in quote for quote in quotes) == 1
    assert "All trained now." in quotes


def test_a_goal_that_is_told_with_its_result_is_not_told_again() -> None:
    draft = shown(mail("Dana Roy", "Permits: 41 minutes in June against a target of 45. Goal reached.", "2026-07-08"))
    assert [text.count("41 minutes") for text in texts(draft, "Where it stands")] == [1]
    assert not under(draft, "What you set out to do")


def test_what_was_done_together_is_named_for_what_it_is_and_fits() -> None:
    def met(kind: DocumentKind, title: str, words: str = "Thank you all for coming.") -> Document:
        return document(kind, title, "2026-08-09", [(Part.BODY, "", words)], title=title)

    record = (
        met(DocumentKind.CALL, "Renewal price negotiation"),
        met(DocumentKind.CALL, "Winter review"),
        met(DocumentKind.NOTE, "Site visit"),
        met(DocumentKind.NOTE, "Phone with Dana", "They pay $ 4,000 too much."),
        internal(met(DocumentKind.NOTE, "Debrief")),
    )
    together = texts(draft_qbr(read(*record)), "What we did together")
    assert sorted(together) == [
        "Call of 9 Aug 2026: Winter review.",
        "Note we shared of 9 Aug 2026: Site visit.",
        "Our own note of 9 Aug 2026: Debrief.",
    ]


def test_nothing_internal_is_shown_not_even_a_note_in_a_shared_ticket() -> None:
    parts = [(Part.SUBJECT, "subject", "Export fails"), (Part.BODY, "comment 2", "Their audit took 9 hours, not 6.")]
    shared = document(DocumentKind.TICKET, "1", "2026-08-03", parts)
    hidden = shared.passages[1].model_copy(update={"visibility": Visibility.INTERNAL})
    half = shared.model_copy(update={"passages": (shared.passages[0], hidden)})
    memo = internal(ours("They passed the audit without remarks but hide 12 findings.", "2026-08-06"))
    draft = shown(half, memo, mail("Dana Roy", RESULT, "2026-08-12"))
    assert "1 ticket opened in the period" in everything(draft)
    assert "9 hours" not in everything(draft)
    assert "findings" not in everything(draft)
    assert not draft.coverage


def test_approved_wording_is_said_word_for_word_where_they_raised_it() -> None:
    raised = mail("Dana Roy", "Can you add offline rounds to the app?", "2026-08-05")
    item = planned("Offline rounds", approved_wording=APPROVED, expires="2026-12-31")
    other = planned("Map view", approved_wording="The map view is planned.")
    draft = shown(
        raised, ours("Offline rounds were on our list.", "2026-08-12"), week("2026-09-21", 60), registry=(item, other)
    )
    (said,) = under(draft, "What may be said about the future")
    assert said.text == f"You raised it on 5 Aug 2026. “{APPROVED}” (approved until 31 Dec 2026)"
    assert said.citations[0].speaker == "Dana Roy"


@pytest.mark.parametrize(
    "changes",
    [
        {"approved_wording": None},
        {"expires": "2026-09-29"},
        {"audience": "internal"},
        {"audience": "nda", "nda_accounts": ["beta"]},
        {"status": "exploring"},
    ],
)
def test_what_is_not_approved_for_them_today_is_not_said(changes: dict[str, object]) -> None:
    item = planned("Offline rounds", **{"approved_wording": APPROVED, **changes})
    raised = mail("Dana Roy", f"Can you add offline rounds to the app? {RESULT}", "2026-08-05")
    promised = ours("We will ship offline rounds by the end of October.", "2026-08-06")
    draft = shown(raised, promised, registry=(item,))
    assert texts(draft, "What may be said about the future") == [
        "Of what you raised by name, nothing is approved to be said."
    ]
    assert APPROVED not in everything(draft)
    assert "end of October" not in everything(draft)


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("To put your minds at rest: offline rounds will be in by June.", None),
        ("Offline rounds are planned for early 2027, and you get them first.", None),
        (f"What stands: {APPROVED}", APPROVED),
        ("Offline rounds. Any questions?", "Offline rounds."),
    ],
)
def test_our_own_words_stand_under_the_approved_wording_only_where_they_say_no_more(
    said: str, cited: str | None
) -> None:
    item = planned("Offline rounds", approved_wording=APPROVED)
    draft = shown(ours(said, "2026-08-05"), week("2026-09-21", 60), registry=(item,))
    (told,) = under(draft, "What may be said about the future")
    assert [one.quote for one in told.citations] == ([cited] if cited else [])
    assert (APPROVED in told.text) == bool(cited)


def test_money_and_anger_have_no_place_in_a_value_review() -> None:
    said = "It saved us more than the subscription costs. I am fed up with audits that took 9 hours, not 6."
    draft = shown(mail("Dana Roy", said, "2026-08-05"), mail("Dana Roy", RESULT, "2026-08-12"))
    assert len(texts(draft, "Where it stands")) == 1
    assert "subscription" not in everything(draft)
    assert "fed up" not in everything(draft)


def test_promises_stand_with_what_became_of_them_late_ones_first() -> None:
    record = (
        ours("I'll push it by Friday.", "2026-08-03"),
        ours("I'll send you the audit report template by Friday 21 August.", "2026-08-17"),
        ours("As promised, attached is the audit report template.", "2026-08-20"),
        ours("I'll send you the insurance export by Friday 18 September.", "2026-09-08"),
    )
    rows = under(shown(*record), "What we said we would do")
    assert [row.cells[4] for row in rows] == ["late by 12 days", "done, 20 Aug 2026"]
    assert [row.cells[3] for row in rows] == ["18 Sep 2026", "21 Aug 2026"]


def test_a_period_bounds_tickets_promises_and_results() -> None:
    record = (
        ticket("1", "2026-02-03", status="closed", updated="2026-02-10T10:00:00Z"),
        ticket("2", "2026-05-03", status="closed", updated="2026-05-10T10:00:00Z"),
        ours("I'll send you the insurance export by Friday 6 March.", "2026-03-02"),
        mail("Dana Roy", RESULT, "2026-08-12"),
        week("2026-05-04", 60),
    )
    draft = shown(*record, period=Period.read("2026-Q2"))
    assert draft.question == "2026-Q2: 1 Apr 2026 to 30 Jun 2026"
    assert texts(draft, "Support")[0].startswith("1 ticket opened in the period")
    assert not under(draft, "What we said we would do")
    assert texts(draft, "Where it stands") == ["Results against your goals are not on record."]


def test_one_long_mail_does_not_fill_the_results() -> None:
    told = "Everybody at the {} plant is trained by now and goes by the tablet."
    many = mail(
        "Dana Roy", " ".join(told.format(site) for site in ("Ostrava", "Brno", "Olomouc", "Zlin")), "2026-08-05"
    )
    other = mail("Finn Ode", told.format("Opava"), "2026-08-01")
    cited = [claim.citations[0].document for claim in under(shown(many, other), "Where it stands")]
    assert (cited.count(many.id), cited.count(other.id)) == (3, 1)
