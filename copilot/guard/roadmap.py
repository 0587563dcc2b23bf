"""What may be said of the roadmap: each sentence held against what product management approved.

A sentence that promises a capability which is not there yet, or hedges about one, is matched to the
registry and allowed, rewritten to the approved wording, or blocked. Doubt counts against it: a
sentence that may be a promise is treated as one wherever a customer reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copilot.domain.commitment import RoadmapAudience, RoadmapItem, RoadmapStatus
from copilot.domain.words import Audience
from copilot.guard.labels import Label, Labelled
from copilot.guard.registry import Match, Meaning, matches
from copilot.guard.windows import names_coming_time
from copilot.guard.wording import (
    coming_clauses,
    excess,
    goes_beyond,
    is_denial,
    is_firm,
    is_for_the_customer,
    is_handed_over,
    is_history,
    is_kept_quiet,
    is_mulled,
    is_our_work,
    is_planned,
    is_told_as_there,
)

__all__ = ["Reader", "Reason", "Ruling", "Verdict", "rule_on"]


class Verdict(StrEnum):
    """What becomes of a sentence."""

    ALLOW = "allow"
    REWRITE = "rewrite"
    BLOCK = "block"


class Reason(StrEnum):
    """Why; `SAID` puts each in words."""

    NOT_ROADMAP = "not_roadmap"
    SHIPPED = "shipped"
    APPROVED = "approved"
    HISTORY = "history"
    INTERNAL_NOTE = "internal_note"
    FIRMER = "firmer"
    EARLIER = "earlier"
    WIDER = "wider"
    PARAPHRASE = "paraphrase"
    UNKNOWN = "unknown"
    INTERNAL = "internal"
    NDA = "nda"
    EXPIRED = "expired"
    DECLINED = "declined"
    NO_WORDING = "no_wording"
    NOT_SHIPPED = "not_shipped"


SAID = {
    Reason.NOT_ROADMAP: "nothing is said of what is not there yet",
    Reason.SHIPPED: "it has shipped",
    Reason.APPROVED: "no more than the approved wording",
    Reason.HISTORY: "a statement of the past, not the product's own",
    Reason.INTERNAL_NOTE: "a note for ourselves",
    Reason.FIRMER: "firmer than the approved wording",
    Reason.EARLIER: "earlier or more exact than the approved window",
    Reason.WIDER: "a wider scope than the approved wording",
    Reason.PARAPHRASE: "said otherwise than approved",
    Reason.UNKNOWN: "no item of the roadmap stands behind it",
    Reason.INTERNAL: "the item is internal",
    Reason.NDA: "the item is under NDA, and not with this account",
    Reason.EXPIRED: "its approval has expired",
    Reason.DECLINED: "the item was declined",
    Reason.NO_WORDING: "nothing is approved to be said about it",
    Reason.NOT_SHIPPED: "it is told as there, and has not shipped",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, of which account, on which day."""

    account: str
    audience: Audience
    today: date


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict on a sentence: its label, why, the item it was held against, and what may be said instead."""

    verdict: Verdict
    reason: Reason
    label: Label
    promise: float
    item: RoadmapItem | None = None

    @property
    def wording(self) -> str:
        """The approved wording to put in its place; empty unless the verdict is rewrite."""
        return (self.item.approved_wording or "") if self.item and self.verdict is Verdict.REWRITE else ""

    @property
    def why(self) -> str:
        """The reason in words."""
        return SAID[self.reason]


_HINTED = 1.0
"""How much less surely (log-odds) an item may be meant to count where letting it pass would do harm."""
_STRICTEST = {Verdict.BLOCK: 2, Verdict.REWRITE: 1, Verdict.ALLOW: 0}


def rule_on(  # noqa: PLR0911 - one reason after the other
    text: str,
    label: Labelled,
    registry: Sequence[RoadmapItem],
    reader: Reader,
    meaning: Meaning | None = None,
) -> Ruling:
    """The verdict on one sentence that the vendor says or writes; of several items the strictest counts."""
    if not _may_concern(text, label, reader):
        return Ruling(Verdict.ALLOW, Reason.NOT_ROADMAP, label.label, label.promise)
    hinted = matches(text, registry, meaning, _HINTED)
    found = [match for match in hinted if match.sureness >= 0]
    kind = _kind(text, label, found, reader)
    if kind is Label.SHIPPED:
        return _told_as_there(label, found or hinted[:1])
    if kind.looks_ahead and _all_shipped(found):
        # What is said to come has not shipped: another item may be meant, less surely.
        found = [one for one in hinted if not _all_shipped([one])] or found
    if not kind.looks_ahead:
        return Ruling(Verdict.ALLOW, Reason.NOT_ROADMAP, label.label, label.promise)
    first = found[0].item if found else None
    within = reader.audience is Audience.INTERNAL
    if within and is_kept_quiet(text):
        return Ruling(Verdict.ALLOW, Reason.INTERNAL_NOTE, kind, label.promise, first)
    if is_history(text):
        return Ruling(Verdict.ALLOW if within else Verdict.BLOCK, Reason.HISTORY, kind, label.promise, first)
    if not found:
        if kind is Label.HEDGE and within and not is_for_the_customer(text):
            return Ruling(Verdict.ALLOW, Reason.INTERNAL_NOTE, kind, label.promise)
        return Ruling(Verdict.BLOCK, Reason.UNKNOWN, kind, label.promise)
    if any(not matches(clause, registry, meaning) for clause in coming_clauses(text)):
        return Ruling(Verdict.BLOCK, Reason.UNKNOWN, kind, label.promise)
    items = [match.item for match in found]
    rulings = [Ruling(*_verdict(text, kind, item, items, reader, meaning), kind, label.promise, item) for item in items]
    return max(rulings, key=lambda one: _STRICTEST[one.verdict])


def _all_shipped(found: Sequence[Match]) -> bool:
    return all(match.item.status is RoadmapStatus.SHIPPED for match in found)


def _may_concern(text: str, label: Labelled, reader: Reader) -> bool:
    """Whether a sentence has anything to do with the roadmap at all; most do not, and cost no more."""
    kind = label.label if reader.audience is Audience.CUSTOMER else label.sober
    spoken = kind.looks_ahead or kind is Label.SHIPPED or label.unsure or _gives_its_word(text, label)
    return spoken or names_coming_time(text, reader.today) or is_mulled(text)


def _gives_its_word(text: str, label: Labelled) -> bool:
    """Whether a sentence promises by its form: it hands something over, or gives its word and may be a promise at all.

    Among ourselves, too, where doubt alone does not count against a sentence.
    """
    return is_handed_over(text) or (label.label is Label.PROMISE and is_firm(text))


def _kind(  # noqa: PLR0911 - one reason after the other
    text: str, label: Labelled, found: Sequence[Match], reader: Reader
) -> Label:
    """The label to rule by. What speaks of a coming time and names something unshipped is a hedge at least; and where a
    customer reads it, what may be a promise is one, unless it tells of what has shipped.
    """
    if _gives_its_word(text, label):
        return Label.PROMISE
    kind = label.label if reader.audience is Audience.CUSTOMER else label.sober
    missing = any(match.item.status is not RoadmapStatus.SHIPPED for match in found)
    ahead = names_coming_time(text, reader.today)
    if missing and not ahead and (kind is Label.SHIPPED or (kind is Label.PROMISE and is_told_as_there(text))):
        return Label.SHIPPED
    if missing and is_firm(text) and (kind.looks_ahead or ahead):
        return Label.PROMISE
    if missing and kind is Label.SERVICE and ahead and not is_our_work(text):
        return Label.HEDGE
    if missing and kind in (Label.OTHER, Label.REQUEST) and is_mulled(text):
        return Label.HEDGE
    if label.unsure and reader.audience is Audience.CUSTOMER and kind in (Label.OTHER, Label.SHIPPED, Label.HEDGE):
        return kind if kind is Label.SHIPPED and found and not missing else Label.PROMISE
    if kind in (Label.OTHER, Label.SHIPPED) and ahead and (missing or (kind is Label.OTHER and is_planned(text))):
        return Label.HEDGE
    return kind


def _told_as_there(label: Labelled, found: Sequence[Match]) -> Ruling:
    """A capability told as existing: block where the registry knows that it is not there yet."""
    shipped = [match for match in found if match.item.status is RoadmapStatus.SHIPPED]
    missing = [match for match in found if match.item.status is not RoadmapStatus.SHIPPED]
    if missing and not any(one.sureness > missing[0].sureness + 1 for one in shipped):
        return Ruling(Verdict.BLOCK, Reason.NOT_SHIPPED, Label.SHIPPED, label.promise, missing[0].item)
    reason = Reason.SHIPPED if found else Reason.NOT_ROADMAP
    return Ruling(Verdict.ALLOW, reason, Label.SHIPPED, label.promise, found[0].item if found else None)


def _verdict(  # noqa: PLR0911 - one reason after the other
    text: str,
    kind: Label,
    item: RoadmapItem,
    items: Sequence[RoadmapItem],
    reader: Reader,
    meaning: Meaning | None,
) -> tuple[Verdict, Reason]:
    if item.status is RoadmapStatus.SHIPPED:
        # What is told as coming though all its like has shipped is more than what has.
        alone = all(one.status is RoadmapStatus.SHIPPED for one in items)
        more = alone and kind is Label.PROMISE and (names_coming_time(text, reader.today) or goes_beyond(text, items))
        return (Verdict.BLOCK, Reason.UNKNOWN) if more else (Verdict.ALLOW, Reason.SHIPPED)
    meant = Audience.CUSTOMER if is_for_the_customer(text) else reader.audience
    if not item.may_be_heard_by(reader.account, meant):
        return Verdict.BLOCK, Reason.NDA if item.audience is RoadmapAudience.NDA else Reason.INTERNAL
    if meant is Audience.INTERNAL and kind is Label.HEDGE:
        return Verdict.ALLOW, Reason.INTERNAL_NOTE
    denied = item.status is RoadmapStatus.DECLINED and is_denial(text)
    if item.status is RoadmapStatus.DECLINED and not denied:
        return Verdict.BLOCK, Reason.DECLINED
    if not item.approved_wording:
        return Verdict.BLOCK, Reason.NO_WORDING
    if item.expires is not None and item.expires < reader.today:
        return Verdict.BLOCK, Reason.EXPIRED
    if denied:
        return Verdict.ALLOW, Reason.APPROVED
    over = excess(text, item, items, reader.today, promised=kind is Label.PROMISE, meaning=meaning)
    return (Verdict.REWRITE, Reason(over)) if over else (Verdict.ALLOW, Reason.APPROVED)
