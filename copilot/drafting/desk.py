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
from copilot.drafting.events import ClaimEvent, DoneEvent, Event, EvidenceEvent, PlanEvent, WithheldEvent
from copilot.drafting.llm.budget import Spent
from copilot.drafting.llm.drafter import LlmDrafter, Plan, as_it_stands
from copilot.drafting.llm.plans import answer_plan, approved_wording, framed, section_plans
from copilot.drafting.llm.section import Guard

__all__ = ["Desk", "finished", "told"]

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
        passages = tuple(dict.fromkeys(one.passage.id for one in looked.ranked))
        if looked.draft.trace.get("drafter") == "known":
            return self._kept(self._extracts(looked.draft, passages))
        return self._kept(
            self._written(
                looked.draft, passages, lambda base: [answer_plan(base, looked.ranked, account.name, earlier)]
            )
        )

    def draft(self, draft: Draft, reading: AccountReading) -> Iterator[Event]:
        """A draft about a whole account, from what the rules drafted."""
        return self._kept(self._written(draft, (), lambda base: section_plans(framed(base), reading)))

    def _written(
        self, draft: Draft, passages: tuple[str, ...], plans: Callable[[Draft], list[Plan]]
    ) -> Iterator[Event]:
        try:
            drafter, why = self.drafter(), NO_MODEL
        except SettingsError as error:
            drafter, why = None, f"{error.problem}. {error.remedy}".rstrip(". ")
        if drafter is None:
            yield from self._extracts(as_it_stands(draft, why), passages)
            return
        base = self.guard(draft)
        planned = plans(base)
        if not any(plan.pieces for plan in planned):
            yield from told(base, passages)
            return
        approved = approved_wording(
            self.registry, base.account, base.audience, base.as_of, send_internal=self.send_internal
        )
        over = base if base.kind is DraftKind.ANSWER else framed(base)
        yield from drafter.stream(over, planned, approved, self.guard, self.spent())

    def _extracts(self, draft: Draft, passages: tuple[str, ...]) -> Iterator[Event]:
        """The plan and the evidence at once; the claims when the guard has seen all of them."""
        yield from _opened(draft, passages)
        yield from _closed(self.guard(draft))

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


def told(draft: Draft, passages: tuple[str, ...] = ()) -> Iterator[Event]:
    """A draft that the guard has passed, as the events that would have told it."""
    yield from _opened(draft, passages)
    yield from _closed(draft)


def _opened(draft: Draft, passages: tuple[str, ...]) -> Iterator[Event]:
    yield PlanEvent(sections=tuple(section.title for section in draft.sections))
    for section in draft.sections:
        cited = (citation.passage for claim in section.claims for citation in claim.citations)
        yield EvidenceEvent(section=section.title, passages=passages or tuple(dict.fromkeys(cited)))


def _closed(draft: Draft) -> Iterator[Event]:
    for section in draft.sections:
        yield from (ClaimEvent(section=section.title, claim=claim) for claim in section.claims)
    internal = draft.audience is Audience.INTERNAL
    for one in draft.withheld:
        yield WithheldEvent(section="", reason=one.reason, text=one.claim.text if internal else "")
    yield DoneEvent(draft=draft)
