"""What the server keeps about requests: draft jobs, the audit log, feedback, what was asked in Slack."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from copilot.domain.record import Instant
from copilot.domain.words import Audience, DraftKind, Value

__all__ = ["AuditEntry", "Feedback", "FeedbackVerdict", "Job", "JobStatus", "SlackErrand", "SlackQuestion"]


class JobStatus(StrEnum):
    """How far a draft job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Value):
    """A draft that was asked for. `done` of `steps` are finished; `step` says what is being done now."""

    id: str
    asked_by: str
    kind: DraftKind
    account: str
    audience: Audience
    as_of: date
    period: str = ""
    status: JobStatus = JobStatus.QUEUED
    done: int = Field(ge=0, default=0)
    step: str = ""
    error: str = ""
    created_at: Instant
    finished_at: Instant | None = None


class AuditEntry(Value):
    """Who did what about which account, and which documents they were shown."""

    at: Instant
    who: str
    role: str
    action: str
    account: str = ""
    detail: str = ""
    documents: tuple[str, ...] = ()


class FeedbackVerdict(StrEnum):
    """What a reader says of a claim, or of an answer that lacks one."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"


class Feedback(Value):
    """A reader's verdict; with question, day and passages it can be replayed as an eval case."""

    id: str
    at: Instant
    who: str
    account: str
    verdict: FeedbackVerdict
    question: str
    as_of: date
    claim: str = ""
    passages: tuple[str, ...] = ()
    note: str = ""
    audience: Audience = Audience.INTERNAL


class SlackErrand(Value):
    """Something that Slack sent and that is worked on once, and where to speak of it. Ids are Slack's."""

    id: str
    channel: str = ""
    thread: str = ""
    user: str = ""


class SlackQuestion(Value):
    """A question asked in Slack. `ts` is that of its message, `thread` that of the thread's first message.

    `account` is empty until it is known, `draft` (the id of the answer) until it is answered.
    """

    id: str
    at: Instant
    user: str
    channel: str
    thread: str
    ts: str
    question: str
    account: str = ""
    as_of: date | None = None
    draft: str = ""
