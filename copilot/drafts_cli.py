"""The commands that write about whole accounts: drafts, commitments, the book, and what has changed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.domain.errors import InputError

if TYPE_CHECKING:
    from copilot.bootstrap import Workspace
    from copilot.export.printable import Printable

__all__ = ["add_drafts", "day_given"]

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", help="The workspace directory.", envvar="CSM_COPILOT_WORKSPACE")
]
AccountArgument = Annotated[str, typer.Argument(help="The account: an id, a name, an alias or a domain.")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help="As on this day (YYYY-MM-DD).")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
FormatOption = Annotated[str | None, typer.Option("--format", help="md, html, json, docx, pptx or pdf.")]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file; its suffix is a format too.")]
AudienceOption = Annotated[str | None, typer.Option("--audience", help="internal or customer.")]
StreamOption = Annotated[
    bool, typer.Option("--stream", help="Tell on standard error what happens while it is written.")
]
HERE = Path()

_DRAFTS = {
    "qbr": "Draft a QBR summary: goals, results, promises kept and open. For the customer unless told otherwise.",
    "risk": "Draft a risk narrative: the call, what fired, what is clear, what would change it. Internal only.",
    "stakeholders": "Draft a stakeholder map: who is who, how they stand, who is missing. Internal only.",
    "brief": "Draft a pre-renewal brief: one screen to act on, then the detail. Internal only.",
}
_FORMATS = ("md", "html", "json", "docx", "pptx", "pdf")
_TEXT = frozenset({"md", "html", "json"})


def add_drafts(app: typer.Typer) -> None:
    """Add the commands to an app."""
    for kind, about in _DRAFTS.items():
        app.command(name=kind, help=about)(_drafting(kind))
    app.command()(commitments)
    app.command()(portfolio)
    app.command()(changes)


def _drafting(kind: str) -> Callable[..., None]:
    if kind == "qbr":

        def qbr(
            account: AccountArgument,
            workspace: WorkspaceOption = HERE,
            as_of: AsOfOption = None,
            period: Annotated[
                str | None, typer.Option("--period", help="2026, 2026-H1, 2026-Q1 or 2026-03; default the last year.")
            ] = None,
            audience: AudienceOption = None,
            form: FormatOption = None,
            out: OutOption = None,
            stream: StreamOption = False,  # noqa: FBT002
        ) -> None:
            _draft(kind, account, workspace, as_of, period, audience, form, out, stream=stream)

        return qbr

    def internal(
        account: AccountArgument,
        workspace: WorkspaceOption = HERE,
        as_of: AsOfOption = None,
        audience: AudienceOption = None,
        form: FormatOption = None,
        out: OutOption = None,
        stream: StreamOption = False,  # noqa: FBT002
    ) -> None:
        _draft(kind, account, workspace, as_of, None, audience, form, out, stream=stream)

    return internal


def _draft(
    kind: str,
    account: str,
    workspace: Path,
    as_of: str | None,
    period: str | None,
    audience: str | None,
    form: str | None,
    out: Path | None,
    *,
    stream: bool,
) -> None:
    chosen = _format(form, out)
    day = day_given(as_of)
    from copilot.beside import at_hand
    from copilot.domain.words import Audience, DraftKind
    from copilot.drafting.period import Period
    from copilot.export.terminal import show_events

    if audience is not None and audience not in set(Audience):
        raise InputError(f"{audience!r} is not an audience", "Use internal or customer")
    span = None
    if period is not None:
        span = Period.read(period)
        if span.start > day:
            raise InputError(f"the period {period} begins after {day}", "Name one that has begun, or a later --as-of")
        day = min(day, span.end) if as_of is None else day
    with at_hand(workspace) as opened:
        document = opened.draft(
            DraftKind(kind),
            account,
            as_of=day,
            audience=Audience(audience) if audience else None,
            period=span,
            watch=show_events if stream else iter,
        )
    notice = document.draft.trace.get("notice")
    if notice and document.draft.audience is Audience.CUSTOMER:  # its own pages do not say it
        typer.echo(f"{notice}.", err=True)
    _write(document, chosen, out)


def commitments(
    account: Annotated[str | None, typer.Argument(help="One account; all of them where left out.")] = None,
    workspace: WorkspaceOption = HERE,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is past its day.")] = False,  # noqa: FBT002
    as_of: AsOfOption = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """List who owes what to whom, and what became of it."""
    with _open(workspace) as opened:
        found = opened.commitments(account, as_of=day_given(as_of), overdue=overdue)
    if as_json:
        _print_json([{"account": one.account_id, **promise.model_dump(mode="json")} for one, promise in found])
        return
    from copilot.export.listing import show_commitments

    show_commitments(found, day_given(as_of))


def portfolio(
    workspace: WorkspaceOption = HERE,
    renewing_within: Annotated[
        str | None, typer.Option("--renewing-within", help="Only what must be decided within this time: 120d.")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """List the book: what renews when, how it stands and why, with net and gross retention."""
    days = _days(renewing_within)
    with _open(workspace) as opened:
        book = opened.portfolio(as_of=day_given(as_of), renewing_within=days)
    if as_json:
        _print_json(book.model_dump(mode="json"))
        return
    from copilot.export.listing import show_portfolio

    show_portfolio(book)


def changes(
    account: AccountArgument,
    since: Annotated[str, typer.Option("--since", help="The day of the last review (YYYY-MM-DD).")],
    workspace: WorkspaceOption = HERE,
    as_of: AsOfOption = None,
    form: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Say what is new on an account since a day. Internal only."""
    chosen = _format(form, out)
    with _open(workspace) as opened:
        document = opened.changes(account, since=day_given(since), as_of=day_given(as_of))
    _write(document, chosen, out)


def day_given(given: str | None) -> date:
    """A day as typed, today (UTC) where none is. Raises InputError."""
    if given is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise InputError(f"{given!r} is not a day", "Write it as YYYY-MM-DD, for example 2026-03-31") from error


def _days(given: str | None) -> int | None:
    if given is None:
        return None
    number = given.strip().casefold().removesuffix("d")
    if not number.isdecimal() or int(number) > 36_500:  # noqa: PLR2004 - a hundred years
        raise InputError(f"{given!r} is not a number of days", "Write it as 120d")
    return int(number)


def _format(given: str | None, out: Path | None) -> str:
    """The format asked for, by name or by the file's suffix. Raises InputError."""
    suffix = out.suffix.removeprefix(".").casefold() if out is not None else ""
    chosen = (given or (suffix if suffix in _FORMATS else "") or "md").casefold()
    if chosen not in _FORMATS:
        raise InputError(f"{given!r} is not a format", f"Use {', '.join(_FORMATS[:-1])} or {_FORMATS[-1]}")
    if chosen not in _TEXT and out is None:
        raise InputError(f"a {chosen} file cannot be printed on a terminal", f"Give it a name: --out FILE.{chosen}")
    return chosen


def _write(document: Printable, form: str, out: Path | None) -> None:
    content = _rendered(document, form)
    if out is None:
        sys.stdout.write(content.decode())
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise InputError(f"{out} cannot be written ({error.strerror})", "Name another file with --out") from error
    typer.echo(f"Wrote {out}.", err=True)


def _rendered(document: Printable, form: str) -> bytes:
    """The file's content; each format's machinery is imported only for it."""
    if form == "json":
        return (document.draft.model_dump_json(indent=2) + "\n").encode()
    if form == "md":
        from copilot.export.markdown import render_markdown

        return render_markdown(document).encode()
    from copilot.export.formats import Format, render

    return render(document, Format(form))


def _open(workspace: Path) -> Workspace:
    from copilot.bootstrap import open_workspace

    return open_workspace(workspace)


def _print_json(value: object) -> None:
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
