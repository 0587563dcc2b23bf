"""The tables of the catalog. Portable SQL: what only SQLite understands stands in `retrieval.lexical`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


units = Table(
    "units",
    metadata,
    Column("source", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    comment="What was read whole and need not be read again until its fingerprint changes",
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("unit", String, nullable=False, comment="the unit whose copy of the document is kept"),
    Column("kind", String, nullable=False),
    Column("account", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("occurred_at", UtcDateTime),
    Column("thread", String, nullable=False),
    Column("visibility", String, nullable=False),
    Column("revision", String, nullable=False),
    Column("deleted_at", UtcDateTime, comment="a tombstone: the source no longer holds it"),
    Index("documents_by_account", "account", "kind", "occurred_at"),
    Index("documents_by_source", "source", "unit"),
)

holdings = Table(
    "holdings",
    metadata,
    Column("source", String, primary_key=True),
    Column("unit", String, primary_key=True),
    Column("document", String, primary_key=True),
    Index("holdings_by_document", "document"),
    comment="Which units hold a document; a message can lie in two mailboxes",
)

participants = Table(
    "participants",
    metadata,
    Column("document", String, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", String, nullable=False),
    Column("side", String, nullable=False),
    Column("role", String, nullable=False),
)

unsettled = Table(
    "unsettled_accounts",
    metadata,
    Column("account", String, primary_key=True),
    comment="Accounts whose documents changed since what is derived from all of them together was last derived",
)

people = Table(
    "people",
    metadata,
    Column("account", String, primary_key=True),
    Column("name", String, primary_key=True, comment="folded; sources that know only a name are resolved by it"),
    Column("email", String, nullable=False),
    Column("side", String, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", String, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("part", String, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("speaker_email", String, nullable=False),
    Column("side", String, nullable=False),
    Column("visibility", String, nullable=False),
    Column("occurred_at", UtcDateTime),
    Column("locator", Text, nullable=False),
    Index("passages_by_document", "document", "n"),
)

signals = Table(
    "signals",
    metadata,
    Column("document", String, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("account", String, nullable=False),
    Column("family", String, nullable=False),
    Column("name", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("tier", String, nullable=False),
    Column("seen_on", Date),
    Column("visibility", String, nullable=False, comment="the strictest of its quotes"),
    Column("rule", Text, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("quotes", JSON, nullable=False, comment="[[passage n, start, end], …]"),
    Index("signals_by_account", "account", "name", "seen_on"),
    comment="What was read in a document when it was indexed",
)

shelves = Table(
    "shelves",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False, unique=True),
    Column("collection", String, nullable=False, server_default=""),
    comment="Where an account's index entries stand: its number in the lexical index, its vector collection",
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False),
    Column("document", String, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("visibility", String, nullable=False),
    Column("day", Date, comment="the day of its passages; null where the record gives none"),
    Column("text", Text, nullable=False),
    Column("spans", JSON, nullable=False, comment="[[passage n, start, end], …]"),
    Column("terms", Integer, nullable=False, comment="its length in terms, for BM25"),
    Column("digest", String, nullable=False, comment="of what is embedded"),
    Index("chunks_by_account", "account", "visibility", "day", "terms"),
    Index("chunks_by_document", "document", "n"),
    Index("chunks_by_digest", "digest"),
    sqlite_autoincrement=True,
)

pending = Table(
    "pending_vectors",
    metadata,
    Column("chunk", Integer, primary_key=True, autoincrement=False),
    Column("account", String, nullable=False),
    Column("gone", Integer, nullable=False, comment="1 where the vector is to be removed"),
    comment="Chunks whose vectors do not yet follow the catalog",
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("digest", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False, comment="float16, little-endian"),
    comment="Every text is embedded once; collections can be rebuilt from here",
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("request", String, unique=True, comment="its asker's id for it: the same one is not written twice"),
    Column("account", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost_usd", Float, nullable=False),
    Column("draft", JSON, nullable=False, comment="as it left the guard, with its trace"),
    Index("drafts_by_day", "made_at"),
    comment="What was written, for whom, from what and at what cost",
)

failures = Table(
    "failures",
    metadata,
    Column("source", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("locator", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("severity", String, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
    comment="What the index was built with: embedder, dimension, chunking",
)
