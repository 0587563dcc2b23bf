"""`csm-copilot check`: the guard on a text that somebody is about to send."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.domain.errors import InputError
from copilot.drafts_cli import AsOfOption, JsonOption, WorkspaceOption, day_given

if TYPE_CHECKING:
    from copilot.bootstrap import Workspace
    from copilot.domain.words import Audience
    from copilot.guard.check import Checked

__all__ = ["check"]

HERE = Path()


def check(
    file: Annotated[str, typer.Argument(help="A text file, a .jsonl of texts, or - for standard input.")],
    workspace: WorkspaceOption = HERE,
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="Whom it is for; decides on NDA items.")
    ] = None,
    audience: Annotated[str, typer.Option("--audience", help="Who reads it: customer or internal.")] = "customer",
    as_of: AsOfOption = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Check what you have written before you send it: roadmap promises, risk language, approved wording.

    Prints a line for each sentence with its label and verdict; ends with 1 where one may not be said.
    Of a .jsonl file each line needs a "text" and may have an "id", "account" and "audience"; results are JSON lines.
    """
    from copilot.bootstrap import open_workspace
    from copilot.export.terminal import show_checked

    text, today = _read(file), day_given(as_of)
    with open_workspace(workspace) as opened:
        if file.endswith(".jsonl"):
            fine = True
            for row, found in _bulk(text, file, opened, account, audience, today):
                fine &= _is_fine(found)
                typer.echo(json.dumps({**row, "sentences": [one.model_dump() for one in found]}, ensure_ascii=False))
        else:
            found = opened.check(text, account=account, audience=_audience(audience), today=today)
            fine = _is_fine(found)
            if as_json:
                typer.echo(json.dumps([one.model_dump() for one in found], indent=2, ensure_ascii=False))
            else:
                show_checked(found)
    if not fine:
        raise typer.Exit(1)


def _is_fine(found: list[Checked]) -> bool:
    return all(one.verdict == "allow" for one in found)


def _audience(name: str) -> Audience:
    from copilot.domain.words import Audience

    try:
        return Audience(name)
    except ValueError:
        raise InputError(f"there is no audience {name!r}", "It is internal or customer") from None


def _read(file: str) -> str:
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputError(
            f"{file} cannot be read: {error.strerror}", "Name a text file, or - for standard input"
        ) from None
    try:
        found = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file} is no UTF-8 text", "Save it as plain text in UTF-8") from None
    if not found.strip():
        raise InputError(f"{'standard input' if file == '-' else file} is empty", "Give it the text to check")
    return found


def _bulk(
    text: str, file: str, opened: Workspace, account: str | None, audience: str, today: date
) -> Iterator[tuple[dict[str, Any], list[Checked]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            words = row["text"]
        except (ValueError, KeyError, TypeError):
            raise InputError(
                f"{file}, line {number} is no JSON object with a text", 'Write {"text": "…"} on each line'
            ) from None
        if not isinstance(words, str):
            raise InputError(f"{file}, line {number}: text is no string", 'Write {"text": "…"} on each line')
        whom = _audience(str(row.get("audience", audience)))
        named = {key: row[key] for key in ("id", "account", "audience") if key in row}
        yield named, opened.check(words, account=row.get("account", account), audience=whom, today=today)
