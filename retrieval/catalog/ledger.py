"""The audit log, which is only added to, and what readers say of answers."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from copilot.domain.served import AuditEntry, Feedback
from retrieval.catalog.service_tables import audit, feedback

__all__ = ["add_feedback", "list_audit", "list_feedback", "record"]


def record(connection: Connection, entry: AuditEntry) -> None:
    """Write down what was done."""
    connection.execute(insert(audit).values(**{**entry.model_dump(), "documents": list(entry.documents)}))


def list_audit(connection: Connection, account: str | None = None, limit: int = 1000) -> list[AuditEntry]:
    """The newest entries, oldest first."""
    wanted = [audit.c.account == account] if account else []
    rows = connection.execute(select(audit).where(*wanted).order_by(audit.c.n.desc()).limit(limit)).all()
    return [
        AuditEntry(
            at=row.at,
            who=row.who,
            role=row.role,
            action=row.action,
            account=row.account,
            detail=row.detail,
            documents=tuple(row.documents),
        )
        for row in reversed(rows)
    ]


def add_feedback(connection: Connection, said: Feedback) -> None:
    """Keep a verdict."""
    values = {**said.model_dump(), "verdict": said.verdict.value, "passages": list(said.passages)}
    connection.execute(insert(feedback).values(**values))


def list_feedback(connection: Connection) -> list[Feedback]:
    """Every verdict, oldest first."""
    rows = connection.execute(select(feedback).order_by(feedback.c.at, feedback.c.id))
    return [Feedback(**{**row._mapping, "passages": tuple(row.passages)}) for row in rows]  # noqa: SLF001
