"""Transcripts that come as plain text: '[10:02] Name: ...', 'Name: ...', or a name and a time above the words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.files.calls.speakers import named_prefixes, speaker_prefix
from connectors.files.calls.turns import Turn, join_turns

__all__ = ["read_turns"]

_STAMP = re.compile(
    r"^[ \t]*[\[(]?(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>\d{2})(?:[.,]\d{1,3})?[\])]?[ \t]*(?:[-–][ \t]*)?(?=\S)"
)
_ABOVE = re.compile(
    r"^(?P<name>[^\W\d_][\w.'’ -]{1,50}?)[ \t]*(?:[|,–-][ \t]*)?"
    r"[\[(]?(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>\d{2})[\])]?[ \t]*$"
)
_FEWEST, _SHARE = 4, 0.5


def read_turns(text: str) -> list[Turn]:
    """The turns of a text, if it is a transcript: at least four lines, and half of all, begin with who speaks."""
    lines = [line for line in text.split("\n") if line.strip()]
    names = named_prefixes(_unstamped(line)[1] for line in lines)
    spoken = [line for line in lines if (found := speaker_prefix(_unstamped(line)[1])) and found[0] in names]
    if len(spoken) >= _FEWEST and len(spoken) >= _SHARE * len(lines) and len(names) > 1:
        return join_turns(_by_prefix(lines, names))
    above = [line for line in lines if _ABOVE.match(line)]
    if len(above) >= _FEWEST and len(above) * 4 >= len(lines):
        return join_turns(_by_line_above(lines))
    return []


def _by_prefix(lines: list[str], names: frozenset[str]) -> Iterator[Turn]:
    for line in lines:
        start, rest = _unstamped(line)
        found = speaker_prefix(rest)
        if found and found[0] in names:
            yield Turn(found[0], found[1].rstrip(), start)
        else:
            yield Turn("", line.strip(), start)


def _by_line_above(lines: list[str]) -> Iterator[Turn]:
    speaker, start = "", None
    for line in lines:
        if found := _ABOVE.match(line):
            speaker, start = found["name"].strip(), _seconds(found)
        else:
            yield Turn(speaker, line.strip(), start)


def _unstamped(line: str) -> tuple[int | None, str]:
    found = _STAMP.match(line)
    return (_seconds(found), line[found.end() :]) if found else (None, line)


def _seconds(found: re.Match[str]) -> int:
    return int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + int(found["s"])
