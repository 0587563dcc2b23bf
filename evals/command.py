"""`csm-copilot eval`: runs suites and prints their figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.domain.errors import InputError

if TYPE_CHECKING:
    from evals.figures import Suite

__all__ = ["app"]

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def _accounts() -> Suite:
    from evals.accounts import run_accounts

    return run_accounts


def _retrieval() -> Suite:
    from evals.retrieval import run_retrieval

    return run_retrieval


_SUITES: dict[str, Callable[[], Suite]] = {"accounts": _accounts, "retrieval": _retrieval}
_SHIPPED = ("accounts",)
"""Suites with data of their own: those that run where none is named."""


@app.callback(invoke_without_command=True, context_settings={"allow_interspersed_args": True}, subcommand_metavar="")
def evaluate(
    suites: Annotated[
        list[str] | None, typer.Argument(metavar="SUITE", help=f"Which to run: {', '.join(_SUITES)}.")
    ] = None,
    data: Annotated[
        list[Path] | None, typer.Option("--data", help="Data for the suite instead of what is shipped; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: {suite: {figure: number}}.")] = False,  # noqa: FBT002
    gate: Annotated[bool, typer.Option("--gate", help="Fail where a figure misses its committed threshold.")] = False,  # noqa: FBT002
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List every case that fell short.")] = False,  # noqa: FBT002
) -> None:
    """Measure the product on cases with known answers."""
    from copilot.export.terminal import progress_bar
    from evals.gate import read_thresholds, shortfalls
    from evals.printing import show_failing, show_figures

    names = _named(suites or [], data or [])
    figures: dict[str, dict[str, float]] = {}
    for name in names:
        with progress_bar() as progress:
            outcome = _SUITES[name]()(data or [], progress)
        figures[name] = outcome.figures
        if not as_json:
            show_figures(name, outcome.figures)
        if verbose:
            show_failing(outcome.failing, to_stderr=as_json)
    if as_json:
        typer.echo(json.dumps(figures, indent=2))
    short = list(shortfalls(figures, read_thresholds())) if gate else []
    for line in short:
        typer.echo(f"falls short: {line}", err=True)
    if short:
        raise typer.Exit(1)


def _named(suites: list[str], data: list[Path]) -> list[str]:
    named = list(dict.fromkeys(suites))
    for name in named:
        if name not in _SUITES:
            raise InputError(f"there is no suite {name!r}", f"The suites are {', '.join(_SUITES)}")
    if data and len(named) != 1:
        raise InputError("--data is for one suite", "Name the suite it is for")
    return named or list(_SHIPPED)
