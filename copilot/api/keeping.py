"""Keeping drafts off the way of an answer: what cost nothing is written to the catalog a little later, together."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from copilot.bootstrap import Workspace
from copilot.domain.draft import Draft
from copilot.domain.errors import CopilotError
from retrieval.catalog.database import transaction
from retrieval.catalog.drafts import keep_drafts

__all__ = ["Keeping"]

_PAUSE = 0.25
"""Seconds between two writings."""
_MOST = 2000
"""Drafts that wait: beyond them an answer waits for the writing."""
_log = logging.getLogger(__name__)


class Keeping:
    """Writes drafts in batches. A process that is killed loses those of the last moment: one asks again."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._waiting: list[tuple[Draft, datetime, int]] = []
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeping", daemon=True)

    def start(self) -> None:
        """Take what is handed over from here on."""
        self._workspace.keep_later = self.add
        self._thread.start()

    def add(self, draft: Draft, epoch: int) -> None:
        """Keep a draft that was begun in an epoch of the record; one that was forgotten from since is dropped."""
        with self._lock:
            self._waiting.append((draft, datetime.now(UTC), epoch))
            full = len(self._waiting) >= _MOST
        if full:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        with self._writing:
            with self._lock:
                taken, self._waiting = self._waiting, []
            if not taken:
                return
            rows = [(draft, moment) for draft, moment, epoch in taken if epoch == self._workspace.epoch]
            try:
                with transaction(self._workspace.engine) as connection:
                    keep_drafts(connection, rows)
            except CopilotError as error:
                _log.error("%d drafts were not kept: %s", len(rows), error)

    def close(self) -> None:
        """Write what waits, and end."""
        self._workspace.keep_later = None
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        self.flush()

    def _run(self) -> None:
        while not self._ending.wait(_PAUSE):
            if self._waiting:
                self.flush()
