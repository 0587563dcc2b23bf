"""Where drafts are written, one after the other, each in every format."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from copilot.bootstrap import Workspace
from copilot.domain.errors import CopilotError
from copilot.domain.served import Job
from copilot.drafting.period import Period
from copilot.export.formats import Format, render
from retrieval.catalog import jobs
from retrieval.catalog.database import transaction

__all__ = ["FORMATS", "STEPS", "Writer"]

FORMATS = ("json", *(form.value for form in Format))
STEPS = 1 + len(Format)
"""Writing, then a file a format; the JSON is written with the draft."""
_log = logging.getLogger(__name__)


class Writer:
    """Writes drafts in a thread of its own. A job that a process left undone is written after the next start."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._closing = threading.Event()

    def start(self) -> None:
        """Take up what was left."""
        with transaction(self._workspace.engine) as connection:
            left = jobs.forgotten_jobs(connection)
        for job in left:
            self.take(job)

    def take(self, job: Job) -> None:
        """Write the draft of a job that stands in the catalog, when its turn comes."""
        self._writer.submit(self._write, job)

    def close(self) -> None:
        """Finish the draft that is being written, and leave the rest for the next start."""
        self._closing.set()
        self._writer.shutdown(wait=True, cancel_futures=True)

    def _write(self, job: Job) -> None:
        if self._closing.is_set():
            return
        try:
            files, epoch = {}, -1
            while epoch != self._workspace.epoch:  # something was forgotten meanwhile: it is written anew
                epoch = self._workspace.epoch
                files = self._files(job)
            with transaction(self._workspace.engine) as connection:
                jobs.finish_job(connection, job.id, files=files, done=STEPS)
        except CopilotError as error:
            self._failed(job, str(error))
        except Exception:  # noqa: BLE001 - a thread has nobody else to tell
            _log.exception("draft %s failed", job.id)
            self._failed(job, "The draft could not be written; the server's log says why.")

    def _files(self, job: Job) -> dict[str, bytes]:
        known = self._workspace.accounts
        account = known[job.account] if job.account in known else job.account  # noqa: SIM401 - it is no mapping
        self._progress(job, 0, "writing")
        document = self._workspace.draft(
            job.kind,
            account,
            as_of=job.as_of,
            audience=job.audience,
            period=Period.read(job.period) if job.period else None,
            request=f"job {job.id}",  # taken up again after a restart, it is charged once
        )
        files = {"json": (document.draft.model_dump_json(indent=2) + "\n").encode()}
        for done, form in enumerate(Format, start=1):
            self._progress(job, done, form.value)
            files[form.value] = render(document, form)
        return files

    def _progress(self, job: Job, done: int, step: str) -> None:
        with transaction(self._workspace.engine) as connection:
            jobs.set_progress(connection, job.id, done, step)

    def _failed(self, job: Job, why: str) -> None:
        with transaction(self._workspace.engine) as connection:
            jobs.finish_job(connection, job.id, files={}, done=0, error=why)
