"""How a quote becomes a sentence: who said it, when and where, and then the words themselves."""

from __future__ import annotations

from datetime import date

from copilot.domain.draft import Citation
from copilot.domain.words import DocumentKind, Side

__all__ = ["day", "told"]

_SAID = {
    DocumentKind.EMAIL: "wrote",
    DocumentKind.CALL: "said",
    DocumentKind.TICKET: "wrote in a ticket",
    DocumentKind.SURVEY: "answered a survey",
    DocumentKind.ACTIVITY: "logged",
    DocumentKind.OPPORTUNITY: "noted on the opportunity",
}
_HELD = {
    DocumentKind.NOTE: "The note",
    DocumentKind.FILE: "The document",
    DocumentKind.TICKET: "The ticket",
    DocumentKind.CALL: "The call",
    DocumentKind.EMAIL: "The e-mail",
    DocumentKind.OPPORTUNITY: "The opportunity",
    DocumentKind.ACTIVITY: "The activity",
}


def told(citation: Citation, *, superseded: bool = False) -> str:
    """One sentence that reports a quote: speaker and side, day, and the words, white space folded."""
    words = " ".join(citation.quote.split())
    when = f" on {day(citation.occurred_at)}" if citation.occurred_at else ""
    earlier = "Earlier, superseded since: " if superseded else ""
    if citation.speaker:
        side = f" ({citation.side})" if citation.side is not Side.UNKNOWN else ""
        return f"{earlier}{citation.speaker}{side} {_SAID.get(citation.kind, 'said')}{when}: “{words}”"
    dated = f" of {day(citation.occurred_at)}" if citation.occurred_at else ""
    return f"{earlier}{_HELD.get(citation.kind, 'The record')} {citation.title}{dated} says: “{words}”"


def day(moment: date) -> str:
    """A day as people write it: 12 Mar 2026."""
    return f"{moment.day} {moment:%b %Y}"
