"""Ask: as JSON, and told as events."""

from __future__ import annotations

import json
from typing import Any

from copilot.domain.access import Role
from tests.serving.conftest import OWN, Server

ASKED = {"account": OWN, "question": "what about the kiln sensors?", "as_of": "2026-05-01"}


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream, by name."""
    found = []
    for part in text.split("\n\n")[:-1]:
        name, _, data = part.partition("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_an_answer_quotes_its_source_to_the_letter(server: Server) -> None:
    draft = server.ask("POST", "/v1/ask", json=ASKED).json()
    quote = draft["sections"][0]["claims"][0]["citations"][0]
    assert "kiln sensors drop out every night" in quote["quote"]
    at = {"passage": quote["passage"], "start": quote["start"], "end": quote["end"]}
    source = server.ask("GET", f"/v1/documents/{quote['document']}", params=at).json()
    (marked,) = [one for one in source["passages"] if one["marked"]]
    start, end = marked["marked"]
    assert marked["text"][start:end] == quote["quote"]


def test_the_stream_tells_plan_evidence_claims_and_the_whole(server: Server) -> None:
    told = server.ask("POST", "/v1/ask", json=ASKED, headers={"Accept": "text/event-stream"})
    assert told.headers["content-type"].startswith("text/event-stream")
    found = events(told.text)
    names = [name for name, _ in found]
    assert names[:2] == ["plan", "evidence"]
    assert names[-1] == "done"
    claims = [data["claim"] for name, data in found if name == "claim"]
    assert claims
    whole = found[-1][1]["draft"]
    assert [claim for section in whole["sections"] for claim in section["claims"]] == claims
    assert whole == server.ask("POST", "/v1/ask", json=ASKED).json()


def test_what_is_withheld_is_told_to_us_and_not_to_readers(server: Server) -> None:
    asked = {**ASKED, "question": "when is the zeppelin unveiled?"}
    ours = server.ask("POST", "/v1/ask", Role.CSM, json=asked).json()
    theirs = server.ask("POST", "/v1/ask", Role.READER, json=asked).json()
    assert ours["abstained"]
    assert theirs["abstained"]
    assert ours["coverage"]
    assert (theirs["coverage"], theirs["withheld"], theirs["trace"]) == ([], [], {})


def test_it_is_written_down_who_was_shown_what(server: Server) -> None:
    server.ask("POST", "/v1/ask", Role.CSM, json=ASKED)
    entry = server.ask("GET", "/v1/audit", params={"account": OWN}).json()["items"][0]
    assert (entry["action"], entry["account"], entry["detail"]) == ("ask", OWN, ASKED["question"])
    assert entry["who"].startswith("Mara")
    assert any("one@acme.com" in document for document in entry["documents"])


def test_an_answer_is_worked_out_anew_after_a_sync(own_server: Server) -> None:
    own_server.ask("POST", "/v1/ask", json=ASKED)
    path = own_server.folder.path / "raw/acme/mail/one.eml"
    path.write_text(path.read_text().replace("every night", "every morning"))
    assert own_server.ask("POST", "/v1/sync", json={}).status_code == 202
    while (state := own_server.ask("GET", "/v1/sync").json())["status"] == "running":
        pass
    assert state["status"] == "done", state
    assert "every morning" in own_server.ask("POST", "/v1/ask", json=ASKED).text


def test_feedback_is_kept_with_what_it_takes_to_ask_again(server: Server) -> None:
    said = {"account": OWN, "question": "who signs?", "verdict": "wrong", "claim": "Dana signs.", "as_of": "2026-05-01"}
    kept = server.ask("POST", "/v1/feedback", Role.CSM, json=said)
    assert kept.status_code == 201
    assert {name: kept.json()[name] for name in said} == said
