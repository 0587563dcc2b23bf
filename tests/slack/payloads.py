"""What Slack would refuse of a payload: by the models of slack_sdk, and by the limits that its reference names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.messages.chunk import Chunk
from slack_sdk.models.views import View

__all__ = ["faults"]

_TEXT = {"chat.postMessage": 40_000, "chat.postEphemeral": 40_000, "respond": 40_000}
_RICH = {"text", "link", "emoji", "user", "channel", "broadcast"}
_PARSED = ("<!", "<@", "<#", "<http", "<mailto")


def faults(method: str, payload: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a call, a line each."""
    if len(str(payload.get("text", ""))) > _TEXT.get(method, 40_000):
        yield "the text is too long"
    yield from _smuggled(str(payload.get("text", "")))
    if payload.get("blocks"):
        yield from _blocks(payload["blocks"], 50)
    for chunk in payload.get("chunks") or ():
        parsed = Chunk.parse(chunk)
        if parsed is None or parsed.to_dict() != chunk:
            yield f"a chunk that Slack does not know: {chunk}"
        if len(chunk.get("text", "")) > 12_000:
            yield "more markdown than a message holds"
        yield from _smuggled(chunk.get("text", ""))
    if view := payload.get("view"):
        yield from _view(json.loads(view) if isinstance(view, str) else view)
    if method == "assistant.threads.setSuggestedPrompts" and not 1 <= len(payload["prompts"]) <= 4:
        yield "between one and four prompts"
    if method in {"chat.postMessage", "chat.postEphemeral"} and not payload.get("text"):
        yield "no text for a notification"


def _view(view: dict[str, Any]) -> Iterator[str]:
    View(**view).validate_json()
    if view["type"] == "modal" and len(view["title"]["text"]) > 24:
        yield "the title of a modal is too long"
    yield from _blocks(view["blocks"], 100)


def _blocks(blocks: list[dict[str, Any]], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    if len(json.dumps(blocks)) > 60_000:
        yield "the blocks are too long"
    total = 0
    for block in blocks:
        parsed = Block.parse(block)
        if parsed is None or parsed.type != block["type"]:
            yield f"a block that Slack does not know: {block}"
            continue
        parsed.validate_json()
        if not set(block) - {"block_id"} <= set(parsed.attributes) | {"type"}:
            yield f"fields that a {block['type']} has not: {set(block) - set(parsed.attributes)}"
        if block["type"] != "rich_text":
            parsed.to_dict()
        for one in _within(block):
            total += len(one.get("text", "")) if isinstance(one.get("text"), str) else 0
            yield from _element(one)
    if total > 13_200 and most == 50:
        yield f"{total} characters in a message"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids):
        yield "two blocks of one id"


def _element(one: dict[str, Any]) -> Iterator[str]:
    kind = one.get("type")
    if kind == "mrkdwn":
        yield from _smuggled(one["text"])
    if kind in {"plain_text", "mrkdwn"} and not 1 <= len(one["text"]) <= 3000:
        yield f"a text of {len(one['text'])} characters"
    if kind == "text" and not one["text"]:
        yield "an empty text in a rich text"
    if kind == "button" and (len(one["text"]["text"]) > 75 or len(one["value"]) > 2000):
        yield "a button that is too long"
    if kind == "static_select" and not 1 <= len(one["options"]) <= 100:
        yield f"{len(one['options'])} options"
    if "value" in one and "text" in one and kind is None and (len(one["text"]["text"]) > 75 or len(one["value"]) > 150):
        yield "an option that is too long"
    if kind == "link" and not one["url"].startswith(("https://", "http://")):
        yield f"a link to {one['url']}"
    if kind in {"user", "channel", "usergroup", "broadcast"}:
        yield f"a {kind} is pinged"


def _smuggled(text: str) -> Iterator[str]:
    yield from (f"{mark} in {text[:80]!r}" for mark in _PARSED if mark in text)


def _within(held: Any) -> Iterator[dict[str, Any]]:
    if isinstance(held, dict):
        yield held
        for value in held.values():
            yield from _within(value)
    elif isinstance(held, list):
        for value in held:
            yield from _within(value)
