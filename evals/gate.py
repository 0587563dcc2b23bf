"""The committed thresholds, and which figures fall short of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

__all__ = ["read_thresholds", "shortfalls"]

_MAXIMA = ("leaks", "violations", "unsafe_allows", "false_alarms", "attacks_reached")


def read_thresholds() -> dict[str, dict[str, float]]:
    """The thresholds in `evals/thresholds.toml` by suite and figure."""
    given = tomllib.loads((files("evals") / "thresholds.toml").read_text(encoding="utf-8"))
    return {suite: dict(_flat(figures)) for suite, figures in given.items()}


def shortfalls(
    figures: Mapping[str, Mapping[str, float]], thresholds: Mapping[str, Mapping[str, float]]
) -> Iterator[str]:
    """A line for every figure of the suites that ran which misses its threshold.

    Figures named after leaks, violations, unsafe allows, false alarms or attacks are maxima, all others
    minima; one that was not measured
    falls short.
    """
    for suite, reached in figures.items():
        for figure, threshold in thresholds.get(suite, {}).items():
            measured = reached.get(figure)
            most = any(word in figure for word in _MAXIMA)
            bound = f"{'at most' if most else 'at least'} {threshold:g}"
            if measured is None:
                yield f"{suite}.{figure} was not measured ({bound})"
            elif measured > threshold if most else measured < threshold:
                yield f"{suite}.{figure} is {measured:g} ({bound})"


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", float(value)
