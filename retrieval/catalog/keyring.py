"""API keys and signed-in browsers: only hashes of their secrets are kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from copilot.domain.access import Key, KeyRequest, Principal, Role, folded
from copilot.domain.errors import InputError
from retrieval.catalog.service_tables import keys, sessions, visits

__all__ = [
    "create_key",
    "end_session",
    "key_of",
    "key_of_address",
    "key_of_session",
    "list_keys",
    "revoke_key",
    "start_session",
    "start_visit",
    "visitor",
]

SESSION = timedelta(hours=12)
VISIT = timedelta(hours=8)
"""Of a browser that an identity provider vouched for: a working day, for nobody tells us when it no longer does."""
_PREFIX = "csmk"
_BY_ID = select(keys).where(keys.c.id == bindparam("id"))
_BY_SESSION = (
    select(keys)
    .join(sessions, sessions.c.key == keys.c.id)
    .where(
        sessions.c.digest == bindparam("digest"),
        sessions.c.expires_at > bindparam("now", type_=sessions.c.expires_at.type),
    )
)


def create_key(connection: Connection, asked: KeyRequest) -> tuple[Key, str]:
    """Make a key; its secret text is returned here and never again."""
    key = Key(
        id=secrets.token_hex(4),
        name=asked.name,
        role=asked.role,
        email=asked.email.strip().casefold(),
        accounts=asked.accounts,
        team=folded(asked.team),
        created_at=datetime.now(UTC),
        expires_at=asked.expires_at,
    )
    secret = secrets.token_urlsafe(32)
    values = {**key.model_dump(), "role": key.role.value, "accounts": list(key.accounts), "team": list(key.team)}
    connection.execute(insert(keys).values(digest=_digest(secret), **values))
    return key, f"{_PREFIX}_{key.id}_{secret}"


def list_keys(connection: Connection) -> list[Key]:
    """Every key, oldest first, also those that no longer hold."""
    return [_key(row) for row in connection.execute(select(keys).order_by(keys.c.created_at, keys.c.id))]


def revoke_key(connection: Connection, key_id: str) -> None:
    """End a key and the sessions that came in with it. Raises InputError where there is none."""
    now = datetime.now(UTC)
    changed = connection.execute(
        update(keys).where(keys.c.id == key_id, keys.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    if changed.rowcount == 0:
        raise InputError(f"no key in force is called {key_id!r}", "`csm-copilot keys list` shows them")
    connection.execute(delete(sessions).where(sessions.c.key == key_id))


def key_of(connection: Connection, text: str) -> Key | None:
    """The key that a text is, if it is one and holds."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != _PREFIX:  # noqa: PLR2004 - prefix, id, secret
        return None
    row = connection.execute(_BY_ID, {"id": parts[1]}).first()
    if row is None or not hmac.compare_digest(row.digest, _digest(parts[2])):
        return None
    return _in_force(row)


def key_of_address(connection: Connection, email: str) -> Key | None:
    """The newest key in force that was made for an e-mail address; None where there is none."""
    now = datetime.now(UTC)
    made = connection.execute(
        select(keys).where(keys.c.email == email.strip().casefold()).order_by(keys.c.created_at.desc(), keys.c.id)
    )
    return next((key for key in map(_key, made) if email.strip() and key.holds(now)), None)


def start_session(connection: Connection, key: Key) -> str:
    """Let a browser in with a key; returns the secret of its cookie."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
    connection.execute(insert(sessions).values(digest=_digest(secret), key=key.id, expires_at=now + SESSION))
    return secret


def key_of_session(connection: Connection, secret: str) -> Key | None:
    """The key with which a browser signed in, while both hold."""
    row = connection.execute(_BY_SESSION, {"digest": _digest(secret), "now": datetime.now(UTC)}).first()
    return _in_force(row) if row is not None else None


def start_visit(connection: Connection, who: Principal) -> str:
    """Let a browser in whose user the identity provider has named; returns the secret of its cookie."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    connection.execute(delete(visits).where(visits.c.expires_at <= now))
    values = {"principal": who.model_dump(mode="json"), "expires_at": now + VISIT}
    connection.execute(insert(visits).values(digest=_digest(secret), **values))
    return secret


def visitor(connection: Connection, secret: str) -> Principal | None:
    """Who has signed in through the identity provider, while that holds."""
    found = connection.execute(
        select(visits.c.principal).where(visits.c.digest == _digest(secret), visits.c.expires_at > datetime.now(UTC))
    ).scalar()
    return Principal.model_validate(found) if found is not None else None


def end_session(connection: Connection, secret: str) -> None:
    """Sign a browser out."""
    connection.execute(delete(visits).where(visits.c.digest == _digest(secret)))
    connection.execute(delete(sessions).where(sessions.c.digest == _digest(secret)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()  # 256 random bits need no slow hash


def _in_force(row: Row[Any]) -> Key | None:
    key = _key(row)
    return key if key.holds(datetime.now(UTC)) else None


def _key(row: Row[Any]) -> Key:
    values = {name: value for name, value in row._mapping.items() if name != "digest"}  # noqa: SLF001
    return Key(**{**values, "role": Role(row.role), "accounts": tuple(row.accounts), "team": tuple(row.team)})
