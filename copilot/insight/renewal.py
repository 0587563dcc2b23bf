"""The terms of a renewal, settled over every source that states them: the strongest wins, then the newest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.record import Document, Passage
from copilot.domain.renewal import Notice, Renewal, Settled, Stated
from copilot.domain.words import DocumentKind, Side
from copilot.insight.calendar import before
from copilot.insight.known import field_day, folded, known_documents, known_signals, number

__all__ = ["is_open_renewal", "renewal_terms"]

_RULE = "the strongest source wins (contract over the customer's word over our systems over our notes), then the newest"
_STRENGTH = {
    DocumentKind.FILE: 3,
    DocumentKind.ACCOUNT: 1,
    DocumentKind.OPPORTUNITY: 1,
    DocumentKind.ACTIVITY: 0,
    DocumentKind.NOTE: 0,
}


def renewal_terms(documents: Iterable[Document], signals: Iterable[Signal], as_of: date) -> Renewal:
    """When the account renews, its opt-out date, its ARR and how it renews, with what disagrees.

    `signals` include the terms of `copilot.insight.terms`. A term's end that lies before the day is
    history; the accounts file and the open renewal opportunity give the date too.
    """
    known = known_documents(documents, as_of)
    told = [signal for signal in known_signals(signals, as_of) if signal.name == "term"]
    on = _settled([*_rows(known, "renewal_date"), *_closes(known, as_of), *_said(told, "end", as_of)])
    arr = _settled(_rows(known, "arr_usd"), _fees(told, known, as_of))
    notice = _settled(_said(told, "notice", as_of))
    renews = _settled(_said(told, "renews", as_of))
    day = date.fromisoformat(on.winner.value) if on is not None else None
    period = _notice(notice.winner.value) if notice is not None else None
    return Renewal(
        as_of=as_of,
        on=day,
        on_stated=on,
        arr=float(arr.winner.value) if arr is not None else None,
        arr_stated=arr,
        notice=period,
        notice_stated=notice,
        renews=renews.winner.value if renews is not None else "",
        renews_stated=renews,
        opt_out=before(day, period.count, period.unit) if day is not None and period is not None else None,
        needs=tuple(
            need
            for need, lacks in (
                ("the renewal date: the contract or the accounts file", day is None),
                ("the notice period: the signed contract", period is None),
                ("the ARR: the accounts file", arr is None),
            )
            if lacks
        ),
    )


def is_open_renewal(document: Document, as_of: date) -> bool:
    """Whether a document is a renewal opportunity that is not closed by the day."""
    fields = folded(document)
    if document.kind is not DocumentKind.OPPORTUNITY or "stagename" not in fields:
        return False
    kind = fields["type"].text if "type" in fields else ""
    named = any(word in f"{document.title} {kind}".casefold() for word in ("renew", "extension"))
    closed = fields["stagename"].text.casefold().startswith("closed")
    closes = field_day(fields.get("closedate"))
    return named and (not closed or (closes is not None and closes > as_of))


def _settled(main: Sequence[Stated], further: Sequence[Stated] = ()) -> Settled | None:
    """The statement that holds among `main`; `further` ones only show that they disagree."""
    if not main:
        return None
    ranked = sorted(main, key=lambda one: (one.strength, one.seen_on or date.min), reverse=True)
    winner, *others = ranked
    differing = _distinct(one for one in (*others, *further) if not _agree(one.value, winner.value))
    superseded = [one for one in differing if one.strength == winner.strength and one in others]
    return Settled(
        winner=winner,
        rule=_RULE,
        conflicts=tuple(one for one in differing if one not in superseded),
        superseded=tuple(superseded),
    )


def _distinct(stated: Iterable[Stated]) -> list[Stated]:
    kept: dict[tuple[str, int], Stated] = {}
    for one in stated:
        kept.setdefault((one.value, one.strength), one)
    return list(kept.values())


def _agree(one: str, other: str) -> bool:
    if one == other:
        return True
    first, second = one.split(), other.split()
    if len(first) == len(second) == 2:  # noqa: PLR2004 - a notice period: count and unit
        return abs(_in_days(first) - _in_days(second)) <= 2 and first[1] != second[1]  # noqa: PLR2004 - three months are 89 to 92 days
    return False


def _in_days(span: Sequence[str]) -> int:
    return int(span[0]) * {"days": 1, "weeks": 7, "months": 30}[span[1]]


def _notice(value: str) -> Notice:
    count, unit = value.split()
    return Notice(count=int(count), unit=unit)


def _rows(documents: Iterable[Document], name: str) -> list[Stated]:
    """What the accounts file says of one thing."""
    found: list[Stated] = []
    for document in documents:
        passage = folded(document).get(name.replace("_", "")) if document.kind is DocumentKind.ACCOUNT else None
        if passage is not None and (field_day(passage) is not None if "date" in name else number(passage) is not None):
            value = passage.text.strip() if "date" in name else str(number(passage))
            found.append(Stated(value=value, strength=1, seen_on=None, citation=Citation.of(document, passage)))
    return found


def _closes(documents: Iterable[Document], as_of: date) -> list[Stated]:
    found: list[Stated] = []
    for document in documents:
        closes: Passage | None = folded(document).get("closedate") if is_open_renewal(document, as_of) else None
        if closes is not None and (day := field_day(closes)) is not None:
            found.append(
                Stated(value=day.isoformat(), strength=0, seen_on=None, citation=Citation.of(document, closes))
            )
    return found


def _said(terms: Iterable[Signal], kind: str, as_of: date) -> list[Stated]:
    return list(_statements(terms, kind, as_of))


def _statements(terms: Iterable[Signal], kind: str, as_of: date) -> Iterator[Stated]:
    for signal in terms:
        parts = signal.attributes
        if parts.get("kind") != kind:
            continue
        cited = signal.citations[0]
        value = {"notice": f"{parts.get('count')} {parts.get('unit')}", "end": parts.get("day", "")}.get(kind)
        value = value if value is not None else parts.get("value", "")
        if kind == "end" and value <= as_of.isoformat():
            continue
        strength = _STRENGTH.get(cited.kind, 2 if cited.side is Side.CUSTOMER else 0)
        yield Stated(value=value, strength=strength, seen_on=signal.seen_on, citation=cited)


def _fees(terms: Iterable[Signal], documents: Sequence[Document], as_of: date) -> list[Stated]:
    """The newest fee that a contract states in US dollars, and the open renewal's amount."""
    found: list[Stated] = []
    for signal in terms:
        parts = signal.attributes
        if parts.get("kind") == "fee" and parts.get("currency") in ("USD", "$"):
            value = str(float(parts["amount"]))
            found = [Stated(value=value, strength=3, seen_on=signal.seen_on, citation=signal.citations[0])]
    for document in documents:
        amount = folded(document).get("amount") if is_open_renewal(document, as_of) else None
        if amount is not None and (value_now := number(amount)):
            found.append(Stated(value=str(value_now), strength=0, seen_on=None, citation=Citation.of(document, amount)))
    return found
