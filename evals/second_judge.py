"""A language model as a judge of answers, only where it is asked for: `csm-copilot eval accounts --judge MODEL`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

from copilot.domain.draft import Draft
from copilot.domain.errors import InputError
from copilot.drafting.llm.model import ChatModel, ModelFailed, open_model
from copilot.drafting.llm.schema import schema
from evals.gold import Question
from prompts.loader import load_prompt

__all__ = ["Agrees", "judge_by"]

Agrees = Callable[[Question, Draft], bool]
"""Whether an answer tells what the gold answer of a question tells."""

_SCHEMA = schema("judgement", same={"type": "boolean"})


def judge_by(model: str) -> Agrees:
    """The judge that a model is, by the name that `llm.model` would have; a server by OPENAI_BASE_URL.

    What it is asked leaves this machine: questions, gold answers and drafts. Raises SettingsError where there
    is no such model; the judge itself raises InputError where the model fails or says neither yes nor no.
    """
    chat = open_model(
        model, base_url=os.environ.get("OPENAI_BASE_URL", ""), api_key=os.environ.get("OPENAI_API_KEY", "")
    )
    return lambda question, draft: _agrees(chat, question, draft)


def _agrees(chat: ChatModel, question: Question, draft: Draft) -> bool:
    prompt = load_prompt("judge")
    system, user = prompt.render(
        question=_lines(question.q),
        expected=_lines(question.answer),
        drafted=_lines("\n".join(claim.text for claim in draft.claims()) or draft.reason),
    )
    try:
        reply = chat.reply((("system", system), ("human", user)), _SCHEMA, int(prompt.hints["output_tokens"]))
        return bool(json.loads(reply.text)["same"])
    except ModelFailed as error:
        raise InputError(f"the judge {chat.name} failed: {error}", "Try again, or leave --judge out") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"the judge {chat.name} says neither yes nor no", "Name a model that keeps to a schema"
        ) from error


def _lines(text: str) -> str:
    """A text whose every line stands behind the mark of data."""
    return "\n| ".join(text.splitlines())
