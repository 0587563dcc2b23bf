"""Text of the record made safe to print: nothing hidden, nothing that changes the direction of reading."""

from __future__ import annotations

import re

__all__ = ["plain"]

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_JOINER = re.compile("(?<![\u0590-\U0001ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\U0001ffff])")
"""Joiners shape emoji and the letters of some scripts; in Latin, Greek and Cyrillic they only hide."""


def plain(text: str) -> str:
    """A text on one line without control, zero-width and bidirectional characters.

    What a machine could not print (a lone surrogate) becomes the replacement character. Everything
    that a person would see stays as it is.
    """
    spaced = " ".join(text.split())
    shown = _HIDDEN.sub("", _UNPRINTABLE.sub(_replacement, spaced))
    return " ".join(_JOINER.sub("", shown).split())


def _replacement(found: re.Match[str]) -> str:
    return "\ufffd" if "\ud800" <= found[0] <= "\udfff" else ""
