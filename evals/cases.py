"""Reading the JSON lines of a suite: each line an object with the fields that the suite needs."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from copilot.domain.errors import InputError

__all__ = ["read_cases", "shipped"]


def read_cases(data: Sequence[Path], needs: Collection[str]) -> list[dict[str, Any]]:
    """The cases of some JSONL files, or of all `*.jsonl` of a folder. Raises InputError with file and line."""
    found = [case for path in data for file in _files(path) for case in _read(file, needs)]
    if not found:
        raise InputError(f"--data {', '.join(map(str, data))} holds no case", "It needs JSON lines")
    return found


def shipped(suite: str) -> Path:
    """The test cases that come with the project, as a file or a folder."""
    with as_file(files("evals") / "data" / suite / "test.jsonl") as path:
        return path


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def _read(file: Path, needs: Collection[str]) -> list[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--data {file} cannot be read ({error})", "Name a JSONL file") from error
    found: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
            lacking = [field for field in needs if field not in case]
        except (ValueError, TypeError) as error:
            raise InputError(f"--data {file}, line {number} is no JSON object ({error})", "Mend the line") from error
        if not isinstance(case, dict) or lacking:
            raise InputError(
                f"--data {file}, line {number} lacks {', '.join(lacking) or 'its fields'}",
                f"It needs {', '.join(needs)}",
            )
        found.append(case)
    return found
