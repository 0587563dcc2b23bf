"""Who owes what to whom: the commitments of an account, and what became of each by a given day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from copilot.domain.commitment import Commitment, CommitmentStatus, RoadmapItem, RoadmapStatus, Signal, window_days
from copilot.domain.words import Side
from copilot.insight.signals.fulfilment import fulfils, same_thread
from copilot.insight.signals.topics import Topics, topic
from copilot.insight.signals.undertakings import Undertaking, all_of, merged, side_of, undertaking

__all__ = ["commitments"]

KEPT_FROM = 0.42
"""The score from which a later delivery counts as the fulfilment. On the demo accounts and two development sets any
value from 0.30 to 0.54 gives 60 to 62 of 78 commitments the right status; 0.39 to 0.42 gives the most."""


def commitments(signals: Iterable[Signal], as_of: date, registry: Sequence[RoadmapItem] = ()) -> list[Commitment]:
    """The commitments of one account as of a day, oldest first, from its signals of that day or before.

    Repeated statements are merged; the latest of them stands. A commitment is `kept` where a later
    delivery by the same side, or a receipt by the other, covers its topic, or its roadmap item has
    shipped: late is still kept. It is `withdrawn` where the same side took it back, or gave a later date
    for the same roadmap item; else `overdue` where its due day has passed or the other side has
    complained that it is missing; else `open`.
    """
    known = sorted(
        (signal for signal in signals if signal.seen_on is not None and signal.seen_on <= as_of),
        key=lambda signal: (signal.seen_on or as_of, signal.citations[0].passage, signal.citations[0].start),
    )
    topics = Topics(all_of(signal) for signal in known if signal.name in ("commitment", "delivery"))
    made = merged([undertaking(signal) for signal in known if signal.name == "commitment" and _counts(signal)], topics)
    for one in made:
        one.item = _item_of(one, registry)
    later = [signal for signal in known if signal.name in ("delivery", "withdrawal", "reminder")]
    return [_settled(one, made, later, topics, as_of) for one in made]


def _counts(signal: Signal) -> bool:
    """Left out: what customers say of their own plans, and roadmap talk that is not ours."""
    side = side_of(signal)
    parts = signal.attributes
    if side is Side.CUSTOMER and (
        parts.get("addressed") == "no" or (parts.get("kind") == "roadmap" and "scheduled" in signal.rule)
    ):
        return False
    return not (
        side is Side.CUSTOMER and signal.rule in ("commitment:exist", "commitment:committed", "commitment:scheduled")
    )


_TAKEN_BACK = 0.45
"""The share of its topic that a withdrawal must cover; half of it within the thread of a roadmap promise."""


# The roadmap ---------------------------------------------------------------


def _item_of(one: Undertaking, registry: Sequence[RoadmapItem]) -> RoadmapItem | None:
    """The roadmap item that is promised: named by title or alias, else the one whose words are covered best."""
    parts = one.signal.attributes
    near = f" {_plain(parts.get('what', ''))} {_plain(one.signal.text)} "
    far = f"{near} {_plain(parts.get('about', ''))} {_plain(one.signal.citations[0].title)} "
    if not one.is_roadmap:
        if one.signal.rule.removeprefix("commitment:") not in ("receive", "future", "word_given", "exist"):
            return None
        what = f" {_plain(parts.get('what', ''))} "
        if re.match(
            r"(?:send|share|forward|book|get|set up|ask|check|confirm|come back|write|let)", parts.get("what", "")
        ):
            return None
        return _best(registry, what, least=0.75)
    return _best(registry, near, least=0.6) or _best(registry, far, least=0.6)


def _best(registry: Sequence[RoadmapItem], text: str, least: float) -> RoadmapItem | None:
    scored = [(max(_names(name, text) for name in (item.title, *item.aliases)), item) for item in registry]
    score, item = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return item if score >= least else None


def _names(name: str, text: str) -> float:
    """How surely a text names an item: over 1 in its very words (longer is surer), else the share of its terms."""
    plain = _plain(name)
    if f" {plain} " in text or f" {plain}s " in text:
        return 1 + len(plain) / 100
    wanted = set(topic(name))
    return len(wanted & set(topic(text))) / len(wanted) if len(wanted) > 1 else 0.0


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


# What became of it ---------------------------------------------------------


def _settled(
    one: Undertaking, made: Sequence[Undertaking], later: Sequence[Signal], topics: Topics, as_of: date
) -> Commitment:
    kept_by = _kept_by(one, later, topics)
    shipped = one.is_roadmap and one.item is not None and _has_shipped(one.item, as_of)
    if kept_by is None and not shipped and _is_withdrawn(one, made, later, topics):
        status = CommitmentStatus.WITHDRAWN
    elif kept_by is not None or shipped:
        status = CommitmentStatus.KEPT
    elif (one.due is not None and one.due < as_of) or (
        one.due is None and not one.is_roadmap and _is_missed(one, later, topics)
    ):
        status = CommitmentStatus.OVERDUE
    else:
        status = CommitmentStatus.OPEN
    parts = one.signal.attributes
    return Commitment(
        by=one.by,
        who=parts.get("who", ""),
        what=parts.get("what", "") or one.signal.text,
        to=parts.get("to", ""),
        made_on=one.on,
        due=one.due,
        status=status,
        registry=one.item.id if one.item else None,
        citation=one.signal.citations[0],
        kept_by=kept_by.citations[0] if kept_by else None,
    )


def _has_shipped(item: RoadmapItem, as_of: date) -> bool:
    """Whether an item is shipped, and its window had begun by that day."""
    days = window_days(item.window)
    return item.status is RoadmapStatus.SHIPPED and (days is None or days[0] <= as_of)


def _kept_by(one: Undertaking, later: Sequence[Signal], topics: Topics) -> Signal | None:
    scored = [
        (fulfils(one, signal, topics), signal)
        for signal in later
        if signal.name == "delivery" and signal.seen_on is not None and signal.seen_on >= one.on
    ]
    score, signal = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return signal if score >= KEPT_FROM else None


def _is_withdrawn(one: Undertaking, made: Sequence[Undertaking], later: Sequence[Signal], topics: Topics) -> bool:
    """Taken back in so many words, or replaced by a later date for the same roadmap item."""
    for signal in later:
        if (
            signal.name != "withdrawal"
            or signal.seen_on is None
            or signal.seen_on < one.on
            or side_of(signal) is not one.by
        ):
            continue
        cited = signal.citations[0]
        if cited.passage == one.signal.citations[0].passage:
            continue
        if _recalls(one, signal):
            return True
        overlap = topics.covered(one.topic, topic(f"{signal.text} {cited.title}"))
        if overlap >= _TAKEN_BACK or (
            one.is_roadmap and overlap >= _TAKEN_BACK / 2 and same_thread(cited.title, one.signal.citations[0].title)
        ):
            return True
    return one.item is not None and any(
        other is not one
        and other.item is one.item
        and other.on > one.on
        and other.by is one.by
        and (one.due is None or (other.due is not None and other.due > one.due))
        for other in made
        if other.is_roadmap
    )


def _recalls(one: Undertaking, signal: Signal) -> bool:
    """Whether the same person takes back what they said in that month ("I was too quick in February")."""
    same = signal.attributes.get("who") and signal.attributes.get("who") == one.signal.attributes.get("who")
    return (
        bool(same)
        and one.on.month != (signal.seen_on or one.on).month
        and re.search(rf"\b(?:in|of|from|since) {one.on:%B}\b", signal.text, re.IGNORECASE) is not None
    )


def _is_missed(one: Undertaking, later: Sequence[Signal], topics: Topics) -> bool:
    return any(
        signal.name == "reminder"
        and signal.seen_on is not None
        and signal.seen_on > one.on
        and topics.covered(one.topic, topic(all_of(signal))) >= 0.4  # noqa: PLR2004
        for signal in later
    )
