"""The files of a folder: which ones there are, and when one has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["fingerprint", "walk"]

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "icon\r"})
_BLOCK = 1 << 20


def walk(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file under a folder with its key, the path below the folder with `/`, in the order of the keys.

    Hidden files and folders, and what desktops and office programs leave behind, are passed over. A
    link is followed only out of the folder: what lies inside is read at its own place, which also
    ends every loop.
    """
    yield from sorted(_under(root, root.resolve(), "", frozenset({root.resolve()})))


def fingerprint(file: Path, *marks: str) -> str:
    """A hash of a file's content and of whatever else its reading depends on; the file is read in blocks."""
    seen = hashlib.blake2b("\0".join(marks).encode("utf-8", "surrogatepass"), digest_size=16)
    try:
        with file.open("rb") as content:
            while block := content.read(_BLOCK):
                seen.update(block)
    except OSError as error:
        # It is listed all the same: reading it tells what is wrong, and a cured file has a new fingerprint.
        return f"unreadable-{error.errno}"
    return seen.hexdigest()


def _under(folder: Path, root: Path, prefix: str, visited: frozenset[Path]) -> Iterator[tuple[str, Path]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield prefix.rstrip("/") or ".", folder
        return
    for entry in entries:
        if _is_clutter(entry.name):
            continue
        path = Path(entry.path)
        if entry.is_symlink() and _stays_inside(path, root):
            continue
        key = prefix + entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if entry.is_dir():
            real = path.resolve()
            if real not in visited:
                yield from _under(path, root, key + "/", visited | {real})
        elif entry.is_file():
            yield key, path


def _is_clutter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold() in _CLUTTER


def _stays_inside(link: Path, root: Path) -> bool:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return True
    return target == root or root in target.parents or target in root.parents
