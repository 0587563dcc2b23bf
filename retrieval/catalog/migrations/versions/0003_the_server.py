"""Keys, sessions, draft jobs and their files, the audit log, and feedback."""

from alembic import op

from retrieval.catalog.service_tables import service_metadata

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    connection = op.get_bind()
    service_metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_keeps_{act.lower()} BEFORE {act} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
            )


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS audit_keeps_{act}")
    service_metadata.drop_all(connection)
