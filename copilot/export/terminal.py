"""What the command line prints. Answers go to standard output, progress and failures to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from copilot.domain.draft import Citation, Draft
from copilot.domain.record import Document, Failure
from copilot.guard.injection import speaks_to_a_machine

if TYPE_CHECKING:
    from copilot.drafting.events import Event
    from copilot.guard.check import Checked

__all__ = [
    "progress_bar",
    "say",
    "show_accounts",
    "show_checked",
    "show_draft",
    "show_events",
    "show_failures",
    "show_reports",
    "show_timeline",
]

_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Print a plain text."""
    _out.print(escape(text))


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error, for people; nothing where that is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=_err,
        transient=True,
    ) as bar:
        tasks: dict[str, Any] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield report


def show_events(events: Iterator[Event]) -> Iterator[Event]:
    """Print what happens while a draft is written on standard error, and hand each event on."""
    for event in events:
        if line := _happening(event):
            _err.print(escape(line), style="dim")
        yield event


def _happening(event: Event) -> str:
    match event.event:
        case "plan":
            return f"plan: {', '.join(title or 'answer' for title in event.sections) or 'nothing to write'}"
        case "evidence":
            return f"evidence: {len(event.passages)} passages" + (f" for {event.section}" if event.section else "")
        case "claim":
            return f"claim: {event.claim.text}"
        case "withheld":
            return f"withheld: {event.text + ' ' if event.text else ''}({event.reason})"
        case "done":
            return f"done: {event.draft.trace.get('id', '')}".rstrip(": ")


def show_draft(draft: Draft, account: str) -> None:
    """Print an answer: its claims with numbered quotes, then where each quote stands."""
    _out.print(f"[bold]{escape(account)}[/] · {draft.audience} · as of {draft.as_of}")
    if notice := draft.trace.get("notice"):
        _out.print(escape(str(notice)), style="dim")
    if draft.abstained:
        _out.print(escape(draft.reason))
        return
    cited: dict[tuple[str, int, int], tuple[int, Citation]] = {}
    for section in draft.sections:
        if section.title:
            _out.print(f"\n[bold]{escape(section.title)}[/]")
        for claim in section.claims:
            marks = []
            for citation in claim.citations:
                place = (citation.passage, citation.start, citation.end)
                number, _ = cited.setdefault(place, (len(cited) + 1, citation))
                marks.append(f"[{number}]")
            style = "dim" if claim.superseded else ""
            _out.print(f"\n{escape(claim.text)} {escape(' '.join(marks))}", style=style)
    _out.print()
    for number, citation in cited.values():
        _out.print(escape(f"[{number}] {_source(citation)}"))
    for withheld in draft.withheld:
        _out.print(escape(f"Withheld: {withheld.claim.text} ({withheld.reason})"), style="dim")


_MARKS = {"allow": ("ok", "green"), "rewrite": ("rewrite", "yellow"), "block": ("do not say", "red")}


def show_checked(found: Sequence[Checked]) -> None:
    """Print the verdict on each sentence: what it does, whether it may be said, why, and what may be said instead."""
    for one in found:
        mark, style = _MARKS[one.verdict]
        _out.print(f"[{style}]{mark:<10}[/] {escape(one.sentence)}")
        if one.verdict != "allow" or one.item:
            item = f" [{one.item}]" if one.item else ""
            _out.print(escape(f"           {one.label.replace('_', ' ')}{item}: {one.why}"), style="dim")
        if one.approved_wording:
            _out.print(escape(f"           say: {one.approved_wording}"))
    stopped = sum(one.verdict != "allow" for one in found)
    _out.print(f"\n{len(found)} sentences, {stopped} that may not be said as they stand.")


def show_reports(reports: Sequence[Any]) -> None:
    """Print what a sync did, a line a source."""
    for report in reports:
        _err.print(
            f"{escape(report.source)}: {report.units} files, {report.stored} documents new or changed, "
            f"{report.unchanged} read again unchanged, {report.removed} removed, {len(report.failures)} to look at"
            + (f", {report.passed_over} passed over: forgotten or too old" if report.passed_over else "")
        )


def show_failures(failures: Sequence[Failure]) -> None:
    """Print what could not be read or resolved, a line each."""
    for failure in failures:
        place = f"{failure.key}, {failure.locator}" if failure.locator else failure.key
        mark = "!" if failure.severity == "failure" else "?"
        _err.print(escape(f"{mark} {failure.source}/{place}: {failure.reason}. {failure.remedy}.".replace("..", ".")))


def show_accounts(rows: Sequence[dict[str, Any]]) -> None:
    """Print the accounts and how much of their record is indexed."""
    table = Table(box=None, pad_edge=False)
    for heading in ("account", "name", "renewal", "ARR", "documents", "last record"):
        table.add_column(heading, justify="right" if heading in ("ARR", "documents") else "left")
    for row in rows:
        money = f"${row['arr_usd']:,.0f}" if row["arr_usd"] is not None else "–"
        table.add_row(
            *(
                escape(str(cell or "–"))
                for cell in (
                    row["account_id"],
                    row["name"],
                    row["renewal_date"],
                    money,
                    row["documents"],
                    row["last_record"],
                )
            )
        )
    _out.print(table)


def show_timeline(documents: Sequence[Document]) -> None:
    """Print documents by day, a line each."""
    for document in documents:
        day = document.occurred_at.date().isoformat() if document.occurred_at else "undated   "
        guarded = "" if document.visibility == "shared" else f" ({document.visibility})"
        suspected = any(speaks_to_a_machine(passage.text) for passage in document.passages)
        mark = " (speaks to a machine: never followed)" if suspected else ""
        _out.print(escape(f"{day}  {document.kind:<11}  {document.title}{guarded}{mark}  {document.path}"))


def show_checks(checks: Sequence[Any]) -> None:
    """Print the checks of the doctor, a line each."""
    for check in checks:
        mark = {"good": "[green]ok   [/]", "note": "[yellow]note [/]", "wrong": "[red]wrong[/]"}[check.state]
        _out.print(f"{mark} {escape(check.text)}")


def _source(citation: Citation) -> str:
    parts = [
        str(citation.kind),
        citation.occurred_at.date().isoformat() if citation.occurred_at else "undated",
        citation.title,
        citation.locator,
        citation.path or citation.url,
        "" if citation.visibility == "shared" else str(citation.visibility),
    ]
    return " · ".join(part for part in parts if part) + f" · “{' '.join(citation.quote.split())}”"
