"""One process writes an embedded index, or several read it; never both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from copilot.domain.errors import StoreError, StoreLocked

__all__ = ["reading", "writing"]

PATIENCE = 5.0
"""Seconds to wait for another process before giving up."""


@contextmanager
def reading(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the index for reading, beside other readers. Raises StoreLocked while it is being written."""
    with _held(folder, "read", patience):
        yield


@contextmanager
def writing(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the index for writing, alone. Raises StoreLocked while anybody else uses it."""
    with _held(folder, "write", patience):
        (folder / "writer.pid").write_text(str(os.getpid()))
        yield


@contextmanager
def _held(folder: Path, mode: str, patience: float) -> Iterator[None]:
    from filelock import ReadWriteLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = ReadWriteLock(folder / "index.lock", timeout=patience, is_singleton=False)
    except OSError as error:
        raise StoreError(
            f"the data directory {folder} cannot be written ({error.strerror})",
            "Make it writable, or set data_dir in copilot.toml to one that is",
        ) from error
    try:
        with lock.read_lock(timeout=patience) if mode == "read" else lock.write_lock(timeout=patience):
            yield
    except Timeout as error:
        raise StoreLocked(
            f"the index in {folder} is in use by another csm-copilot ({_who(folder)})",
            "Wait for it to finish and run this again",
        ) from error
    finally:
        lock.close()


def _who(folder: Path) -> str:
    try:
        return f"process {int((folder / 'writer.pid').read_text())}"
    except (OSError, ValueError):
        return "process unknown"
