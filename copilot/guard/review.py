"""The guard: nothing of a draft reaches a reader past it.

In this order: quotes, support, roadmap, audience, injection. Each rule is a pure function of what the
draft says and of what it is held against; each claim that a rule faults is withheld with its reason,
never rewritten. The guard reads no source and searches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilot.domain.commitment import RoadmapItem, RoadmapStatus
from copilot.domain.draft import Claim, Draft, Section, Withheld, unanswered, withheld_row
from copilot.domain.words import Audience, DocumentKind, Side, Tier
from copilot.guard.addressing import unaddressed
from copilot.guard.audience import unfit_for
from copilot.guard.handed_on import QUOTED, hands_on
from copilot.guard.injection import foreign_links, speaks_to_a_machine
from copilot.guard.labels import EVEN, Label, Labelled, PromiseJudge, Said, label_all
from copilot.guard.quotes import Reach, Record, fault_of
from copilot.guard.registry import Meaning
from copilot.guard.roadmap import Reader, Verdict, rule_on
from copilot.guard.support import SupportJudge, evidence_of, supported
from retrieval.sentences import sentence_spans

__all__ = ["COMPUTED", "RULES", "Ground", "review"]

RULES = ("quotes", "support", "roadmap", "audience", "injection")
COMPUTED = frozenset({"extractive", "known"})
"""Drafters that put no words of their own into a claim but those of a rule in code."""
REPEATED = 0.8
"""The probability from which a customer's own words count as a promise that they repeat."""
_SOURCES = frozenset(kind.value for kind in DocumentKind)


@dataclass(frozen=True)
class Ground:
    """What a draft is held against: the passages it cites as they stand in the catalog, the registry, the judges.

    `meaning` tells how alike texts are in meaning; without it, items are matched by their names alone.
    """

    record: Record
    registry: Sequence[RoadmapItem]
    promises: PromiseJudge
    support: SupportJudge
    meaning: Meaning | None = None


def review(draft: Draft, ground: Ground, rules: Sequence[str] = RULES) -> Draft:
    """The draft with every faulty claim withheld, each with the first reason against it, and counted in the coverage.

    An answer that does not address its question is withheld whole, and abstains. `rules` is there for those who
    measure what each rule catches.
    """
    claims = list(draft.claims())
    faults: dict[int, str] = {}
    for rule in rules:
        left = [at for at in range(len(claims)) if at not in faults]
        found = _RULES[rule](draft, [claims[at] for at in left], ground)
        faults |= {at: why for at, why in zip(left, found, strict=True) if why}
    if why := unaddressed(draft, [claim for at, claim in enumerate(claims) if at not in faults]):
        faults |= {at: why for at in range(len(claims)) if at not in faults}
    return _without(draft, claims, faults) if faults else draft


# The rules, in order: for each claim, what is wrong with it -----------------


def _misquoted(draft: Draft, claims: Sequence[Claim], ground: Ground) -> list[str]:
    """Every citation stands, and whatever a claim puts in quotation marks stands in one of them or was approved."""
    reach = Reach(draft.account, draft.audience, draft.as_of)
    approved = [_plain(item.approved_wording) for item in ground.registry if item.approved_wording]
    return [
        next((why for cited in claim.citations if (why := fault_of(cited, ground.record, reach))), "")
        or ("it quotes words that stand in none of its sources" if _invents(claim, approved) else "")
        for claim in claims
    ]


def _invents(claim: Claim, approved: Sequence[str]) -> bool:
    given = [*(_plain(cited.quote) for cited in claim.citations), *approved]
    return any(
        not any(_plain(words.rstrip(" …")) in source for source in given) for words in QUOTED.findall(claim.text)
    )


def _unsupported(draft: Draft, claims: Sequence[Claim], ground: Ground) -> list[str]:
    """Claims that only hand on a quote, or state what a rule in code worked out, leave nothing to be judged."""
    judged = [
        at for at, claim in enumerate(claims) if claim.tier is not Tier.UNKNOWN and not _is_handed_on(claim, draft)
    ]
    found = supported(ground.support, [(claims[at].text, evidence_of(claims[at])) for at in judged])
    why = dict(zip(judged, (one.against for one in found), strict=True))
    return [why.get(at, "") for at in range(len(claims))]


def _unapproved(draft: Draft, claims: Sequence[Claim], ground: Ground) -> list[str]:
    """Within the house, what is handed on of promises is history; all else is held against the registry."""
    customer = draft.audience is Audience.CUSTOMER
    handed_on = [_is_handed_on(claim, draft) for claim in claims]
    reader = Reader(draft.account, draft.audience, draft.as_of)
    approved = {
        _plain(item.approved_wording)
        for item in ground.registry
        if item.wording_holds_for(draft.account, draft.audience, draft.as_of)
    }
    said = [
        (at, one)
        for at, claim in enumerate(claims)
        if customer or not handed_on[at]
        for one in _said(claim, draft, handed_on=handed_on[at])
        if _plain(one.text) not in approved
    ]
    why: dict[int, str] = {}
    for (at, one), label in zip(said, label_all(ground.promises, [one for _, one in said]), strict=True):
        if handed_on[at] and not _weighs(one, label):
            continue
        if at not in why and (fault := _fault(one, label, ground, reader)):
            why[at] = fault
    return [why.get(at, "") for at in range(len(claims))]


def _unfit(draft: Draft, claims: Sequence[Claim], _: Ground) -> list[str]:
    return [unfit_for(claim, draft.audience) for claim in claims]


def _ordered(_: Draft, claims: Sequence[Claim], __: Ground) -> list[str]:
    return [
        "it repeats an instruction to a machine"
        if speaks_to_a_machine(claim.text)
        else "it holds a link that its sources do not"
        if foreign_links(claim.text, [cited.passage_text for cited in claim.citations])
        else ""
        for claim in claims
    ]


_RULES: dict[str, Callable[[Draft, Sequence[Claim], Ground], list[str]]] = {
    "quotes": _misquoted,
    "support": _unsupported,
    "roadmap": _unapproved,
    "audience": _unfit,
    "injection": _ordered,
}


# What a claim says, and who says it -----------------------------------------


def _is_handed_on(claim: Claim, draft: Draft) -> bool:
    """Whether a claim has no words of its own, or only those of a rule in code."""
    return draft.trace.get("drafter") in COMPUTED or hands_on(claim)


def _said(claim: Claim, draft: Draft, *, handed_on: bool) -> list[Said]:
    """The sentences of a claim: a quote in the mouth of its speaker, the rest in ours."""
    if claim.tier is Tier.UNKNOWN:
        return []
    quotes = [" ".join(cited.quote.split()) for cited in claim.citations]
    found: list[Said] = []
    for words in QUOTED.findall(claim.text):
        at = next((n for n, quote in enumerate(quotes) if words.rstrip(" …") in quote), None)
        cited = claim.citations[at] if at is not None else None
        found.append(Said(words, cited.side, cited.kind.value) if cited is not None else Said(words, source=draft.kind))
    own = QUOTED.sub(" ", claim.text)
    if not handed_on:  # the words of a rule in code, or of a frame, promise nothing
        found += [Said(own[start:end], source=draft.kind.value) for start, end in sentence_spans(own)]
    return [one for one in found if one.text.strip()]


def _weighs(said: Said, label: Labelled) -> bool:
    """Whether a quote that is only handed on may do harm: what we promised, or a promise that the customer repeats.

    What was said of results, wishes and doubts is history.
    """
    return label.promise >= (REPEATED if said.side is Side.CUSTOMER else EVEN)


def _fault(said: Said, label: Labelled, ground: Ground, reader: Reader) -> str:
    if said.side is Side.CUSTOMER and label.label is not Label.PROMISE:
        return ""  # their own wishes and doubts are theirs to read
    ruling = rule_on(said.text, label, ground.registry, reader, ground.meaning)
    shipped = ruling.item is not None and ruling.item.status is RoadmapStatus.SHIPPED
    if ruling.verdict is Verdict.ALLOW or (shipped and said.source in _SOURCES):
        return ""  # of what has shipped since, the promise is history
    item = f" ({ruling.item.id})" if ruling.item is not None and reader.audience is Audience.INTERNAL else ""
    return f"{ruling.label.value.replace('_', ' ')}: {ruling.why}{item}"


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).casefold().strip(" .")


# What is left ----------------------------------------------------------------


def _without(draft: Draft, claims: Sequence[Claim], faults: dict[int, str]) -> Draft:
    held = tuple(Withheld(claim=claims[at], reason=why) for at, why in sorted(faults.items()))
    sections, at = [], 0
    for section in draft.sections:
        kept = tuple(claim for n, claim in enumerate(section.claims, start=at) if n not in faults)
        at += len(section.claims)
        if kept:
            sections.append(Section(title=section.title, columns=section.columns, claims=kept))
    empty = not any(claim.tier is not Tier.UNKNOWN for section in sections for claim in section.claims)
    row = withheld_row(held)
    changed = {
        "sections": () if empty else tuple(sections),
        "withheld": (*draft.withheld, *held),
        "coverage": (*draft.coverage, row) if draft.audience is Audience.INTERNAL and not empty else draft.coverage,
        "abstained": draft.abstained or empty,
        "reason": draft.reason or (_nothing_left(draft, held) if empty else ""),
    }
    return draft.model_copy(update=changed)


def _nothing_left(draft: Draft, held: Sequence[Withheld]) -> str:
    if draft.question and all(one.reason == held[0].reason for one in held):
        return unanswered(draft.coverage)
    return "Nothing that was drafted may be shown."
