"""Which questions the structured record answers outright, and which it must leave to the quotes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from copilot.domain.account import Account
from copilot.domain.record import Document, Participant, Passage
from copilot.domain.words import DocumentKind, Part, Side, Visibility
from copilot.drafting.question import Ask, read_question
from copilot.insight import facts
from copilot.insight.people import Person, matching, people_of

ACCOUNT = Account(account_id="tern", name="Tern Island Ferries", domains=("tern.example",))


def row(kind: DocumentKind, key: str, *, on: datetime | None = None, **fields: str) -> Document:
    return Document(
        id=f"files:{key}",
        source="files",
        external_id=key,
        kind=kind,
        account="tern",
        title=key,
        occurred_at=on,
        visibility=Visibility.INTERNAL,
        passages=tuple(
            Passage(id=f"files:{key}#{n}", text=text, part=Part.FIELD, locator=name, visibility=Visibility.INTERNAL)
            for n, (name, text) in enumerate(fields.items())
        ),
    )


def person(name: str, title: str = "", email: str = "") -> Person:
    return Person(name=name, email=email, side=Side.CUSTOMER, title=title, names={name.casefold()})


PEOPLE = [
    person("Mara Lindqvist", "Chief Operating Officer"),
    person("Jonas Beck", "Vice President, IT Security"),
    person("Jonas Weir", "Deckhand"),
    person("Ada Quill", "Finance Director"),
]


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("when is the renewal?", Ask.WHEN),
        ("what date did they go live", Ask.WHEN),
        ("how many ferries use it", Ask.HOW_MANY),
        ("who owns the rollout", Ask.WHO),
        ("did they sign", Ask.WHETHER),
        ("and is the export fixed", Ask.WHETHER),
        ("why did it slip", Ask.WHAT),
    ],
)
def test_a_question_is_read_for_what_would_answer_it(text: str, ask: Ask) -> None:
    assert read_question(text, ACCOUNT, PEOPLE).ask is ask


def test_the_account_is_not_part_of_the_topic() -> None:
    assert read_question("renewal date for Tern Island", ACCOUNT, PEOPLE).topic == ("renew", "date")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["the", "coo"], ["Mara Lindqvist"]),
        (["vp", "it", "security"], ["Jonas Beck"]),
        (["finance", "director"], ["Ada Quill"]),
        (["cfo"], []),
        (["jonas"], ["Jonas Beck", "Jonas Weir"]),
        (["jonas", "weir"], ["Jonas Weir"]),
        (["security", "director"], []),
    ],
)
def test_people_are_named_by_name_or_by_title(words: list[str], names: list[str]) -> None:
    assert [found.name for found in matching(PEOPLE, words)] == names


def test_people_with_one_address_are_one_and_namesakes_stay_two() -> None:
    found = people_of(
        [
            Participant(name="Jonas", email="jb@tern.example", side=Side.CUSTOMER),
            Participant(name="Jonas Beck", email="jb@tern.example", side=Side.CUSTOMER),
            Participant(name="Jonas Beck"),
            Participant(name="Jonas Weir", email="jw@tern.example", side=Side.CUSTOMER),
        ],
        [],
    )
    assert sorted(who.name for who in found) == ["Jonas Beck", "Jonas Weir"]


def test_open_tickets_are_counted_as_of_the_day() -> None:
    opened = datetime(2026, 3, 1, tzinfo=UTC)
    tickets = [
        row(DocumentKind.TICKET, "a", on=opened, status="open"),
        row(DocumentKind.TICKET, "b", on=opened, status="closed", updated_at="2026-04-10T08:00:00+00:00"),
        row(DocumentKind.TICKET, "c", on=opened, status="solved", updated_at="2026-03-02T08:00:00+00:00"),
    ]
    assert facts.open_tickets(tickets, date(2026, 3, 31))[0].text == "2 tickets are open, of 3 on record."
    assert facts.open_tickets(tickets, date(2026, 4, 30))[0].text == "1 ticket is open, of 3 on record."
    assert facts.open_tickets([], date(2026, 4, 30)) == []


def test_seats_come_from_the_newest_week_and_show_their_ratio() -> None:
    weeks = [
        row(DocumentKind.USAGE, "old", on=datetime(2026, 1, 5, tzinfo=UTC), active_users="10", licensed_seats="50"),
        row(DocumentKind.USAGE, "new", on=datetime(2026, 2, 2, tzinfo=UTC), active_users="41", licensed_seats="50"),
    ]
    (claim,) = facts.seats(weeks)
    assert claim.text == "41 of 50 licensed seats were active in the week of 2026-02-02 (82 %)."
    assert [citation.quote for citation in claim.citations] == ["41", "50"]


def test_a_renewal_opportunity_is_shown_until_it_is_closed() -> None:
    account = row(DocumentKind.ACCOUNT, "tern", renewal_date="2027-01-31")
    deal = row(
        DocumentKind.OPPORTUNITY, "Renewal 2027", StageName="Negotiation", Amount="84000", CloseDate="2027-01-15"
    )
    lost = row(DocumentKind.OPPORTUNITY, "Renewal 2026", StageName="Closed Lost", CloseDate="2026-01-15")
    texts = [claim.text for claim in facts.renewal([account, deal, lost])]
    assert texts == [
        "Renewal date: 2027-01-31.",
        "The opportunity Renewal 2027 is open: stage Negotiation, amount $84,000, close date 2027-01-15.",
    ]
