"""A thread as a call note: a file in the first source's folder, in the shape that the files connector reads."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from copilot.domain.account import Account
from copilot.domain.errors import InputError
from copilot.export.plain import plain
from copilot.settings import Settings

__all__ = ["Line", "note_path", "note_text", "write_note"]

_SETS_OFF = re.compile(r"^\s{0,3}(?=#|```|~~~|(?:[-*_=][ \t]*){3,}$)")
"""What begins a heading, a fence or a rule: indented by four it is words again."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message of a thread. `text` is as it was typed, `ts` Slack's own (seconds since 1970, UTC)."""

    name: str
    email: str
    ts: str
    text: str


def note_text(account: Account, title: str, said: Sequence[Line]) -> str:
    """A note with front matter; a heading for each message says who wrote it and when. Raises InputError if empty."""
    spoken = [line for line in said if line.text.strip()]
    if not spoken:
        raise InputError("the thread has no words to keep", "Save one that has")
    people = {(line.name, line.email): None for line in spoken}
    front = {
        "date": _moment(spoken[0]).isoformat(timespec="minutes"),
        "title": plain(title) or "Slack thread",
        "account": account.account_id,
        "confidentiality": "internal",
        "attendees": [{"name": plain(name), "email": email} for name, email in people],
    }
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    return f"---\n{head}---\n\n" + "\n".join(_written(line) for line in spoken)


def note_path(settings: Settings, account: Account, channel: str, thread: str) -> Path:
    """Where the note of a thread lies: saved again, it takes the same place."""
    day = datetime.fromtimestamp(float(thread), UTC).date()
    root = settings.at(settings.sources[0].path)
    return root / _folder(account) / "notes" / f"{day}_slack_{_safe(channel)}_{_safe(thread)}.md"


def write_note(path: Path, root: Path, text: str) -> None:
    """Write a note, whole or not at all. Raises InputError where the source's folder cannot be written."""
    if not root.is_dir():
        raise InputError(f"the folder {root} of the first source is not there", "Correct its path in copilot.toml")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8", errors="replace")
        os.replace(part, path)  # noqa: PTH105 - atomic, over a note of an earlier save
    except OSError as error:
        raise InputError(
            f"the note cannot be written ({error.strerror})", "Let the copilot write into the source's folder"
        ) from error


def _written(line: Line) -> str:
    when = _moment(line)
    rows = [_SETS_OFF.sub("    ", row.replace("<!--", "<! --")) for row in line.text.splitlines()]
    return f"## {plain(line.name)}, {when.day} {when:%b %Y}, {when:%H.%M} UTC\n\n" + "\n".join(rows) + "\n"


def _moment(line: Line) -> datetime:
    return datetime.fromtimestamp(float(line.ts), UTC)


def _folder(account: Account) -> str:
    return _safe(account.account_id).lstrip(".") or "account"


def _safe(name: str) -> str:
    plainly = unicodedata.normalize("NFKC", name)
    return "".join(char if char.isalnum() or char in "-_." else "-" for char in plainly)
