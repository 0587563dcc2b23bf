"""A QBR of a large account: what it costs in tokens and calls, and in which order it comes."""

from __future__ import annotations

import threading
from datetime import date, timedelta

from copilot.domain.words import DraftKind
from tests.conftest import Folder, eml
from tests.integration.test_llm_drafting import no_key, writing
from tests.model_server import Answer, Body, parrot

__all__ = ["no_key"]

DAY = date(2026, 12, 31)
_SAID = (
    "Our goal is to cut the changeover time from {a} to {b} minutes on line {n} by the summer.",
    "We cut scrap from {a} to {b} tonnes on line {n} since the go-live, thanks to the kiln dashboard.",
    "Could you add an export of the shift log of line {n} to Excel? We ask for it every week.",
    "The sensors of kiln {n} drop out {b} times a night and the team is frustrated.",
    "Thank you for the visit to plant {n}; the {b} operators liked the training a lot.",
    "We will send you the floor plan of hall {n} by Friday.",
)
DOCUMENTS = 600
"""Enough that nothing but the budget holds a prompt small; three thousand cost the same, and two minutes to index."""


def _large(folder: Folder) -> None:
    """A mailbox of messages, each of its own."""
    messages = []
    for n in range(DOCUMENTS):
        day = DAY - timedelta(days=n % 360 + 1)
        said = _SAID[n % len(_SAID)].format(n=n, a=n % 50 + 50, b=n % 40 + 2)
        body = f"{said} Regards from the works office number {n}."
        messages.append(
            "From dana@acme.com Thu Jan  1 00:00:00 2026\n"
            + eml(body, message_id=f"{n}@acme.com", day=str(day), subject=f"Line {n}")
        )
    folder.write("raw/acme/mail/all.mbox", "\n".join(messages))
    folder.sync()


def test_a_qbr_of_a_large_account_stays_in_its_budget_and_comes_section_by_section(empty_folder: Folder) -> None:
    _large(empty_folder)
    gate = threading.Event()

    def script(body: Body, number: int) -> Answer:
        if number == 1:
            return parrot(body)
        gate.wait(20)  # the first section is told while all others are still being written
        return parrot(body)

    with writing(empty_folder, script, timeout=60.0) as (opened, server):
        events = opened.drafting(DraftKind.QBR, "acme", as_of=DAY)
        kinds: list[str] = []
        first_told = False
        for event in events:
            kinds.append(event.event)
            if event.event == "claim" and event.claim.text.startswith("It says: ") and not first_told:
                first_told = True
                assert len(server.requests) > 1  # the others have been asked already: sections overlap
                gate.set()
            last = event
    assert first_told
    assert kinds[0] == "plan"
    assert kinds[-1] == "done"
    assert last.event == "done"
    trace = last.draft.trace
    assert trace["drafter"] == "llm"
    assert trace["base"]["documents"] >= DOCUMENTS
    assert server.prompt_tokens() <= 14_000
    assert trace["tokens_in"] <= 14_000
    assert server.together > 1
    assert max(len(section["rounds"]) for section in trace["sections"]) <= 2
    assert all(len(section["evidence"]) > 0 for section in trace["sections"] if section["rounds"])
