"""Everything that is read in a document when it is indexed."""

from __future__ import annotations

from copilot.domain.commitment import Signal
from copilot.domain.record import Document
from copilot.insight.acts import acts_in
from copilot.insight.signals import read_signals
from copilot.insight.signals.judged import PromiseJudge
from copilot.insight.terms import terms_in

__all__ = ["READING", "read_document"]

READING = "2"
"""The version of what is read; where it changes, everything is read again at the next sync."""


def read_document(document: Document, judge: PromiseJudge | None = None) -> list[Signal]:
    """The signals of a document: what its sentences and rows say, the acts of its people, its contract terms.

    With a judge, undertakings in words that no rule foresees are read too.
    """
    return [*read_signals(document, judge), *acts_in(document), *terms_in(document)]
