"""Which items of the roadmap registry a sentence speaks of."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from copilot.domain.commitment import RoadmapItem
from retrieval.terms import terms

__all__ = ["Match", "Meaning", "matches"]


class Meaning(Protocol):
    """What a sentence means, judged where names do not tell."""

    def alike(self, text: str, items: Sequence[str]) -> Sequence[float]:
        """The cosine of a text with each of some items."""

    def covers(self, wording: str, text: str) -> float:
        """How likely a text says nothing but what a wording says, 0 to 1."""


NAMED = 0.75
"""Without a judge of meaning: the share of a name's weight that must stand in the sentence."""
NAME, ALIKE, MEANT = 2.73, 7.69, 3.3
"""What the share of a name in the sentence and the cosine with the item count, and what both must reach together: a
logistic regression over 340 cases of two authors; the bar is the best for F1 there (docs/adr/0009)."""
_ONLY_NAME = 20.0
"""What the share of a name counts where nothing else is known: a tenth of a name more or less is sure."""
_BESIDE = 2.5
"""An item whose log-odds lie this much under the best one's is not meant beside it."""
_EMPTY = frozenset(terms("support feature new module version release tool service v2 v3 product native full based"))
"""Words of names that tell items apart badly: they weigh a third."""


@dataclass(frozen=True, slots=True)
class Match:
    """An item that a sentence speaks of, and how surely, as log-odds."""

    item: RoadmapItem
    sureness: float


def matches(
    text: str, registry: Sequence[RoadmapItem], meaning: Meaning | None = None, slack: float = 0.0
) -> list[Match]:
    """The items a sentence speaks of, surest first: by their names in it and by what it means; with `slack` (log-odds)
    those too that it may speak of.

    Cost grows with the number of names in the registry; their embeddings are made once.
    """
    if not registry:
        return []
    said = set(terms(text))
    held = Counter(term for item in registry for term in {t for name in _names(item) for t in _terms_of(name)})
    weight = {t: (1 / 3 if t in _EMPTY else 1.0) * math.log(1 + len(registry) / n + 1) for t, n in held.items()}
    named = [max(_covered(name, said, weight) for name in _names(item)) for item in registry]
    if meaning is None:
        reach = [_reach(item, said, weight) / 100 for item in registry]
        odds = [_ONLY_NAME * (share - NAMED) + more for share, more in zip(named, reach, strict=True)]
    else:
        alike = meaning.alike(text, [_told(item) for item in registry])
        odds = [NAME * share + ALIKE * cosine - MEANT for share, cosine in zip(named, alike, strict=True)]
    least = max(-slack, max(odds) - _BESIDE)
    found = [Match(item, one) for item, one in zip(registry, odds, strict=True) if one >= least]
    return sorted(found, key=lambda one: -one.sureness)


def _told(item: RoadmapItem) -> str:
    return f"{item.title} ({', '.join(item.aliases)})" if item.aliases else item.title


def _names(item: RoadmapItem) -> tuple[str, ...]:
    return (item.title, *item.aliases)


@lru_cache(maxsize=4096)
def _terms_of(name: str) -> frozenset[str]:
    """The same few names are looked for in every sentence."""
    return frozenset(terms(name))


def _covered(name: str, said: set[str], weight: dict[str, float]) -> float:
    """The share of a name's weighted terms that a sentence holds."""
    wanted = _terms_of(name)
    total = sum(weight[term] for term in wanted)
    return sum(weight[term] for term in wanted & said) / total if total else 0.0


def _reach(item: RoadmapItem, said: set[str], weight: dict[str, float]) -> float:
    """How much of a sentence an item accounts for: its distinct terms in it, by weight."""
    return sum(weight[term] for term in {t for name in _names(item) for t in _terms_of(name)} & said)
