"""A commitment in the making: what it is about, and which statements are of the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from copilot.domain.commitment import RoadmapItem, Signal
from copilot.domain.words import Side
from copilot.insight.signals.topics import Topics, topic

__all__ = ["Undertaking", "all_of", "merged", "side_of", "undertaking"]

_SAME = 0.6
"""Two statements whose topics cover each other by this much are the same commitment."""
_RESTATED_WITHIN = timedelta(days=150)


@dataclass
class Undertaking:
    """A commitment while it is being assembled from the signals that state it; `topic` is weighted terms."""

    signal: Signal
    by: Side
    due: date | None
    topic: dict[str, float]
    item: RoadmapItem | None = None

    @property
    def on(self) -> date:
        assert self.signal.seen_on is not None  # noqa: S101 - undated signals are left out
        return self.signal.seen_on

    @property
    def is_roadmap(self) -> bool:
        return self.signal.attributes.get("kind") == "roadmap"

    @property
    def core(self) -> dict[str, float]:
        """The topic of what is undertaken itself; empty where it is only "it" or "that"."""
        return {term: share for term, share in self.topic.items() if share == 1.0}


def side_of(signal: Signal) -> Side:
    """The side the reading gave, else the one the account's address book gives the speaker."""
    side = Side(signal.attributes.get("by", Side.UNKNOWN))
    return (
        signal.citations[0].side
        if side is Side.UNKNOWN and signal.attributes.get("who") == signal.citations[0].speaker
        else side
    )


def all_of(signal: Signal) -> str:
    """Everything that tells what a signal is about: its sentence and its document's title."""
    return f"{signal.text} {signal.citations[0].title}"


def undertaking(signal: Signal) -> Undertaking:
    """The undertaking that a signal called "commitment" states."""
    due = signal.attributes.get("due")
    return Undertaking(
        signal=signal, by=side_of(signal), due=date.fromisoformat(due) if due else None, topic=_topic_of(signal)
    )


def _topic_of(signal: Signal) -> dict[str, float]:
    """What is undertaken counts fully, the rest of the sentence and what it points back to less, the title least."""
    parts = signal.attributes
    said = topic(signal.text)
    shares = (
        (parts.get("what", ""), 1.0),
        (signal.text, 0.35),
        (parts.get("about", ""), 0.35 if len(said) < 3 else 0.1),  # noqa: PLR2004 - says enough by itself
        (signal.citations[0].title, 0.2),
    )
    found: dict[str, float] = {}
    for text, share in shares:
        for term in topic(text):
            found[term] = max(found.get(term, 0.0), share)
    return found


def merged(found: Sequence[Undertaking], topics: Topics) -> list[Undertaking]:
    """Repeated statements made one; they must come oldest first. The latest stands."""
    kept: list[Undertaking] = []
    for one in found:
        same = next((other for other in reversed(kept) if _is_same(other, one, topics)), None)
        if same is None:
            kept.append(one)
        else:
            _restate(same, one)
    return kept


def _is_same(old: Undertaking, new: Undertaking, topics: Topics) -> bool:
    if old.by is not new.by or old.is_roadmap != new.is_roadmap or new.on - old.on > _RESTATED_WITHIN:
        return False
    if old.signal.citations[0].passage == new.signal.citations[0].passage and _points_back(new, old):
        return True
    if old.is_roadmap and old.due != new.due:
        return False
    if (
        old.due is not None
        and old.due < new.on
        and old.signal.citations[0].document == new.signal.citations[0].document
    ):
        return False
    core_old, core_new = old.core, new.core
    if not core_old or not core_new:
        return False
    return min(topics.covered(core_old, core_new), topics.covered(core_new, core_old)) >= _SAME


def _points_back(new: Undertaking, old: Undertaking) -> bool:
    """Whether a statement only says "it", or by when, of the one just before it."""
    if new.signal.rule == "commitment:word_given" or old.signal.rule == "commitment:word_given":
        return True
    if abs(new.signal.citations[0].start - old.signal.citations[0].end) > 200:  # noqa: PLR2004 - characters
        return False
    same_sentence = new.signal.citations[0].start == old.signal.citations[0].start
    return not new.core or (same_sentence and new.signal.rule == "commitment:receive" and old.due is None)


def _restate(old: Undertaking, new: Undertaking) -> None:
    """The later statement stands; one that only points back lends its day to the one before it."""
    same_passage = old.signal.citations[0].passage == new.signal.citations[0].passage
    if same_passage and old.signal.rule != "commitment:word_given":
        old.due = new.due or old.due
        return
    old.topic = {term: max(old.topic.get(term, 0.0), new.topic.get(term, 0.0)) for term in old.topic | new.topic}
    old.signal, old.due = new.signal, new.due or old.due
