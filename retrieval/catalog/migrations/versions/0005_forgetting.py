"""What was forgotten, browsers signed in by an identity provider, and for whom an answer was that somebody judged."""

import sqlalchemy as sa
from alembic import op

from retrieval.catalog.service_tables import feedback, forgotten, visits

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    connection = op.get_bind()
    for table in (forgotten, visits):
        table.create(connection, checkfirst=True)  # a new catalog has them already, from the tables as they are now
    if "audience" not in {column["name"] for column in sa.inspect(connection).get_columns(feedback.name)}:
        op.add_column(feedback.name, sa.Column("audience", sa.String, nullable=False, server_default="internal"))


def downgrade() -> None:
    connection = op.get_bind()
    for table in (forgotten, visits):
        table.drop(connection, checkfirst=True)
    with op.batch_alter_table(feedback.name) as changed:
        changed.drop_column("audience")
