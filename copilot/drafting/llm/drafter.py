"""A draft whose prose a model writes: sections at the same time, each through the guard, the extracts behind them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

from copilot.domain.draft import Claim, Coverage, Draft, Section, Withheld, unanswered, withheld_row
from copilot.domain.words import Audience, DraftKind, Tier
from copilot.drafting.events import ClaimEvent, DoneEvent, Event, EvidenceEvent, PlanEvent, WithheldEvent
from copilot.drafting.llm.budget import Budget, Meter, Spent
from copilot.drafting.llm.calling import Caller
from copilot.drafting.llm.counting import counter_for
from copilot.drafting.llm.evidence import Piece, leaving, pack, shown
from copilot.drafting.llm.halting import Halt
from copilot.drafting.llm.model import ChatModel
from copilot.drafting.llm.redaction import Redactor
from copilot.drafting.llm.section import Guard, SectionWriter, Task, Work
from copilot.guard.language import ENGLISH, language_of
from prompts.loader import load_prompt

__all__ = ["Limits", "LlmDrafter", "Plan", "as_it_stands"]


@dataclass(frozen=True)
class Limits:
    """How a drafter works: tokens of prompt a draft and of an answer, sections at a time, what may leave and be spent.

    A draft takes at most `deadline` seconds (0: as long as it takes). With `second_opinion` the model is asked once
    more about what it wrote.
    """

    prompt_tokens: int = 14_000
    output_tokens: int = 900
    at_once: int = 4
    redact: bool = False
    send_internal: bool = True
    budget: Budget = field(default_factory=Budget)
    deadline: float = 0.0
    second_opinion: bool = False


@dataclass(frozen=True)
class Plan:
    """A section that a model is to write: from which pieces, best first, and with what it is for.

    `variables` are those of its prompt besides the evidence and `most`, the number of claims.
    """

    title: str
    pieces: tuple[Piece, ...]
    variables: dict[str, str]
    most: int = 6


@dataclass(frozen=True)
class _Planned:
    plan: Plan
    task: Task


class LlmDrafter:
    """Writes the planned sections of a draft; a section that the model fails at keeps its extracts."""

    def __init__(self, model: ChatModel, limits: Limits) -> None:
        self._model = model
        self._limits = limits
        self._count, self.counting = counter_for(model.name.rpartition(":")[2])

    def stream(
        self, base: Draft, plans: Sequence[Plan], approved: Callable[[str], str], guard: Guard, today: Spent
    ) -> Iterator[Event]:
        """Write over a base draft that the guard has passed, and tell what happens.

        `approved` gives the approved wording that a text of evidence calls for; `today` is what the day has
        cost before. Events: `plan`, `evidence` for each section, `claim` and `withheld` as sections come
        through, `done` with the draft. Closing the iterator starts no further call and closes those that are open.
        """
        began = time.monotonic()
        halt = Halt(self._limits.deadline)
        redactor = Redactor(active=self._limits.redact)
        meter = Meter(self._limits.budget, today)
        planned = [self._planned(base, plan, len(plans), approved, redactor) for plan in plans]
        written = {one.plan.title for one in planned}
        yield PlanEvent(sections=tuple(section.title for section in base.sections) or tuple(written))
        for one in planned:
            passages = tuple(item.citation.passage for item in one.task.evidence)
            yield EvidenceEvent(section=one.plan.title, passages=passages)
        for section in base.sections:
            if section.title not in written:
                yield from (ClaimEvent(section=section.title, claim=claim) for claim in section.claims)
        works: dict[int, Work] = {}
        frame = base.model_copy(
            update={"sections": (), "withheld": (), "coverage": (), "abstained": False, "reason": "", "trace": {}}
        )
        caller = Caller(self._model, meter, self._count, halt, self._limits.output_tokens)
        writer = SectionWriter(caller, guard, frame, redactor, twice=self._limits.second_opinion)
        waiting = [at for at, one in enumerate(planned) if one.task.evidence]
        for at, work in self._run(writer, [planned[at].task for at in waiting], halt):
            works[waiting[at]] = work
            yield from _told(work, base)
        yield DoneEvent(draft=self._draft(base, planned, works, meter, began))

    def _run(self, writer: SectionWriter, tasks: list[Task], halt: Halt) -> Iterator[tuple[int, Work]]:
        """Each task's work as it is done, however many at a time; whoever stops listening stops the work."""
        if not tasks:
            return
        from langsmith import tracing_context

        with tracing_context(enabled=False):  # what is drafted is nobody else's, whatever the environment says
            untraced = copy_context()
        chain = writer.chain()
        pool = ThreadPoolExecutor(self._limits.at_once, thread_name_prefix="section")
        try:
            running = {pool.submit(untraced.copy().run, chain.invoke, task): at for at, task in enumerate(tasks)}
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            halt.stop()
            pool.shutdown(cancel_futures=True)

    def _planned(
        self, base: Draft, plan: Plan, sections: int, approved: Callable[[str], str], redactor: Redactor
    ) -> _Planned:
        prompt = load_prompt(str(base.kind))
        pieces = leaving(plan.pieces, send_internal=self._limits.send_internal)
        wording = redactor.hide(approved("\n".join(one.citation.quote for one in pieces)))
        given = {name: redactor.hide(value) for name, value in plan.variables.items()}
        fixed = {**given, "approved": wording, "most": str(plan.most)}
        bare = prompt.render(**fixed, evidence="")
        share = self._limits.prompt_tokens // max(1, sections)
        evidence = pack(pieces, share - sum(map(self._count, bare)), self._count, redactor)
        task = Task(
            title=plan.title,
            prompt=prompt,
            variables={**fixed, "evidence": shown(evidence)},
            evidence=tuple(evidence),
            most=plan.most,
            language=language_of(base.question) if base.kind is DraftKind.ANSWER else ENGLISH,
        )
        return _Planned(plan, task)

    # What becomes of it --------------------------------------------------------

    def _draft(
        self, base: Draft, planned: Sequence[_Planned], works: dict[int, Work], meter: Meter, began: float
    ) -> Draft:
        by_title = {one.plan.title: works.get(at) for at, one in enumerate(planned)}
        kept: list[str] = []
        sections: list[Section] = []
        withheld: list[Withheld] = []
        for title in [section.title for section in base.sections] or list(by_title):
            own = next((section for section in base.sections if section.title == title), None)
            if title not in by_title:
                sections += [own] if own is not None else []
                continue
            work = by_title[title]
            withheld += work.refused if work is not None else ()
            claims = _written(work, own)
            if claims:
                sections.append(Section(title=title, claims=claims))
                continue
            if base.kind is DraftKind.ANSWER and work is not None and _declined(work):
                return self._abstained(base, planned, works, meter, began)
            kept.append(_why(work))
            sections += [own] if own is not None and own.claims else []
        wrote = len(by_title) - len(kept)
        unheard = [work.unheard for work in works.values() if work.unheard]
        before = () if base.kind is DraftKind.ANSWER and wrote else base.withheld  # the extracts are not shown then
        return base.model_copy(
            update={
                "sections": tuple(sections),
                "abstained": not sections,
                "reason": "" if sections else base.reason or "Nothing that was drafted may be shown.",
                "withheld": (*before, *withheld),
                "coverage": _with_withheld(base, withheld),
                "trace": self._trace(base, planned, works, meter, began) | _told_of(kept, wrote, unheard),
            }
        )

    def _abstained(
        self, base: Draft, planned: Sequence[_Planned], works: dict[int, Work], meter: Meter, began: float
    ) -> Draft:
        """The model read the evidence and found no answer in it."""
        return base.model_copy(
            update={
                "sections": (),
                "abstained": True,
                "reason": unanswered(base.coverage),
                "trace": self._trace(base, planned, works, meter, began) | {"drafter": "llm"},
            }
        )

    def _trace(
        self, base: Draft, planned: Sequence[_Planned], works: dict[int, Work], meter: Meter, began: float
    ) -> dict[str, Any]:
        marks = {one.task.prompt.name: one.task.prompt.mark for one in planned}
        used = {step["prompt"] for work in works.values() for step in work.rounds}
        marks |= {name: load_prompt(name).mark for name in sorted(used)}
        return {
            "model": self._model.name,
            "structured": self._model.structured,
            "prompts": marks,
            "counted_by": self.counting,
            "tokens_in": meter.tokens_in,
            "tokens_out": meter.tokens_out,
            "cost_usd": meter.cost,
            "seconds": round(time.monotonic() - began, 3),
            "base": dict(base.trace),
            "sections": [
                {
                    "title": one.plan.title,
                    "evidence": [item.citation.passage for item in one.task.evidence],
                    "rounds": list(works[at].rounds) if at in works else [],
                    "unheard": works[at].unheard if at in works else "",
                    "failed": _why(works.get(at)) if at not in works or works[at].failed or works[at].fault else "",
                }
                for at, one in enumerate(planned)
            ],
        }


def as_it_stands(draft: Draft, why: str) -> Draft:
    """An extractive draft that says why no model wrote it."""
    return draft.model_copy(update={"trace": {**draft.trace, "notice": f"quotes only: {why}"}})


def _told(work: Work, base: Draft) -> Iterator[Event]:
    title = work.task.title
    own = next((section for section in base.sections if section.title == title), None)
    claims = _written(work, own)
    if not claims and not _declined(work) and own is not None:
        claims = own.claims
    yield from (ClaimEvent(section=title, claim=claim) for claim in claims)
    internal = base.audience is Audience.INTERNAL
    for one in work.refused:
        yield WithheldEvent(section=title, reason=one.reason, text=one.claim.text if internal else "")


def _written(work: Work | None, own: Section | None) -> tuple[Claim, ...]:
    """What the model wrote, and then what the extracts said is not known; nothing where it wrote nothing."""
    if work is None or work.failed or not work.passed:
        return ()
    gaps = tuple(claim for claim in own.claims if claim.tier is Tier.UNKNOWN) if own is not None else ()
    return (*work.passed, *gaps)


def _declined(work: Work) -> bool:
    """Whether the model answered in order, and with nothing."""
    return not (work.failed or work.fault or work.passed or work.refused) and bool(work.rounds)


def _why(work: Work | None) -> str:
    if work is None:
        return "nothing may be sent to the model, or nothing fits its budget"
    if work.failed or work.fault:
        return work.failed or work.fault
    return "the guard refused what the model wrote" if work.refused else "the model found nothing to say"


def _told_of(kept: Sequence[str], wrote: int, unheard: Sequence[str]) -> dict[str, Any]:
    """Who wrote the draft, and what its reader must know of that: where quotes stand in, where a check was not had."""
    why = "; ".join(dict.fromkeys(kept))
    fallback = {"fallback": why} if kept else {}
    if kept and not wrote:
        return {"drafter": "extractive", **fallback, "notice": f"quotes only: {why}"}
    notes = [f"quotes only in {len(kept)} of {len(kept) + wrote} sections: {why}"] if kept else []
    notes += [f"without a second opinion: {'; '.join(dict.fromkeys(unheard))}"] if unheard else []
    return {"drafter": "llm", **fallback, **({"notice": "; ".join(notes)} if notes else {})}


def _with_withheld(base: Draft, withheld: Sequence[Withheld]) -> tuple[Coverage, ...]:
    if not withheld or base.audience is not Audience.INTERNAL:
        return base.coverage
    return (*base.coverage, withheld_row(withheld))
