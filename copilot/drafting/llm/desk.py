"""Where drafts are written: by a model over what the rules worked out, or by the rules alone, which then say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from copilot.domain.account import Account
from copilot.domain.commitment import RoadmapItem
from copilot.domain.draft import Draft
from copilot.domain.errors import SettingsError
from copilot.domain.words import Audience, DraftKind
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.answer import Looked
from copilot.drafting.llm.budget import Spent
from copilot.drafting.llm.drafter import LlmDrafter, Plan, as_it_stands
from copilot.drafting.llm.events import ClaimEvent, DoneEvent, Event, PlanEvent, WithheldEvent
from copilot.drafting.llm.plans import answer_plan, approved_wording, framed, section_plans
from copilot.drafting.llm.section import Guard

__all__ = ["Desk", "finished"]

NO_MODEL = "no model is configured"


@dataclass(frozen=True)
class Desk:
    """Writes drafts. `drafter` gives what writes with a model: None where none is configured; it may raise
    SettingsError where the model cannot be set up, which is no reason not to draft. `keep` stores what was
    written and returns it with its id; `spent` tells what the day has cost.
    """

    drafter: Callable[[], LlmDrafter | None]
    guard: Guard
    keep: Callable[[Draft], Draft]
    spent: Callable[[], Spent]
    registry: Sequence[RoadmapItem] = ()
    send_internal: bool = True

    def answer(self, looked: Looked, account: Account, earlier: Sequence[str] = ()) -> Iterator[Event]:
        """The answer to a question that was looked up; what structured sources say outright needs no model."""
        base = self.guard(looked.draft)
        if looked.draft.trace.get("drafter") == "known":
            return self._kept(_plain(base))
        return self._written(base, lambda: [answer_plan(base, looked.ranked, account.name, earlier)])

    def draft(self, draft: Draft, reading: AccountReading) -> Iterator[Event]:
        """A draft about a whole account, from what the rules drafted."""
        base = self.guard(draft)
        return self._written(base, lambda: section_plans(framed(base), reading))

    def _written(self, base: Draft, plans: Callable[[], list[Plan]]) -> Iterator[Event]:
        try:
            drafter = self.drafter()
        except SettingsError as error:
            return self._kept(_plain(as_it_stands(base, f"{error.problem}. {error.remedy}".rstrip(". "))))
        if drafter is None:
            return self._kept(_plain(as_it_stands(base, NO_MODEL)))
        planned = plans()
        if not any(plan.pieces for plan in planned):
            return self._kept(_plain(base))
        approved = approved_wording(
            self.registry, base.account, base.audience, base.as_of, send_internal=self.send_internal
        )
        over = base if base.kind is DraftKind.ANSWER else framed(base)
        return self._kept(drafter.stream(over, planned, approved, self.guard, self.spent()))

    def _kept(self, events: Iterator[Event]) -> Iterator[Event]:
        """The events, the draft of the last one kept before anybody sees it."""
        for event in events:
            yield DoneEvent(draft=self.keep(event.draft)) if isinstance(event, DoneEvent) else event


def finished(events: Iterator[Event]) -> Draft:
    """The draft at the end of its events."""
    *_, last = events
    if not isinstance(last, DoneEvent):
        raise TypeError("the events of a draft end with it")
    return last.draft


def _plain(draft: Draft) -> Iterator[Event]:
    """A finished draft as events."""
    yield PlanEvent(sections=tuple(section.title for section in draft.sections))
    for section in draft.sections:
        yield from (ClaimEvent(section=section.title, claim=claim) for claim in section.claims)
    internal = draft.audience is Audience.INTERNAL
    for one in draft.withheld:
        yield WithheldEvent(section="", reason=one.reason, text=one.claim.text if internal else "")
    yield DoneEvent(draft=draft)
