"""Whether what a claim cites supports it.

First what code can compare: figures, days and names of the claim that stand nowhere in the evidence
nor follow from it. Then a trained judge for the rest (negation, direction, certainty, tense, who, why).
A second opinion may only withhold, never release.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from copilot.domain.draft import Claim
from copilot.guard.days import days_in, named_nowhere, quarters_in, undated
from copilot.guard.figures import figures_in, follows_from
from copilot.guard.language import language_of
from retrieval.sentences import sentence_spans
from retrieval.terms import terms

__all__ = ["Evidence", "Support", "SupportJudge", "evidence_of", "supported"]

Evidence = Sequence[tuple[str, str, str]]
"""Texts with who said them and the ISO day."""

ENOUGH = 0.42
"""The probability of being supported from which a claim stands. Fitted across author passes (docs/adr/0009)."""


class SupportJudge(Protocol):
    """Gives each claim with its evidence a probability of being supported, unsupported and contradicted, by name."""

    def judge(self, pairs: Sequence[tuple[str, Evidence]]) -> list[dict[str, float]]: ...


@dataclass(frozen=True, slots=True)
class Support:
    """Whether evidence supports a claim, how likely (0 to 1), and what speaks against it, in words."""

    supported: bool
    likely: float
    against: str = ""

    @property
    def label(self) -> str:
        """In the words of the grounding suite."""
        return "supported" if self.supported else "unsupported"


def supported(judge: SupportJudge, pairs: Sequence[tuple[str, Evidence]]) -> list[Support]:
    """The support of each claim by its own evidence, in order."""
    found: list[Support] = []
    for (claim, evidence), likely in zip(pairs, judge.judge(pairs) if pairs else [], strict=True):
        against = _missing(claim, evidence)
        odds = likely["supported"]
        if against:
            found.append(Support(supported=False, likely=odds, against=against))
        elif odds < ENOUGH:
            word = "contradict" if likely["contradicted"] > likely["unsupported"] else "not support"
            found.append(Support(supported=False, likely=odds, against=f"what it cites seems to {word} it"))
        else:
            found.append(Support(supported=True, likely=odds))
    return found


def evidence_of(claim: Claim) -> Evidence:
    """What a claim cites, as evidence."""
    return [
        (
            cited.quote,
            f"{cited.speaker} ({cited.side})" if cited.speaker else cited.title,
            str(cited.occurred_at or "")[:10],
        )
        for cited in claim.citations
    ]


# What code can compare -----------------------------------------------------

_TIMES = re.compile(r"\b20\d\d\b|\bq[1-4]\b|\bh[12]\b|\b\d{1,2}:\d\d\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-zà-ÿ]+(?:-[A-Z][a-z]+)?\b")
_NO_NAMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December The This That English".split()
)
_DENIAL = re.compile(r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|hardly)\b|n't\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:]| but | and | because | so ")
_SMALL = 2
"""One and two are used too loosely ("1 of them") to be held against a claim."""
_TOLD = 0.75
"""The share of a claim's terms in one clause from which the two say the same thing, but for a denial."""
_STEM = 5


def _missing(claim: str, evidence: Evidence) -> str:
    """What a claim says that its evidence has not: a figure, a day, a quarter, a name; or a denial turned round.

    Figures in words are left to the judge: speech rounds and adds up ("a dozen", "eighteen fewer").
    """
    words = _untimed(claim)
    given = [figure for text, who, _ in evidence for figure in figures_in(_untimed(f"{text} {who}"))]
    for figure in figures_in(words):
        written = words[figure.start : figure.end].strip()
        counts = figure.kind not in ("loose", "order") and figure.value > _SMALL and written[:1].isdigit()
        if counts and not follows_from(figure, given):
            return f"the figure {written!r} is not in what it cites"
    named = [(text, day) for text, _, day in evidence if days_in(text)]
    if named and (days := named_nowhere(claim, [(text, day) for text, _, day in evidence])):
        return f"the day {days[0]!r} is not in what it cites"
    quarters = {quarter for text, _, _ in evidence for quarter in quarters_in(text)}
    if quarters and quarters_in(claim) - quarters:
        return "it names another quarter than what it cites"
    if strange := _strange_names(claim, evidence):
        return f"the name {strange[0]!r} is not in what it cites"
    return "it denies what it cites, or the other way round" if _turned(claim, evidence) else ""


def _untimed(text: str) -> str:
    return _TIMES.sub(lambda found: " " * len(found[0]), undated(text))


def _strange_names(claim: str, evidence: Evidence) -> list[str]:
    """The names of a claim that no source writes in any form; none in German, where every noun has a capital."""
    if language_of(claim) == "German":
        return []
    text = " ".join(f"{text} {who}" for text, who, _ in evidence).casefold()
    return [name for name in _NAME.findall(claim) if name not in _NO_NAMES and name.casefold()[:_STEM] not in text]


def _turned(claim: str, evidence: Evidence) -> bool:
    """Whether one clause of the evidence says the same but for a denial."""
    said, denied = set(terms(claim)), len(_DENIAL.findall(claim)) % 2
    nearest, other = max(
        (
            (len(said & set(terms(clause))) / max(1, len(said)), len(_DENIAL.findall(clause)) % 2)
            for text, _, _ in evidence
            for start, end in sentence_spans(text)
            for clause in _CLAUSE.split(text[start:end])
        ),
        default=(0.0, denied),
    )
    return nearest >= _TOLD and other != denied
