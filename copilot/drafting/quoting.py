"""What is shown of the sentences that answer: each with what stands beside it, so that it can be understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copilot.domain.draft import Citation
from copilot.domain.record import Document, Passage
from copilot.domain.words import Audience, DocumentKind
from copilot.drafting.candidates import Candidate, gives_orders, place_of, sentences_of

__all__ = ["Quote", "quotes"]

MOST = 8
"""Quotes an answer shows."""
WORDS = 60
"""Words up to which a sentence is shown with its neighbours; a longer one stands alone."""
TELLS = 7
"""Words from which a sentence tells something by itself; "Yes, on Friday." does not."""
RELATED = 48
"""Places in the ranking down to which a paragraph has to do with the question."""
_CONVERSATIONS = frozenset({DocumentKind.CALL, DocumentKind.TICKET})
_PROSE = frozenset({DocumentKind.EMAIL, DocumentKind.NOTE, DocumentKind.FILE})


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that answers and, in reading order, everything of its document that is shown with it."""

    lead: Candidate
    citations: tuple[Citation, ...]

    @property
    def gist(self) -> Citation:
        """What the answer says of it: the sentence alone, or one of few words with what stands beside it."""
        if len(self.lead.text.split()) >= TELLS:
            return self.lead.cite()
        return next(one for one in self.citations if one.passage == self.lead.passage.id)


def quotes(ranked: Sequence[Candidate], audience: Audience = Audience.INTERNAL) -> list[Quote]:
    """The first sentences of a ranking, each grown over its neighbours, those that rank better first.

    What answers often stands beside what matches: the figure in the sentence after, the yes in the next turn of a
    call. So a sentence is grown within its passage and then over the passages after and before it, where they fit
    whole: in a conversation the turn that replies and the one replied to, elsewhere a paragraph that has to do with the
    question too. Nothing is shown twice.

    To a customer each sentence is shown alone: what leaves the house holds nothing that was not asked for.
    """
    if audience is Audience.CUSTOMER:
        return [Quote(lead, (lead.cite(),)) for lead in ranked[:MOST]]
    page = _Page({(candidate.passage.id, candidate.start): at for at, candidate in enumerate(ranked)})
    chosen: list[Quote] = []
    for lead in ranked:
        if len(chosen) == MOST:
            break
        if (lead.passage.id, lead.start) not in page.shown:
            chosen.append(page.quote(lead))
    return chosen


@dataclass(slots=True)
class _Page:
    """What of the record is shown already, and the rank of every sentence that was judged, by passage and start."""

    ranks: dict[tuple[str, int], int]
    shown: set[tuple[str, int]] = field(default_factory=set)

    def quote(self, lead: Candidate) -> Quote:
        """A sentence with its neighbours, all of which count as shown from now on."""
        spans = {lead.passage: self._grown(lead)}
        for beside in _passages_beside(lead):
            whole = [(beside.id, start) for start, _ in sentences_of(lead.document, beside)]
            related = lead.document.kind in _CONVERSATIONS or any(self.ranks.get(at, RELATED) < RELATED for at in whole)
            fresh = self.shown.isdisjoint(whole)
            sound = not _is_tampered(lead.document, beside)
            if whole and related and fresh and sound and _stands([*_texts(spans), beside.text], lead.document):
                spans[beside] = (whole[0][1], len(beside.text.rstrip()))
        for passage, (begin, end) in spans.items():
            self.shown.update((passage.id, at) for at, _ in sentences_of(lead.document, passage) if begin <= at < end)
        ordered = sorted(spans, key=place_of)
        return Quote(lead, tuple(Citation.of(lead.document, passage, *spans[passage]) for passage in ordered))

    def _grown(self, lead: Candidate) -> tuple[int, int]:
        """The characters of a sentence and as many beside it as may stand with it."""
        passage = lead.passage
        units = list(sentences_of(lead.document, passage))
        low = high = next(at for at, (start, _) in enumerate(units) if start == lead.start)
        if _is_tampered(lead.document, passage):
            return units[low]
        while True:
            wider = [
                (self.ranks.get((passage.id, units[at][0]), len(self.ranks)), at)
                for at in (high + 1, low - 1)
                if 0 <= at < len(units)
                and (passage.id, units[at][0]) not in self.shown
                and _stands([passage.text[units[min(at, low)][0] : units[max(at, high)][1]]], lead.document)
            ]
            if not wider:
                return units[low][0], units[high][1]
            _, best = min(wider)
            low, high = min(low, best), max(high, best)


def _is_tampered(document: Document, passage: Passage) -> bool:
    """Whether any sentence of a passage gives orders to a machine: then none is shown for standing beside another."""
    return any(gives_orders(passage.text[start:end]) for start, end in sentences_of(document, passage))


def _texts(spans: dict[Passage, tuple[int, int]]) -> list[str]:
    return [passage.text[start:end] for passage, (start, end) in spans.items()]


def _stands(texts: Sequence[str], document: Document) -> bool:
    """Whether texts may be quoted together: short enough, no orders to a machine, and in a call each within one cue."""
    if document.kind is DocumentKind.CALL and any("\n" in text.strip() for text in texts):
        return False
    together = " ".join(texts)
    return len(together.split()) <= WORDS and not gives_orders(together) and not any(map(gives_orders, texts))


def _passages_beside(lead: Candidate) -> Iterator[Passage]:
    """In prose, the passage after a sentence's own and the one before, where they are of the same part."""
    if lead.document.kind in _CONVERSATIONS | _PROSE:
        passages = {place_of(passage): passage for passage in lead.document.passages}
        for at in (place_of(lead.passage) + 1, place_of(lead.passage) - 1):
            if at in passages and passages[at].part is lead.passage.part:
                yield passages[at]
