"""`python -m evals.bench.indexing`: the product's sync beside LangChain's quick-start, and a second sync.

The same made-up mail for both, the same embedder, files on disk to vectors on disk, one process each in
one run. Loading the embedder and importing packages is left out on both sides.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from sqlalchemy import func, select

from copilot.bootstrap import Workspace
from copilot.domain.errors import CopilotError
from copilot.settings import Settings
from evals.bench.mail_corpus import write_corpus
from evals.bench.quick_start import index_folder
from evals.bench.targets import Target
from retrieval.catalog.database import transaction
from retrieval.catalog.tables import chunks

_WARM_UP = ["Something to embed, so that everything is loaded before the clock starts."]


def main(
    documents: Annotated[int, typer.Option(min=20, help="Messages that both index.")] = 1000,
    again: Annotated[int, typer.Option(min=20, help="Messages that are synced twice.")] = 5000,
    folder: Annotated[Path | None, typer.Option(help="Where to build (default: a temporary directory).")] = None,
) -> None:
    """Index the same mail both ways, sync an unchanged corpus again, and say which targets are met."""
    with TemporaryDirectory(dir=folder, prefix="csm-copilot-bench-", ignore_cleanup_errors=True) as made:
        base = Path(made)
        write_corpus(base / "both", documents)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            rival, pieces = alone.submit(time_quick_start, base / "both", base / "rival").result()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            first, second, kept = alone.submit(time_sync, base / "both", base / "product").result()
        print(f"{f'{documents:,} messages':<40}{'seconds':>10}{'messages/s':>12}{'chunks':>10}{'chunks/s':>10}")
        _row("csm-copilot sync", first, documents, kept)
        _row("LangChain quick-start", rival, documents, pieces)
        if again != documents:
            write_corpus(base / "again", again)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                wholly, second, kept = alone.submit(time_sync, base / "again", base / "twice").result()
        else:
            wholly = first
    _row(f"first sync of {again:,}", wholly, again, kept)
    _row("second sync, nothing changed", second, again, kept)
    print(Target("quick-start / sync, seconds for the same mail", rival / first, 2).line())
    print(Target(f"first / second sync of {again:,} unchanged messages", wholly / second, 50).line())


def time_sync(workspace: Path, data_dir: Path) -> tuple[float, float, int]:
    """The seconds of a first and a second sync, and the chunks that the index then holds."""
    spent: list[float] = []
    settings = Settings(workspace=workspace).model_copy(update={"workspace": workspace, "data_dir": data_dir})
    with Workspace(settings) as warm:
        embedder = warm.embedder
    for _ in range(2):
        with Workspace(settings) as opened:
            opened.embedder = embedder
            embedder.embed(_WARM_UP)
            _ = opened.store, opened.engine
            started = time.perf_counter()
            failed = [failure for report in opened.sync(_progress) for failure in report.failures]
            spent.append(time.perf_counter() - started)
            if failed:
                raise AssertionError(f"the made-up mail must be readable: {failed[0]}")
            with transaction(opened.engine) as connection:
                kept = connection.execute(select(func.count()).select_from(chunks)).scalar_one()
    return spent[0], spent[1], kept


def time_quick_start(workspace: Path, store: Path) -> tuple[float, int]:
    """The seconds that LangChain's quick-start takes, and its chunks."""
    with Workspace(Settings(workspace=workspace)) as warm:
        embedder = warm.embedder
    embedder.embed(_WARM_UP)
    index_folder(workspace / "none", store.with_name("warm-up"), embedder)
    started = time.perf_counter()
    pieces = index_folder(workspace / "raw", store, embedder)
    return time.perf_counter() - started, pieces


def _row(what: str, seconds: float, documents: int, pieces: int) -> None:
    print(f"{what:<40}{seconds:>10.1f}{documents / seconds:>12.1f}{pieces:>10,}{pieces / seconds:>10.1f}")


def _progress(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{what}: {done} of {total}   ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        typer.run(main)
    except CopilotError as error:
        print(f"evals.bench.indexing: {error}", file=sys.stderr)
        sys.exit(2)
