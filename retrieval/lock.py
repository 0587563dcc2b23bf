"""One process writes an embedded index, or several read it; never both."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Literal

from copilot.domain.errors import StoreError, StoreLocked

__all__ = ["reading", "writing"]

PATIENCE = 5.0
"""Seconds to wait for another process before giving up."""

_OWNER = "writer.pid"


@contextmanager
def reading(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the index for reading, beside other readers. Raises StoreLocked while it is being written."""
    with _held(folder, "read", patience):
        yield


@contextmanager
def writing(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the index for writing, alone. Raises StoreLocked while anybody else uses it."""
    with _held(folder, "write", patience):
        owner = folder / _OWNER
        with suppress(OSError):  # it only serves the message that others get
            owner.write_text(str(os.getpid()))
        try:
            yield
        finally:
            with suppress(OSError):
                owner.unlink(missing_ok=True)


@contextmanager
def _held(folder: Path, mode: Literal["read", "write"], patience: float) -> Iterator[None]:
    from filelock import ReadWriteLock, Timeout

    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = ReadWriteLock(folder / "index.lock", timeout=patience, is_singleton=False)
            stack.callback(lock.close)
            stack.enter_context(
                lock.read_lock(timeout=patience) if mode == "read" else lock.write_lock(timeout=patience)
            )
        except Timeout as error:
            raise StoreLocked(
                f"the index in {folder} is in use by another csm-copilot{_who(folder)}",
                "Wait for it to finish and run this again",
            ) from error
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise StoreError(
                f"the data directory {folder} cannot be written ({reason})",
                "Make it writable and see that its disk has room, or set data_dir in copilot.toml to another",
            ) from error
        yield


def _who(folder: Path) -> str:
    try:
        return f" (process {int((folder / _OWNER).read_text())})"
    except (OSError, ValueError):
        return ""
