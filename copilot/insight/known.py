"""What was known by the end of a day: nothing that was written, said or changed later.

Every reading of an account starts here, whatever it was handed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.record import Document, Passage

__all__ = ["day_of", "field_day", "folded", "known_documents", "known_signals", "number"]


def known_documents(documents: Iterable[Document], as_of: date) -> list[Document]:
    """The documents of that day and before, and of those the passages of that day and before.

    Undated records (a contract, a contact list) count as known; what in them is dated later is for
    their readers to leave out.
    """
    too_late = datetime.combine(as_of, time.max, UTC)
    kept: list[Document] = []
    for document in documents:
        if document.occurred_at is not None and document.occurred_at > too_late:
            continue
        passages = tuple([p for p in document.passages if p.occurred_at is None or p.occurred_at <= too_late])
        if len(passages) < len(document.passages):
            document = document.model_copy(update={"passages": passages})  # noqa: PLW2901 - what was known of it
        kept.append(document)
    return kept


def known_signals(signals: Iterable[Signal], as_of: date) -> list[Signal]:
    """The signals seen by that day, none of whose quotes is later; oldest first, undated before all."""
    kept = [
        signal
        for signal in signals
        if (signal.seen_on is None or signal.seen_on <= as_of) and all(_by(cited, as_of) for cited in signal.citations)
    ]
    return sorted(kept, key=lambda signal: signal.seen_on or date.min)


def _by(cited: Citation, as_of: date) -> bool:
    return cited.occurred_at is None or cited.occurred_at.date() <= as_of


def day_of(document: Document, passage: Passage | None = None) -> date | None:
    """The day (UTC) of a passage, or of its document."""
    moment = (passage.occurred_at if passage is not None else None) or document.occurred_at
    return moment.date() if moment is not None else None  # moments are kept in UTC


def folded(document: Document) -> dict[str, Passage]:
    """Fields by name without case, spaces and underscores: exports spell them every way."""
    return {name.casefold().replace(" ", "").replace("_", ""): passage for name, passage in document.fields().items()}


def field_day(passage: Passage | None) -> date | None:
    """The day that a field holds, written as ISO; None where it holds none."""
    try:
        return datetime.fromisoformat(passage.text.strip()).date() if passage is not None else None
    except ValueError:
        return None


def number(passage: Passage | None) -> float | None:
    """The number that a field holds, with or without thousands separators and a currency; None where none."""
    text = "".join(sign for sign in passage.text if sign.isdigit() or sign in ".-") if passage is not None else ""
    try:
        return float(text)
    except ValueError:
        return None
