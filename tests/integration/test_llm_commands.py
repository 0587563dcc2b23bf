"""The commands around the model: `ask --stream`, `doctor --llm`, and a draft whose process was killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from datetime import date
from pathlib import Path

import pytest

from copilot.bootstrap import Workspace
from copilot.domain.words import Audience
from tests.conftest import Folder, RunCommand
from tests.integration.test_llm_drafting import QUESTION, SENSORS, ask, no_key, sound, synced, writing
from tests.judges import NoMeaning, WordPromises, WordSupport
from tests.model_server import Answer, Body, parrot, serving

__all__ = ["no_key", "synced"]


@pytest.fixture
def judges(stand_ins: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Let every workspace that the command line opens judge by words."""
    monkeypatch.setattr(Workspace, "support", WordSupport())
    monkeypatch.setattr(Workspace, "promises", WordPromises())
    monkeypatch.setattr(Workspace, "meaning", NoMeaning())


def configured(folder: Folder, url: str) -> None:
    folder.write("copilot.toml", f'[llm]\nmodel = "openai:scripted"\nbase_url = "{url}"\ntimeout = 5\nretries = 0\n')


@pytest.mark.usefixtures("judges")
def test_ask_streams_what_happens_and_then_prints_the_answer(synced: Folder, command: RunCommand) -> None:
    with serving(sound) as server:
        configured(synced, server.url)
        ran = command("ask", QUESTION, "-a", "acme", "-w", synced.path, "--as-of", "2026-12-31", "--stream")
    assert ran.code == 0
    assert [line.split(":")[0] for line in ran.err.splitlines()] == ["plan", "evidence", "claim", "done"]
    assert "The kiln sensors drop out each night. [1]" in ran.out


@pytest.mark.usefixtures("judges")
def test_a_draft_tells_what_happens_on_standard_error(synced: Folder, command: RunCommand) -> None:
    with serving(parrot) as server:
        configured(synced, server.url)
        ran = command("brief", "acme", "-w", synced.path, "--as-of", "2026-12-31", "--stream")
        quiet = command("brief", "acme", "-w", synced.path, "--as-of", "2026-12-31")
    assert ran.code == 0
    told = [line.split(":")[0] for line in ran.err.splitlines()]
    assert told[0] == "plan"
    assert told[-1] == "done"
    assert "claim" in told
    assert ran.out == quiet.out
    assert not quiet.err


@pytest.mark.usefixtures("judges")
def test_events_are_lines_of_json(synced: Folder, command: RunCommand) -> None:
    with serving(sound) as server:
        configured(synced, server.url)
        ran = command("ask", QUESTION, "-a", "acme", "-w", synced.path, "--as-of", "2026-12-31", "--stream", "--json")
    events = [json.loads(line) for line in ran.out.splitlines()]
    assert [event["event"] for event in events] == ["plan", "evidence", "claim", "done"]
    assert events[-1]["draft"]["trace"]["id"]


def test_the_doctor_tries_the_model(synced: Folder, command: RunCommand) -> None:
    with serving(lambda *_: Answer('{"answer": "yes"}')) as server:
        configured(synced, server.url)
        ran = command("doctor", "--llm", "-w", synced.path)
    assert ran.code == 0
    for said in ("openai:scripted answered in", "structured output", "its price is unknown"):
        assert said in ran.out
    assert len(server.requests) == 1


def test_the_doctor_says_what_is_wrong_with_the_model(synced: Folder, command: RunCommand) -> None:
    with serving(lambda *_: Answer(status=401)) as server:
        configured(synced, server.url)
        ran = command("doctor", "--llm", "-w", synced.path)
    assert ran.code == 1
    assert "refused the key" in ran.out
    assert "sk-very-secret" not in ran.out + ran.err


def test_the_doctor_says_where_there_is_no_model(synced: Folder, command: RunCommand) -> None:
    ran = command("doctor", "--llm", "-w", synced.path)
    assert ran.code == 0
    assert "no model is configured" in ran.out


def test_without_a_model_the_printed_answer_says_so(synced: Folder, command: RunCommand, judges: None) -> None:  # noqa: ARG001
    ran = command("ask", QUESTION, "-a", "acme", "-w", synced.path, "--as-of", "2026-12-31")
    assert "quotes only: no model is configured" in ran.out
    assert SENSORS in ran.out


def _asking(path: Path) -> None:
    with Folder(path).open() as opened:
        opened.support, opened.promises = WordSupport(), WordPromises()
        opened.meaning = NoMeaning()
        opened.ask(QUESTION, "acme", as_of=date(2026, 12, 31), audience=Audience.INTERNAL, request="slack-3")


def test_a_process_killed_mid_draft_leaves_nothing_and_its_request_is_charged_once(synced: Folder) -> None:
    reached, go = threading.Event(), threading.Event()

    def script(body: Body, number: int) -> Answer:
        reached.set()
        if number == 1:
            go.wait(60)
        return sound(body, number)

    with writing(synced, script, timeout=60.0, retries=0) as (opened, server):
        child = multiprocessing.get_context("spawn").Process(target=_asking, args=(synced.path,))
        child.start()
        assert reached.wait(60)
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join(30)
        go.set()
        assert opened._spent_today().tokens == 0
        first = ask(opened, request="slack-3")
        again = ask(opened, request="slack-3")
        charged = opened._spent_today().tokens
    assert first == again
    assert charged == first.trace["tokens_in"] + first.trace["tokens_out"] > 0
    assert len(server.requests) == 2
