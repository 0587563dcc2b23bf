# ruff: noqa: E501 - patterns read best on one line
"""What a sentence is about, as weighted terms, and how much of it another sentence covers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from retrieval.terms import terms

__all__ = ["Topics", "topic"]

_EMPTY = frozenset(
    terms(
        "i've i'm i'll we've we'll you'll it's that's ask return check forward send sent share shared provide deliver soon asap promptly get got give gave have put make made do done come came back go went take took tell told say said know let set "
        "will would can could please thanks thank hi hello dear yes no ok okay sure right well also still already now then just only "
        "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri january february march april june july august "
        "september october november december jan feb mar apr jun jul aug sep sept oct nov dec today tomorrow yesterday morning afternoon evening "
        "week weeks month months day days year years quarter end first second third next last time hour hours "
        "um uh laughs one two three four five six seven eight nine ten thing things bit lot way people someone something anything everything "
        "new good great properly promised promise need want look see attached here per new re fw fwd q1 q2 q3 q4 by until before after since own myself"
    )
)


_ALIKE = {
    stem: terms(group.split()[0])[0]
    for group in (
        "answer reply response respond",
        "rca postmortem post-mortem writeup",
        "call ring phone",
        "deck slide slides presentation",
        "sheet spreadsheet csv excel xlsx workbook",
        "fix patch hotfix",
        "proposal quote offer quotation",
        "visit visited onsite on-site",
        "credit refund rebate",
        "training session workshop train trained",
        "export extract dump",
        "list lists overview",
        "device unit tablet",
        "contract agreement",
        "video recording recorded",
        "enable enabled activate switch switched",
        "confirm confirmation confirmed",
        "thirty 30",
        "twenty 20",
        "forty 40",
        "fifty 50",
    )
    for word in group.split()
    for stem in terms(word)
}
"""Words of the trade that stand for each other, to the stem of the first."""


def topic(text: str) -> Counter[str]:
    """The terms of a text that carry a topic, counted; without light verbs and time words."""
    return Counter(_terms_of(text))


@lru_cache(maxsize=16_384)
def _terms_of(text: str) -> tuple[str, ...]:
    """The same sentences are compared again and again."""
    return tuple(
        _ALIKE.get(term, term) for term in terms(text) if term not in _EMPTY and not (term.isdigit() and len(term) == 1)
    )


class Topics:
    """Compares topics within one account: terms that stand everywhere in it weigh little."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        self._of = 0
        for text in texts:
            self._of += 1
            self._seen.update(set(topic(text)))

    def weight(self, term: str) -> float:
        """Inverse document frequency, never below a tenth."""
        return max(0.1, math.log((self._of + 1) / (self._seen[term] + 0.5)))

    def covered(self, wanted: Mapping[str, float], given: Iterable[str]) -> float:
        """The share of a weighted topic, 0 to 1, that some terms cover; 0 for an empty topic."""
        have = set(given)
        total = sum(share * self.weight(term) for term, share in wanted.items())
        return (
            sum(share * self.weight(term) for term, share in wanted.items() if term in have) / total if total else 0.0
        )
