"""The suite `accounts`: questions with known answers, asked of the product over whole account histories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from copilot.bootstrap import Workspace
from copilot.domain.errors import InputError
from copilot.settings import read_settings
from evals.answers import expected, score, told
from evals.drafts import score_accounts
from evals.figures import Case, Outcome, Tally
from evals.gold import Gold, read_gold
from evals.second_judge import Agrees
from evals.sources import Sources
from retrieval.catalog.database import transaction
from retrieval.catalog.tables import documents
from retrieval.indexing import Progress

__all__ = ["run_accounts"]


def run_accounts(data: Sequence[Path], progress: Progress, judge: Agrees | None = None) -> Outcome:
    """Sync each data directory in a place of its own, ask every question of its gold files, and score.

    Without data, the held-out set that is shipped. A directory holds accounts.csv, roadmap.yaml,
    raw/<account>/… and gold/<account>.yaml; nothing is written to it. With a judge, `judged_right` is the share of
    answerable questions whose answers it finds right; it changes no other figure. Raises InputError.
    """
    tally = Tally()
    failing: list[Case] = []
    with ExitStack() as stack:
        sets = [_checked(path) for path in data] or [stack.enter_context(_held_out())]
        for folder in sets:
            gold = _gold_of(folder)
            with _synced(folder, progress) as workspace:
                failing += _ask(workspace, folder, gold, tally, progress, judge)
                failing += score_accounts(workspace, folder, gold, tally)
    return Outcome(tally.figures(), tuple(failing))


def _held_out() -> AbstractContextManager[Path]:
    return as_file(files("evals") / "data" / "accounts" / "test")


def _checked(folder: Path) -> Path:
    for needed in ("accounts.csv", "raw", "gold"):
        if not (folder / needed).exists():
            raise InputError(
                f"--data {folder} is no data directory: it has no {needed}",
                "It needs accounts.csv, roadmap.yaml, raw/<account>/ and gold/<account>.yaml",
            )
    return folder.absolute()


def _gold_of(folder: Path) -> list[Gold]:
    found = [read_gold(file) for file in sorted((folder / "gold").glob("*.yaml"))]
    if not found:
        raise InputError(f"{folder / 'gold'} holds no gold file", "It needs one <account>.yaml for each account")
    return found


@contextmanager
def _synced(folder: Path, progress: Progress) -> Iterator[Workspace]:
    """The folder as a workspace whose index lies elsewhere, synced."""
    with TemporaryDirectory(prefix="csm-copilot-eval-", ignore_cleanup_errors=True) as index:
        # The environment may name another workspace or data directory; only these two are meant here.
        settings = read_settings(folder).model_copy(update={"workspace": folder, "data_dir": Path(index)})
        with Workspace(settings) as workspace:
            for _ in workspace.sync(progress):
                pass
            yield workspace


def _ask(
    workspace: Workspace, folder: Path, gold: Sequence[Gold], tally: Tally, progress: Progress, judge: Agrees | None
) -> list[Case]:
    sources = Sources(folder)
    owners = _owners(workspace)
    failing: list[Case] = []
    asked = [(truth, question) for truth in gold for question in truth.questions]
    for done, (truth, question) in enumerate(asked):
        progress(f"asking {folder.name}", done, len(asked))
        draft = workspace.ask(
            question.q, truth.account, as_of=question.as_of or truth.as_of, audience=question.audience
        )
        if judge is not None and question.answerable:
            tally.share("judged_right", question.kind, judge(question, draft), 1)
        if problems := score(question, draft, tally, sources, owners):
            name = f"{folder.name}/{truth.account}/{question.id}"
            failing.append(Case(name, question.kind, question.q, expected(question), told(draft), tuple(problems)))
    progress(f"asking {folder.name}", len(asked), len(asked))
    return failing


def _owners(workspace: Workspace) -> Mapping[str, str]:
    """The account of every document in the index."""
    with transaction(workspace.engine) as connection:
        return {row.id: row.account for row in connection.execute(select(documents.c.id, documents.c.account))}
