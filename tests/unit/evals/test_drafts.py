"""Scoring what is written and read of a whole account, from a record that was synced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.drafts import score_accounts
from evals.figures import Case, Tally
from evals.gold import read_gold
from tests.conftest import Folder, eml, note

PROMISE = "I'll send you the kiln report by 18 September."
RESULT = "The audit preparation took 6 hours in August instead of 14."


@pytest.fixture
def told(empty_folder: Folder) -> Folder:
    """An account with a result, a promise of ours that is late, and a note that only we know."""
    ours = {"sender": "Mara Quist <mara@ourco.com>", "to": "Dana Roy <dana@acme.com>", "day": "2026-09-08"}
    empty_folder.write("raw/acme/mail/result.eml", eml(RESULT, message_id="result@acme.com", day="2026-08-12"))
    empty_folder.write("raw/acme/mail/promise.eml", eml(PROMISE, message_id="promise@ourco.com", **ours))
    empty_folder.write("raw/acme/notes/memo.md", note("They hide 12 audit findings.", confidentiality="internal"))
    empty_folder.sync()
    return empty_folder


def scored(folder: Folder, **truth: Any) -> tuple[dict[str, float], list[Case]]:
    file: Path = folder.write(
        "gold/acme.yaml", yaml.safe_dump({"account": "acme", "as_of": "2026-09-30", "questions": [], **truth})
    )
    tally = Tally()
    with folder.open() as workspace:
        failing = score_accounts(workspace, folder.path, [read_gold(file)], tally)
    return tally.figures(), failing


def test_what_the_customers_qbr_lacks_and_what_it_should_not_say_is_told(told: Folder) -> None:
    wanted = ["6 hours", "late by 12 days", "9 hours"]
    figures, (case,) = scored(told, qbr_must_mention=wanted, qbr_must_not_mention=["kiln", "12 audit findings"])
    assert (figures["qbr_mention"], figures["qbr_violations"]) == (0.6667, 1)
    assert figures["qbr_mention.book"] == figures["qbr_mention"]
    assert (case.id, case.problems) == ("book/acme/qbr", ("lacks '9 hours'", "says 'kiln'"))


def test_commitments_are_scored_by_what_and_by_where_they_stand(told: Folder) -> None:
    evidence = [{"file": "raw/acme/mail/promise.eml", "quote": PROMISE}]
    made = {"by": "vendor", "what": "send the kiln report", "made_on": "2026-09-08", "evidence": evidence}
    figures, failing = scored(told, commitments=[made | {"status": "overdue"}], not_commitments=[])
    assert (figures["commitment_recall"], figures["false_commitments"], failing) == (1, 0, [])
    figures, failing = scored(told, commitments=[made | {"status": "kept"}], not_commitments=[])
    assert (figures["commitment_recall"], figures["commitment_recall_what"]) == (0, 1)
    assert [case.id for case in failing] == ["book/acme/commitments"]
    figures, failing = scored(told, not_commitments=[PROMISE])
    assert (figures["false_commitments"], [case.problems for case in failing]) == (1, [(f"false: {PROMISE}",)])


def test_what_the_gold_does_not_speak_of_is_not_scored(told: Folder) -> None:
    assert scored(told) == ({}, [])
