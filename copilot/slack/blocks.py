"""Pieces of messages. What people and the record say stands in `rich_text` and `plain_text`, which is not parsed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from copilot.export.plain import plain
from copilot.slack.limits import BLOCKS, BUTTON, HEADER, MESSAGE, OPTION_TEXT, SECTION, clipped

__all__ = [
    "Block",
    "Element",
    "actions",
    "bold",
    "button",
    "choice",
    "divider",
    "faint",
    "header",
    "lines",
    "link",
    "messages_of",
    "option",
    "plain_text",
    "quote",
    "saying",
    "words",
]

Block = dict[str, Any]
Element = dict[str, Any]


def plain_text(text: str, most: int) -> Element:
    """A text object that is shown letter by letter."""
    return {"type": "plain_text", "text": clipped(plain(text) or "–", most), "emoji": False}


def words(text: str, *, italic: bool = False) -> Element:
    """Words in a line, shown letter by letter."""
    # The joints between elements are ours: `plain` would take their spaces.
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    shown: Element = {"type": "text", "text": f"{before}{clipped(plain(text), SECTION)}{after}" or " "}
    return {**shown, "style": {"italic": True}} if italic else shown


def bold(text: str) -> Element:
    """Words in a line that stand out."""
    return {**words(text), "style": {"bold": True}}


def link(url: str, text: str) -> Element:
    """A link of ours."""
    return {"type": "link", "url": url, "text": clipped(plain(text), SECTION) or url}


def lines(*rows: Sequence[Element]) -> Block:
    """Lines of text."""
    sections = []
    for n, row in enumerate(rows):
        broken = [*row, {"type": "text", "text": "\n"}] if n < len(rows) - 1 else list(row)
        sections.append({"type": "rich_text_section", "elements": broken})
    return {"type": "rich_text", "elements": sections}


def saying(text: str) -> list[Block]:
    """A text as it is, to be read rather than notified of."""
    return [lines([words(text)])]


def quote(text: str, *source: Element) -> Block:
    """Somebody's exact words, and below them where they stand."""
    said = {"type": "rich_text_quote", "elements": [words(text)]}
    return {"type": "rich_text", "elements": [said, {"type": "rich_text_section", "elements": list(source)}]}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain_text(text, HEADER)}


def faint(text: str) -> Block:
    """A remark in small letters."""
    return {"type": "context", "elements": [plain_text(text, SECTION)]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def button(text: str, action: str, value: str, *, urgent: bool = False) -> Element:
    """A button; `value` comes back with the press."""
    made: Element = {"type": "button", "text": plain_text(text, BUTTON), "action_id": action, "value": value}
    return {**made, "style": "primary"} if urgent else made


def actions(*elements: Element, block_id: str = "") -> Block:
    """Buttons and choices in a row."""
    made: Block = {"type": "actions", "elements": list(elements)}
    return {**made, "block_id": block_id} if block_id else made


def option(text: str, value: str) -> Element:
    """One of a choice."""
    return {"text": plain_text(text, OPTION_TEXT), "value": value}


def choice(placeholder: str, action: str, options: Sequence[Element], first: Element | None = None) -> Element:
    """A choice from a list."""
    made: Element = {
        "type": "static_select",
        "placeholder": plain_text(placeholder, BUTTON * 2),
        "action_id": action,
        "options": list(options),
    }
    return {**made, "initial_option": first} if first is not None else made


def messages_of(blocks: Iterable[Block], most: int = BLOCKS) -> list[list[Block]]:
    """Blocks as messages that Slack takes, cut between blocks: each holds a claim at most, and is never cut."""
    messages: list[list[Block]] = []
    room = 0
    for block in blocks:
        size = _size(block)
        if not messages or len(messages[-1]) >= most or size > room:
            messages.append([])
            room = MESSAGE
        messages[-1].append(block)
        room -= size
    return messages


def _size(held: Any) -> int:
    """Characters of all texts in a block."""
    if isinstance(held, dict):
        return sum(
            len(value) if name in {"text", "url"} and isinstance(value, str) else _size(value)
            for name, value in held.items()
        )
    return sum(map(_size, held)) if isinstance(held, list) else 0
