"""Readers' verdicts, asked again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from copilot.bootstrap import Workspace
from copilot.domain.served import Feedback, FeedbackVerdict
from copilot.domain.words import Audience
from retrieval.catalog import ledger
from retrieval.catalog.database import transaction
from tests.conftest import Folder, RunCommand
from tests.judges import NoMeaning, WordPromises, WordSupport

ASKED = "what about the kiln sensors?"


@pytest.fixture
def judged(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A workspace whose answers the guard judges without a model."""
    for name, judge in (("promises", WordPromises()), ("support", WordSupport()), ("meaning", NoMeaning())):
        monkeypatch.setattr(Workspace, name, judge)
    folder.sync()
    return folder


def say(folder: Folder, verdict: FeedbackVerdict, **given: Any) -> None:
    with folder.open() as opened, transaction(opened.engine) as connection:
        number = str(len(ledger.list_feedback(connection)))
        said = {"account": "acme", "question": ASKED, "as_of": date(2026, 5, 1), "id": number, "who": "k", **given}
        ledger.add_feedback(connection, Feedback(verdict=verdict, at=datetime.now(UTC), **said))


@pytest.mark.usefixtures("stand_ins")
def test_verdicts_become_figures(judged: Folder, command: RunCommand) -> None:
    (claim, *_) = judged.ask(ASKED, as_of="2026-05-01").claims()
    passage = claim.citations[0].passage
    say(judged, FeedbackVerdict.RIGHT, claim=claim.text, passages=(passage,))
    say(judged, FeedbackVerdict.RIGHT, claim="The moon is a kiln.")
    say(judged, FeedbackVerdict.WRONG, claim=f"  {claim.text.upper()} ")
    say(judged, FeedbackVerdict.WRONG, claim="The moon is a kiln.")
    say(judged, FeedbackVerdict.MISSING, note="the sensors")
    say(judged, FeedbackVerdict.MISSING, question="when is the zeppelin unveiled?")
    say(judged, FeedbackVerdict.RIGHT, claim="It was there.", passages=("files:gone#0",))
    say(judged, FeedbackVerdict.RIGHT, account="left", claim="They have left.")
    ran = command("eval", "accounts", "--from-feedback", "-w", judged.path, "--json", "--verbose")
    assert ran.code == 0
    found = json.loads(ran.out)["feedback"]
    assert found == {"cases": 6, "stale": 2, "right_again": 0.5, "wrong_gone": 0.5, "missing_answered": 0.5}
    for problem in ("what was right does not come again", "what was wrong comes again", "what was missing still is"):
        assert problem in ran.err


@pytest.mark.usefixtures("stand_ins")
def test_a_verdict_is_asked_again_for_whom_it_was(judged: Folder, command: RunCommand) -> None:
    note = {"question": "where do they plan a second plant?", "claim": "", "note": "Ostrava"}
    say(judged, FeedbackVerdict.MISSING, **note)
    say(judged, FeedbackVerdict.MISSING, **note, audience=Audience.CUSTOMER)
    found = json.loads(command("eval", "accounts", "--from-feedback", "-w", judged.path, "--json").out)["feedback"]
    assert found["missing_answered"] == 0.5


def test_it_goes_with_no_other_suite(folder: Folder, command: RunCommand) -> None:
    for wrong in (["promises"], [], ["accounts", "--data", folder.path]):
        assert command("eval", *wrong, "--from-feedback", "-w", folder.path).code == 2
