"""`csm-copilot serve`, `keys` and `audit`: running the server, who may come in, and who did."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.domain.errors import InputError
from copilot.drafts_cli import JsonOption, WorkspaceOption

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from copilot.bootstrap import Workspace
    from copilot.domain.access import Key

__all__ = ["add_server", "keys"]

HERE = Path()
keys = typer.Typer(help="Make, list and revoke the keys that open the server.", no_args_is_help=True)


def add_server(app: typer.Typer) -> None:
    """Add the commands to an app."""
    app.command()(serve)
    app.command()(audit)
    app.add_typer(keys, name="keys")


def serve(
    workspace: WorkspaceOption = HERE,
    host: Annotated[str | None, typer.Option("--host", help="Where to listen; default serve.host.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="0 takes a free one; default serve.port.")] = None,
) -> None:
    """Serve the API and the page. Ends on SIGTERM or Ctrl-C, after what is running has finished."""
    from copilot.web.serving import run

    with _open(workspace) as opened, opened.owning():
        settings = opened.settings.serve
        run(opened, host or settings.host, settings.port if port is None else port)


@keys.command("create")
def create(
    role: Annotated[str, typer.Option("--role", help="reader, csm, manager or admin.")],
    name: Annotated[str, typer.Option("--name", help="Whose key it is, for the audit log.")],
    workspace: WorkspaceOption = HERE,
    email: Annotated[str, typer.Option("--email", help="Their address: a CSM's own accounts are found by it.")] = "",
    accounts: Annotated[str, typer.Option("--accounts", help="Account ids granted besides, by commas; * is all.")] = "",
    team: Annotated[str, typer.Option("--team", help="Of a manager: the CSMs' addresses, by commas.")] = "",
    days: Annotated[int | None, typer.Option("--days", min=1, max=3650, help="How long it holds.")] = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Make a key. It is printed once, and only a hash of it is kept."""
    from copilot.domain.access import KeyRequest, Role
    from retrieval.catalog.keyring import create_key

    if role not in set(Role):
        raise InputError(f"{role!r} is not a role", f"Use {', '.join(Role)}")
    with _open(workspace) as opened:
        granted = tuple(part.strip() for part in accounts.split(",") if part.strip())
        if unknown := [one for one in granted if one != "*" and one not in opened.accounts]:
            raise InputError(f"no account has the id {unknown[0]!r}", "`csm-copilot accounts` lists them")
        asked = KeyRequest(
            name=name,
            role=Role(role),
            email=email,
            accounts=granted,
            team=tuple(team.split(",")),
            expires_at=datetime.now(UTC) + timedelta(days=days) if days else None,
        )
        with _catalog(opened) as connection:
            key, text = create_key(connection, asked)
        seen = sum(key.principal().may_see(one) for one in opened.accounts)
    if as_json:
        typer.echo(json.dumps({**key.model_dump(mode="json"), "key": text}))
        return
    typer.echo(text)
    typer.echo(f"Key {key.id} for {name}: {role}, {seen} accounts. It is not shown again.", err=True)


@keys.command("list")
def list_(workspace: WorkspaceOption = HERE, as_json: JsonOption = False) -> None:  # noqa: FBT002
    """List the keys, without their secrets."""
    from retrieval.catalog.keyring import list_keys

    with _open(workspace) as opened, _catalog(opened) as connection:
        found = list_keys(connection)
    if as_json:
        typer.echo(json.dumps([key.model_dump(mode="json") for key in found], indent=2, ensure_ascii=False))
    for key in [] if as_json else found:
        typer.echo(f"{key.id}  {key.role:8} {_state(key):18} {key.name}  {_scope(key)}".rstrip())
    if not found and not as_json:
        typer.echo("No key has been made. `csm-copilot keys create --role admin --name NAME` makes one.")


@keys.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")],
    workspace: WorkspaceOption = HERE,
) -> None:
    """End a key and every session that came in with it, at once."""
    from retrieval.catalog.keyring import revoke_key

    with _open(workspace) as opened, _catalog(opened) as connection:
        revoke_key(connection, key)
    typer.echo(f"Key {key} opens nothing any more.")


def audit(
    workspace: WorkspaceOption = HERE,
    account: Annotated[str | None, typer.Option("--account", "-a", help="Only of this account, by its id.")] = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """List who asked the server what about which account, oldest first, and how much they were shown."""
    from retrieval.catalog.ledger import list_audit

    with _open(workspace) as opened, _catalog(opened) as connection:
        found = list_audit(connection, account)
    if as_json:
        typer.echo(json.dumps([entry.model_dump(mode="json") for entry in found], indent=2, ensure_ascii=False))
        return
    for entry in found:
        shown = f"{len(entry.documents)} documents" if entry.documents else ""
        parts = (f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.who, entry.action, entry.account, entry.detail[:120], shown)
        typer.echo(" · ".join(" ".join(part.split()) for part in parts if part))


def _state(key: Key) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at is None:
        return "in force"
    return f"until {key.expires_at:%Y-%m-%d}" if key.holds(datetime.now(UTC)) else "expired"


def _scope(key: Key) -> str:
    return " ".join(part for part in (key.email, ",".join(key.accounts), ",".join(key.team)) if part)


def _open(workspace: Path) -> Workspace:
    from copilot.bootstrap import open_workspace

    return open_workspace(workspace)


def _catalog(opened: Workspace) -> AbstractContextManager[Connection]:
    from retrieval.catalog.database import transaction

    return transaction(opened.engine)
