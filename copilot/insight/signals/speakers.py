"""Who a sentence speaks of: the speaker, a named participant, or initials in a note."""

from __future__ import annotations

from functools import lru_cache

from copilot.domain.record import Document, Participant
from copilot.domain.words import DocumentKind, Side
from copilot.insight.signals.sentences import Sentence

__all__ = ["addressee", "author", "named"]


@lru_cache(maxsize=256)
def _by_name(participants: tuple[Participant, ...]) -> dict[str, Participant | None]:
    """Participants by full name, first name, last name and initials (lower case); None where two share it."""
    found: dict[str, Participant | None] = {}
    for who in participants:
        parts = who.name.lower().replace(".", "").split()
        if not parts:
            continue
        initials = "".join(part[0] for part in " ".join(parts).replace("-", " ").split())
        for key in {" ".join(parts), parts[0], parts[-1], initials, parts[0][0]} - {""}:
            held = found.get(key, who)
            found[key] = who if held is not None and held.name == who.name else None
    return found


def named(document: Document, name: str) -> Participant | None:
    """The participant whom a first name, a full name or initials mean; None where nobody or two people are."""
    return _by_name(document.participants).get(name.lower().replace(".", "").strip())


def author(sentence: Sentence) -> tuple[Side, str]:
    """Side and name of the "I" of a sentence. A note without a speaker is written by our side."""
    if sentence.speaker or sentence.document.kind not in (DocumentKind.NOTE, DocumentKind.ACTIVITY):
        return sentence.side, sentence.speaker
    ours = [who for who in sentence.document.participants if who.side is Side.VENDOR]
    return Side.VENDOR, ours[0].name if ours else ""


def addressee(sentence: Sentence) -> str:
    """Whom the speaker addresses: the one person an e-mail or ticket goes to, else empty."""
    others = [
        who.name
        for who in sentence.document.participants
        if who.name and who.name != sentence.speaker and who.role in ("to", "requester", "speaker", "attendee")
    ]
    return others[0] if len(set(others)) == 1 or (others and sentence.document.kind is DocumentKind.EMAIL) else ""
