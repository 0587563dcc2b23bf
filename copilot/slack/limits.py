"""What Slack takes at most, and texts brought down to it. Sizes are in characters.

Sources: docs.slack.dev, reference of `chat.postMessage`, `chat.startStream` and Block Kit, as of November 2026.
"""

from __future__ import annotations

__all__ = [
    "BLOCKS",
    "BUTTON",
    "HEADER",
    "HOME_BLOCKS",
    "MARKDOWN",
    "MESSAGE",
    "OPTIONS",
    "OPTION_TEXT",
    "OPTION_VALUE",
    "SECTION",
    "TITLE",
    "clipped",
]

MARKDOWN = 12_000
"""Of the `markdown_text` of one message."""
SECTION = 3_000
BLOCKS = 50
HOME_BLOCKS = 100
HEADER = 150
TITLE = 24
"""Of a modal."""
BUTTON = 75
OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
MESSAGE = 9_000
"""Of all texts of one message in blocks; Slack says `msg_blocks_too_long` somewhere above 13,000."""


def clipped(text: str, most: int) -> str:
    """A text of at most so many characters; one that is cut ends in an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
