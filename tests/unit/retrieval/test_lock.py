from __future__ import annotations

import os
from pathlib import Path

import pytest

from copilot.domain.errors import StoreError, StoreLocked
from retrieval.lock import reading, writing

NOW = 0.05


def test_readers_share(tmp_path: Path) -> None:
    with reading(tmp_path, NOW), reading(tmp_path, NOW):
        pass


def test_a_writer_is_alone(tmp_path: Path) -> None:
    with writing(tmp_path, NOW):
        for other in (reading, writing):
            with pytest.raises(StoreLocked, match=f"process {os.getpid()}"), other(tmp_path, NOW):
                pass
    with reading(tmp_path, NOW), pytest.raises(StoreLocked, match=r"another csm-copilot\. Wait"):
        writing(tmp_path, NOW).__enter__()
    with writing(tmp_path, NOW):
        pass


def test_it_is_let_go_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writing(tmp_path, NOW):
        raise KeyError
    with writing(tmp_path, NOW):
        pass


def test_errors_inside_are_not_taken_for_the_locks_own(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="mine"), reading(tmp_path, NOW):
        raise OSError("mine")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        with pytest.raises(StoreError, match="set data_dir"), reading(folder, NOW):
            pass
