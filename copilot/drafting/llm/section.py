"""One section written by a model: asked, read, judged by the guard, and once given back to be repaired."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from copilot.domain.draft import Claim, Draft, Section, Withheld
from copilot.drafting.llm.budget import Meter, OverBudget
from copilot.drafting.llm.claims import SCHEMA, Malformed, Read, read_claims
from copilot.drafting.llm.counting import Counter
from copilot.drafting.llm.evidence import Evidence
from copilot.drafting.llm.model import ChatModel, Message, ModelFailed
from copilot.drafting.llm.redaction import Redactor
from prompts.loader import Prompt, load_prompt

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

__all__ = ["Guard", "SectionWriter", "Task", "Work"]

Guard = Callable[[Draft], Draft]


@dataclass(frozen=True)
class Task:
    """A section to be written: what it is drafted into, from which prompt, evidence and variables."""

    title: str
    prompt: Prompt
    variables: dict[str, str]
    evidence: tuple[Evidence, ...]
    most: int


@dataclass(frozen=True)
class Work:
    """A section on its way: what has passed the guard, what was refused last, and how it went.

    `failed` says why there is nothing to use; `rounds` holds for each call its tokens, seconds and refusals.
    """

    task: Task
    messages: tuple[Message, ...] = ()
    passed: tuple[Claim, ...] = ()
    refused: tuple[Withheld, ...] = ()
    pending: tuple[Claim, ...] = ()
    fault: str = ""
    failed: str = ""
    rounds: tuple[dict[str, Any], ...] = field(default=())


class SectionWriter:
    """Writes sections into drafts shaped like `frame`; its chain may run for several of them at once."""

    def __init__(
        self, model: ChatModel, guard: Guard, frame: Draft, redactor: Redactor, meter: Meter, count: Counter
    ) -> None:
        self._model = model
        self._guard = guard
        self._guarding = threading.Lock()
        self._frame = frame
        self._redactor = redactor
        self._meter = meter
        self._count = count

    def chain(self) -> Runnable[Task, Work]:
        """Ask, judge, and where something was refused repair and judge again. Never raises for the model's faults."""
        from langchain_core.runnables import RunnableBranch, RunnableLambda

        ask, judge = RunnableLambda(self._ask), RunnableLambda(self._judge)
        repair = RunnableLambda(self._repair)
        again = RunnableBranch((_needs_repair, repair | judge), RunnableLambda(_as_it_is))
        return ask | judge | again

    # The steps ---------------------------------------------------------------

    def _ask(self, task: Task) -> Work:
        system, user = task.prompt.render(**task.variables)
        work = Work(task=task, messages=(("system", system), ("human", user)))
        return self._called(work, int(task.prompt.hints.get("output_tokens", 900)))

    def _judge(self, work: Work) -> Work:
        """What the guard lets through is kept; the rest is refused, in its words."""
        if work.failed or not work.pending:
            return replace(work, pending=())
        draft = self._frame.model_copy(
            update={"sections": (Section(title=work.task.title, claims=work.pending),), "trace": {"drafter": "llm"}}
        )
        with self._guarding:  # the judges and the catalog's connection are made for one at a time
            judged = self._guard(draft)
        refused = (*work.refused, *judged.withheld)
        *earlier, last = work.rounds
        told = [{"text": one.claim.text, "reason": one.reason} for one in refused]
        return replace(
            work,
            passed=(*work.passed, *judged.claims()),
            refused=refused,
            pending=(),
            rounds=(*earlier, {**last, "refused": told}),
        )

    def _repair(self, work: Work) -> Work:
        prompt = load_prompt("repair")
        refused = "\n".join(f"- {self._redactor.hide(one.claim.text)}: {one.reason}" for one in work.refused)
        system, user = prompt.render(
            refused=refused or f"- the whole output: {work.fault}",
            evidence_numbers=", ".join(str(one.number) for one in work.task.evidence),
        )
        before = replace(
            work, messages=(*work.messages, ("human", f"{system}\n{user}")), refused=(), fault="", pending=()
        )
        done = self._called(before, int(prompt.hints.get("output_tokens", 900)))
        if done.failed and (work.passed or work.refused):  # what the first round gave stands
            return replace(done, failed="", refused=work.refused)
        return done

    def _called(self, work: Work, longest: int) -> Work:
        """The work after one call: what could be read of the answer, and what it cost."""
        estimate = sum(self._count(text) for _, text in work.messages)
        try:
            ticket = self._meter.reserve(estimate, longest)
        except OverBudget as error:
            return replace(work, failed=str(error))
        try:
            reply = self._model.reply(work.messages, SCHEMA, longest)
        except ModelFailed as error:
            self._meter.settle(ticket, error.tokens_in, error.tokens_out)
            step = {"tokens_in": error.tokens_in, "tokens_out": error.tokens_out, "failed": str(error), "refused": []}
            fault = str(error) if error.cut_off else ""
            return replace(work, failed="" if fault else str(error), fault=fault, rounds=(*work.rounds, step))
        except BaseException:
            self._meter.settle(ticket, 0, 0)
            raise
        spent = (reply.tokens_in or estimate, reply.tokens_out or self._count(reply.text))
        self._meter.settle(ticket, *spent)
        step = {"tokens_in": spent[0], "tokens_out": spent[1], "seconds": round(reply.seconds, 3), "refused": []}
        answered = replace(work, messages=(*work.messages, ("ai", reply.text)), rounds=(*work.rounds, step))
        return self._read(answered, reply.text)

    def _read(self, work: Work, text: str) -> Work:
        try:
            found: Read = read_claims(text, work.task.evidence, self._redactor, work.task.most)
        except Malformed as error:
            return replace(work, fault=f"its output is not the JSON asked for: {error}")
        *earlier, last = work.rounds
        told = [{"text": one.claim.text, "reason": one.reason} for one in found.refused]
        return replace(
            work,
            pending=_new(found.claims, work.passed),
            refused=found.refused,
            rounds=(*earlier, {**last, "refused": told}),
        )


def _needs_repair(work: Work) -> bool:
    return not work.failed and bool(work.refused or work.fault)


def _as_it_is(work: Work) -> Work:
    return work


def _new(claims: Sequence[Claim], passed: Sequence[Claim]) -> tuple[Claim, ...]:
    """Each claim once, whatever was said before."""
    said = {claim.text.casefold() for claim in passed}
    fresh: list[Claim] = []
    for claim in claims:
        if claim.text.casefold() not in said:
            said.add(claim.text.casefold())
            fresh.append(claim)
    return tuple(fresh)
