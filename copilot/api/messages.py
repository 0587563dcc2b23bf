"""What requests hold and what routes answer, where it is not a value of the domain itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from copilot.api.days import Day
from copilot.domain.commitment import Commitment
from copilot.domain.draft import Coverage
from copilot.domain.record import Instant, Participant
from copilot.domain.renewal import Triage
from copilot.domain.served import FeedbackVerdict, Job
from copilot.domain.words import Audience, DocumentKind, DraftKind, Part, Side, Visibility
from copilot.insight.confidence import Confidence

__all__ = [
    "AccountOverview",
    "AccountSummary",
    "Asked",
    "CheckedText",
    "CoverageLedger",
    "DraftFile",
    "DraftJob",
    "DraftRequest",
    "FeedbackRequest",
    "Listed",
    "Me",
    "Owed",
    "Shown",
    "Source",
    "SyncRequest",
]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("it says nothing")
    return text


Named = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_says_something)]


class Asked(_Request):
    """A question about an account."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"account": "acme", "question": "what did we promise on SSO?"}]}
    )
    question: Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S"), AfterValidator(_says_something)]
    account: Named = Field(description="An id, a name, an alias or a domain.")
    as_of: Day | None = Field(default=None, description="Use only what was known by the end of this day; today.")
    audience: Audience | None = Field(default=None, description="customer: use only what the customer may see.")
    earlier: tuple[Annotated[str, Field(min_length=1, max_length=4000)], ...] = Field(
        default=(), max_length=20, description="The questions asked before in the same conversation, oldest first."
    )


class DraftRequest(_Request):
    """A draft to be written."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "brief", "account": "acme"}]})
    kind: DraftKind = Field(description="qbr, risk, stakeholders or brief")
    account: Named
    as_of: Day | None = None
    audience: Audience | None = None
    period: str = Field(default="", max_length=20, description="Of a QBR: 2026, 2026-H1, 2026-Q1 or 2026-03.")


class CheckedText(_Request):
    """A text that somebody is about to send."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "SSO ships in March.", "audience": "customer"}]})
    text: Annotated[str, Field(min_length=1, max_length=50_000)]
    account: Named | None = None
    audience: Audience = Audience.CUSTOMER
    as_of: Day | None = None


class FeedbackRequest(_Request):
    """What a reader says of a claim, or of an answer that lacks one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"account": "acme", "question": "who signs?", "verdict": "wrong", "claim": "Dana signs."}]
        }
    )
    account: Named
    question: str = Field(min_length=1, max_length=4000)
    verdict: FeedbackVerdict
    as_of: Day | None = None
    audience: Audience | None = Field(default=None, description="For whom the answer was; the widest you may see.")
    claim: str = Field(default="", max_length=4000)
    passages: tuple[Annotated[str, Field(max_length=500)], ...] = Field(default=(), max_length=50)
    note: str = Field(default="", max_length=4000)


class SyncRequest(_Request):
    """A sync to be run."""

    allow_mass_delete: bool = False


class Me(BaseModel):
    """Who is signed in."""

    name: str
    role: str
    audience: Audience


class AccountSummary(BaseModel):
    """An account in a list. What an outsider may not know is null."""

    account_id: str
    name: str
    segment: str
    csm: str
    arr_usd: float | None
    renewal_date: date | None
    documents: int
    last_record: date | None


class AccountOverview(AccountSummary):
    """An account on a page: how its renewal stands, and why."""

    renews: date | None = None
    decide_by: date | None = None
    call: Triage | None = None
    confidence: Confidence | None = None
    reasons: list[str] = []
    unknown: list[str] = []
    commitments_open: int = 0
    commitments_overdue: int = 0
    people: int = 0


class Listed(BaseModel):
    """A document in a timeline."""

    id: str
    kind: DocumentKind
    title: str
    occurred_at: Instant | None
    visibility: Visibility
    participants: list[str]


class Shown(BaseModel):
    """A passage of a source. `marked` is the cited span, in characters of the text."""

    id: str
    text: str
    part: Part
    speaker: str
    side: Side
    locator: str
    visibility: Visibility
    occurred_at: datetime | None
    marked: tuple[int, int] | None = None


class Source(BaseModel):
    """A source record as its reader may see it."""

    id: str
    kind: DocumentKind
    account: str
    title: str
    path: str
    url: str
    occurred_at: datetime | None
    visibility: Visibility
    participants: list[Participant]
    passages: list[Shown]


class Owed(BaseModel):
    """A commitment and the account it belongs to."""

    account: str
    name: str
    commitment: Commitment


class DraftFile(BaseModel):
    """A file of a draft."""

    format: str
    href: str


class DraftJob(Job):
    """A draft job with its files, once they are there."""

    steps: int
    files: tuple[DraftFile, ...] = ()


class CoverageLedger(BaseModel):
    """What was looked through, and how far a call may be trusted."""

    confidence: Confidence
    reason: str
    families: list[Coverage]
