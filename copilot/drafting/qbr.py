"""The QBR summary: what the customer set out to do, where it stands, and what both sides said they would do.

A value review in the customer's own words and figures. Written from what its reader may see; without
triage, stance or negotiation, and of the future only what product management approved, word for word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from copilot.domain.commitment import Commitment, CommitmentStatus, Signal
from copilot.domain.draft import Citation, Claim, Draft, Section
from copilot.domain.record import Document, Passage
from copilot.domain.words import Audience, DocumentKind, DraftKind, Part, Side, SignalFamily, Tier, Visibility
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.asks import ask_claims
from copilot.drafting.future import future_claims
from copilot.drafting.once import Once
from copilot.drafting.period import Period
from copilot.drafting.phrases import clipped, concluded, counted, section, sections, unknown
from copilot.drafting.results import results_told
from copilot.drafting.sayable import fits, may_quote, names
from copilot.drafting.wording import day

__all__ = ["draft_qbr"]

_YEAR = timedelta(days=365)
_GOALS, _RESULTS, _OF_ONE, _ASKS = 6, 10, 3, 5
_FEW_WORDS = 3
_TICKETS = 10


def draft_qbr(reading: AccountReading, period: Period | None = None) -> Draft:
    """The summary of a period (default: the year up to the reading's day); `reading.audience` is its reader."""
    span = period or Period.year_to(reading.as_of)
    shown = Once()
    # Results first: "Goal reached." is quoted with the goal before it, which then needs no line of its own.
    results = list(_results(reading, span, shown))
    aims = _goals(reading)
    goals = shown.first(_GOALS, (signal.citations[0] for signal in aims))
    made = [one for one in reading.commitments if _may_be_repeated(one, reading)]
    ours = [one for one in made if one.by is Side.VENDOR and span.start <= (one.due or one.made_on)]
    theirs = [one for one in made if one.by is Side.CUSTOMER and one.status is not CommitmentStatus.WITHDRAWN]
    adoption = list(_adoption(reading, span))
    support = list(_support(reading, span))
    together = list(_together(reading, span))
    ahead = list(future_claims(reading))
    if not (goals or results or ours or theirs or together or adoption or support):
        return _nothing(reading, span)
    return Draft(
        kind=DraftKind.QBR,
        account=reading.account.account_id,
        audience=reading.audience,
        as_of=reading.as_of,
        question=f"{span.name}: {day(span.start)} to {day(min(span.end, reading.as_of))}",
        sections=sections(
            section("In short", _in_short(results, adoption, ours)),
            section("What you set out to do", goals if aims else [_no_goals()]),
            section("Where it stands", results or [_no_results()]),
            section("Use", adoption or [unknown("How much it is used is not on record.", "usage by week")]),
            section("Support", support or [unknown("No tickets are on record.", "the ticket system")]),
            section("What we did together", together),
            _promises("What we said we would do", reading, ours),
            _promises("What you said you would do", reading, [one for one in theirs if one.made_on >= span.start]),
            section("What you asked for", [claim for claim in ask_claims(reading, _ASKS) if fits(claim.text)]),
            section("What may be said about the future", ahead or [_no_word()]),
        ),
        coverage=() if reading.audience is Audience.CUSTOMER else reading.trust.ledger,
        trace={
            "drafter": "extractive",
            "documents": len(reading.documents),
            "not_repeated": len(reading.commitments) - len(made),
        },
    )


def _nothing(reading: AccountReading, span: Period) -> Draft:
    return Draft(
        kind=DraftKind.QBR,
        account=reading.account.account_id,
        audience=reading.audience,
        as_of=reading.as_of,
        abstained=True,
        reason=f"Nothing that you and we both know of is on record from {day(span.start)} to "
        f"{day(min(span.end, reading.as_of))}.",
    )


def _no_goals() -> Claim:
    return unknown("Your goals are not on record in your own words.", "a success plan that we agreed on together")


def _no_results() -> Claim:
    return unknown("Results against your goals are not on record.", "your own figures for each goal")


def _no_word() -> Claim:
    return unknown(
        "Of what you raised by name, nothing is approved to be said.", "a statement that product management approved"
    )


def _goals(reading: AccountReading) -> list[Signal]:
    """What is aimed at, newest first; plans before talk."""
    found = [
        signal
        for signal in reading.named("outcome")
        if signal.attributes.get("what") == "goal" and may_quote(signal.citations[0], reading)
    ]
    found.sort(key=lambda signal: (_is_plan(signal.citations[0]), signal.seen_on or date.min), reverse=True)
    return found


def _is_plan(cited: Citation) -> bool:
    return cited.kind is DocumentKind.FILE and bool(re.search(r"plan|goal|objective", cited.title, re.IGNORECASE))


def _results(reading: AccountReading, span: Period, shown: Once) -> Iterator[Claim]:
    """The surest results of the period, or of the year before its end where that says more; of a document some."""
    end = min(span.end, reading.as_of)
    taken: Counter[str] = Counter()
    for one in results_told(reading, min(span.start, end - _YEAR), end):
        document = one.citation.document
        if taken[document] == _OF_ONE or not may_quote(one.citation, reading):
            continue
        if (claim := shown.claim(one.citation)) is not None:
            taken[document] += 1
            yield claim
        if taken.total() == _RESULTS:
            return


def _is_clear(one: Commitment) -> bool:
    """Whether a promise says what is promised: "push it" does not."""
    return len(one.what.split()) >= _FEW_WORDS and "[" not in one.citation.quote


def _may_be_repeated(one: Commitment, reading: AccountReading) -> bool:
    """Whether a promise may stand in the summary: not where it speaks of the roadmap, which only approved wording
    may, unless it was kept; and nothing about money.
    """
    if not fits(f"{one.what} {one.citation.quote}") or not _is_clear(one):
        return False
    return one.by is Side.CUSTOMER or one.status is CommitmentStatus.KEPT or not _is_roadmap(one, reading)


def _is_roadmap(one: Commitment, reading: AccountReading) -> bool:
    place = (one.citation.passage, one.citation.start)
    said = [s for s in reading.named("commitment") if (s.citations[0].passage, s.citations[0].start) == place]
    talk = any(s.family is SignalFamily.ROADMAP or s.attributes.get("kind") == "roadmap" for s in said)
    return talk or one.registry is not None or any(names(i, one.citation.quote) for i in reading.registry)


_STANDS = {
    CommitmentStatus.KEPT: "done",
    CommitmentStatus.OPEN: "open",
    CommitmentStatus.OVERDUE: "late",
    CommitmentStatus.WITHDRAWN: "withdrawn",
}


def _promises(title: str, reading: AccountReading, made: Iterable[Commitment]) -> Section | None:
    order = [CommitmentStatus.OVERDUE, CommitmentStatus.OPEN, CommitmentStatus.KEPT, CommitmentStatus.WITHDRAWN]
    rows = sorted(made, key=lambda one: (order.index(one.status), -one.made_on.toordinal()))
    return section(
        title,
        (_promise(one, reading) for one in rows[:12]),
        "what",
        "who",
        "said on",
        "for",
        "where it stands",
    )


def _promise(one: Commitment, reading: AccountReading) -> Claim:
    stands = _STANDS[one.status]
    if one.status is CommitmentStatus.OVERDUE and one.due is not None:
        stands = f"late by {counted((reading.as_of - one.due).days, 'day')}"
    done = one.kept_by.occurred_at if one.kept_by is not None else None
    if one.status is CommitmentStatus.KEPT and done is not None:
        stands = f"done, {day(done)}"
    due = day(one.due) if one.due else "no day named"
    words = clipped(one.citation.quote, 160)
    return Claim(
        text=f"{one.who or 'One of us'} on {day(one.made_on)}: “{words}” For: {due}. It is {stands}.",
        citations=(one.citation, *((one.kept_by,) if one.kept_by is not None else ())),
        cells=(words, one.who or "–", day(one.made_on), due, stands),
    )


def _in_short(results: list[Claim], adoption: list[Claim], ours: list[Commitment]) -> Iterator[Claim]:
    yield from results[:3]
    yield from (claim for claim in adoption[:1] if claim.tier is not Tier.UNKNOWN)
    counts = {status: sum(one.status is status for one in ours) for status in _STANDS}
    if ours:
        said = ", ".join(f"{counts[status]} {word}" for status, word in _STANDS.items() if counts[status])
        cited = tuple(one.citation for one in ours if one.status is not CommitmentStatus.KEPT)[:3]
        yield concluded(
            f"Of what we said we would do: {said}.", "each promise is listed below with its day.",
            cited or (ours[-1].citation,),
        )  # fmt: skip


def _adoption(reading: AccountReading, span: Period) -> Iterator[Claim]:
    usage = reading.health.usage
    if usage is None or usage.week < span.start - _YEAR:
        return
    seats = f" of {usage.licensed:g} seats ({usage.utilisation:.0%})" if usage.licensed and usage.utilisation else ""
    yield Claim(
        text=f"{usage.active:g}{seats} were active in the week of {day(usage.week)}.", citations=usage.citations[:2]
    )
    if usage.recent is not None and usage.before is not None and usage.change is not None:
        yield concluded(
            f"On average of eight weeks: {usage.recent:g} active users, {usage.before:g} in the eight weeks before "
            f"({usage.change:+.0%}).",
            "mean of weekly active users, last eight weeks on record against the eight before.",
            usage.citations,
        )


def _support(reading: AccountReading, span: Period) -> Iterator[Claim]:
    """How many tickets, those still open, then the solved ones of the period, newest first."""
    tickets = [document for document in reading.documents if document.kind is DocumentKind.TICKET]
    within = [ticket for ticket in tickets if _happened(ticket, span) and _subject(ticket) is not None]
    load = reading.health.tickets
    if load is None:
        return
    if within:
        yield concluded(
            f"{counted(len(within), 'ticket')} opened in the period; {load.open} open on {day(reading.as_of)}.",
            "tickets by the day they were opened.",
            tuple(Citation.of(ticket, passage) for ticket in within[-3:] if (passage := _subject(ticket)) is not None),
        )
    for cited in load.citations if load.open else ():
        opened = f", since {day(cited.occurred_at)}" if cited.occurred_at else ""
        yield Claim(text=f"Open: {clipped(cited.title, 120)}{opened}.", citations=(cited,))
    still = {cited.document for cited in load.citations} if load.open else set()
    for ticket in [ticket for ticket in reversed(within) if ticket.id not in still][:_TICKETS]:
        passage = _subject(ticket)
        if passage is not None:
            yield concluded(
                f"Solved: {clipped(ticket.title, 120)}.", "the ticket's own status.", (Citation.of(ticket, passage),)
            )


def _happened(document: Document, span: Period) -> bool:
    return document.occurred_at is not None and span.start <= document.occurred_at.date() <= span.end


def _subject(document: Document) -> Passage | None:
    order = (Part.SUBJECT, Part.BODY, Part.FIELD)
    return next((p for part in order for p in document.passages if p.part is part), None)


def _together(reading: AccountReading, span: Period) -> Iterator[Claim]:
    """Calls of the period, and notes of visits, where the title and the quote under it fit."""
    met = [
        (document, passage)
        for document in reading.documents
        if document.kind in {DocumentKind.CALL, DocumentKind.NOTE} and _happened(document, span)
        for passage in [p for p in document.passages if p.part is Part.BODY][:1]
        if fits(f"{document.title} {passage.text}")
    ]
    for document, passage in met[-6:]:
        if document.occurred_at is not None:
            note = "Note we shared" if document.visibility is Visibility.SHARED else "Our own note"
            word = "Call" if document.kind is DocumentKind.CALL else note
            yield Claim(
                text=f"{word} of {day(document.occurred_at)}: {clipped(document.title, 100)}.",
                citations=(Citation.of(document, passage),),
            )
