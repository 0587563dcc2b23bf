"""The drafts that were written, with their traces."""

from alembic import op

from retrieval.catalog.tables import drafts

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    drafts.create(op.get_bind(), checkfirst=True)  # a new catalog has it already, from the tables as they are now


def downgrade() -> None:
    drafts.drop(op.get_bind(), checkfirst=True)
