"""`csm-copilot slack`: the manifest of the app, and which channel is about which account."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from copilot.domain.errors import InputError
from copilot.drafts_cli import JsonOption, WorkspaceOption

__all__ = ["add_slack_commands"]

HERE = Path()
_CHANNEL = re.compile(r"#[^\s#,]{1,80}|[CG][A-Z0-9]{6,}")
slack = typer.Typer(help="Set up the app in Slack; `csm-copilot serve` runs it.", no_args_is_help=True)


def add_slack_commands(app: typer.Typer) -> None:
    """Add the commands to an app."""
    app.add_typer(slack, name="slack")


@slack.command("manifest")
def manifest_(
    url: Annotated[
        str, typer.Option("--url", help="The server's public address, for HTTP; without it, Socket Mode.")
    ] = "",
) -> None:
    """Print the app's manifest, for https://api.slack.com/apps → Create New App → From a manifest."""
    from copilot.slack.manifest import manifest

    if url and not re.fullmatch(r"https://[^\s/]+(/\S*)?", url):
        raise InputError(f"{url!r} is no address that Slack can send to", "Give one that begins with https://")
    typer.echo(json.dumps(manifest(url), indent=2, ensure_ascii=False))


@slack.command("map")
def map_(
    channel: Annotated[str | None, typer.Argument(help="#name or the channel's id; none lists what is mapped.")] = None,
    account: Annotated[str | None, typer.Argument(help="The account: an id, a name, an alias or a domain.")] = None,
    workspace: WorkspaceOption = HERE,
    forget: Annotated[bool, typer.Option("--forget", help="Forget what the channel is about.")] = False,  # noqa: FBT002
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Say which account a channel is about. Who may see it does not change by it."""
    from copilot.bootstrap import open_workspace
    from retrieval.catalog import slack as kept
    from retrieval.catalog.database import transaction

    with open_workspace(workspace) as opened, transaction(opened.engine) as connection:
        if channel is None:
            _list(kept.list_places(connection), as_json=as_json)
            return
        place = channel.casefold() if channel.startswith("#") else channel
        if not _CHANNEL.fullmatch(place):
            raise InputError(f"{channel!r} is no channel", "Write #name, in quotation marks, or its id (C…)")
        if forget:
            if not kept.unmap_place(connection, place):
                raise InputError(f"{channel} is not mapped", "`csm-copilot slack map` lists what is")
            typer.echo(f"{channel} is about no account any more.")
            return
        if account is None:
            raise InputError("no account is named", f"Write: csm-copilot slack map '{channel}' ACCOUNT")
        found = opened.accounts.find(account)
        kept.map_place(connection, place, found.account_id, "the command line")
        typer.echo(f"{channel} is about {found.account_id} ({found.name}).")


def _list(places: list[tuple[str, str, str]], *, as_json: bool) -> None:
    if as_json:
        rows = [{"channel": place, "account": account, "set_by": by} for place, account, by in places]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for place, account, by in places:
        typer.echo(f"{place}  {account}  {by}")
    if not places:
        typer.echo("No channel is mapped. `csm-copilot slack map '#acct-acme' acme` maps one.")
