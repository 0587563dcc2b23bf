"""The command line. Thin: it parses, calls, prints; everything slow is imported where it is used.

Exit codes: 0 done; 1 a check failed or a store cannot be used; 2 bad input or settings.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from copilot.check_cli import check
from copilot.domain.errors import CopilotError, InputError, MassDeletion, StoreError
from copilot.drafts_cli import add_drafts
from copilot.forget_cli import forget
from copilot.serve_cli import add_server
from copilot.slack_cli import add_slack_commands
from copilot.trace_cli import add_trace

if TYPE_CHECKING:
    from copilot.bootstrap import Workspace
    from copilot.domain.words import Audience
    from retrieval.indexing import Report

app = typer.Typer(
    help="Answers questions from an account's history, with an exact quote behind every sentence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", help="The workspace directory.", envvar="CSM_COPILOT_WORKSPACE")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
HERE = Path()
INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line; the one place where an error becomes a line and an exit code."""
    for command in entry_points(group="csm_copilot.commands"):
        if command.name in sys.argv[1:3]:
            app.add_typer(command.load(), name=command.name)
    try:
        app()
    except CopilotError as error:
        typer.echo(f"csm-copilot: {error}", err=True)
        sys.exit(1 if isinstance(error, (StoreError, MassDeletion)) else 2)
    except SystemExit as stop:
        if stop.code == INTERRUPTED:  # typer's translation of KeyboardInterrupt, which it makes in silence
            typer.echo("csm-copilot: interrupted; run it again to go on from here.", err=True)
        raise
    sys.exit(0)


@app.callback(invoke_without_command=True)
def _root(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    if show_version:
        typer.echo(f"csm-copilot {version('csm-copilot')}")
        raise typer.Exit


@app.command()
def init(
    workspace: WorkspaceOption = HERE,
    source: Annotated[Path | None, typer.Option("--source", help="The folder that holds the record.")] = None,
    show: Annotated[bool, typer.Option("--show", help="Print the settings file instead of writing it.")] = False,
) -> None:
    """Write a commented copilot.toml, and an accounts.csv to fill in where there is none."""
    from copilot.starting import init_workspace, settings_text

    if show:
        typer.echo(settings_text(source), nl=False)
        return
    for line in init_workspace(workspace, source):
        typer.echo(line)


@app.command()
def sync(
    workspace: WorkspaceOption = HERE,
    allow_mass_delete: Annotated[
        bool,
        typer.Option("--allow-mass-delete", help="Remove documents even where more than 30 % of a source vanished."),
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the vectors anew, with the embedder now set.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read what is new or changed in every source into the index."""
    from copilot.beside import at_hand
    from copilot.export.terminal import progress_bar, show_failures, show_reports

    reports: list[Report] = []
    with at_hand(workspace) as opened:
        try:
            with progress_bar() as progress:
                reports.extend(opened.sync(progress, allow_mass_delete=allow_mass_delete, rebuild=rebuild))
        finally:  # what stopped one source says nothing about the others
            if as_json:
                _print_json([report.as_dict() for report in reports])
            else:
                show_reports(reports)
                show_failures([failure for report in reports for failure in report.failures])


@app.command()
def failures(workspace: WorkspaceOption = HERE, as_json: JsonOption = False) -> None:
    """List what could not be read or resolved, why, and what to do about it."""
    from copilot.export.terminal import show_failures

    with _open(workspace) as opened:
        found = opened.failures()
    if as_json:
        _print_json([failure.model_dump(mode="json") for failure in found])
    elif found:
        show_failures(found)
    else:
        typer.echo("Everything was read.")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    account: Annotated[
        str | None,
        typer.Option("--account", "-a", help="An id, a name, an alias or a domain; or let the question name it."),
    ] = None,
    after: Annotated[
        list[str] | None, typer.Option("--after", help="A question asked before this one; repeatable, oldest first.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Answer as on this day (YYYY-MM-DD).")] = None,
    audience: Annotated[
        str, typer.Option("--audience", help="internal, or customer: only what the customer may see.")
    ] = "internal",
    stream: Annotated[
        bool, typer.Option("--stream", help="Show each claim as soon as the guard has passed it; with --json, events.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Answer a question from an account's record, with quotes."""
    from copilot.beside import at_hand
    from copilot.drafting.desk import finished
    from copilot.export.terminal import show_draft, show_events

    with at_hand(workspace) as opened:
        earlier = tuple(after or ())
        meant = account or opened.account_meant((*earlier, question))
        events = opened.asking(question, meant, as_of=_day(as_of), audience=_audience(audience), earlier=earlier)
        if stream and as_json:
            for event in events:
                typer.echo(event.model_dump_json())
            return
        draft = finished(show_events(events) if stream else events)
        named = opened.accounts[draft.account].name
    if as_json:
        typer.echo(draft.model_dump_json(indent=2))
    else:
        show_draft(draft, named)


@app.command()
def accounts(workspace: WorkspaceOption = HERE, as_json: JsonOption = False) -> None:
    """List the accounts and how much of their record is indexed."""
    from copilot.export.terminal import show_accounts

    with _open(workspace) as opened:
        rows = opened.overview()
    if as_json:
        _print_json(rows)
    else:
        show_accounts(rows)


@app.command()
def timeline(
    account: Annotated[str, typer.Argument(help="The account: an id, a name, an alias or a domain.")],
    workspace: WorkspaceOption = HERE,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Up to this day (YYYY-MM-DD).")] = None,
    audience: Annotated[str, typer.Option("--audience", help="internal or customer.")] = "internal",
    as_json: JsonOption = False,
) -> None:
    """List an account's record, oldest first."""
    from copilot.export.terminal import show_timeline

    with _open(workspace) as opened:
        documents = opened.timeline(account, as_of=_day(as_of), audience=_audience(audience))
    if as_json:
        _print_json([document.model_dump(mode="json", exclude={"passages"}) for document in documents])
    else:
        show_timeline(documents)


@app.command()
def doctor(
    workspace: WorkspaceOption = HERE,
    llm: Annotated[bool, typer.Option("--llm", help="Try the model instead, with one tiny call.")] = False,
    slack: Annotated[bool, typer.Option("--slack", help="Try the tokens for Slack instead, and their scopes.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what is configured, installed, reachable and stale. Exit code 1 where something is wrong."""
    from copilot.export.terminal import show_checks
    from copilot.health import check_workspace
    from copilot.model_check import check_model

    if slack:
        from copilot.slack.doctor import check_slack

        checks = check_slack(workspace)
    else:
        checks = check_model(workspace) if llm else check_workspace(workspace)
    if as_json:
        _print_json([check.model_dump(mode="json") for check in checks])
    else:
        show_checks(checks)
    if any(check.state == "wrong" for check in checks):
        raise typer.Exit(1)


@app.command()
def demo(
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="Where to put it; default ./csm-copilot-demo.")
    ] = None,
) -> None:
    """Index a made-up customer history that is shipped inside, ask one question, and say what to try next."""
    from copilot.starting import run_demo

    run_demo(workspace or Path("csm-copilot-demo"))


add_drafts(app)
add_trace(app)
app.command()(check)
add_server(app)
app.command()(forget)
add_slack_commands(app)


def _open(workspace: Path) -> Workspace:
    from copilot.bootstrap import open_workspace

    return open_workspace(workspace)


def _day(given: str | None) -> date:
    if given is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError(f"{given!r} is not a day", "Write it as YYYY-MM-DD, for example 2026-03-31") from error


def _audience(given: str) -> Audience:
    from copilot.domain.words import Audience

    try:
        return Audience(given)
    except ValueError as error:
        raise InputError(f"{given!r} is not an audience", "Use internal or customer") from error


def _print_json(value: object) -> None:
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
