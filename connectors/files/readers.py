"""Which reader reads which file."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import PurePosixPath
from typing import cast

from connectors.records import Problem, Reader, Record, Unit

__all__ = ["SUFFIXES", "reader_of"]

# By name and not by reference: the libraries behind most readers are slow to import.
_READERS = {
    ".eml": "mail.reader:read_message_file",
    ".mbox": "mail.reader:read_mailbox",
    ".vtt": "calls.reader:read_call",
    ".srt": "calls.reader:read_call",
    ".md": "notes.reader:read_note",
    ".markdown": "notes.reader:read_note",
    ".txt": "notes.reader:read_note",
    ".docx": "office.word:read_word",
    ".pdf": "office.pdf:read_pdf",
    ".ndjson": "rows.tickets:read_tickets",
    ".jsonl": "rows.tickets:read_tickets",
    ".csv": "rows.reader:read_rows",
    ".tsv": "rows.reader:read_rows",
}
SUFFIXES = tuple(_READERS)


def reader_of(key: str) -> Reader:
    """The reader for a file by its suffix; one that reports the file where there is none."""
    named = _READERS.get(PurePosixPath(key).suffix.lower())
    if named is None:
        return _refuse
    module, _, function = named.partition(":")
    return cast("Reader", getattr(import_module(f"connectors.files.{module}"), function))


def _refuse(unit: Unit) -> Iterator[Record | Problem]:
    if unit.file.is_dir():
        yield Problem(reason="the folder may not be opened", remedy="Give the copilot's user the right to read it")
        return
    suffix = PurePosixPath(unit.key).suffix
    what = f"{suffix} files" if suffix else "files without a suffix"
    yield Problem(
        reason=f"{what} cannot be read",
        remedy=f"Export it as one of {' '.join(SUFFIXES)}, or move it out of the source",
    )
