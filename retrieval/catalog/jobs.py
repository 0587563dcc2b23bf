"""Draft jobs: they outlive the process, so that what was asked for is made after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from copilot.domain.served import Job, JobStatus
from retrieval.catalog.service_tables import draft_files, jobs

__all__ = ["add_job", "file_of", "finish_job", "forgotten_jobs", "job_of", "jobs_of", "repeated", "set_progress"]


def add_job(connection: Connection, job: Job, idempotency: str | None) -> None:
    """Put a job in the queue."""
    values = {**job.model_dump(), "kind": job.kind.value, "audience": job.audience.value, "status": job.status.value}
    connection.execute(insert(jobs).values(idempotency=idempotency, **values))


def repeated(connection: Connection, asked_by: str, idempotency: str) -> Job | None:
    """The job that somebody has asked for under this name before."""
    row = connection.execute(select(jobs).where(jobs.c.asked_by == asked_by, jobs.c.idempotency == idempotency)).first()
    return _job(row) if row is not None else None


def job_of(connection: Connection, job_id: str) -> Job | None:
    """A job by its id."""
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).first()
    return _job(row) if row is not None else None


def jobs_of(connection: Connection, account: str) -> list[Job]:
    """The jobs of an account, newest first."""
    rows = connection.execute(select(jobs).where(jobs.c.account == account).order_by(jobs.c.created_at.desc()))
    return [_job(row) for row in rows]


def forgotten_jobs(connection: Connection) -> list[Job]:
    """What a process that has ended left undone, oldest first."""
    undone = (JobStatus.QUEUED.value, JobStatus.RUNNING.value)
    return [
        _job(row)
        for row in connection.execute(select(jobs).where(jobs.c.status.in_(undone)).order_by(jobs.c.created_at))
    ]


def set_progress(connection: Connection, job_id: str, done: int, step: str) -> None:
    """Say how far a job is."""
    connection.execute(
        update(jobs).where(jobs.c.id == job_id).values(status=JobStatus.RUNNING.value, done=done, step=step)
    )


def finish_job(connection: Connection, job_id: str, *, files: Mapping[str, bytes], done: int, error: str = "") -> None:
    """End a job with its files, or with what went wrong."""
    for name, content in files.items():
        connection.execute(insert(draft_files).values(job=job_id, format=name, content=content))
    status = JobStatus.FAILED if error else JobStatus.DONE
    connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id)
        .values(status=status.value, done=done, step="", error=error, finished_at=datetime.now(UTC))
    )


def file_of(connection: Connection, job_id: str, name: str) -> bytes | None:
    """The file of a job in a format."""
    found = connection.execute(
        select(draft_files.c.content).where(draft_files.c.job == job_id, draft_files.c.format == name)
    ).scalar()
    return bytes(found) if found is not None else None


def _job(row: Row[Any]) -> Job:
    return Job(**{name: value for name, value in row._mapping.items() if name != "idempotency"})  # noqa: SLF001
