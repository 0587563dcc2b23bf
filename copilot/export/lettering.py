"""The typeface of pictures and PDFs: DejaVu Sans, which is shipped inside; how wide a text is in it, and
what stands for a character that it lacks.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

__all__ = ["BOLD", "FAMILY", "REGULAR", "fitted", "font", "has_glyph", "is_east_asian", "spelled", "width", "wrapped"]

_FOLDER = Path(__file__).with_name("fonts")
REGULAR = _FOLDER / "DejaVuSans.ttf"
BOLD = _FOLDER / "DejaVuSans-Bold.ttf"
FAMILY = "'DejaVu Sans', Verdana, Geneva, sans-serif"
"""Verdana is as wide, so that a browser without DejaVu keeps the picture as it was measured."""

_MEASURED_AT = 100
_LATIN_END = 0x7F


@cache
def font(*, bold: bool, size: int) -> FreeTypeFont:
    """The typeface for Pillow, `size` pixels high."""
    from PIL import ImageFont

    return ImageFont.truetype(str(BOLD if bold else REGULAR), size, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is on one line, in the unit of `size`. What the typeface lacks counts as a square."""
    if not text.isascii():
        lacking = sum(not has_glyph(char) for char in text)
        text = "".join(char for char in text if has_glyph(char))
        return lacking * size + width(text, size, bold=bold) if lacking else _measured(text, bold) * size
    return _measured(text, bold) * size


@cache
def _measured(text: str, bold: bool) -> float:  # noqa: FBT001
    return float(font(bold=bold, size=_MEASURED_AT).getlength(text)) / _MEASURED_AT


@cache
def has_glyph(char: str) -> bool:
    """Whether the typeface can show a character."""
    if ord(char) <= _LATIN_END or unicodedata.combining(char):
        return True
    return char in _covered()


@cache
def _covered() -> frozenset[str]:
    from reportlab.pdfbase.ttfonts import TTFontFile

    faces = [TTFontFile(str(path)).charToGlyph for path in (REGULAR, BOLD)]
    return frozenset(chr(code) for code in faces[0].keys() & faces[1].keys())


def is_east_asian(char: str) -> bool:
    """Whether a character is Chinese, Japanese or Korean script, or its punctuation."""
    return unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char) not in {"So", "Sk", "Cn"}


def spelled(text: str, *, keep_east_asian: bool = False) -> str:
    """A text in which every character that the typeface lacks is named: "[rocket]", "[U+65E5]".

    Variation selectors and joiners, which only shape their neighbours, are left out.
    """
    if text.isascii():
        return text
    shown = []
    for char in text:
        if unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f":
            continue
        keep = has_glyph(char) or (keep_east_asian and is_east_asian(char))
        shown.append(char if keep else _named(char))
    return "".join(shown)


def _named(char: str) -> str:
    name = unicodedata.name(char, "")
    return f"[{name.lower()}]" if name and unicodedata.category(char) in {"So", "Sk", "Sm"} else f"[U+{ord(char):04X}]"


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """A text cut to a width, with an ellipsis where something is left out."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + "…", size, bold=bold) > room:
        text = text[:-1].rstrip()
    return text + "…"


def wrapped(text: str, size: float, room: float, *, bold: bool = False, lines: int = 0) -> list[str]:
    """A text broken into lines no wider than `room`; a longer word is broken. `lines` bounds their number."""
    found: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined, size, bold=bold) <= room:
            line = joined
            continue
        if line:
            found.append(line)
        *whole, line = _pieces(word, size, room, bold=bold)
        found += whole
    found += [line] if line else []
    if lines and len(found) > lines:
        return [*found[: lines - 1], fitted(" ".join(found[lines - 1 :]), size, room, bold=bold)]
    return found


def _pieces(word: str, size: float, room: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width(pieces[-1] + char, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += char
    return pieces
