"""What `csm-copilot eval` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.figures import Case
from evals.gold import KINDS
from evals.runs import Run, changed

__all__ = ["show_changes", "show_failing", "show_figures"]

WIDTH = 110
ABREAST = 7
"""Figures that stand beside each other without their headings being folded."""


def show_figures(suite: str, figures: Mapping[str, float]) -> None:
    """Print a suite's figures: a row for all cases and one for each kind of case; many figures in several tables."""
    names = [name for name in figures if "." not in name]
    kinds = sorted({name.partition(".")[2] for name in figures} - {""}, key=_place)
    # A folded heading cannot be read: a narrow terminal wraps the rows instead.
    console = Console(highlight=False, width=max(Console().width, WIDTH))
    for at in range(0, len(names), ABREAST):
        table = Table(title=suite if not at else None, title_justify="left", header_style="", box=SIMPLE)
        table.add_column("")
        for name in names[at : at + ABREAST]:
            table.add_column(name.replace("_", "\n"), justify="right")
        for kind in ("", *kinds):
            found = [figures.get(f"{name}.{kind}" if kind else name) for name in names[at : at + ABREAST]]
            if any(value is not None for value in found):
                table.add_row(kind or "all", *("" if value is None else f"{value:g}" for value in found))
        console.print(table)


def show_changes(before: Run, now: Run) -> None:
    """Print every figure that differs from an earlier run, and the revisions the two are of."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"since {before.at:%Y-%m-%d %H:%M} ({before.revision}), now {now.revision}:")
    changes = list(changed(before, now))
    for name, old, new in changes:
        console.print(f"  {name}: {'–' if old is None else f'{old:g}'} → {'–' if new is None else f'{new:g}'}")
    if not changes:
        console.print("  nothing has changed")


def show_failing(cases: Iterable[Case], *, to_stderr: bool) -> None:
    """Print the cases that fell short: what was asked, what was expected, what came, and what is wrong."""
    console = Console(stderr=to_stderr, highlight=False, soft_wrap=True)
    for case in cases:
        console.print(f"\n[bold]{escape(case.id)}[/] {case.kind}: {escape(case.question)}")
        for problem in case.problems:
            console.print(f"  [red]{escape(problem)}[/]")
        for label, text in (("expected", case.expected), ("drafted", case.drafted)):
            first, *rest = text.split("\n")
            console.print(f"  {label:<8}  {escape(first)}")
            for line in rest:
                console.print(f"            {escape(line)}")


def _place(kind: str) -> tuple[int, str]:
    return (KINDS.index(kind) if kind in KINDS else len(KINDS), kind)
