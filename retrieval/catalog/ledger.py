"""The audit log, which is only added to, and what readers say of answers."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, insert, select, text, update

from copilot.domain.served import AuditEntry, Feedback
from retrieval.catalog.service_tables import audit, feedback

__all__ = ["add_feedback", "list_audit", "list_feedback", "record", "redact"]


_RECORD = insert(audit)


def record(connection: Connection, entry: AuditEntry) -> None:
    """Write down what was done."""
    connection.execute(_RECORD, {**entry.model_dump(), "documents": list(entry.documents)})


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


def redact(connection: Connection, change: Callable[[AuditEntry], AuditEntry]) -> int:
    """Take out of the log what was forgotten, and nothing else: entries stay, with who and when.

    The one way in which an entry is ever changed; the trigger that forbids it stands again when this returns.
    Returns how many were changed.
    """
    (kept,) = connection.execute(
        text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_keeps_update'")
    ).one()
    connection.execute(text("DROP TRIGGER audit_keeps_update"))
    changed = 0
    for row in connection.execute(select(audit)).all():
        values = row._asdict()
        number = values.pop("n")
        before = AuditEntry(**{**values, "documents": tuple(row.documents)})
        after = change(before)
        if after != before:
            values = {"account": after.account, "detail": after.detail, "documents": list(after.documents)}
            connection.execute(update(audit).where(audit.c.n == number).values(**values))
            changed += 1
    connection.execute(text(kept))
    return changed


def add_feedback(connection: Connection, said: Feedback) -> None:
    """Keep a verdict."""
    values = {
        **said.model_dump(),
        "verdict": said.verdict.value,
        "audience": said.audience.value,
        "passages": list(said.passages),
    }
    connection.execute(insert(feedback).values(**values))


def list_feedback(connection: Connection) -> list[Feedback]:
    """Every verdict, oldest first."""
    rows = connection.execute(select(feedback).order_by(feedback.c.at, feedback.c.id))
    return [Feedback(**{**row._mapping, "passages": tuple(row.passages)}) for row in rows]  # noqa: SLF001
