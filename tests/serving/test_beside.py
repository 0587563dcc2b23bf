"""Commands beside a running server: handed to it, with the output that they have without one."""

from __future__ import annotations

import json
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from copilot.bootstrap import Workspace
from copilot.handover import open_door
from tests.conftest import Folder, RunCommand, eml
from tests.judges import NoMeaning, WordPromises, WordSupport
from tests.serving.conftest import OWN, write_record
from tests.serving.test_running import PATIENCE, UNPACED, Live, start

ASK = ("ask", "what about the kiln sensors?", "--account", OWN, "--as-of", "2026-05-01")
COMMANDS = [
    ASK,
    (*ASK, "--json"),
    (*ASK, "--stream", "--json"),
    ("ask", "why?", "--account", "nobody"),
    *((kind, OWN, "--as-of", "2026-05-01") for kind in ("qbr", "risk", "stakeholders", "brief")),
    ("brief", OWN, "--as-of", "2026-05-01", "--format", "html"),
    ("qbr", OWN, "--period", "2026-Q1", "--format", "json"),
    ("sync",),
    ("sync", "--json"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "book")
    made.path.mkdir()
    made.write("copilot.toml", UNPACED)
    write_record(made)
    made.sync()
    return made


@pytest.fixture
def live(folder: Folder) -> Iterator[Live]:
    running = start(folder)
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.communicate(timeout=PATIENCE)


@pytest.fixture
def judges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workspace, "promises", WordPromises())
    monkeypatch.setattr(Workspace, "support", WordSupport())
    monkeypatch.setattr(Workspace, "meaning", NoMeaning())


@pytest.mark.usefixtures("stand_ins", "judges")
def test_commands_print_the_same_with_and_without_a_server(
    folder: Folder, command: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.lock.PATIENCE", 0.1)  # nothing here may need the index itself
    alone = [command(*one, "-w", folder.path) for one in COMMANDS]
    running = start(folder)
    try:
        beside = [command(*one, "-w", folder.path) for one in COMMANDS]
    finally:
        running.process.send_signal(signal.SIGTERM)
        running.process.communicate(timeout=PATIENCE)
    for one, other, named in zip(alone, beside, COMMANDS, strict=True):
        assert (one.code, one.out, one.err) == (other.code, other.out, other.err), named
    assert [one.code for one in alone] == [0, 0, 0, 2, *[0] * 8]
    assert open_door(folder.path / ".copilot") is None


@pytest.mark.usefixtures("stand_ins", "judges")
def test_a_sync_beside_it_is_answered_from_at_once(live: Live, command: RunCommand) -> None:
    live.folder.write("raw/acme/mail/new.eml", eml("The new press arrives in June.", message_id="new@acme.com"))
    where = ("-w", live.folder.path)
    synced = json.loads(command("sync", "--json", *where).out)
    assert sum(report["stored"] for report in synced) == 1
    asked = command("ask", "when does the new press arrive?", "-a", OWN, "--as-of", "2026-05-01", *where)
    assert "The new press arrives in June." in asked.out
    refused = command("sync", "--rebuild", *where)
    assert refused.code == 2
    assert "cannot be rebuilt while a server uses it" in refused.err


@pytest.mark.usefixtures("stand_ins", "judges")
def test_what_is_forgotten_beside_it_is_out_of_what_it_keeps_in_mind(live: Live, command: RunCommand) -> None:
    body = {"account": OWN, "question": "what about the kiln sensors?", "as_of": "2026-05-01"}

    def answer() -> str:
        return httpx.post(f"{live.url}/v1/ask", json=body, headers=live.headers(), timeout=PATIENCE).text

    assert "kiln sensors drop out" in answer()
    done = json.loads(command("forget", "--person", "dana@acme.com", "--json", "-w", live.folder.path).out)
    assert done["traces"] == []
    assert "kiln sensors drop out" not in answer()
    audit = httpx.get(f"{live.url}/v1/audit", headers=live.headers()).json()["items"]
    (entry,) = [one for one in audit if one["action"] == "forget person"]
    assert entry["who"].startswith("command line (")


def test_only_its_own_user_may_read_the_way_in_and_it_ends_with_the_server(live: Live) -> None:
    path = live.folder.path / ".copilot" / "server.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    door = open_door(path.parent)
    assert door is not None
    assert door.process == live.process.pid
    forged = {"Authorization": f"Bearer {door.token[:-1]}"}
    body = {"question": "why?", "account": OWN, "as_of": "2026-05-01", "audience": "internal"}
    assert httpx.post(f"{door.url}/v1/local/ask", json=body, headers=forged).status_code == 401
    stale = path.read_bytes()
    live.process.send_signal(signal.SIGTERM)
    live.process.wait(PATIENCE)
    assert not path.exists()
    path.write_bytes(stale)  # as after a crash
    assert open_door(path.parent) is None
