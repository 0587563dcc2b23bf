"""The doctor's look at the model: one tiny call, what it took, and what a brief would cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from copilot.bootstrap import Workspace, open_workspace
from copilot.domain.errors import CopilotError
from copilot.drafting.llm.schema import schema
from copilot.health import Check

__all__ = ["check_model"]

_SCHEMA = schema("hello", answer={"type": "string"})
_BRIEF_OUT = 1_800
"""Tokens that the sections of a brief hold together, about."""


def check_model(path: Path) -> list[Check]:
    """Ask the model of a workspace one word. Never raises for what is wrong with it."""
    try:
        with open_workspace(path) as workspace:
            if workspace.model is None:
                return [Check(state="note", text="no model is configured: answers are quotes. Set llm.model")]
            return list(_checks(workspace))
    except CopilotError as error:
        return [Check(state="wrong", text=str(error))]


def _checks(workspace: Workspace) -> Iterator[Check]:
    from copilot.drafting.llm.counting import counter_for
    from copilot.drafting.llm.model import ModelFailed

    model, llm = workspace.model, workspace.settings.llm
    if model is None:
        return
    try:
        reply = model.reply((("system", "Answer with the word yes."), ("human", "Are you there?")), _SCHEMA, 50)
    except ModelFailed as error:
        yield Check(state="wrong", text=f"{model.name}: {error}. Until that is mended, answers are quotes.")
        return
    yield Check(state="good", text=f"{model.name} answered in {reply.seconds:.2f} s")
    if model.structured and _is_json(reply.text):
        yield Check(state="good", text="it keeps to a schema (structured output)")
    else:
        yield Check(state="note", text="it keeps to no schema: more of what it writes will be refused or repaired")
    _, counting = counter_for(model.name.rpartition(":")[2])
    yield Check(state="good" if counting.startswith("tiktoken") else "note", text=f"tokens are counted by {counting}")
    cost = (llm.prompt_tokens * llm.price_in + _BRIEF_OUT * llm.price_out) / 1_000_000
    price = f"${cost:.4f}" if cost else "unknown: set llm.price_in and llm.price_out"
    yield Check(
        state="good" if cost else "note",
        text=f"a brief takes at most {llm.prompt_tokens} tokens in and about {_BRIEF_OUT} out; its price is {price}",
    )
    leaves = "everything that a draft's reader may see" if llm.send_internal else "only what the customer may see"
    hidden = "redacted" if llm.redact else "not redacted"
    yield Check(state="good", text=f"{leaves} may leave this machine, {hidden}")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
