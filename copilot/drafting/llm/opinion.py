"""A second opinion on what the guard has let through: a model may take a claim away, and never bring one back.

Its reasons are a choice of ours: no rule reads what a model says freely, so none of it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from copilot.domain.draft import Claim, Withheld
from copilot.drafting.llm.claims import unfenced
from copilot.drafting.llm.redaction import Redactor
from copilot.drafting.llm.schema import closed, schema

__all__ = ["SCHEMA", "doubted", "laid_out"]

_Reason = Literal["it says more than its words", "its words say otherwise", "its words are about something else"]


class _Refused(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    number: int
    reason: _Reason


class _Output(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    refused: list[_Refused]


SCHEMA = schema(
    "refused",
    refused={
        "type": "array",
        "items": closed(number={"type": "integer"}, reason={"type": "string", "enum": list(get_args(_Reason))}),
    },
)


def laid_out(claims: Sequence[Claim], redactor: Redactor) -> str:
    """The claims as the prompt shows them: numbered, each over the words that it cites."""
    lines: list[str] = []
    for number, claim in enumerate(claims, start=1):
        lines.append(f"[{number}] {redactor.hide(_line(claim.text))}")
        for cited in claim.citations:
            day = f"{cited.occurred_at:%Y-%m-%d}" if cited.occurred_at else "undated"
            who = _line(cited.speaker) or "no speaker"
            lines.append(f"| {redactor.hide(f'{day} · {who} ({cited.side}): {_line(cited.quote)}')}")
    return "\n".join(lines)


def doubted(output: str, claims: Sequence[Claim]) -> dict[int, Withheld]:
    """The claims that an opinion refuses, by their place (from 0). Raises ValueError where it is no opinion."""
    try:
        found = _Output.model_validate_json(unfenced(output))
    except ValidationError as error:
        raise ValueError(f"{error.error_count()} things are not as the schema says") from error
    return {
        one.number - 1: Withheld(claim=claims[one.number - 1], reason=f"a second opinion: {one.reason}")
        for one in found.refused
        if 0 < one.number <= len(claims)
    }


def _line(text: str) -> str:
    return " ".join(text.split())
