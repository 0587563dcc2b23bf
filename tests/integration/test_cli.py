from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from typer.testing import CliRunner

from copilot.cli import app
from copilot.domain.schemas import FOLDER
from tests.conftest import Folder, RunCommand

SLOW = "chromadb sqlalchemy alembic onnxruntime tokenizers pydantic_settings numpy rich.progress langchain yaml".split()


def test_help_imports_nothing_slow() -> None:
    script = (
        "import sys; from copilot.cli import main\n"
        "sys.argv = ['csm-copilot', '--help']\n"
        "try: main()\n"
        "except SystemExit as ended: assert ended.code == 0\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(ran.stderr.splitlines())
    assert "copilot.cli" in loaded
    assert [name for name in SLOW if name in loaded] == []
    for name in ("init", "sync", "failures", "ask", "accounts", "timeline", "doctor", "demo"):
        assert name in ran.stdout


def test_the_installed_command_runs() -> None:
    command = Path(sys.executable).with_name("csm-copilot")
    ran = subprocess.run([command, "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.startswith("csm-copilot 0.")
    refused = subprocess.run(
        [command, "sync", "-w", "/nowhere"], capture_output=True, text=True, check=False, timeout=60
    )
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["ask"], ["frobnicate"], ["sync", "--colour"], []])
def test_a_wrong_command_line_shows_how_to_use_it(arguments: list[str]) -> None:
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code == 2
    assert "Usage" in ran.output
    assert "Traceback" not in ran.output


@pytest.mark.usefixtures("stand_ins")
class TestCommands:
    def test_a_first_day(self, command: RunCommand, folder: Folder) -> None:
        ran = command("sync", "-w", folder.path)
        assert (ran.code, ran.out) == (0, "")
        assert "files: 7 files" in ran.err
        ran = command("ask", "are the kiln sensors dropping out?", "-a", "acme", "-w", folder.path)
        assert (ran.code, ran.err) == (0, "")
        assert "“The kiln sensors drop out every night." in ran.out
        assert "raw/acme/mail/one.eml" in ran.out
        assert "Everything was read." in command("failures", "-w", folder.path).out
        assert "Ostrava" not in command("timeline", "acme", "--audience", "customer", "-w", folder.path).out
        assert command("doctor", "-w", folder.path).code == 0

    def test_a_draft_as_json_is_what_the_schema_says(self, command: RunCommand, folder: Folder) -> None:
        folder.sync()
        schema = Draft202012Validator(
            json.loads((FOLDER / "Draft.json").read_text(encoding="utf-8")),
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        for question in ("are the kiln sensors dropping out?", "when is the renewal?", "who owns the moon base?"):
            ran = command("ask", question, "-a", "acme", "--json", "--as-of", "2026-06-01", "-w", folder.path)
            draft = json.loads(ran.out)
            schema.validate(draft)
            assert draft["as_of"] == "2026-06-01"
            for section in draft["sections"]:
                for cited in (cited for claim in section["claims"] for cited in claim["citations"]):
                    assert cited["end"] - cited["start"] == len(cited["quote"])
                    assert cited["quote"] in (folder.path / cited["path"]).read_text(encoding="utf-8")
        assert draft["abstained"] is True
        assert "Looked through" in draft["reason"]

    def test_everything_that_answers_speaks_json(self, command: RunCommand, folder: Folder) -> None:
        folder.write("raw/acme/odd.xyz", "?")
        reports = json.loads(command("sync", "--json", "-w", folder.path).out)
        assert [report["source"] for report in reports] == ["accounts", "files"]
        (failure,) = json.loads(command("failures", "--json", "-w", folder.path).out)
        assert failure["key"] == "acme/odd.xyz"
        rows = json.loads(command("accounts", "--json", "-w", folder.path).out)
        assert [row["account_id"] for row in rows] == ["acme", "beta", "acme-labs"]
        documents = json.loads(command("timeline", "acme", "--json", "-w", folder.path).out)
        days = [document["occurred_at"] for document in documents if document["occurred_at"]]
        assert days == sorted(days)
        checks = json.loads(command("doctor", "--json", "-w", folder.path).out)
        assert {check["state"] for check in checks} <= {"good", "note"}

    def test_a_customer_sees_only_what_is_shared(self, command: RunCommand, folder: Folder) -> None:
        folder.sync()
        asked = ("ask", "are they angry?", "-a", "acme", "-w", folder.path)
        assert "They are angry." in command(*asked).out
        assert "angry" not in command(*asked, "--audience", "customer").out.partition("\n")[2]

    def test_init_writes_what_sync_reads(self, command: RunCommand, tmp_path: Path, folder: Folder) -> None:
        made = tmp_path / "new"
        assert command("init", "-w", made, "--source", folder.path / "raw").code == 0
        (made / "accounts.csv").write_bytes((folder.path / "accounts.csv").read_bytes())
        assert "files: 7 files" in command("sync", "-w", made).err
        shown = command("init", "--show")
        assert "[[sources]]" in shown.out
