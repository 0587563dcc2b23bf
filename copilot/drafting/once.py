"""Saying a thing once: what has been quoted already, whatever is quoted with it and wherever else it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from copilot.domain.draft import Citation, Claim
from copilot.drafting.wording import told
from copilot.insight.context import in_context
from retrieval.sentences import sentence_spans

__all__ = ["Once"]


class Once:
    """The claims of one draft: each quotes something that none before it did."""

    def __init__(self) -> None:
        self._places: list[Citation] = []
        self._said: set[str] = set()

    def first(self, most: int, found: Iterable[Citation]) -> list[Claim]:
        """Claims of the first citations that say something new."""
        return list(islice((claim for cited in found if (claim := self.claim(cited)) is not None), most))

    def claim(self, cited: Citation) -> Claim | None:
        """The claim of a citation, in context where that is new too; None where it was said already."""
        printed = in_context(cited)
        if self._overlaps(printed) or (_sentences(printed) - _sentences(cited)) & self._said:
            printed = cited
        if self._overlaps(printed) or _sentences(printed) <= self._said:
            return None
        self._places.append(printed)
        self._said |= _sentences(printed)
        return Claim(text=told(printed), citations=(printed,))

    def _overlaps(self, one: Citation) -> bool:
        held = [other for other in self._places if other.passage == one.passage]
        return any(one.start < other.end and other.start < one.end for other in held)


def _sentences(cited: Citation) -> set[str]:
    """The sentences of a quote, their words alone: case, signs and line breaks make no other sentence."""
    said = [cited.quote[start:end] for start, end in sentence_spans(cited.quote)]
    return {" ".join(re.findall(r"\w+", sentence.casefold())) for sentence in said}
