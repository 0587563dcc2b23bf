"""Check: the guard on a text that somebody is about to send."""

from __future__ import annotations

from fastapi import APIRouter

from copilot.api.entry import Insider, Served
from copilot.api.messages import CheckedText
from copilot.api.service import today
from copilot.guard.check import Checked

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["check"])


@router.post("/check")
def check(service: Served, who: Insider, asked: CheckedText) -> list[Checked]:
    """What may be said of each sentence: allow, rewrite or block, and why."""
    account = service.named_account(who, asked.account) if asked.account else None
    # The text itself is not written down: it is somebody's unsent letter.
    service.audit(who, "check", account.account_id if account else "", f"{len(asked.text)} characters")
    return service.workspace.check(asked.text, account=account, audience=asked.audience, today=asked.as_of or today())
