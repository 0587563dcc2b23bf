"""The suite `retrieval`: whether the product's search finds the turns of a meeting that answer a query.

QMSum (Zhong et al. 2021, Yale-LILY/QMSum): long meetings, and queries with the turns that answer them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from copilot.bootstrap import Workspace
from copilot.domain.errors import InputError
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Visibility
from copilot.settings import Settings
from evals.figures import Case, Outcome, Tally
from retrieval.catalog.database import transaction
from retrieval.catalog.intake import Intake
from retrieval.catalog.reading import Scope
from retrieval.following import follow
from retrieval.indexing import Progress

__all__ = ["fixed_chunks", "ndcg", "recall", "run_retrieval"]

DEPTH = 10
CHUNK_WORDS = 150
ENOUGH = 5000
"""Passages asked for: those of any meeting, so that ten distinct fixed chunks are among them."""
_DAY = date(2026, 1, 1)


def run_retrieval(data: Sequence[Path], progress: Progress) -> Outcome:
    """Index each meeting as an account of its own and search it for each of its specific queries.

    A result counts as the fixed chunk that holds its turn, at its first occurrence. Raises InputError.
    """
    if not data:
        raise InputError("the retrieval suite ships no data", "Name a QMSum file with --data, such as qmsum/val.jsonl")
    meetings = [meeting for path in data for meeting in _read(path)]
    tally = Tally()
    failing: list[Case] = []
    with TemporaryDirectory(prefix="csm-copilot-eval-", ignore_cleanup_errors=True) as folder:
        place = {"workspace": Path(folder), "data_dir": Path(folder) / "index"}
        with Workspace(Settings(workspace=Path(folder)).model_copy(update=place)) as workspace:
            _index(workspace, meetings, progress)
            for number, meeting in enumerate(meetings):
                progress("searching", number, len(meetings))
                failing += _search(workspace, number, meeting, tally)
            progress("searching", len(meetings), len(meetings))
    return Outcome(tally.figures(), tuple(failing))


def recall(ranked: Sequence[int], gold: frozenset[int], depth: int = DEPTH) -> float:
    """The share of the gold results among the first `depth` (Manning et al. 2008, ch. 8)."""
    return len(gold.intersection(ranked[:depth])) / len(gold)


def ndcg(ranked: Sequence[int], gold: frozenset[int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain with gains of 0 or 1 (Järvelin & Kekäläinen 2002): the sum
    of 1 / log2(rank + 1) over gold results, by that of the best possible order."""
    gained = sum(1 / math.log2(rank + 1) for rank, key in enumerate(ranked[:depth], start=1) if key in gold)
    return gained / sum(1 / math.log2(rank + 1) for rank in range(1, min(depth, len(gold)) + 1))


def fixed_chunks(turns: Iterable[str]) -> list[int]:
    """The fixed chunk of every turn: whole turns are merged until a chunk has 150 words or more."""
    places: list[int] = []
    chunk = words = 0
    for turn in turns:
        if words >= CHUNK_WORDS:
            chunk, words = chunk + 1, 0
        places.append(chunk)
        words += len(turn.split())
    return places


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        meetings = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for meeting in meetings:
            for query in meeting["specific_query_list"]:
                query["gold"] = [(int(first), int(last)) for first, last in query["relevant_text_span"]]
            meeting["turns"] = [(turn["speaker"], turn["content"]) for turn in meeting["meeting_transcripts"]]
    except OSError as error:
        raise InputError(f"--data {path} cannot be read ({error.strerror})", "Name a QMSum file") from error
    except (ValueError, KeyError, TypeError) as error:
        remedy = "It needs JSON lines with meeting_transcripts and specific_query_list"
        raise InputError(f"--data {path} is not of QMSum's shape ({type(error).__name__}: {error})", remedy) from error
    if not meetings:
        raise InputError(f"--data {path} holds no meeting", "Name a QMSum file")
    return meetings


def _index(workspace: Workspace, meetings: Sequence[dict[str, Any]], progress: Progress) -> None:
    for number, meeting in enumerate(meetings):
        with transaction(workspace.engine) as connection:
            Intake(connection).store(_document(number, meeting["turns"]), str(number))
    follow(workspace.engine, lambda: workspace.embedder, lambda: workspace.store, progress)


def _document(number: int, turns: Sequence[tuple[str, str]]) -> Document:
    key = f"qmsum:{number}"
    spoken = [(turn, speaker, said) for turn, (speaker, said) in enumerate(turns) if said.strip()]
    return Document(
        id=key,
        source="qmsum",
        external_id=str(number),
        kind=DocumentKind.CALL,
        account=str(number),
        title="Meeting",
        visibility=Visibility.SHARED,
        passages=tuple(
            Passage(id=f"{key}#{n}", text=said, speaker=speaker, visibility=Visibility.SHARED, locator=str(turn))
            for n, (turn, speaker, said) in enumerate(spoken)
        ),
    )


def _search(workspace: Workspace, number: int, meeting: dict[str, Any], tally: Tally) -> list[Case]:
    failing: list[Case] = []
    places = fixed_chunks(said for _, said in meeting["turns"])
    for query in meeting["specific_query_list"]:
        gold = frozenset(
            places[turn] for first, last in query["gold"] for turn in range(first, last + 1) if turn < len(places)
        )
        if not gold:
            continue
        hits = workspace.search.search(query["query"], Scope(str(number), _DAY), ENOUGH)
        ranked = list(dict.fromkeys(places[int(hit.passage.locator)] for hit in hits))
        tally.share("recall_at_10", "", recall(ranked, gold), 1)
        tally.share("ndcg_at_10", "", ndcg(ranked, gold), 1)
        if not gold.intersection(ranked[:DEPTH]):
            wanted, came = (" ".join(map(str, keys)) for keys in (sorted(gold), ranked[:DEPTH]))
            problem = ("none of the chunks that answer is among the first ten",)
            failing.append(Case(f"meeting {number}", "", query["query"], f"chunks {wanted}", f"chunks {came}", problem))
    return failing
