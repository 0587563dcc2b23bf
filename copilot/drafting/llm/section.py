"""One section written by a model: asked, read, judged by the guard, once given back to be repaired, and doubted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from copilot.domain.draft import Claim, Draft, Section, Withheld
from copilot.drafting.llm import opinion
from copilot.drafting.llm.calling import Called, Caller
from copilot.drafting.llm.claims import SCHEMA, Malformed, Read, read_claims
from copilot.drafting.llm.evidence import Evidence
from copilot.drafting.llm.model import Message
from copilot.drafting.llm.redaction import Redactor
from prompts.loader import Prompt, load_prompt

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

__all__ = ["Guard", "SectionWriter", "Task", "Work"]

Guard = Callable[[Draft], Draft]


@dataclass(frozen=True)
class Task:
    """A section to be written: from which prompt, evidence and variables, of at most how many claims.

    `language` is the one to write in, by its English name; empty where it is not known.
    """

    title: str
    prompt: Prompt
    variables: dict[str, str]
    evidence: tuple[Evidence, ...]
    most: int
    language: str = ""


@dataclass(frozen=True)
class Work:
    """A section on its way: what has passed the guard, what was refused last, and how it went.

    `failed` says why there is nothing to use, `unheard` why a second opinion could not be had; `rounds` holds for
    each call its tokens, seconds and refusals.
    """

    task: Task
    messages: tuple[Message, ...] = ()
    passed: tuple[Claim, ...] = ()
    refused: tuple[Withheld, ...] = ()
    pending: tuple[Claim, ...] = ()
    fault: str = ""
    failed: str = ""
    unheard: str = ""
    rounds: tuple[dict[str, Any], ...] = field(default=())


class SectionWriter:
    """Writes sections into drafts shaped like `frame`; its chain may run for several of them at once.

    With `twice` the model is asked once more about what the guard has let through.
    """

    def __init__(self, caller: Caller, guard: Guard, frame: Draft, redactor: Redactor, *, twice: bool = False) -> None:
        self._caller = caller
        self._guard = guard
        self._guarding = threading.Lock()
        self._frame = frame
        self._redactor = redactor
        self._twice = twice

    def chain(self) -> Runnable[Task, Work]:
        """Ask, judge, where something was refused repair and judge again; then the second opinion, if one is wanted.

        Never raises for the model's faults.
        """
        from langchain_core.runnables import RunnableBranch, RunnableLambda

        ask, judge = RunnableLambda(self._ask), RunnableLambda(self._judge)
        repair = RunnableLambda(self._repair)
        again = RunnableBranch((_needs_repair, repair | judge), RunnableLambda(_as_it_is))
        return ask | judge | again | RunnableLambda(self._second)

    # The steps ---------------------------------------------------------------

    def _ask(self, task: Task) -> Work:
        system, user = task.prompt.render(**task.variables)
        work = Work(task=task, messages=(("system", system), ("human", user)))
        return self._called(work, task.prompt)

    def _judge(self, work: Work) -> Work:
        """What the guard lets through is kept; the rest is refused, in its words."""
        if work.failed or not work.pending or self._caller.halt.stopped:
            return replace(work, pending=())
        draft = self._frame.model_copy(
            update={"sections": (Section(title=work.task.title, claims=work.pending),), "trace": {"drafter": "llm"}}
        )
        began = time.monotonic()
        with self._guarding:  # the judges and the catalog's connection are made for one at a time
            judged = self._guard(draft)
        refused = (*work.refused, *judged.withheld)
        guarded = {"refused": _reasons(refused), "guard_seconds": round(time.monotonic() - began, 3)}
        return replace(
            work,
            passed=(*work.passed, *judged.claims()),
            refused=refused,
            pending=(),
            rounds=_noted(work.rounds, guarded),
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
        done = self._called(before, prompt)
        if done.failed and (work.passed or work.refused):  # what the first round gave stands
            return replace(done, failed="", refused=work.refused)
        return done

    def _called(self, work: Work, prompt: Prompt) -> Work:
        """The work after one call: what could be read of the answer, and what it cost."""
        called = self._caller.call(work.messages, SCHEMA, _longest(prompt))
        work = replace(work, rounds=_with(work.rounds, called, prompt))
        if called.failed:
            return replace(work, fault=called.failed) if called.cut_off else replace(work, failed=called.failed)
        return self._read(replace(work, messages=(*work.messages, ("ai", called.text))), called.text)

    def _second(self, work: Work) -> Work:
        """Without what a second opinion refuses. Where none can be had, the guard's word stands, and that is told."""
        if not self._twice or work.failed or not work.passed:
            return work
        prompt = load_prompt("opinion")
        system, user = prompt.render(claims=opinion.laid_out(work.passed, self._redactor))
        messages: tuple[Message, ...] = (("system", system), ("human", user))
        called = self._caller.call(messages, opinion.SCHEMA, _longest(prompt))
        work = replace(work, rounds=_with(work.rounds, called, prompt))
        try:
            refused = opinion.doubted(called.text, work.passed) if not called.failed else {}
        except ValueError as error:
            called = replace(called, failed=f"its output is not the JSON asked for: {error}")
            refused = {}
        if called.failed:
            return replace(work, unheard=called.failed)
        return replace(
            work,
            passed=tuple(claim for at, claim in enumerate(work.passed) if at not in refused),
            refused=(*work.refused, *refused.values()),
            rounds=_noted(work.rounds, {"refused": _reasons(refused.values())}),
        )

    def _read(self, work: Work, text: str) -> Work:
        try:
            task = work.task
            found: Read = read_claims(text, task.evidence, self._redactor, task.most, task.language)
        except Malformed as error:
            return replace(work, fault=f"its output is not the JSON asked for: {error}")
        return replace(
            work,
            pending=_new(found.claims, work.passed),
            refused=found.refused,
            rounds=_noted(work.rounds, {"refused": _reasons(found.refused)}),
        )


_Rounds = tuple[dict[str, Any], ...]


def _longest(prompt: Prompt) -> int:
    """Tokens of the longest answer that a prompt asks for."""
    return int(prompt.hints.get("output_tokens", 900))


def _with(rounds: _Rounds, called: Called, prompt: Prompt) -> _Rounds:
    return (*rounds, {"prompt": prompt.name, **called.step}) if called.step is not None else rounds


def _noted(rounds: _Rounds, more: dict[str, Any]) -> _Rounds:
    """The rounds, with more known of the last one."""
    *earlier, last = rounds
    return (*earlier, {**last, **more})


def _reasons(refused: Iterable[Withheld]) -> list[dict[str, str]]:
    return [{"text": one.claim.text, "reason": one.reason} for one in refused]


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
