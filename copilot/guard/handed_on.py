"""Claims that only hand words on: whole sentences of a source in quotation marks, and who said them, when and where.

They say nothing that could go beyond what they cite, so there is nothing to be judged; whoever wrote them.
"""

from __future__ import annotations

import re

from copilot.domain.draft import Citation, Claim
from copilot.guard.days import named_nowhere, undated
from retrieval.sentences import sentence_spans
from retrieval.terms import terms

__all__ = ["QUOTED", "hands_on"]

QUOTED = re.compile(r"“([^”]*)”")
_REPORTING = frozenset(
    terms(
        "say says said write writes wrote written tell tells told report reports reported note notes noted record "
        "records call calls e-mail email mail message ticket survey answer answers answered add adds added according"
    )
)
_TURNS = re.compile(
    r"\b(?:i|we|us|our|ours|you|your|yours|they|them|their|not|never|no|none|nobody|nor|neither|without)\b|n't\b",
    re.IGNORECASE,
)
"""What could turn a frame round, or put the words into another mouth: such a claim is judged like any other."""
_MOST = 8
"""Sentences that are quoted together at most."""


def hands_on(claim: Claim) -> bool:
    """Whether a claim is nothing but quotes of whole sentences and a frame that names their source.

    Part of a sentence may say the opposite of the whole; a name, a day or a word that is not the source's own may
    say anything: those are judged.
    """
    quotes = QUOTED.findall(claim.text)
    frame = QUOTED.sub(" ", claim.text)
    if not quotes or _TURNS.search(frame):
        return False
    if not all(any(_is_whole(words, cited) for cited in claim.citations) for words in quotes):
        return False
    if named_nowhere(frame, [("", str(cited.occurred_at or "")[:10]) for cited in claim.citations]):
        return False
    source = " ".join(f"{cited.speaker} {cited.side} {cited.kind} {cited.title}" for cited in claim.citations)
    told = set(terms(undated(frame)))  # a bare quote would stand as our own word
    return bool(told) and told <= _REPORTING | set(terms(source))


def _is_whole(words: str, cited: Citation) -> bool:
    """Whether words are one or more whole sentences of the passage that is cited."""
    spans, said = sentence_spans(cited.passage_text), _flat(words)
    return any(
        _flat(cited.passage_text[start:end]) == said
        for at, (start, _) in enumerate(spans)
        for _, end in spans[at : at + _MOST]
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
