"""A run of the evals, kept: its figures, and what they were measured with."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from copilot.domain.errors import InputError
from copilot.domain.words import Value

__all__ = ["Run", "changed", "read_run", "this_run"]


class Run(Value):
    """Figures by suite, and the day (UTC), revision, versions, data, and hashes of prompts and models behind them."""

    at: datetime
    revision: str
    version: str
    python: str
    data: tuple[str, ...]
    prompts: dict[str, str]
    models: dict[str, str]
    figures: dict[str, dict[str, float]]


def this_run(figures: Mapping[str, Mapping[str, float]], data: Sequence[Path]) -> Run:
    """The run that has just been made."""
    return Run(
        at=datetime.now(UTC),
        revision=_revision(),
        version=version("csm-copilot"),
        python=platform.python_version(),
        data=tuple(str(path) for path in data),
        prompts={one.name: _hash(one.read_bytes()) for one in sorted_files("prompts", ".md")},
        models={
            found.parent.name: found.read_text().split()[0][:16]
            for found in sorted(Path(str(files("retrieval") / "models")).glob("*/SHA256SUMS"))
        },
        figures={suite: dict(found) for suite, found in figures.items()},
    )


def read_run(path: Path) -> Run:
    """A run that `--store` kept. Raises InputError."""
    try:
        return Run.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--compare {path} cannot be read ({error})", "Name a file that --store wrote") from error
    except ValidationError as error:
        raise InputError(f"--compare {path} is no stored run", "Name a file that --store wrote") from error


def changed(before: Run, now: Run) -> Iterator[tuple[str, float | None, float | None]]:
    """The figures that differ, as suite.figure with the old and the new number; only suites that both ran."""
    for suite in sorted(before.figures.keys() & now.figures.keys()):
        old, new = before.figures[suite], now.figures[suite]
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                yield f"{suite}.{name}", old.get(name), new.get(name)


def sorted_files(package: str, suffix: str) -> list[Path]:
    """The files of a package with a suffix, by name."""
    return sorted(Path(str(one)) for one in files(package).iterdir() if one.name.endswith(suffix))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _revision() -> str:
    """The checkout's commit, with a mark where it has been changed since; "unknown" outside one."""
    place = Path(__file__).parent
    try:
        commit = _git(place, "rev-parse", "--short=12", "HEAD")
        return f"{commit}+changes" if _git(place, "status", "--porcelain", "--untracked-files=no") else commit
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(place: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(place), *words], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603, S607
