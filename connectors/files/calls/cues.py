"""The cues of a WebVTT or SubRip file, and what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Captions", "Cue", "read_cues"]

_TIMES = re.compile(
    r"^\s*(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:[.,]\d{1,3})?\s*-{1,2}>\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
)
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_KEPT_OUT = ("STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """When a cue starts, in whole seconds from the start of the recording, and its raw payload."""

    start: int
    payload: str


@dataclass(frozen=True, slots=True)
class Captions:
    """The cues in order, and the header and notes of the file by lines."""

    cues: tuple[Cue, ...]
    notes: tuple[str, ...]


def read_cues(text: str) -> Captions:
    """Read captions (LF line ends). Identifiers, settings and style sheets are dropped; cues without a blank line
    between them are told apart by their times.
    """
    cues: list[Cue] = []
    notes: list[str] = []
    for block in _BLANK.split(text.strip("\n")):
        lines = block.split("\n")
        timed = [at for at, line in enumerate(lines) if _TIMES.match(line)]
        if not timed:
            _take_aside(lines, cues, notes)
            continue
        if not cues:
            notes.extend(line for line in lines[: timed[0]] if not line.strip().isdigit())
        for at, after in zip(timed, [*timed[1:], len(lines)], strict=True):
            end = after
            if end < len(lines) and lines[end - 1].strip().isdigit():
                end -= 1  # the number of the next cue
            payload = "\n".join(lines[at + 1 : end]).strip("\n")
            cues.append(Cue(_start(lines[at]), payload))
    return Captions(tuple(cues), tuple(notes))


def _take_aside(lines: list[str], cues: list[Cue], notes: list[str]) -> None:
    if lines[0].startswith(("NOTE", "WEBVTT")):
        first = lines[0].removeprefix("NOTE").removeprefix("WEBVTT").strip(" -")
        notes.extend([first, *lines[1:]])
    elif not cues:
        notes.extend(lines)
    elif not lines[0].startswith(_KEPT_OUT) and not (len(lines) == 1 and lines[0].strip().isdigit()):
        # A blank line inside a cue: the words after it are still said.
        cues[-1] = Cue(cues[-1].start, "\n".join([cues[-1].payload, *lines]))


def _start(line: str) -> int:
    found = _TIMES.match(line)
    if found is None:
        return 0
    return int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + int(found["s"])
