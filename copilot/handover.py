"""Between a running server and a command beside it: where the server is, and how a draft goes over the wire.

The server writes where it listens and a token of this run into its data directory, readable by its own user only:
who can read that file could read the index itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from copilot.domain import errors
from copilot.domain.draft import Citation
from copilot.domain.errors import CopilotError, StoreError
from copilot.domain.words import Value

__all__ = ["Door", "announced", "open_door", "packed", "raised", "told_error", "unpacked"]

_FILE = "server.json"


class Door(Value):
    """Where a running server is asked by commands of its own user. The token is worth nothing after its run."""

    url: str
    token: str
    process: int


@contextmanager
def announced(folder: Path, door: Door) -> Iterator[None]:
    """Tell commands beside it where the server is, while it runs. Raises StoreError."""
    path = folder / _FILE
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(door.model_dump_json())
    except OSError as error:
        raise StoreError(f"{path} cannot be written ({error.strerror})", "Make the data directory writable") from error
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def open_door(folder: Path) -> Door | None:
    """The server that owns the index in a data directory; None where none does that this user may ask."""
    try:
        door = Door.model_validate_json((folder / _FILE).read_bytes())
        owner = int((folder / "writer.pid").read_text())
    except (OSError, ValueError, ValidationError):
        return None
    return door if door.process == owner and _runs(door.process) else None


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


# A value with its quotes ---------------------------------------------------------


def packed(value: BaseModel) -> dict[str, Any]:
    """A value as JSON, with the passages that its quotes are cut from: they are no part of a citation's own JSON."""
    return {"value": value.model_dump(mode="json"), "passages": dict(_passages(value))}


def unpacked(sent: Mapping[str, Any]) -> Any:
    """What `packed` sent, as JSON in which every citation can be constructed, and with that checked, again."""
    texts = sent["passages"]

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            made = {name: filled(below) for name, below in value.items()}
            if "quote" in made and made.get("passage") in texts:
                made["passage_text"] = texts[made["passage"]]
            return made
        return [filled(below) for below in value] if isinstance(value, list) else value

    return filled(sent["value"])


def _passages(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Citation):
        yield value.passage, value.passage_text
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _passages(getattr(value, name))
    elif isinstance(value, Mapping):
        for below in value.values():
            yield from _passages(below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from _passages(below)


# What went wrong -------------------------------------------------------------------


def told_error(error: CopilotError) -> str:
    """An error as a line."""
    return json.dumps({"error": [type(error).__name__, error.problem, error.remedy]})


def raised(told: list[str]) -> CopilotError:
    """The error that a line tells, of the class it was."""
    name, problem, remedy = told
    kind = getattr(errors, name, CopilotError)
    return kind(problem, remedy) if issubclass(kind, CopilotError) else CopilotError(problem, remedy)
