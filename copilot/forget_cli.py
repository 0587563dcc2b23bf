"""`csm-copilot forget`: take a person or an account out of the index, for good, and show that they are out."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.domain.errors import InputError
from copilot.drafts_cli import JsonOption, WorkspaceOption

if TYPE_CHECKING:
    from copilot.domain.forgetting import Removal

__all__ = ["forget"]

HERE = Path()
_SHOWN = 20


def forget(
    person: Annotated[str, typer.Option("--person", help="Their e-mail address.")] = "",
    account: Annotated[str, typer.Option("--account", "-a", help="The account's id.")] = "",
    workspace: WorkspaceOption = HERE,
    lift: Annotated[bool, typer.Option("--lift", help="Let the next sync read them again.")] = False,  # noqa: FBT002
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Remove what a person wrote, or all of an account, from the index and everything written from it, and prove it.

    No sync brings it back. Exit code 1 where a trace is left.
    """
    if bool(person) == bool(account):
        raise InputError("one of --person and --account is needed", "Name a person by address, or an account by id")
    from copilot.beside import at_hand

    by = f"command line ({_user()})"
    with at_hand(workspace) as opened:
        if lift:
            if not opened.lift(person=person, account=account, by=by):
                raise InputError(f"{person or account} is not among what was forgotten", "Nothing needs to be lifted")
            typer.echo("The next sync reads them again.")
            return
        done = opened.forget(person=person, account=account, by=by)
    if as_json:
        typer.echo(done.model_dump_json(indent=2))
    else:
        _show(done)
    if done.traces:
        raise typer.Exit(1)


def _show(done: Removal) -> None:
    typer.echo(
        f"Taken out: {done.documents} documents and parts of {done.shortened} others ({done.passages} passages, "
        f"{done.chunks} index entries with their vectors, {done.signals} signals), {done.drafts} drafts, "
        f"{done.feedback} verdicts, {done.keys} keys."
    )
    typer.echo(f"Remembered as {done.digest}: no sync brings it back.")
    for trace in done.traces:
        typer.echo(f"Left: {trace}")
    if not done.traces:
        typer.echo(
            f"Looked for {done.searched} of their words and addresses in every table, the lexical index, the vectors "
            "and to the byte in every file of the data directory: none is left."
        )
    _list(
        "Others' words that still name them, which stay", [f"{one.title} · {one.passage}" for one in done.still_named]
    )
    _list("Files that still hold it, to be cleared by you", list(done.sources))


def _list(heading: str, lines: list[str]) -> None:
    if lines:
        typer.echo(f"{heading} ({len(lines)}):")
    for line in lines[:_SHOWN]:
        typer.echo(f"  {line}")
    if len(lines) > _SHOWN:
        typer.echo(f"  … and {len(lines) - _SHOWN} more; --json lists all")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return "unknown"
