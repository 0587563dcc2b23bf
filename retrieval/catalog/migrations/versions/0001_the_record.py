"""The record: documents, passages, chunks, their index, and what is still to do."""

from alembic import op

from retrieval.catalog.tables import metadata
from retrieval.lexical import CREATE

revision = "0001"
down_revision = None


def upgrade() -> None:
    connection = op.get_bind()
    metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        for statement in CREATE:
            op.execute(statement)


def downgrade() -> None:
    connection = op.get_bind()
    for table in ("lexicon_postings", "lexicon"):
        op.execute(f"DROP TABLE IF EXISTS {table}")
    metadata.drop_all(connection)
