"""The guard on a text that a person has written: the e-mail before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.domain.commitment import RoadmapItem
from copilot.domain.words import Audience, Value
from copilot.guard.audience import risk_language
from copilot.guard.labels import PromiseJudge, Said, label_all
from copilot.guard.registry import Meaning
from copilot.guard.roadmap import Reader, Ruling, Verdict, rule_on
from retrieval.sentences import sentence_spans

__all__ = ["Checked", "check_text"]


class Checked(Value):
    """A sentence, what it does, and whether it may be said; `start` and `end` are characters of the text.

    `verdict` is allow, rewrite (say `approved_wording` instead) or block. `reason` is a short name,
    `why` the same in words. `promise` is the probability that it is a roadmap promise.
    """

    sentence: str
    start: int
    end: int
    label: str
    verdict: str
    item: str | None
    reason: str
    why: str
    approved_wording: str
    promise: float


def check_text(
    text: str, registry: Sequence[RoadmapItem], reader: Reader, judge: PromiseJudge, meaning: Meaning | None = None
) -> list[Checked]:
    """Every sentence of a text that our side writes, in order, with its verdict."""
    spans = sentence_spans(text)
    labels = label_all(judge, [Said(text[start:end]) for start, end in spans])
    return [
        _checked(text, span, rule_on(text[slice(*span)], label, registry, reader, meaning), reader)
        for span, label in zip(spans, labels, strict=True)
    ]


def _checked(text: str, span: tuple[int, int], ruling: Ruling, reader: Reader) -> Checked:
    sentence = " ".join(text[slice(*span)].split())
    verdict, reason, why = ruling.verdict.value, ruling.reason.value, ruling.why
    risky = risk_language(sentence) if reader.audience is Audience.CUSTOMER else ""
    if risky:
        verdict, reason, why = Verdict.BLOCK.value, "risk_language", f"it speaks of risk to the customer (“{risky}”)"
    return Checked(
        sentence=sentence,
        start=span[0],
        end=span[1],
        label=ruling.label.value,
        verdict=verdict,
        item=ruling.item.id if ruling.item else None,
        reason=reason,
        why=why,
        approved_wording=ruling.wording,
        promise=round(ruling.promise, 3),
    )
