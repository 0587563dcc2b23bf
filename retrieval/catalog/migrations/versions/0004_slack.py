"""What the Slack app keeps: handled events, channels and their accounts, questions, who wants no digest."""

from alembic import op

from retrieval.catalog.slack_tables import slack_metadata

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    slack_metadata.create_all(op.get_bind())


def downgrade() -> None:
    slack_metadata.drop_all(op.get_bind())
