"""`python -m evals.bench.search`: account-scoped hybrid search beside one filtered collection.

Synthetic texts and vectors; the same questions for both, in turn, in one process. Embedding a question
is left out on both sides. The rival does only the vector half: one Chroma collection with Chroma's
defaults and the account as a metadata filter.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Annotated, ParamSpec, TypeVar

import typer

from evals.bench import searching
from evals.bench.made_up import Book
from evals.bench.targets import Target

P = ParamSpec("P")
T = TypeVar("T")


def main(
    accounts: Annotated[int, typer.Option(min=10, help="Accounts in the whole book; the small one has a tenth.")] = 500,
    chunks: Annotated[int, typer.Option(min=1000, help="Chunks in the whole book, spread evenly.")] = 200_000,
    rounds: Annotated[int, typer.Option(min=20, help="Timed questions.")] = 200,
    folder: Annotated[Path | None, typer.Option(help="Where to build (default: a temporary directory).")] = None,
) -> None:
    """Build both books and the one collection, time them in turn, and say which targets are met."""
    whole = Book(accounts, chunks // accounts)
    small = Book(accounts // 10, chunks // accounts)
    with TemporaryDirectory(dir=folder, prefix="csm-copilot-bench-", ignore_cleanup_errors=True) as made:
        base = Path(made)
        _step("building the whole book", searching.build_product, whole, base / "whole")
        _step("building the small book", searching.build_product, small, base / "small")
        memory, recall = _step("memory and recall", searching.measure_memory, whole, base / "whole", rounds)
        _step(
            "building one collection", searching.build_one_collection, whole, base / "whole/vectors.npy", base / "one"
        )
        timings = _step("searching", searching.compare, whole, small, base, rounds)
    _show(whole, small, timings)
    for target in (
        Target(
            "one filtered collection / account-scoped hybrid, medians", median(timings.rival) / median(timings.whole), 8
        ),
        Target(
            f"{whole.accounts} accounts / {small.accounts} accounts of the same size, medians",
            median(timings.whole) / median(timings.small),
            1.3,
            at_most=True,
        ),
        Target("peak memory of the product's process", memory, 1.5, at_most=True, unit=" GB"),
        Target(f"recall at {searching.LIMIT} of its vector search against exact cosine", recall, 0.95),
    ):
        print(target.line())


def _step(what: str, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """Do a step in a fresh process, so that its memory is its own."""
    started = time.perf_counter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        done = alone.submit(work, *args, **options).result()
    typer.echo(f"{what}: {time.perf_counter() - started:.0f} s", err=True)
    return done


def _show(whole: Book, small: Book, timings: searching.Timings) -> None:
    rows = (
        (f"hybrid search, {whole.accounts} accounts, {whole.chunks:,} chunks", timings.whole),
        (f"hybrid search, {small.accounts} accounts, {small.chunks:,} chunks", timings.small),
        (f"one collection, metadata filter, {whole.chunks:,} vectors", timings.rival),
    )
    print(f"{'warm, milliseconds':<55}{'p50':>10}{'p95':>10}")
    for what, spent in rows:
        print(f"{what:<55}{median(spent):>10.1f}{quantiles(spent, n=20)[-1]:>10.1f}")


if __name__ == "__main__":
    typer.run(main)
