"""What is true of an account: the gold files of the accounts suite."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from copilot.domain.errors import InputError
from copilot.domain.words import Audience

__all__ = ["KINDS", "Evidence", "Gold", "Question", "read_gold"]

KINDS = (
    "single",
    "multi_doc",
    "temporal",
    "superseded",
    "contradiction",
    "aggregate",
    "unanswerable",
    "injection",
    "cross_account",
    "confidential",
    "roadmap",
)
"""The kinds of question, in the order they are shown."""

_MUST_ABSTAIN = frozenset({"unanswerable", "confidential"})


class _Entry(BaseModel):
    # Other parts of a gold file belong to other figures.
    model_config = ConfigDict(frozen=True, extra="ignore")


class Evidence(_Entry):
    """A quote that holds a truth, and its file, relative to the data directory."""

    file: str = Field(min_length=1)
    quote: str = Field(min_length=1)


class Question(_Entry):
    """A question, what its answer must and must not hold, and the quotes it can be read from."""

    id: str
    q: str = Field(min_length=1)
    kind: str
    answer: str = ""
    must_include: tuple[str, ...] = ()
    must_not_include: tuple[str, ...] = ()
    negation_ok: bool = False
    audience: Audience = Audience.INTERNAL
    as_of: date | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the record answers it, for this audience; else only an abstention is right."""
        return bool(self.evidence)

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> Self:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not a kind of question")
        if self.evidence and self.kind in _MUST_ABSTAIN:
            raise ValueError(f"the {self.kind} question {self.id} has evidence")
        return self


class Gold(_Entry):
    """The truths about one account as of a day."""

    account: str = Field(min_length=1)
    as_of: date
    questions: tuple[Question, ...] = ()
    qbr_must_mention: tuple[str, ...] = ()
    qbr_must_not_mention: tuple[str, ...] = ()


def read_gold(file: Path) -> Gold:
    """Read a gold file. Raises InputError naming the file and what is wrong in it."""
    remedy = "evals/README.md says what a gold file holds"
    try:
        return Gold.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{file}: {where or 'the file'}: {first['msg']}", remedy) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{file} cannot be read: {' '.join(str(error).split())[:200]}", remedy) from error
