"""Drafting with a model: the real client and the real LangChain against a scripted server on loopback."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from copilot.bootstrap import Workspace
from copilot.domain.draft import Claim, Draft
from copilot.domain.words import Audience, DraftKind
from copilot.drafting.events import Event
from tests.conftest import Folder, RunCommand
from tests.judges import NoMeaning, WordPromises, WordSupport
from tests.model_server import (
    Answer,
    Body,
    ModelServer,
    Script,
    evidence_in,
    is_repair,
    output,
    parrot,
    serving,
)

QUESTION = "What drops out every night?"
SENSORS = "The kiln sensors drop out every night."
DAY = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


@contextmanager
def writing(folder: Folder, script: Script, **llm: object) -> Iterator[tuple[Workspace, ModelServer]]:
    """A workspace whose model is a script."""
    with serving(script) as server:
        given = {"model": "openai:scripted", "base_url": server.url, "timeout": 1.0, "retries": 1, **llm}
        folder.write("copilot.toml", "[llm]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in given.items()) + "\n")
        with folder.open() as opened:
            opened.support, opened.promises = WordSupport(), WordPromises()
            opened.meaning = NoMeaning()
            yield opened, server


def ask(opened: Workspace, question: str = QUESTION, request: str | None = None) -> Draft:
    return opened.ask(question, "acme", as_of=DAY, audience=Audience.INTERNAL, request=request)


def quoted(claim: Claim) -> list[str]:
    """What a claim puts in quotation marks."""
    return re.findall("“(.*)”", claim.text)


def texts(draft: Draft) -> list[str]:
    return [claim.text for claim in draft.claims()]


def about(body: Body, words: str) -> int:
    """The number of the evidence that holds some words."""
    return next(number for number, text in evidence_in(body).items() if words in text)


def sound(body: Body, _: int) -> Answer:
    """An answer in words of its own that its evidence carries."""
    return Answer(output(("The kiln sensors drop out each night.", [(about(body, SENSORS), SENSORS)])))


@pytest.fixture
def synced(folder: Folder) -> Folder:
    folder.sync()
    return folder


# What goes well ----------------------------------------------------------------


def test_an_answer_is_the_models_words_with_exact_quotes(synced: Folder) -> None:
    with writing(synced, sound) as (opened, server):
        draft = ask(opened)
    (claim,) = draft.claims()
    assert claim.text == "The kiln sensors drop out each night."
    assert [cited.quote for cited in claim.citations] == [SENSORS]
    assert draft.trace["drafter"] == "llm"
    assert "notice" not in draft.trace
    assert draft.trace["prompts"]["answer"].startswith("answer@1:")
    assert len(server.requests) == 1
    assert server.requests[0]["response_format"]["type"] == "json_schema"


def test_what_is_known_outright_is_not_asked_of_a_model(synced: Folder) -> None:
    with writing(synced, sound) as (opened, server):
        draft = ask(opened, "when is the renewal?")
    assert draft.trace["drafter"] == "known"
    assert not server.requests


def test_evidence_is_numbered_and_fenced_with_speaker_side_day_and_visibility(synced: Folder) -> None:
    with writing(synced, sound) as (opened, server):
        ask(opened)
    (prompt,) = server.prompts
    assert "email · 2026-03-02 · Dana Roy (customer) · shared · “Status”\n| The kiln sensors" in prompt


def test_a_model_that_finds_no_answer_abstains(synced: Folder) -> None:
    with writing(synced, lambda *_: Answer(output())) as (opened, _):
        draft = ask(opened)
    assert draft.abstained
    assert draft.reason.startswith("The record does not answer this.")


# What goes wrong in the output --------------------------------------------------


def _repaired(first: Callable[[Body], str]) -> Script:
    """Wrong at first, sound when the refusals are shown."""
    return lambda body, number: sound(body, number) if is_repair(body) else Answer(first(body))


WRONG: dict[str, tuple[Callable[[Body], str], str]] = {
    "malformed JSON": (lambda _: '{"claims": [', "not the JSON asked for"),
    "prose": (lambda _: "The sensors drop out.", "not the JSON asked for"),
    "a wrong number": (lambda _: output((SENSORS, [(99, SENSORS)])), "evidence [99], which was not given"),
    "an invented quote": (
        lambda body: output((SENSORS, [(about(body, SENSORS), "The kilns are perfect now.")])),
        "do not stand in evidence",
    ),
    "words in quotation marks that nobody said": (
        lambda body: output(('Dana wrote "the kiln is perfect".', [(about(body, SENSORS), SENSORS)])),
        "stand in none of its sources",
    ),
    "nothing cited": (lambda _: output((SENSORS, [])), "it cites nothing"),
    "more than a sentence": (
        lambda body: output((f"{SENSORS} " * 12, [(about(body, SENSORS), SENSORS)])),
        "more than a sentence",
    ),
    "what nothing supports": (
        lambda body: output(("The labels were bought for all forklifts.", [(about(body, SENSORS), SENSORS)])),
        "not support it",
    ),
}


@pytest.mark.parametrize("slip", WRONG)
def test_what_is_refused_is_shown_to_the_model_once_and_repaired(slip: str, synced: Folder) -> None:
    first, reason = WRONG[slip]
    with writing(synced, _repaired(first)) as (opened, server):
        draft = ask(opened)
    assert texts(draft) == ["The kiln sensors drop out each night."]
    assert len(server.requests) == 2
    assert reason in server.prompts[1]
    assert not draft.withheld


@pytest.mark.parametrize("slip", WRONG)
def test_what_stays_wrong_is_never_shown_and_the_quotes_stand_in(slip: str, synced: Folder) -> None:
    first, _ = WRONG[slip]
    with writing(synced, lambda body, _: Answer(first(body))) as (opened, server):
        draft = ask(opened)
    assert len(server.requests) == 2  # one repair round, no more
    assert draft.trace["drafter"] == "extractive"
    assert draft.trace["notice"].startswith("quotes only: ")
    assert all(
        any(words in cited.quote for cited in claim.citations) for claim in draft.claims() for words in quoted(claim)
    )


PROMISES = (
    "Single sign-on will be live for you in March.",
    "We guarantee Single sign-on by next quarter.",
    "Single sign-on is coming this winter.",
    "Single sign-on ships in the next release.",
    "The team is on track with Single sign-on for you.",
)


@pytest.mark.parametrize("promise", PROMISES)
def test_an_unapproved_promise_never_gets_through(promise: str, synced: Folder) -> None:
    def script(body: Body, _: int) -> Answer:
        number = about(body, "Single sign-on")
        return Answer(output((promise, [(number, "Single sign-on is what our auditors insist on.")])))

    with writing(synced, script) as (opened, _):
        draft = ask(opened, "What do the auditors insist on?")
    assert promise not in texts(draft)
    assert draft.trace["drafter"] == "extractive"


# What goes wrong on the way -----------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "why", "calls"),
    [
        (Answer(status=500), "answered with status 500", 2),
        (Answer(status=429), "no capacity", 2),
        (Answer(status=401), "refused the key", 1),
        (Answer(status=404), "knows no such model", 1),
        (Answer(broken=True), "cannot be reached", 2),
        (Answer(content="{}", stall=30), "did not answer in time", 2),
        (Answer(refusal="I cannot help with that."), "declined to write", 1),
        (Answer(content='{"claims": [', finish="length"), "cut off", 2),
        (Answer(content=""), "answered nothing", 1),
    ],
)
def test_where_the_model_fails_the_quotes_answer_and_say_so(
    answer: Answer, why: str, calls: int, synced: Folder
) -> None:
    with writing(synced, lambda *_: answer, timeout=0.4) as (opened, server):
        draft = ask(opened)
    assert SENSORS in texts(draft)[0]
    assert why in draft.trace["notice"]
    assert draft.trace["drafter"] == "extractive"
    assert len(server.requests) == calls
    assert "sk-very-secret" not in draft.model_dump_json()


def test_a_rate_limit_is_waited_out_as_the_server_says(synced: Folder) -> None:
    def script(body: Body, number: int) -> Answer:
        return Answer(status=429, headers={"Retry-After": "0.2"}) if number == 1 else sound(body, number)

    with writing(synced, script) as (opened, server):
        draft = ask(opened)
    assert draft.trace["drafter"] == "llm"
    assert len(server.requests) == 2


def test_a_server_without_structured_output_is_told_of_the_schema_in_words(synced: Folder) -> None:
    def script(body: Body, number: int) -> Answer:
        return Answer(status=400) if "response_format" in body else sound(body, number)

    with writing(synced, script) as (opened, server):
        draft = ask(opened)
        ask(opened, "What drops out at night?")
    assert draft.trace["drafter"] == "llm"
    assert draft.trace["structured"] is False
    assert '"additionalProperties": false' in server.prompts[-1]
    assert len(server.requests) == 4  # what the server does not take is offered once


def test_without_a_model_the_answer_is_quotes_and_says_so(synced: Folder) -> None:
    with synced.open() as opened:
        draft = ask(opened)
    assert draft.trace["notice"] == "quotes only: no model is configured"


def test_a_model_that_cannot_be_set_up_stops_nothing(synced: Folder) -> None:
    with writing(synced, sound, model="nobody:knows") as (opened, _):
        draft = ask(opened)
    assert SENSORS in texts(draft)[0]
    assert "nobody:knows cannot be set up" in draft.trace["notice"]


# Budgets, requests, traces ------------------------------------------------------


def test_over_budget_nothing_is_asked(synced: Folder) -> None:
    with writing(synced, sound, draft_tokens=100) as (opened, server):
        draft = ask(opened)
    assert not server.requests
    assert "budget for the tokens of a draft" in draft.trace["notice"]


def test_the_day_counts_what_was_written_before(synced: Folder) -> None:
    with writing(synced, sound, price_in=1.0, price_out=1.0) as (opened, _):
        first = ask(opened)
    assert first.trace["cost_usd"] > 0
    spent = first.trace["tokens_in"] + first.trace["tokens_out"]
    with writing(synced, sound, day_tokens=spent + 100) as (opened, server):
        draft = ask(opened, "What is slow?")
    assert not server.requests
    assert "tokens of the day" in draft.trace["notice"]


def test_the_same_request_gives_one_draft_and_one_charge(synced: Folder) -> None:
    with writing(synced, sound) as (opened, server):
        first = ask(opened, request="slack-17")
        again = ask(opened, request="slack-17")
    assert first == again
    assert len(server.requests) == 1


def test_a_draft_that_is_left_half_way_is_not_kept_nor_charged(synced: Folder) -> None:
    with writing(synced, sound) as (opened, server):
        events = opened.asking(QUESTION, "acme", as_of=DAY, audience=Audience.INTERNAL, request="r")
        assert next(events).event == "plan"
        events.close()  # type: ignore[attr-defined]
        assert opened._spent_today().tokens == 0
        assert ask(opened, request="r").trace["drafter"] == "llm"
    assert len(server.requests) == 1


def test_the_trace_says_how_it_was_written(synced: Folder, command: RunCommand) -> None:
    with writing(synced, _repaired(WRONG["a wrong number"][0])) as (opened, _):
        draft = ask(opened)
    (section,) = draft.trace["sections"]
    assert [len(one["refused"]) for one in section["rounds"]] == [1, 0]
    ran = command("trace", draft.trace["id"], "-w", synced.path)
    assert ran.code == 0
    for said in ("answer@1:", "repair@1:", "openai:scripted", "evidence [99]", "tokens"):
        assert said in ran.out
    assert command("trace", "nothing", "-w", synced.path).code == 2


# Events -------------------------------------------------------------------------


def _kinds(events: Iterator[Event]) -> list[str]:
    return [event.event for event in events]


def test_events_come_in_order_and_a_claim_only_once_it_passed(synced: Folder) -> None:
    def script(body: Body, _: int) -> Answer:
        number = about(body, SENSORS)
        return Answer(
            output(("The kiln sensors drop out each night.", [(number, SENSORS)]), ("Invented.", [(99, "x y z")]))
        )

    with writing(synced, script) as (opened, _):
        events = list(opened.asking(QUESTION, "acme", as_of=DAY, audience=Audience.INTERNAL))
    assert [one.event for one in events] == ["plan", "evidence", "claim", "withheld", "done"]
    assert "Invented." not in [one.claim.text for one in events if one.event == "claim"]


# Whole drafts -------------------------------------------------------------------


def test_a_brief_mixes_the_models_prose_with_the_rules_figures(synced: Folder) -> None:
    with writing(synced, parrot) as (opened, server):
        draft = opened.draft(DraftKind.BRIEF, "acme", as_of=DAY).draft
    assert draft.trace["drafter"] == "llm"
    assert server.requests
    titles = [section.title for section in draft.sections]
    assert titles[0] == ""
    assert "What happened" in titles
    assert any(claim.text.startswith("It says: ") for claim in draft.claims())
    assert any("Renews on" in text for text in texts(draft))


def test_for_a_customer_nothing_internal_is_sent(synced: Folder) -> None:
    with writing(synced, parrot) as (opened, server):
        opened.draft(DraftKind.QBR, "acme", as_of=DAY)
        opened.ask("What do they plan?", "acme", as_of=DAY, audience=Audience.CUSTOMER)
    assert server.requests
    assert not [prompt for prompt in server.prompts if "Ostrava" in prompt or "angry" in prompt]


def test_internal_passages_stay_here_where_the_settings_say_so(synced: Folder) -> None:
    with writing(synced, parrot, send_internal=False) as (opened, server):
        ask(opened, "Where do they plan a second plant?")
        opened.draft(DraftKind.BRIEF, "acme", as_of=DAY)
    assert server.requests
    assert not [prompt for prompt in server.prompts if "Ostrava" in prompt or "angry" in prompt]


def test_what_identifies_is_replaced_on_the_way_out_and_put_back(synced: Folder) -> None:
    said = "Call our plant manager at +420 555 123 456 or write to plant@acme.com about the valves."
    synced.write("raw/acme/notes/valves.md", f"---\ndate: 2026-05-01\nconfidentiality: shared\n---\n{said}\n")
    synced.sync()

    def script(body: Body, _: int) -> Answer:
        number = about(body, "plant manager")
        text = evidence_in(body)[number]
        return Answer(output((f"About the valves: {text}", [(number, text)])))

    with writing(synced, script) as (opened, server):
        draft = ask(opened, "Whom do we call about the valves?")
    assert "plant@acme.com" not in server.prompts[0]
    assert "555 123" not in server.prompts[0]
    assert [cited.quote for claim in draft.claims() for cited in claim.citations] == [said]
    assert "plant@acme.com" in texts(draft)[0]


def test_approved_wording_is_given_where_the_evidence_names_its_item(synced: Folder) -> None:
    synced.write(
        "roadmap.yaml",
        "items:\n"
        "  - {id: SSO, title: Single sign-on, aliases: [SSO], status: planned, audience: public, nda_accounts: [],\n"
        "     window: 2027-Q1, approved_wording: Single sign-on is planned for the first quarter of 2027.,\n"
        "     expires: 2099-12-31}\n"
        "  - {id: DARK, title: Dark mode, aliases: [], status: planned, audience: public, nda_accounts: [],\n"
        "     window: 2027-Q1, approved_wording: Dark mode is planned., expires: 2020-12-31}\n",
    )
    with writing(synced, parrot) as (opened, server):
        ask(opened, "What do the auditors insist on?")
        ask(opened)
    assert "- Single sign-on: “Single sign-on is planned for the first quarter of 2027.”" in server.prompts[0]
    assert not [prompt for prompt in server.prompts if "Dark mode" in prompt]


def test_what_was_asked_before_in_the_thread_is_told(synced: Folder) -> None:
    with writing(synced, parrot) as (opened, server):
        opened.ask(
            "And since when?", "acme", as_of=DAY, audience=Audience.INTERNAL, earlier=["What about the kiln sensors?"]
        )
    assert "- What about the kiln sensors?" in server.prompts[0]
    assert SENSORS in server.prompts[0]


def test_secrets_stand_in_no_trace_and_no_error(synced: Folder) -> None:
    with writing(synced, lambda *_: Answer(status=401), api_key="sk-mine-0123456789abcdef") as (opened, _):
        draft = ask(opened)
        assert "sk-mine" not in repr(opened.settings)
    assert "sk-" not in draft.model_dump_json()
