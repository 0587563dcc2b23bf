"""One call of a draft to its model: paid from its budget, within its deadline, and told for its trace."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copilot.drafting.llm.budget import Meter, OverBudget
from copilot.drafting.llm.counting import Counter
from copilot.drafting.llm.halting import Halt
from copilot.drafting.llm.model import ChatModel, Message, ModelFailed

__all__ = ["Called", "Caller"]


@dataclass(frozen=True)
class Called:
    """The text of an answer, or why there is none; and the call's line in the trace, none where none was made.

    `cut_off` says that the answer began well but was too long.
    """

    text: str = ""
    failed: str = ""
    cut_off: bool = False
    step: dict[str, Any] | None = None


class Caller:
    """Makes the calls of one draft, for answers of at most `most` tokens. Safe to use from several threads."""

    def __init__(self, model: ChatModel, meter: Meter, count: Counter, halt: Halt, most: int) -> None:
        self._model = model
        self._meter = meter
        self._count = count
        self._most = most
        self._began = time.monotonic()
        self.halt = halt

    def call(self, messages: Sequence[Message], schema: Mapping[str, Any], longest: int) -> Called:
        """One call for an answer of at most so many tokens. A step holds tokens, and seconds since the draft began."""
        longest = min(longest, self._most)
        estimate = sum(self._count(text) for _, text in messages)
        try:
            ticket = self._meter.reserve(estimate, longest)
        except OverBudget as error:
            return Called(failed=str(error))
        at = time.monotonic()
        try:
            reply = self._model.reply(messages, schema, longest, self.halt)
        except ModelFailed as error:
            self._meter.settle(ticket, error.tokens_in, error.tokens_out)
            step = self._step(at, error.tokens_in, error.tokens_out) | {"failed": str(error)}
            return Called(failed=str(error), cut_off=error.cut_off, step=step)
        except BaseException:
            self._meter.settle(ticket, 0, 0)
            raise
        spent = (reply.tokens_in or estimate, reply.tokens_out or self._count(reply.text))
        self._meter.settle(ticket, *spent)
        return Called(text=reply.text, step=self._step(at, *spent))

    def _step(self, at: float, tokens_in: int, tokens_out: int) -> dict[str, Any]:
        return {
            "at": round(at - self._began, 3),
            "seconds": round(time.monotonic() - at, 3),
            "tokens_in": tokens_in,
            "tokens_out": tokens_out,
            "refused": [],
        }
