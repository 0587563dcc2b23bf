"""Survey scores as they are asked for: all, those of a month, those under or over a mark, the latest of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from copilot.domain.draft import Citation, Claim
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Part
from copilot.insight.known import day_of, folded, number
from copilot.insight.ratings import DETRACTS, PROMOTES

__all__ = ["MONTHS", "scores"]

MONTHS = "january february march april may june july august september october november december".split()
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}|{'|'.join(name[:3] for name in MONTHS)})\b(?:,? (20\d\d))?")
_MARK = re.compile(
    r"\b(?P<how>below|under|less than|lower than|fewer than|above|over|more than|higher than|at least|at most|of)"
    r" (?:an? )?(?P<mark>\d+(?:\.\d+)?)\b(?P<tail> or (?:less|lower|more|higher|above|below|better|worse))?"
)
_ROUND = re.compile(r" (?:round|survey|wave|scores?|nps|answers|replies)")
_LATEST = re.compile(r"\b(?:latest|last|newest|current|most recent)\b")
_COUNT = re.compile(r"\bhow many\b|\bcount\b|\bnumber of\b")
_CALLED = (("detractor", 0, DETRACTS), ("passive", DETRACTS + 1, PROMOTES - 1), ("promoter", PROMOTES, 10))
"""What a net promoter score calls its thirds (Reichheld 2003)."""
_UNDER = frozenset({"below", "under", "less than", "lower than", "fewer than"})
_OVER = frozenset({"above", "over", "more than", "higher than"})


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer to a survey: who gave which score when, and what they said beside it."""

    who: str
    score: Passage
    comment: Passage | None
    document: Document

    @property
    def value(self) -> float | None:
        return number(self.score)

    @property
    def on(self) -> date:
        return day_of(self.document) or date.min


def scores(documents: Sequence[Document], asked: str = "") -> list[Claim]:
    """The answers that a question asks for, newest first, each with its comment; before them, where it asks how many
    or for some only, their number of all on record.
    """
    every = sorted(filter(None, map(_answer, documents)), key=lambda one: one.on, reverse=True)
    flat = asked.casefold()
    wanted = _marked(_dated(every, flat), flat)
    if _LATEST.search(flat) and wanted == every:
        newest = {one.who: one for one in reversed(every)}
        wanted = [one for one in every if newest[one.who] is one]
    claims = [_claim(one) for one in wanted]
    if every and (_COUNT.search(flat) or len(wanted) < len(every)):
        cited = tuple(Citation.of(one.document, one.score) for one in wanted or every)
        verb = "answer is" if len(wanted) == 1 else "answers are"
        claims.insert(0, Claim(text=f"{len(wanted)} such {verb} on record, of {len(every)} in all.", citations=cited))
    return claims


def _dated(every: list[_Answer], flat: str) -> list[_Answer]:
    """Those of the month that is asked about; "may" is a month only beside a round of answers or a year."""
    for found in _MONTH.finditer(flat):
        if found[1] == "may" and not (found[2] or _ROUND.match(flat, found.end())):
            continue
        month = [name[:3] for name in MONTHS].index(found[1][:3]) + 1
        return [one for one in every if one.on.month == month and (not found[2] or one.on.year == int(found[2]))]
    return every


def _marked(answers: list[_Answer], flat: str) -> list[_Answer]:
    """Those on the side of a mark that is asked about."""
    for name, low, high in _CALLED:
        if name in flat:
            return [one for one in answers if one.value is not None and low <= one.value <= high]
    found = _MARK.search(flat)
    if found is None:
        return answers
    mark, tail = float(found["mark"]), found["tail"] or ""
    how = found["how"]
    below = how in _UNDER or how == "at most" or any(word in tail for word in ("less", "lower", "below", "worse"))
    above = how in _OVER or how == "at least" or any(word in tail for word in ("more", "higher", "above", "better"))
    equal = bool(tail) or how not in _UNDER | _OVER
    return [
        one
        for one in answers
        if (value := one.value) is not None
        and ((below and value < mark) or (above and value > mark) or (equal and value == mark))
    ]


def _answer(document: Document) -> _Answer | None:
    if document.kind is not DocumentKind.SURVEY:
        return None
    fields = folded(document)
    if "score" not in fields:
        return None
    who = fields["respondent"].text if "respondent" in fields else "a respondent"
    comment = next((passage for passage in document.passages if passage.part is Part.BODY), None)
    return _Answer(who, fields["score"], comment, document)


def _claim(one: _Answer) -> Claim:
    cited = (one.score, *([one.comment] if one.comment is not None else []))
    when = one.on.isoformat() if one.on > date.min else "an unknown day"
    return Claim(
        text=f"{one.who} gave {one.score.text} on {when}.",
        citations=tuple(Citation.of(one.document, passage) for passage in cited),
    )
