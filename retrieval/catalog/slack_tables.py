"""The tables of the Slack app: what was handled, which channel is about whom, what was asked, who wants no digest.

Nothing here is derived from a source, and nothing of it is rebuilt. Ids are Slack's own.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, MetaData, String, Table, Text

from retrieval.catalog.tables import UtcDateTime

slack_metadata = MetaData()

handled = Table(
    "slack_handled",
    slack_metadata,
    Column("id", String, primary_key=True, comment="an event, a message, a press of a button: what is done once"),
    Column("at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime, comment="null while it is being worked on, or where the process ended over it"),
    Column("channel", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("user", String, nullable=False),
    Index("slack_handled_by_time", "at"),
)

places = Table(
    "slack_places",
    slack_metadata,
    Column("place", String, primary_key=True, comment="a channel's id, #name, or channel:thread"),
    Column("account", String, nullable=False),
    Column("set_by", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

questions = Table(
    "slack_questions",
    slack_metadata,
    Column("id", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("user", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("ts", String, nullable=False, comment="of the message that asked"),
    Column("question", Text, nullable=False),
    Column("account", String, nullable=False, comment="empty until it is known"),
    Column("as_of", Date),
    Column("draft", String, nullable=False, comment="the id of the answer's draft; empty until it is answered"),
    Index("slack_questions_by_thread", "channel", "thread", "at"),
)

opted_out = Table(
    "slack_opted_out",
    slack_metadata,
    Column("user", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
