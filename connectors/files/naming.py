"""File names as titles."""

from __future__ import annotations

from pathlib import PurePosixPath

from connectors.days import strip_day

__all__ = ["title_of"]


def title_of(key: str) -> str:
    """A file's name as a person would write it: without the date, the suffix and the underscores."""
    stem = PurePosixPath(key).stem
    bare = strip_day(stem).replace("_", " ").replace("-", " ") if not stem.isdigit() else stem
    words = " ".join(bare.split()) or stem
    return words[:1].upper() + words[1:]
