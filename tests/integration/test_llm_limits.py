"""What ends a draft early, and what is asked of a model beside its claims: language, and a second opinion."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from copilot.domain.words import Audience, DraftKind
from tests.conftest import Folder
from tests.integration.test_llm_drafting import (
    DAY,
    QUESTION,
    SENSORS,
    about,
    ask,
    no_key,
    sound,
    synced,
    texts,
    writing,
)
from tests.model_server import Answer, Body, Script, evidence_in, is_repair, output, parrot

__all__ = ["no_key", "synced"]

# Deadlines, and nobody waiting any longer ----------------------------------------


def test_at_the_deadline_the_open_call_is_closed_and_the_quotes_answer(synced: Folder) -> None:
    with writing(synced, lambda *_: Answer("{}", stall=60), timeout=60.0, deadline=0.5) as (opened, server):
        draft = ask(opened)
        assert server.left.acquire(timeout=20)  # while the server would still have answered
    assert draft.trace["notice"] == "quotes only: the draft's deadline of 0.5 s has passed"
    assert SENSORS in texts(draft)[0]
    assert len(server.requests) == 1  # a deadline is no fault that is tried again


def test_what_was_written_before_the_deadline_stands(synced: Folder) -> None:
    def script(body: Body, _: int) -> Answer:
        if is_repair(body):
            return Answer("{}", stall=60)
        good = ("The kiln sensors drop out each night.", [(about(body, SENSORS), SENSORS)])
        return Answer(output(good, ("Invented.", [(99, "x y z")])))

    with writing(synced, script, timeout=60.0, deadline=5.0) as (opened, server):
        draft = ask(opened)
        assert server.left.acquire(timeout=20)
    assert texts(draft) == ["The kiln sensors drop out each night."]
    assert [one.claim.text for one in draft.withheld] == ["Invented."]


def test_closing_the_events_closes_the_open_calls_and_begins_no_other(synced: Folder) -> None:
    gate = threading.Event()

    def script(body: Body, number: int) -> Answer:
        if number == 1:
            return parrot(body)
        gate.set()
        return Answer("{}", stall=60)

    with writing(synced, script, timeout=60.0, concurrency=2) as (opened, server):
        events = opened.drafting(DraftKind.BRIEF, "acme", as_of=DAY)
        told = next(event for event in events if event.event == "claim" and event.claim.text.startswith("It says: "))
        assert told
        assert gate.wait(20)
        events.close()  # type: ignore[attr-defined]
        assert server.left.acquire(timeout=20)
        asked = len(server.requests)
        assert opened._spent_today().tokens == 0
        assert ask(opened, "when is the renewal?").trace["drafter"] == "known"
    assert len(server.requests) == asked <= 3


_ASKING = """
import sys
from copilot.bootstrap import Workspace
from tests.judges import NoMeaning, WordPromises, WordSupport
from tests.conftest import FakeEmbedder, FakeRelevance
Workspace.support, Workspace.promises, Workspace.meaning = WordSupport(), WordPromises(), NoMeaning()
Workspace.embedder, Workspace.relevance = FakeEmbedder(), FakeRelevance()
from copilot.cli import main
sys.argv = ["csm-copilot", "ask", *sys.argv[1:]]
main()
"""


def test_ctrl_c_closes_the_call_and_leaves_in_a_line(synced: Folder) -> None:
    reached = threading.Event()

    def script(_: Body, __: int) -> Answer:
        reached.set()
        return Answer("{}", stall=60)

    with writing(synced, script, timeout=60.0) as (_, server):
        given = [QUESTION, "-a", "acme", "-w", str(synced.path), "--as-of", str(DAY)]
        root = str(Path(__file__).parents[2])
        child = subprocess.Popen(
            [sys.executable, "-c", _ASKING, *given],
            stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}, cwd=root,
        )  # fmt: skip
        assert reached.wait(60)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
        assert server.left.acquire(timeout=20)
    assert child.returncode == 130
    assert err.splitlines() == ["csm-copilot: interrupted; run it again to go on from here."]


# Languages -----------------------------------------------------------------------

GERMAN = "Die Sensoren fallen in jeder Nacht aus und das ist ein Problem."


def test_a_claim_in_another_language_than_the_question_is_repaired(synced: Folder) -> None:
    def script(body: Body, number: int) -> Answer:
        if is_repair(body):
            return sound(body, number)
        return Answer(output((GERMAN, [(about(body, SENSORS), SENSORS)])))

    with writing(synced, script) as (opened, server):
        draft = ask(opened)
    assert texts(draft) == ["The kiln sensors drop out each night."]
    assert "it is written in German, and should be in English" in server.prompts[1]


def test_a_question_in_german_is_answered_in_german_over_english_quotes(synced: Folder) -> None:
    def script(body: Body, _: int) -> Answer:
        return Answer(output((GERMAN, [(about(body, SENSORS), SENSORS)])))

    class Yes:
        def judge(self, pairs: Sequence[object]) -> list[dict[str, float]]:
            return [{"supported": 0.9, "unsupported": 0.1, "contradicted": 0.0} for _ in pairs]

    with writing(synced, script) as (opened, server):
        opened.support = Yes()
        draft = ask(opened, "Was ist mit den kiln sensors, die in der Nacht ausfallen?")
    assert texts(draft) == [GERMAN]
    assert [cited.quote for claim in draft.claims() for cited in claim.citations] == [SENSORS]
    assert "Write in the language of the question" in server.prompts[0]


# A second opinion ------------------------------------------------------------------

SAYS_MORE = "it says more than its words"


def _is_opinion(body: Body) -> bool:
    return "You check claims that somebody else wrote" in str(body["messages"][0]["content"])


def _two(body: Body) -> Answer:
    slow = next(text for text in evidence_in(body).values() if "slow" in text)
    return Answer(
        output(
            ("The kiln sensors drop out each night.", [(about(body, SENSORS), SENSORS)]),
            (f"It says: “{slow}”", [(about(body, slow), slow)]),
        )
    )


def _refusing(said: str) -> Script:
    return lambda body, _: Answer(said) if _is_opinion(body) else _two(body)


def test_a_second_opinion_takes_claims_away_in_one_call_and_says_why(synced: Folder) -> None:
    said = json.dumps({"refused": [{"number": 1, "reason": SAYS_MORE}, {"number": 7, "reason": SAYS_MORE}]})
    with writing(synced, _refusing(said), second_opinion=True) as (opened, server):
        events = list(opened.asking(QUESTION, "acme", as_of=DAY, audience=Audience.INTERNAL))
    draft = events[-1].draft  # type: ignore[union-attr]
    (kept,) = texts(draft)
    assert kept.startswith("It says: ")
    assert [(one.claim.text, one.reason) for one in draft.withheld] == [
        ("The kiln sensors drop out each night.", f"a second opinion: {SAYS_MORE}")
    ]
    assert [event.event for event in events] == ["plan", "evidence", "claim", "withheld", "done"]
    assert len(server.requests) == 2
    assert (
        f"[1] The kiln sensors drop out each night.\n| 2026-03-02 · Dana Roy (customer): {SENSORS}" in server.prompts[1]
    )
    assert draft.trace["prompts"]["opinion"].startswith("opinion@1:")


def test_a_second_opinion_brings_nothing_back(synced: Folder) -> None:
    def script(body: Body, _: int) -> Answer:
        if _is_opinion(body):
            return Answer(json.dumps({"refused": []}))
        wrong = ("The labels were bought for all forklifts.", [(about(body, SENSORS), SENSORS)])
        return Answer(output(("The kiln sensors drop out each night.", [(about(body, SENSORS), SENSORS)]), wrong))

    with writing(synced, script, second_opinion=True) as (opened, server):
        draft = ask(opened)
    assert texts(draft) == ["The kiln sensors drop out each night."]
    assert [one.claim.text for one in draft.withheld] == ["The labels were bought for all forklifts."]
    assert "forklifts" not in server.prompts[-1]  # it is asked of what has passed alone
    assert "notice" not in draft.trace


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("I think they are fine.", "not the JSON asked for"),
        (json.dumps({"refused": [{"number": 1, "reason": "SSO ships in May"}]}), "not the JSON asked for"),
        ("", "answered nothing"),
    ],
)
def test_where_no_second_opinion_can_be_had_the_guards_word_stands_and_the_draft_says_so(
    said: str, why: str, synced: Folder
) -> None:
    with writing(synced, _refusing(said), second_opinion=True) as (opened, _):
        draft = ask(opened)
    assert len(texts(draft)) == 2
    assert draft.trace["drafter"] == "llm"
    assert draft.trace["notice"].startswith("without a second opinion: ")
    assert why in draft.trace["notice"]
    assert "SSO" not in draft.model_dump_json()
