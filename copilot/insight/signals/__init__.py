"""Signals: what a single document says that bears on its account, read sentence by sentence."""

from __future__ import annotations

from copilot.domain.commitment import Signal
from copilot.domain.record import Document
from copilot.insight.signals.commitments import commitments_in
from copilot.insight.signals.contracts import contracts_in
from copilot.insight.signals.deliveries import deliveries_in
from copilot.insight.signals.judged import PromiseJudge, undertakings_judged
from copilot.insight.signals.outcomes import outcomes_in
from copilot.insight.signals.people import people_in, titles_of
from copilot.insight.signals.readings import signal_of
from copilot.insight.signals.requests import requests_in
from copilot.insight.signals.risks import risks_in
from copilot.insight.signals.rows import signals_of_rows
from copilot.insight.signals.sentences import sentences_of

__all__ = ["read_signals"]

_SETTLED = frozenset({"commitment", "withdrawal", "reminder"})
"""What a sentence is already known to be, so that the judge need not be asked."""
_READERS = (commitments_in, deliveries_in, requests_in, people_in, risks_in, outcomes_in, contracts_in)


def read_signals(document: Document, judge: PromiseJudge | None = None) -> list[Signal]:
    """Every signal of a document, in reading order, each with its exact quote.

    Pure but for the `judge`, which reads undertakings that the grammar does not know: the same document
    always gives the same signals, and nothing outside it is asked. Text that orders a machine about gives
    none. Sides that the document does not know (calls name people without an address) stay "unknown";
    whoever reads the whole account can resolve them.
    """
    sentences = list(sentences_of(document))
    read = [[reading for reader in _READERS for reading in reader(sentence)] for sentence in sentences]
    if judge is not None:
        known = {
            (one.passage.id, one.start)
            for one, readings in zip(sentences, read, strict=True)
            if any(reading.name in _SETTLED for reading in readings)
        }
        judged = undertakings_judged(sentences, known, judge)
        read = [
            [*readings, *filter(None, [judged.get((one.passage.id, one.start))])]
            for one, readings in zip(sentences, read, strict=True)
        ]
    said = [signal_of(one, reading) for one, readings in zip(sentences, read, strict=True) for reading in readings]
    return said + titles_of(document) + signals_of_rows(document)
