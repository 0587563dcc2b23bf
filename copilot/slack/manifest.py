"""The app manifest: what the app is called, may do and is told, no more than it uses."""

from __future__ import annotations

from typing import Any

__all__ = ["EVENTS", "SCOPES", "manifest"]

SCOPES = {
    "app_mentions:read": "be mentioned",
    "assistant:write": "status below a thread, suggested prompts",
    "channels:history": "edits and removals of a question, threads that are saved",
    "channels:read": "who is in a channel, whether it is shared",
    "chat:write": "answer",
    "commands": "/copilot and the shortcuts",
    "files:write": "upload drafts and pictures",
    "groups:history": "the same in private channels",
    "groups:read": "the same in private channels",
    "im:history": "direct messages",
    "im:write": "open a direct message",
    "mpim:history": "the same in group messages",
    "mpim:read": "the same in group messages",
    "users:read": "who asks",
    "users:read.email": "which person that is",
}
"""Every scope, and what it is for."""
EVENTS = ("app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "message.mpim")
_NAME = "copilot"
_PATH = "/slack/events"


def manifest(url: str = "") -> dict[str, Any]:
    """The manifest for Socket Mode; with the server's public `url`, for HTTP."""
    to = f"{url.rstrip('/')}{_PATH}" if url else ""
    where = {"request_url": to} if to else {}
    command = {
        "command": "/copilot",
        "description": "Briefs, risks, commitments and checks of your customers",
        "usage_hint": "brief ACCOUNT | qbr | risk | map | commitments | check | help",
        "should_escape": False,
        **({"url": to} if to else {}),
    }
    return {
        "display_information": {
            "name": _NAME,
            "description": "Answers from a customer's history, with an exact quote behind every sentence.",
            "background_color": "#1d3c34",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": _NAME, "always_online": True},
            "agent_view": {
                "agent_description": "Ask about a customer: what was promised, who said it, what is open.",
                "suggested_prompts": [
                    {"title": "What can you do?", "message": "help"},
                    {"title": "What is overdue?", "message": "What is open and overdue?"},
                ],
            },
            "slash_commands": [command],
            "shortcuts": [
                _shortcut("Check for promises", "check_message", "May this be said to the customer?"),
                _shortcut("Save as call note", "save_note", "Keep this thread in the account's record"),
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**where, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not to,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(name: str, callback: str, what: str) -> dict[str, str]:
    return {"name": name, "type": "message", "callback_id": callback, "description": what}
