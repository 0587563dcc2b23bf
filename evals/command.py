"""`csm-copilot eval`: runs suites and prints their figures."""

from __future__ import annotations

import json
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.domain.errors import InputError

if TYPE_CHECKING:
    from evals.figures import Outcome, Suite

__all__ = ["app"]

HERE = Path()

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


_SUITES = {
    "accounts": "evals.accounts:run_accounts",
    "promises": "evals.promises:run_promises",
    "registry": "evals.registry:run_registry",
    "grounding": "evals.grounding:run_grounding",
    "adversary": "evals.adversary:run_adversary",
    "retrieval": "evals.retrieval:run_retrieval",
    "summedits": "evals.summaries:run_summedits",
    "diasumfact": "evals.summaries:run_diasumfact",
    "injection": "evals.injection:run_injection",
    "overdefence": "evals.injection:run_overdefence",
    "feedback": "evals.feedback:run_feedback",
}
"""The suites and where each is; a run imports only those it needs."""
_SHIPPED = ("accounts", "promises", "registry", "grounding", "adversary")
"""Suites with data of their own: those that run where none is named."""


def _suite(name: str, judge: str | None) -> Suite:
    """A suite by its name; `accounts` with a language model for a judge where one is named. Raises SettingsError."""
    module, _, function = _SUITES[name].partition(":")
    found = getattr(import_module(module), function)
    if judge is not None and name == "accounts":
        from evals.second_judge import judge_by

        found = partial(found, judge=judge_by(judge))
    suite: Suite = found
    return suite


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
    from_feedback: Annotated[bool, typer.Option("--from-feedback", help="Of readers' verdicts.")] = False,  # noqa: FBT002
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", help="Whose feedback.", envvar="CSM_COPILOT_WORKSPACE")
    ] = HERE,
    judge: Annotated[
        str | None, typer.Option("--judge", help="A language model that judges the answers of `accounts`, too.")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List every case that fell short.")] = False,  # noqa: FBT002
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with every figure and failing case.")
    ] = None,
    compare: Annotated[Path | None, typer.Option("--compare", help="Show what changed since this stored run.")] = None,
    store: Annotated[
        Path | None, typer.Option("--store", help="Keep the run as this JSON file, for --compare.")
    ] = None,
) -> None:
    """Measure the product on cases with known answers."""
    from copilot.export.terminal import progress_bar
    from evals.gate import read_thresholds, shortfalls
    from evals.printing import show_changes, show_failing, show_figures
    from evals.report import page
    from evals.runs import Run, read_run, this_run

    names = _named(suites or [], data or [])
    if from_feedback:
        names, data = _replayed(names, data or [], workspace)
    before = read_run(compare) if compare else None
    outcomes: dict[str, Outcome] = {}
    figures: dict[str, dict[str, float]] = {}
    for name in names:
        suite = _suite(name, judge)
        with progress_bar() as progress:
            outcome = outcomes[name] = suite(data or [], progress)
        figures[name] = outcome.figures
        if not as_json:
            show_figures(name, outcome.figures)
        if verbose:
            show_failing(outcome.failing, to_stderr=as_json)
    run: Run = this_run(figures, data or [])
    if before is not None and not as_json:
        show_changes(before, run)
    if store is not None:
        store.write_text(run.model_dump_json(indent=2), encoding="utf-8")
    if html is not None:
        html.write_text(page(run, outcomes, before), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(figures, indent=2))
    if gate:
        _hold(list(shortfalls(figures, read_thresholds())))


def _hold(short: list[str]) -> None:
    for line in short:
        typer.echo(f"falls short: {line}", err=True)
    if short:
        raise typer.Exit(1)


def _replayed(names: list[str], data: list[Path], workspace: Path) -> tuple[list[str], list[Path]]:
    if names != ["accounts"] or data:
        raise InputError("--from-feedback is for the suite accounts, without --data", "Run `eval accounts`")
    return ["feedback"], [workspace]


def _named(suites: list[str], data: list[Path]) -> list[str]:
    named = list(dict.fromkeys(suites))
    for name in named:
        if name not in _SUITES:
            raise InputError(f"there is no suite {name!r}", f"The suites are {', '.join(_SUITES)}")
    if data and len(named) != 1:
        raise InputError("--data is for one suite", "Name the suite it is for")
    return named or list(_SHIPPED)
