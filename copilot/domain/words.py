"""The closed vocabularies of the product: the same words in code, in JSON, in prompts and on screen."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value with no unknown fields; the root of every model that crosses a boundary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def trusted(cls, **values: Any) -> Self:
        """A value from parts that were checked when they were written down: all of its fields, unchecked.

        Twenty thousand of them are built for a large account; `model_construct` takes four times as long.
        """
        one = cls.__new__(cls)
        object.__setattr__(one, "__dict__", values)
        object.__setattr__(one, "__pydantic_fields_set__", set(values))
        object.__setattr__(one, "__pydantic_extra__", None)
        object.__setattr__(one, "__pydantic_private__", None)
        return one


class DocumentKind(StrEnum):
    """What sort of source record a document is."""

    EMAIL = "email"
    TICKET = "ticket"
    CALL = "call"
    NOTE = "note"
    FILE = "file"
    ACCOUNT = "account"
    CONTACT = "contact"
    OPPORTUNITY = "opportunity"
    ACTIVITY = "activity"
    USAGE = "usage"
    SURVEY = "survey"


class Side(StrEnum):
    """Whose voice it is."""

    VENDOR = "vendor"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


class Visibility(StrEnum):
    """Who may see it: `shared` the customer wrote, said or saw it; `internal` only we did;
    `confidential` somebody asked us to keep it to ourselves. Ordered from lax to strict.
    """

    SHARED = "shared"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"

    @property
    def _rank(self) -> int:
        return list(Visibility).index(self)

    def __lt__(self, other: str) -> bool:
        return self._rank < Visibility(other)._rank

    def __gt__(self, other: str) -> bool:
        return self._rank > Visibility(other)._rank

    def __le__(self, other: str) -> bool:
        return self._rank <= Visibility(other)._rank

    def __ge__(self, other: str) -> bool:
        return self._rank >= Visibility(other)._rank


class Audience(StrEnum):
    """Whom a draft is for."""

    INTERNAL = "internal"
    CUSTOMER = "customer"

    @property
    def sees(self) -> frozenset[Visibility]:
        """The visibilities this audience may read: a customer only what is shared."""
        return frozenset({Visibility.SHARED}) if self is Audience.CUSTOMER else frozenset(Visibility)


class Part(StrEnum):
    """Which part of its document a passage is.

    `body`, `attachment` and `subject` are somebody's words; `quoted` (an earlier message repeated
    in a reply) and `signature` are kept but never searched; `field` is one value of a structured
    record, such as a ticket's status or a week's active users.
    """

    BODY = "body"
    ATTACHMENT = "attachment"
    SUBJECT = "subject"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    FIELD = "field"


class Tier(StrEnum):
    """How a claim is known: read from a source, inferred by a stated rule, or not known."""

    OBSERVED = "observed"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class DraftKind(StrEnum):
    """What sort of text a draft is."""

    ANSWER = "answer"
    QBR = "qbr"
    RISK = "risk"
    STAKEHOLDERS = "stakeholders"
    BRIEF = "brief"
    CHANGES = "changes"


class SignalFamily(StrEnum):
    """The independent kinds of evidence about an account's health."""

    USAGE = "usage"
    COMMERCIAL = "commercial"
    SUPPORT = "support"
    RELATIONSHIP = "relationship"
    SENTIMENT = "sentiment"
    VALUE = "value"
    ROADMAP = "roadmap"
