"""Modals: a text to check, a thread to save, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from copilot.domain.account import Account
from copilot.domain.words import Audience
from copilot.guard.check import Checked
from copilot.slack.blocks import Block, bold, choice, faint, lines, option, plain_text, words
from copilot.slack.limits import OPTION_TEXT, OPTION_VALUE, OPTIONS, SECTION, TITLE, clipped

__all__ = ["check_form", "checked_blocks", "note_form", "shown", "waiting"]

View = dict[str, Any]
_LONGEST = 3000
_SENTENCES = 40
_MARKS = {"allow": "✓ may be said", "rewrite": "✎ say it differently", "block": "✗ do not say"}
_AUDIENCES = (("The customer", Audience.CUSTOMER), ("Us", Audience.INTERNAL))


def waiting(title: str, text: str = "One moment…") -> View:
    """A modal that is being filled."""
    return shown(title, [lines([words(text)])])


def shown(title: str, blocks: Sequence[Block]) -> View:
    """A modal that only shows something."""
    return {
        "type": "modal",
        "title": plain_text(title, TITLE),
        "close": plain_text("Close", TITLE),
        "blocks": list(blocks),
    }


def check_form() -> View:
    """A text to be checked before it is sent."""
    audiences = [option(name, audience.value) for name, audience in _AUDIENCES]
    text = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": _LONGEST}
    account = {"type": "plain_text_input", "action_id": "account", "max_length": 200}
    return {
        "type": "modal",
        "callback_id": "check_form",
        "title": plain_text("Check a text", TITLE),
        "submit": plain_text("Check", TITLE),
        "close": plain_text("Cancel", TITLE),
        "blocks": [
            _input("text", "What do you want to say?", text),
            _input("audience", "Who will read it?", choice("Reader", "audience", audiences, audiences[0])),
            _input("account", "Account: an id, a name or a domain", account, optional=True),
        ],
    }


def checked_blocks(found: Sequence[Checked]) -> list[Block]:
    """What the guard makes of each sentence."""
    blocks: list[Block] = []
    stopped = sum(one.verdict != "allow" for one in found)
    blocks.append(lines([bold(f"{len(found)} sentences, {stopped} that may not be said as they stand.")]))
    for one in found[:_SENTENCES]:
        rows = [[bold(f"{_MARKS[one.verdict]}: "), words(clipped(one.sentence, 1500))]]
        if one.verdict != "allow" or one.item:
            item = f" ({one.item})" if one.item else ""
            rows.append([words(f"{one.label.replace('_', ' ')}{item}: {clipped(one.why, 500)}", italic=True)])
        if one.approved_wording:
            rows.append([words(f"Say: {clipped(one.approved_wording, 800)}")])
        blocks.append(lines(*rows))
    if len(found) > _SENTENCES:
        blocks.append(faint(f"and {len(found) - _SENTENCES} more sentences: check them in parts"))
    return blocks


def note_form(accounts: Sequence[Account], first: Account | None, title: str, kept: str) -> View:
    """A thread to be saved as a call note; `kept` comes back with it."""
    listed = [one for one in accounts if len(one.account_id) <= OPTION_VALUE][:OPTIONS]
    if first is not None and first in accounts and first not in listed:
        listed[-1:] = [first]
    options = {
        one.account_id: option(clipped(f"{one.name} ({one.account_id})", OPTION_TEXT), one.account_id) for one in listed
    }
    chosen = options.get(first.account_id) if first is not None else None
    named = {"type": "plain_text_input", "action_id": "title", "max_length": 150, "initial_value": title}
    return {
        "type": "modal",
        "callback_id": "note_form",
        "private_metadata": clipped(kept, SECTION),
        "title": plain_text("Save as call note", TITLE),
        "submit": plain_text("Save", TITLE),
        "close": plain_text("Cancel", TITLE),
        "blocks": [
            _input("account", "Account", choice("Choose an account", "account", list(options.values()), chosen)),
            _input("title", "Title", named),
            faint("The whole thread is kept as an internal note."),
        ],
    }


def _input(block_id: str, label: str, element: dict[str, Any], *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, 2000),
        "element": element,
        "optional": optional,
    }
