from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from copilot.domain.errors import InputError, SettingsError
from evals.accounts import run_accounts

MAIL = """From: Dana Ruiz <dana@{domain}>
To: Ann Csm <ann@vendor.example>
Date: Mon, 02 Mar 2026 09:00:00 +0000
Message-ID: <{name}@{domain}>
Subject: Audit

Hello Ann, {said} Best, Dana
"""
ACCOUNTS = """account_id,name,domains,segment,arr_usd,renewal_date,csm,csm_email,zendesk_org,salesforce_id
alder,Alder Mills,alder.example,mid,10000,2026-12-31,Ann Csm,ann@vendor.example,,
birch,Birch Yards,birch.example,mid,20000,2027-01-31,Ann Csm,ann@vendor.example,,
"""
GOLD = {
    "account": "alder",
    "as_of": "2026-06-01",
    "questions": [
        {
            "id": "q1",
            "q": "when is the renewal?",
            "kind": "single",
            "must_include": ["31 December|Dec 31|31 Dec|2026-12-31"],
            "evidence": [{"file": "accounts.csv", "quote": "2026-12-31"}],
        },
        {"id": "q2", "q": "what colour is the reactor lid on Mars?", "kind": "unanswerable"},
    ],
    "stakeholders": [{"name": "Dana Ruiz"}],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    for account, said in (("alder", "the audit is on 14 June."), ("birch", "our audit is on 3 July.")):
        mail = folder / "raw" / account / "mail"
        mail.mkdir(parents=True)
        (mail / "audit.eml").write_text(MAIL.format(domain=f"{account}.example", name=account, said=said))
    (folder / "accounts.csv").write_text(ACCOUNTS)
    (folder / "roadmap.yaml").write_text("items: []\n")
    (folder / "gold").mkdir()
    (folder / "gold" / "alder.yaml").write_text(yaml.safe_dump(GOLD))
    return folder


def quietly(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.mark.usefixtures("stand_ins")
def test_every_question_is_asked_and_nothing_is_written_to_the_data(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSM_COPILOT_WORKSPACE", "/nowhere")
    monkeypatch.setenv("CSM_COPILOT_DATA_DIR", str(data))
    before = sorted(data.rglob("*"))
    outcome = run_accounts([data], quietly)
    assert sorted(data.rglob("*")) == before
    assert outcome.figures["evidence_recall.single"] == 1
    assert outcome.figures["answer_inclusion"] == 1
    assert outcome.figures["quote_validity"] == 1
    assert outcome.figures["leaks"] == 0
    assert "abstention_recall.unanswerable" in outcome.figures


@pytest.mark.usefixtures("stand_ins")
def test_several_directories_are_taken_together(data: Path) -> None:
    outcome = run_accounts([data, data], quietly)
    assert outcome.figures["answer_inclusion"] == 1


@pytest.mark.parametrize("needed", ["accounts.csv", "raw", "gold"])
def test_a_directory_of_another_shape_is_refused(data: Path, needed: str) -> None:
    (data / needed).rename(data / "elsewhere")
    with pytest.raises((InputError, SettingsError), match=needed):
        run_accounts([data], quietly)


@pytest.mark.parametrize("content", ["- [", "account: alder", "account: a\nas_of: soon", "just text"])
def test_a_gold_file_that_cannot_be_read_is_named(data: Path, content: str) -> None:
    (data / "gold" / "alder.yaml").write_text(content)
    with pytest.raises(InputError, match=r"alder\.yaml"):
        run_accounts([data], quietly)


@pytest.mark.usefixtures("stand_ins")
def test_the_command_prints_json(data: Path, command: Callable[..., Any]) -> None:
    done = command("eval", "accounts", "--data", data, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["accounts"]["quote_validity"] == 1


@pytest.mark.usefixtures("stand_ins")
def test_the_gate_names_each_figure_that_falls_short(
    data: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    thresholds = {"accounts": {"answer_inclusion": 1.1, "quote_validity": 1.0, "leaks": -1}}
    monkeypatch.setattr("evals.gate.read_thresholds", lambda: thresholds)
    done = command("eval", "accounts", "--data", data, "--gate", "--verbose")
    assert done.code == 1
    assert done.err.splitlines() == [
        "falls short: accounts.answer_inclusion is 1 (at least 1.1)",
        "falls short: accounts.leaks is 0 (at most -1)",
    ]
    assert "evidence" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("retrieval",),
        ("nonsense",),
        ("--data", "x"),
        ("retrieval", "accounts", "--data", "x"),
        ("accounts", "--data", "/nowhere"),
        ("retrieval", "--data", "/nowhere"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: tuple[str, ...], command: Callable[..., Any]) -> None:
    done = command("eval", *arguments)
    assert done.code == 2
    assert done.complaint
