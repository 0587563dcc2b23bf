"""Syncs that the server runs: one at a time, asked for or by schedule, while it goes on answering."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel

from copilot.bootstrap import Workspace
from copilot.domain.errors import CopilotError, StoreLocked

__all__ = ["SyncState", "Syncing"]

_log = logging.getLogger(__name__)


class SyncState(BaseModel):
    """The sync that runs, or the last one since the server started."""

    status: Literal["never", "running", "done", "failed"] = "never"
    step: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    reports: list[dict[str, Any]] = []
    error: str = ""


class Syncing:
    """Runs syncs in a thread; `changed` is called after each."""

    def __init__(self, workspace: Workspace, every_minutes: int, changed: Callable[[], None]) -> None:
        self._workspace = workspace
        self._every = every_minutes * 60
        self._changed = changed
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._clock: threading.Thread | None = None
        self._held = False
        self.state = SyncState()
        self.progress: tuple[str, int, int] = ("", 0, 0)
        self.stopped: CopilotError | None = None

    def start(self) -> None:
        """Start the schedule, where there is one."""
        if self._every:
            self._clock = threading.Thread(target=self._tick, name="schedule", daemon=True)
            self._clock.start()

    def run(self, *, allow_mass_delete: bool = False) -> bool:
        """Start a sync; false where one runs already."""
        with self._lock:
            if self.state.status == "running" or self._held or self._ending.is_set():
                return False
            self.state = SyncState(status="running", started_at=datetime.now(UTC))
            self.stopped = None
            self._thread = threading.Thread(target=self._sync, args=(allow_mass_delete,), name="sync")
            self._thread.start()
        return True

    @contextmanager
    def held_off(self) -> Iterator[None]:
        """Keep syncs from running meanwhile. Raises StoreLocked where one runs."""
        with self._lock:
            if self.state.status == "running" or self._held:
                raise StoreLocked("the server is syncing", "Wait for it to finish and run this again")
            self._held = True
        try:
            yield
        finally:
            self._held = False

    def ended(self, *, within: float) -> bool:
        """Wait some seconds for the sync that runs; whether none runs any more."""
        if self._thread is not None:
            self._thread.join(within)
        return self.state.status != "running"

    def sync_now(self) -> str:
        """Run a sync that begins after now, and wait for its end; what went wrong, empty where nothing did."""
        while not self.run():
            if self._ending.is_set():
                return "The server is ending; the next sync reads it."
            if self._thread is not None:
                self._thread.join()
        if self._thread is not None:
            self._thread.join()
        return self.state.error

    def close(self) -> None:
        """Let the sync that runs come to its end: it can take a while, and everything it has read is kept."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    def _tick(self) -> None:
        while not self._ending.wait(self._every):
            self.run()

    def _sync(self, allow_mass_delete: bool) -> None:  # noqa: FBT001
        reports: list[dict[str, Any]] = []
        error = ""
        try:
            self._workspace.reread()
            for report in self._workspace.sync(self._progress, allow_mass_delete=allow_mass_delete):
                reports.append(report.as_dict())  # noqa: PERF401 - what was read before an error counts
        except CopilotError as stopped:
            error = str(stopped)
            self.stopped = stopped
        except Exception:  # noqa: BLE001 - a thread has nobody else to tell
            _log.exception("a sync failed")
            self.stopped = CopilotError("The sync failed", "The server's log says why")
            error = str(self.stopped)
        finally:
            self._changed()
            self.state = self.state.model_copy(
                update={
                    "status": "failed" if error else "done",
                    "step": "",
                    "finished_at": datetime.now(UTC),
                    "reports": reports,
                    "error": error,
                }
            )

    def _progress(self, *said: Any) -> None:
        self.progress = (str(said[0]), int(said[1]), int(said[2]))
        self.state = self.state.model_copy(update={"step": " ".join(str(part) for part in said)})
