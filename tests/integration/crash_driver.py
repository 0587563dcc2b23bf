"""Kills syncs. Run by `test_crash.py` in a process of its own: it forks after the imports, which are paid once.

`python crash_driver.py FOLDER` makes a workspace with two states of a record, measures an undisturbed
sync from the first to the second, then repeats that sync over and over, each time killed at another
point, and finished by another process. Prints a line of JSON for each.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import alembic.autogenerate
import alembic.command
import chromadb
from sqlalchemy import event

sys.path.insert(0, str(Path(__file__).parents[2]))

import connectors.confidences
import connectors.files
import copilot.insight.reading
import retrieval.lock
import retrieval.search
from copilot.bootstrap import Workspace, open_workspace
from retrieval import following, vectors
from retrieval.embedding import Vectors
from tests.conftest import ACCOUNTS, FakeEmbedder, Folder, eml, note, ticket, vtt
from tests.integration.snapshot import snapshot
from tests.judges import WordPromises

TIMED = 6
COUNTED = 30
"""Kills at a moment of the clock (which a quick sync can forestall), and kills at a step of the work."""

_ = alembic, chromadb, connectors, copilot, retrieval  # all that a sync imports, so that no child has to


class Steps:
    """Kills this process at the n-th step; a step is a commit, or a point inside a change of the vector store."""

    def __init__(self, last: int = -1) -> None:
        self.taken = 0
        self._last = last

    def __call__(self, *_: Any) -> None:
        self.taken += 1
        if self.taken == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


class SteppingStore(vectors.VectorStore):
    """The real store, with steps in the middle of everything it does."""

    steps = Steps()

    def write(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        half = len(ids) // 2
        super().write(collection, ids[:half], vectors[:half])
        self.steps()
        super().write(collection, ids[half:], vectors[half:])
        self.steps()

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        super().remove(collection, ids)
        self.steps()

    def drop(self, collection: str) -> None:
        self.steps()
        super().drop(collection)
        self.steps()


def main(where: Path) -> None:
    for name, value in {"CAP": 20, "OWN": 10, "BATCH": 8}.items():
        setattr(following, name, value)
    vectors.VectorStore = SteppingStore  # type: ignore[misc]
    start = Folder(where / "start")
    first_state(start)
    forked(lambda: sync(start.path, Steps()))
    second_state(start)
    want = undisturbed(start.path, where / "undisturbed")
    fresh = copied(start.path, where / "fresh")
    shutil.rmtree(fresh / ".copilot")
    said(kind="fresh", same=undisturbed(fresh, where / "fresh2")["state"] == want["state"], **want["figures"])
    rng = random.Random(20260315)
    seconds, steps = want["figures"]["seconds"], want["figures"]["steps"]
    for n in range(TIMED):
        delay = 0.9 * seconds * (n + rng.random()) / TIMED
        said(kind="timed", at=round(delay, 3), **killed(start.path, where / f"t{n}", want["state"], delay=delay))
    for n in range(COUNTED):
        step = 1 + int((steps - 1) * (n + rng.random()) / COUNTED)
        said(kind="counted", at=step, **killed(start.path, where / f"c{n}", want["state"], step=step))


def undisturbed(start: Path, folder: Path) -> dict[str, Any]:
    copied(start, folder)

    def child() -> dict[str, Any]:
        steps = Steps()
        began = time.perf_counter()
        sync(folder, steps)
        return {"seconds": time.perf_counter() - began, "steps": steps.taken}

    figures = forked(child)
    return {"figures": figures, "state": forked(lambda: state(folder))}


def killed(
    start: Path, folder: Path, want: dict[str, Any], *, delay: float | None = None, step: int = -1
) -> dict[str, Any]:
    """A sync that is killed, then another to the end: whether the first died, and what then differs."""
    copied(start, folder)
    child = os.fork()
    if child == 0:
        sync(folder, Steps(step))
        os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)

    def finish() -> dict[str, Any]:
        sync(folder, Steps())
        return state(folder)

    found = forked(finish)
    shutil.rmtree(folder)
    return {"killed": os.WIFSIGNALED(status), "differs": [name for name in want if found[name] != want[name]]}


def forked(work: Callable[[], Any]) -> Any:
    """What some work returns, done in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            json.dump(work(), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told)


def sync(folder: Path, steps: Steps) -> None:
    SteppingStore.steps = steps
    with opened_at(folder) as opened:
        event.listen(opened.engine, "commit", steps)
        for _ in opened.sync(lambda *_: None):
            steps()


def state(folder: Path) -> dict[str, Any]:
    with opened_at(folder) as opened:
        told: dict[str, Any] = json.loads(json.dumps(snapshot(opened)))
    return told


def opened_at(folder: Path) -> Workspace:
    opened = open_workspace(folder)
    opened.embedder = FakeEmbedder()
    opened.promises = WordPromises()
    return opened


def copied(start: Path, folder: Path) -> Path:
    return Path(shutil.copytree(start, folder))


def said(**what: Any) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 - it is how the test hears


def first_state(folder: Folder) -> None:
    folder.write("accounts.csv", ACCOUNTS)
    for n in range(8):
        folder.write(f"raw/acme/mail/{n:02}.eml", eml(f"Letter {n} about the kiln.", message_id=f"{n}@acme.com"))
        folder.write(
            f"raw/beta/mail/{n:02}.eml",
            eml(f"Letter {n} on labels.", message_id=f"{n}@beta.io", sender="Lee Ott <lee@beta.io>"),
        )
    folder.write("raw/acme/tickets.ndjson", "\n".join(ticket(n, f"Trouble {n} with exports.") for n in range(6)))


def second_state(folder: Folder) -> None:
    for n in range(3):
        folder.remove(f"raw/beta/mail/{n:02}.eml")
        folder.write(f"raw/acme/mail/{n:02}.eml", eml(f"Letter {n}, changed.", message_id=f"{n}@acme.com"))
    (folder.path / "raw/acme/mail/03.eml").rename(folder.path / "raw/acme/mail/zz.eml")
    folder.write("raw/beta/mail/again.eml", eml("Letter 4 again.", message_id="4@acme.com"))
    folder.write("raw/beta/odd.xyz", "?")
    folder.write(
        "raw/acme/tickets.ndjson", "\n".join(ticket(n, f"Trouble {n} with exports, still.") for n in range(2, 9))
    )
    for n in range(4):
        folder.write(f"raw/acme/notes/{n}.md", note(f"Note {n} of the visit. " * 60))
        folder.write(
            f"raw/acme-labs/{n}.vtt", vtt(*(f"Ann Bo: Turn {t} of call {n}. {'word ' * 40}" for t in range(6)))
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
