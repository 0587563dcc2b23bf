"""Styles that keep text from a reader's eyes, where instructions to machines like to stand."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["hidden_classes", "hides", "paints_background"]

# Nearly white is as invisible as white.
_WHITE = (
    r"(?:#(?:f[0-9a-f]){3}(?:[0-9a-f]{2})?(?![0-9a-f])|#fff[0-9a-f]?(?![0-9a-f])|white(?!\w)"
    r"|rgba?\(\s*(?:2[45]\d[\s,]*){3}(?:[,/]\s*[\d.]+%?\s*)?\)|hsl\(\s*\d+[\s,]+\d+%[\s,]+(?:9[5-9]|100)%\s*\))"
)
_HIDDEN = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*(?:0*(?:\.\d+)?|0*1(?:\.0*)?)\s*(?:px|pt|em|rem|%)?\s*(?:!|;|$)"
    r"|opacity\s*:\s*(?:0*\.?0*)\s*(?:!|;|$)|mso-hide\s*:\s*all|max-height\s*:\s*0(?:px)?\s*(?:!|;|$)"
    r"|(?<![-\w])color\s*:\s*transparent|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0)",
    re.IGNORECASE,
)
_WHITE_TEXT = re.compile(rf"(?<![-\w])color\s*:\s*{_WHITE}", re.IGNORECASE)
_WHITE_ONLY = re.compile(rf"^{_WHITE}$", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-color|-image)?\s*:\s*([^;]+)", re.IGNORECASE)
_PLAIN_PAINT = re.compile(rf"^\s*(?:{_WHITE}|none|transparent|inherit|initial)\s*(?:!.*)?$", re.IGNORECASE)
_MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)\s*$")


def hides(attrs: Mapping[str, str], *, on_paint: bool) -> bool:
    """Whether an element's attributes hide it; white text is hidden unless something dark is painted behind it."""
    style = attrs.get("style", "")
    if "hidden" in attrs or (style and _HIDDEN.search(style)):
        return True
    if on_paint:
        return False
    return bool(_WHITE_TEXT.search(style) or _WHITE_ONLY.match(attrs.get("color", "").strip()))


def paints_background(attrs: Mapping[str, str]) -> bool:
    """Whether an element has a background of its own that is not white."""
    found = _BACKGROUND.search(attrs.get("style", ""))
    if found and not _PLAIN_PAINT.match(found[1]):
        return True
    color = attrs.get("bgcolor", "").strip()
    return bool(color) and not _PLAIN_PAINT.match(color)


def hidden_classes(css: str) -> frozenset[str]:
    """The classes that a style sheet hides on every screen."""
    rules = _RULE.findall(_MEDIA.sub("", css))
    found = {
        name[1].lower()
        for selectors, body in rules
        if _HIDDEN.search(body)
        for selector in selectors.split(",")
        if (name := _CLASS.search(selector.strip()))
    }
    return frozenset(found)
