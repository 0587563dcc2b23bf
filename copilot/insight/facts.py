"""What the record's structured sources say outright: renewal, money, seats, tickets, people.

Each function returns claims with their quotes, or none where the record does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from copilot.domain.draft import Citation, Claim
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Part
from copilot.insight.known import folded
from copilot.insight.people import Person
from retrieval.sentences import sentence_spans

__all__ = ["arr", "csm", "last_contact", "open_tickets", "opportunities", "renewal", "seats", "who_is"]

CLOSED = frozenset({"solved", "closed"})
"""Zendesk's two final states of a ticket."""

GREETING = 4
"""A first sentence of so few words is a greeting."""


def renewal(documents: Sequence[Document]) -> list[Claim]:
    """The renewal date of the accounts file, and every open renewal opportunity."""
    claims = [
        Claim(text=f"Renewal date: {_day(found.text)}.", citations=(Citation.of(document, found),))
        for document, found in _values(documents, DocumentKind.ACCOUNT, "renewal_date")
    ]
    return claims + [claim for document, claim in _deals(documents) if _is_renewal(document)]


def opportunities(documents: Sequence[Document]) -> list[Claim]:
    """Every open opportunity with its stage, amount and close date."""
    return [claim for _, claim in _deals(documents)]


def _deals(documents: Sequence[Document]) -> Iterable[tuple[Document, Claim]]:
    for document in documents:
        fields = folded(document)
        stage = fields.get("stagename")
        if document.kind is not DocumentKind.OPPORTUNITY or stage is None or stage.text.casefold().startswith("closed"):
            continue
        said, cited = [f"stage {stage.text}"], [stage]
        if (amount := fields.get("amount")) is not None:
            said.append(f"amount {_money(amount.text)}")
            cited.append(amount)
        if (closes := fields.get("closedate")) is not None:
            said.append(f"close date {_day(closes.text)}")
            cited.append(closes)
        text = f"The opportunity {document.title} is open: {', '.join(said)}."
        yield document, Claim(text=text, citations=tuple(Citation.of(document, passage) for passage in cited))


def _is_renewal(document: Document) -> bool:
    fields = folded(document)
    kind = fields["type"].text if "type" in fields else ""
    return "renew" in f"{document.title} {kind}".casefold()


def arr(documents: Sequence[Document]) -> list[Claim]:
    """The annual recurring revenue of the accounts file, in US dollars."""
    return [
        Claim(text=f"ARR: {_money(found.text)}.", citations=(Citation.of(document, found),))
        for document, found in _values(documents, DocumentKind.ACCOUNT, "arr_usd")
    ]


def csm(documents: Sequence[Document]) -> list[Claim]:
    """Who looks after the account on our side."""
    return [
        Claim(text=f"The CSM is {found.text}.", citations=(Citation.of(document, found),))
        for document, found in _values(documents, DocumentKind.ACCOUNT, "csm")
    ]


def seats(documents: Sequence[Document]) -> list[Claim]:
    """Licensed seats and active users of the newest week on record, with their ratio."""
    weeks = [document for document in documents if document.kind is DocumentKind.USAGE and document.occurred_at]
    for document in sorted(weeks, key=_moment, reverse=True):
        fields = folded(document)
        active, licensed = fields.get("activeusers"), fields.get("licensedseats")
        if active is not None and licensed is not None:
            week = _day(document.occurred_at)
            share = _share(active, licensed)
            text = f"{active.text} of {licensed.text} licensed seats were active in the week of {week}{share}."
            return [Claim(text=text, citations=(Citation.of(document, active), Citation.of(document, licensed)))]
    return []


def open_tickets(documents: Sequence[Document], as_of: date) -> list[Claim]:
    """How many tickets are open on a day, and each of them, newest first.

    A ticket that was closed only after that day counts as open; when it was last changed says when.
    """
    tickets = [
        document for document in documents if document.kind is DocumentKind.TICKET and "status" in document.fields()
    ]
    still = [document for document in tickets if _was_open(document, as_of)]
    if not tickets:
        return []
    if not still:
        shown = tuple(Citation.of(document, document.fields()["status"]) for document in tickets)
        return [Claim(text=f"No ticket is open; all {len(tickets)} are solved or closed.", citations=shown)]
    still.sort(key=_moment, reverse=True)
    verb = "ticket is" if len(still) == 1 else "tickets are"
    counted = tuple(Citation.of(document, document.fields()["status"]) for document in still)
    claims = [Claim(text=f"{len(still)} {verb} open, of {len(tickets)} on record.", citations=counted)]
    for document in still:
        subject = next((passage for passage in document.passages if passage.part is Part.SUBJECT), None)
        status = document.fields()["status"]
        text = f"{document.title}: {status.text}, opened {_day(document.occurred_at)}."
        cited = (subject, status) if subject is not None else (status,)
        claims.append(Claim(text=text, citations=tuple(Citation.of(document, passage) for passage in cited)))
    return claims


def who_is(person: Person) -> list[Claim]:
    """A person's title as the CRM has it; nothing where it has none."""
    if person.titled is None:
        return []
    claims = [Claim(text=f"{person.name} is {person.title}.", citations=(person.titled,))]
    status = folded(person.listed).get("status") if person.listed is not None else None
    if person.listed is not None and status is not None:
        text = f"The CRM lists {person.name} as {status.text}."
        claims.append(Claim(text=text, citations=(Citation.of(person.listed, status),)))
    return claims


def last_contact(person: Person, said: tuple[Document, Passage] | None) -> list[Claim]:
    """When a person last wrote or spoke, with the first sentence of it."""
    if said is None:
        return []
    document, passage = said
    spans = sentence_spans(passage.text)
    start, end = next((span for span in spans if len(passage.text[slice(*span)].split()) > GREETING), spans[0])
    manner = {
        DocumentKind.EMAIL: "wrote",
        DocumentKind.CALL: "spoke on a call",
        DocumentKind.TICKET: "wrote in a ticket",
    }
    when = _day(passage.occurred_at or document.occurred_at)
    text = f"{person.name} last {manner.get(document.kind, 'was heard')} on {when}: {document.title}."
    return [Claim(text=text, citations=(Citation.of(document, passage, start, end),))]


def _was_open(document: Document, as_of: date) -> bool:
    fields = document.fields()
    if fields["status"].text.casefold() not in CLOSED:
        return True
    changed = fields.get("updated_at")
    try:
        return changed is not None and datetime.fromisoformat(changed.text).date() > as_of
    except ValueError:
        return False


def _values(documents: Iterable[Document], kind: DocumentKind, name: str) -> Iterable[tuple[Document, Passage]]:
    for document in documents:
        if document.kind is kind and (found := folded(document).get(name.casefold().replace("_", ""))) is not None:
            yield document, found


def _moment(document: Document) -> datetime:
    return document.occurred_at or datetime.min.replace(tzinfo=UTC)


def _share(active: Passage, licensed: Passage) -> str:
    try:
        return f" ({round(100 * float(active.text) / float(licensed.text))} %)"
    except (ValueError, ZeroDivisionError):
        return ""


def _money(text: str) -> str:
    try:
        return f"${float(text.replace(',', '').lstrip('$')):,.0f}"
    except ValueError:
        return text


def _day(when: str | datetime | None) -> str:
    if isinstance(when, datetime):
        return when.date().isoformat()
    return when or "an unknown day"
