"""The tables of the server: who may come in, what they asked for, what they were shown.

They stand apart from the record's: nothing here is derived from a source, and nothing of it is rebuilt.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

from retrieval.catalog.tables import UtcDateTime

service_metadata = MetaData()

keys = Table(
    "keys",
    service_metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False, comment="SHA-256 of the secret, which is kept nowhere"),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("email", String, nullable=False, comment="whose key it is; a CSM's own accounts are found by it"),
    Column("accounts", JSON, nullable=False, comment="account ids granted besides; * is all"),
    Column("team", JSON, nullable=False, comment="e-mail addresses of the CSMs whose accounts a manager sees"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    service_metadata,
    Column("digest", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    comment="Browsers that have signed in with a key",
)

jobs = Table(
    "jobs",
    service_metadata,
    Column("id", String, primary_key=True),
    Column("asked_by", String, nullable=False),
    Column("idempotency", String, comment="what the client calls this request; null where it does not"),
    Column("kind", String, nullable=False),
    Column("account", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("period", String, nullable=False),
    Column("status", String, nullable=False),
    Column("done", Integer, nullable=False, comment="steps that are done"),
    Column("step", String, nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    UniqueConstraint("asked_by", "idempotency"),
    Index("jobs_by_account", "account", "created_at"),
)

draft_files = Table(
    "draft_files",
    service_metadata,
    Column("job", String, primary_key=True),
    Column("format", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

audit = Table(
    "audit",
    service_metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("role", String, nullable=False),
    Column("action", String, nullable=False),
    Column("account", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("documents", JSON, nullable=False, comment="the ids of those that were shown"),
    Index("audit_by_account", "account", "n"),
    sqlite_autoincrement=True,
)

feedback = Table(
    "feedback",
    service_metadata,
    Column("id", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("account", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("claim", Text, nullable=False),
    Column("passages", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("audience", String, nullable=False, server_default="internal", comment="for whom the answer was"),
)

forgotten = Table(
    "forgotten",
    service_metadata,
    Column("digest", String, primary_key=True, comment="a keyed hash of an address, an account's name or an account"),
    Column("owner", String, nullable=False, comment="of a name: the hash of the address it goes with; else its own"),
    Column("at", UtcDateTime, nullable=False),
    comment="What no sync may bring back",
)

visits = Table(
    "visits",
    service_metadata,
    Column("digest", String, primary_key=True),
    Column("principal", JSON, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    comment="Browsers that have signed in through the identity provider",
)
