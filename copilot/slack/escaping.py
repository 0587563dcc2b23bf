"""Text of people and of the record, made unable to do anything in Slack: no mention, no ping, no link, no style.

Where there is a choice it goes into `plain_text` and `rich_text`, which Slack does not parse. What must be parsed
is escaped here: `mrkdwn` for Slack's own markup, `markdown` for what is streamed.
"""

from __future__ import annotations

import html
import re

from copilot.export.plain import plain

__all__ = ["markdown", "mrkdwn", "unescaped"]

_JOINER = "\u2060"
"""Takes no room and joins what stands beside it; a name or an address with it inside is none for Slack."""
_LINKS = re.compile(r"(?<=@)|(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\w)(?=\.(?:[^\W\d_]{2,}))", re.IGNORECASE)
_STYLES = re.compile(r"[*_~`]")
_MARKS = re.compile(r"[\\`*_~\[\]|#!]")
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_START = re.compile(r"^(\s*)([-+>=]|\d+[.)])")


def mrkdwn(text: str) -> str:
    """A text on one line for a `mrkdwn` field or a message's `text`, shown as it is."""
    return _STYLES.sub(lambda found: f"{_JOINER}{found[0]}{_JOINER}", _entities(_unlinked(plain(text))))


def markdown(text: str) -> str:
    """A text on one line for `markdown_text`, shown as it is."""
    escaped = _MARKS.sub(r"\\\g<0>", _unlinked(plain(text)))
    return _entities(_START.sub(rf"\1{_JOINER}\2", escaped))


def unescaped(text: str, names: dict[str, str] | None = None) -> str:
    """What somebody typed, from the markup in which Slack sends it; users are called by their `names`."""
    known = names or {}

    def read(found: re.Match[str]) -> str:
        target, label = found[1], found[2] or ""
        if target.startswith("@"):
            return f"@{known.get(target[1:], label or 'somebody')}"
        if target.startswith(("#", "!")):
            return target[0].replace("!", "@") + (label or target[1:].partition("^")[0]).lstrip("@#")
        address = target.removeprefix("mailto:")
        return f"{label} ({address})" if label and label != address and label not in address else address

    return html.unescape(_REFERENCE.sub(read, text))


def _unlinked(text: str) -> str:
    return _LINKS.sub(_JOINER, text)


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
