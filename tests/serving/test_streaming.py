"""An answer that a model writes, told by a running server while it is written."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import httpx
import pytest

from tests.conftest import Folder
from tests.integration.test_llm_drafting import SENSORS, about
from tests.model_server import Answer, Body, output, serving
from tests.serving.conftest import OWN, write_record
from tests.serving.test_running import UNPACED, start

ASKED = {"account": OWN, "question": "what about the kiln sensors?", "as_of": "2026-05-01"}


def test_the_evidence_is_told_while_the_model_writes_and_claims_as_the_guard_passes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    gate = threading.Event()

    def script(body: Body, _: int) -> Answer:
        gate.wait(60)
        good = ("The kiln sensors drop out each night.", [(about(body, SENSORS), SENSORS)])
        return Answer(output(good, ("Invented.", [(99, "x y z")])))

    folder = Folder(tmp_path / "book")
    folder.path.mkdir()
    write_record(folder)
    with serving(script) as server:
        folder.write(
            "copilot.toml", f'{UNPACED}[llm]\nmodel = "openai:scripted"\nbase_url = "{server.url}"\nretries = 0\n'
        )
        folder.sync()
        live = start(folder)
        try:
            headers = {**live.headers(), "Accept": "text/event-stream"}
            names: list[str] = []
            with httpx.stream("POST", f"{live.url}/v1/ask", json=ASKED, headers=headers, timeout=60) as told:
                for line in told.iter_lines():
                    if line.startswith("event: "):
                        names.append(line.removeprefix("event: "))
                        if names[-1] == "evidence":
                            gate.set()  # all so far was read before the model had written a word
                    if names[-1:] == ["claim"] and line.startswith("data: "):
                        assert json.loads(line.removeprefix("data: "))["claim"]["text"].startswith("The kiln sensors")
        finally:
            live.process.terminate()
            live.process.communicate(timeout=30)
    assert names == ["plan", "evidence", "claim", "withheld", "done"]
