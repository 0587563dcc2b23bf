"""Scoring commitments: which of the gold ones were found, with the right status, and which were invented."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from copilot.domain.commitment import Commitment
from copilot.domain.draft import Citation
from retrieval.terms import terms

__all__ = ["Scored", "score"]

_OVERLAP = 0.5
"""The share of the shorter of two wordings that must be common for them to mean the same."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What came of it: `recall` on what and status, `recall_what` on what alone, and the errors one by one."""

    gold: int
    found: int
    matched: int
    right: int
    false: tuple[str, ...] = ()
    """The `not_commitments` that were listed."""
    missed: tuple[str, ...] = field(default=(), repr=False)
    wrong: tuple[str, ...] = field(default=(), repr=False)

    @property
    def recall(self) -> float:
        """The share of gold commitments found with the right status; 1 where there is none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def recall_what(self) -> float:
        """The share of gold commitments found at all."""
        return self.matched / self.gold if self.gold else 1.0


def score(gold: Mapping[str, Any], found: Sequence[Commitment]) -> Scored:
    """Score the commitments found in one account against its gold file (`commitments`, `not_commitments`).

    A gold commitment is found where one of the same side quotes its evidence, or says the same in its
    own words. Each found commitment answers for one gold commitment at most.
    """
    left = list(found)
    missed: list[str] = []
    wrong: list[str] = []
    right = 0
    for wanted in gold.get("commitments") or ():
        best = max(left, key=lambda one: _likeness(wanted, one), default=None)
        if best is None or _likeness(wanted, best) <= 0:
            missed.append(f"{wanted['by']}: {wanted['what']} ({wanted['status']})")
            continue
        left.remove(best)
        if best.status == wanted["status"]:
            right += 1
        else:
            kept = best.kept_by.quote if best.kept_by else ""
            wrong.append(f"{wanted['what']}: {best.status}, not {wanted['status']} (due {best.due}, kept by {kept!r})")
    false = [
        item for item in gold.get("not_commitments") or () if any(_same_words(item, one.citation.quote) for one in left)
    ]
    total = len(gold.get("commitments") or ())
    return Scored(total, len(found), total - len(missed), right, tuple(false), tuple(missed), tuple(wrong))


def _likeness(wanted: Mapping[str, Any], one: Commitment) -> float:
    """0 where it is another one; a quote of the evidence counts most, then the status, then the words."""
    if wanted["by"] != one.by and one.by != "unknown":
        return 0.0
    quoted: bool = any(_quotes(one.citation, item) for item in wanted.get("evidence") or ())
    words = _overlap(wanted["what"], f"{one.what} {one.citation.quote}")
    made_on = wanted.get("made_on")
    near = made_on is not None and abs((date.fromisoformat(str(made_on)) - one.made_on).days) <= 1
    same_day = bool(wanted.get("due")) and str(wanted["due"]) == str(one.due)
    if not quoted and not (near and (words >= _OVERLAP or (same_day and words > 0))):
        return 0.0
    return 2.0 * quoted + words + float(near) + 0.5 * bool(one.status == wanted["status"])


def _quotes(citation: Citation, evidence: Mapping[str, str]) -> bool:
    if PurePosixPath(citation.path).parts[-2:] != PurePosixPath(evidence["file"]).parts[-2:]:
        return False
    return _same_words(evidence["quote"], citation.quote)


def _same_words(one: str, other: str) -> bool:
    first, second = _plain(one), _plain(other)
    return first in second or second in first


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _overlap(one: str, other: str) -> float:
    wanted, given = set(terms(one)), set(terms(other))
    return len(wanted & given) / len(wanted) if wanted else 0.0
