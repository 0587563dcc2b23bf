"""A quote with as much of what stands before it as it takes to be understood."""

from __future__ import annotations

import re

from copilot.domain.draft import Citation

__all__ = ["in_context"]

_STOP = re.compile(r"(?<=[.!?:])\s+|\n+")


def in_context(cited: Citation, least: int = 40) -> Citation:
    """The citation, widened by whole sentences to the left until it has a length; "Goal missed." alone says little."""
    if len(cited.quote) >= least:
        return cited
    starts = [0, *(found.end() for found in _STOP.finditer(cited.passage_text, 0, cited.start))]
    for start in reversed([start for start in starts if start < cited.start]):
        if cited.end - start >= least or start == 0:
            return cited.model_copy(update={"start": start, "quote": cited.passage_text[start : cited.end]})
    return cited
