"""What a suite comes to: figures, and the cases that fell short."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.indexing import Progress

__all__ = ["Case", "Outcome", "Suite", "Tally"]


@dataclass(frozen=True, slots=True)
class Case:
    """A case that fell short: what was asked, what was expected, what came, and what is wrong with it."""

    id: str
    kind: str
    question: str
    expected: str
    drafted: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a suite by name, and its failing cases."""

    figures: dict[str, float]
    failing: tuple[Case, ...] = ()


Suite = Callable[[Sequence[Path], Progress], Outcome]
"""Runs over some data and reports its progress. Raises InputError where the data cannot be used."""


@dataclass
class _Sum:
    hits: float = 0.0
    of: float = 0.0


@dataclass
class Tally:
    """Adds up figures over cases; each figure also per kind of case, as `figure.kind`.

    A share is hits by possible hits over all cases together; where none was possible there is no
    such figure. A count is a plain sum, and is there even when it is 0.
    """

    _shares: dict[str, dict[str, _Sum]] = field(default_factory=dict)
    _counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def share(self, figure: str, kind: str, hits: float, of: float) -> None:
        """Add a case's part of a share."""
        for key in dict.fromkeys(("", kind)):
            kept = self._shares.setdefault(figure, {}).setdefault(key, _Sum())
            kept.hits += hits
            kept.of += of

    def count(self, figure: str, kind: str, times: int) -> None:
        """Add a case's part of a count."""
        for key in dict.fromkeys(("", kind)):
            counted = self._counts.setdefault(figure, {})
            counted[key] = counted.get(key, 0) + times

    def figures(self) -> dict[str, float]:
        """Every figure over all cases, then those of each kind, by name."""
        found: dict[str, float] = {}
        for share, kinds in self._shares.items():
            found |= {_name(share, kind): round(kept.hits / kept.of, 4) for kind, kept in kinds.items() if kept.of}
        for counted, times in self._counts.items():
            found |= {_name(counted, kind): number for kind, number in times.items()}
        return dict(sorted(found.items(), key=lambda item: ("." in item[0], item[0])))


def _name(figure: str, kind: str) -> str:
    return f"{figure}.{kind}" if kind else figure
