"""Whatever is wrong is one line that names the thing and the remedy; nothing is lost, nothing is a traceback."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from copilot.bootstrap import Workspace
from copilot.domain.errors import EmbeddingError, StoreError
from copilot.settings import read_settings
from retrieval import onnx
from retrieval.lock import reading, writing
from retrieval.onnx import ShippedModel
from tests.conftest import ACCOUNTS, FakeRelevance, Folder, RunCommand, note
from tests.integration.snapshot import snapshot

MAIN = [sys.executable, "-c", "from copilot.cli import main; main()"]


def run_apart(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [*MAIN, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False, **options
    )


def state(folder: Folder) -> dict[str, Any]:
    with folder.open() as opened:
        return snapshot(opened)


def fresh(folder: Folder) -> dict[str, Any]:
    """What an undisturbed sync of the same files comes to."""
    other = Folder(folder.path.with_name("fresh"))
    (folder.path / "raw").rename(
        other.write("accounts.csv", (folder.path / "accounts.csv").read_bytes()).parent / "raw"
    )
    other.sync()
    return state(other)


class TestSettings:
    @pytest.mark.parametrize("command_line", [["sync"], ["ask", "why?", "-a", "acme"], ["accounts"], ["failures"]])
    def test_no_workspace(self, command: RunCommand, tmp_path: Path, command_line: list[str]) -> None:
        ran = command(*command_line, "-w", tmp_path / "none")
        assert ran.code == 2
        assert "is not a workspace" in ran.complaint
        assert "csm-copilot init" in ran.complaint
        assert ran.out == ""

    def test_a_path_that_cannot_be(self, command: RunCommand) -> None:
        assert command("sync", "-w", "x" * 5000).code == 2

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("data_dir = [", "cannot be read"),
            ("colour = 1", "colour"),
            ("data_dir = 7", "data_dir"),
            ('workspace = "/tmp"', "workspace"),
            ("[[sources]]\ntype = 'files'", "sources.0.path"),
            ("[[sources]]\npath = 'a'\nname = 'Bad Name'", "sources.0.name"),
            ("[[sources]]\npath = 'a'\n[[sources]]\npath = 'b'", "a name of its own"),
            ("[[sources]]\npath = 'a'\nname = 'accounts'", "accounts"),
            ("[embedding]\nmodle = 'x'", "embedding.modle"),
            ("[llm]\nmodel = 3", "llm.model"),
            ("vendor_domains = 'ourco.com'", "vendor_domains"),
            ("\udce9\udcff", "cannot be read"),
        ],
    )
    def test_copilot_toml(self, command: RunCommand, folder: Folder, text: str, named: str) -> None:
        folder.write("copilot.toml", text.encode("utf-8", "surrogateescape"))
        ran = command("accounts", "-w", folder.path)
        assert ran.code == 2
        assert "copilot.toml" in ran.complaint
        assert named in ran.complaint

    def test_an_environment_variable(
        self, command: RunCommand, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CSM_COPILOT_VENDOR_DOMAINS", "ourco.com")
        ran = command("accounts", "-w", folder.path)
        assert ran.code == 2
        assert "vendor_domains" in ran.complaint

    def test_the_environment_wins_over_the_file_but_not_over_the_named_workspace(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder.write("copilot.toml", "[embedding]\nmodel = 'minilm'\n")
        monkeypatch.setenv("CSM_COPILOT_EMBEDDING__MODEL", "openai:x")
        monkeypatch.setenv("CSM_COPILOT_WORKSPACE", "/elsewhere")
        found = read_settings(folder.path)
        assert found.embedding.model == "openai:x"
        assert found.workspace == folder.path

    def test_a_missing_key(self, command: RunCommand, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        folder.write("copilot.toml", "[embedding]\nmodel = 'openai:text-embedding-3-small'\n")
        ran = command("sync", "-w", folder.path)
        assert ran.code == 2
        assert "openai:text-embedding-3-small" in ran.err.splitlines()[-1]
        assert "Traceback" not in ran.err
        assert len(state(folder)["documents"]) > 5

    def test_init_twice(self, command: RunCommand, tmp_path: Path) -> None:
        assert command("init", "-w", tmp_path / "w").code == 0
        ran = command("init", "-w", tmp_path / "w")
        assert ran.code == 2
        assert "exists already" in ran.complaint
        assert command("init", "-w", tmp_path / "v", "--source", tmp_path / "none").code == 2
        (tmp_path / "file").write_text("")
        assert "cannot be written" in command("init", "-w", tmp_path / "file" / "w").complaint


class TestAccountsFile:
    @pytest.mark.parametrize(
        ("content", "named"),
        [
            (None, "accounts.csv"),
            ("account_id,domains\nacme,acme.com\n", "'name'"),
            (ACCOUNTS.replace("2026-09-30", "30th of never"), "line 2, column renewal_date"),
            (ACCOUNTS.replace("120000", "plenty"), "line 2, column arr_usd"),
            (ACCOUNTS + "beta,Twice,,,,,,,,,\n", "line 5, column account_id"),
            (ACCOUNTS + ",Nameless,,,,,,,,,\n", "line 5, column account_id"),
            (ACCOUNTS + "a,b,c,d,1,2026-01-01,x,y,z,w,v,u,t\n", "line 5"),
            (bytes(range(256)) * 20, "accounts.csv"),
            ("", "accounts.csv"),
        ],
    )
    def test_it_cannot_be_used(
        self, command: RunCommand, folder: Folder, content: str | bytes | None, named: str
    ) -> None:
        folder.write("copilot.toml", "")
        if content is None:
            folder.remove("accounts.csv")
        else:
            folder.write("accounts.csv", content)
        for command_line in (["sync"], ["ask", "why?", "-a", "acme"], ["timeline", "acme"]):
            ran = command(*command_line, "-w", folder.path)
            assert ran.code == 2
            assert named in ran.complaint

    @pytest.mark.usefixtures("stand_ins")
    def test_another_charset_is_read(self, command: RunCommand, folder: Folder) -> None:
        folder.write("accounts.csv", ACCOUNTS.replace("Acme Cement", "Zementwerk Döbeln").encode("cp1252"))
        assert command("sync", "-w", folder.path).code == 0
        assert "Zementwerk Döbeln" in command("accounts", "--json", "-w", folder.path).out


@pytest.mark.usefixtures("stand_ins")
class TestArguments:
    @pytest.fixture(autouse=True)
    def synced(self, folder: Folder) -> None:
        folder.sync()

    @pytest.mark.parametrize(
        ("arguments", "named"),
        [
            (["-a", "gamma"], "no account is called 'gamma'"),
            (["-a", "acm"], "acme (Acme Cement), acme-labs (Acme Labs)"),
            (["-a", ""], "no account"),
            (["-a", "acme", "--as-of", "yesterday"], "YYYY-MM-DD"),
            (["-a", "acme", "--as-of", "2026-02-30"], "YYYY-MM-DD"),
            (["-a", "acme", "--audience", "press"], "internal or customer"),
        ],
    )
    def test_ask_and_timeline(self, command: RunCommand, folder: Folder, arguments: list[str], named: str) -> None:
        ran = command("ask", "why?", *arguments, "-w", folder.path)
        assert (ran.code, ran.out) == (2, "")
        assert named in ran.complaint
        ran = command("timeline", arguments[1], *arguments[2:], "-w", folder.path)
        assert (ran.code, ran.out) == (2, "")
        assert named in ran.complaint

    @pytest.mark.parametrize("question", ["", "   ", "\n\t"])
    def test_an_empty_question(self, command: RunCommand, folder: Folder, question: str) -> None:
        ran = command("ask", question, "-a", "acme", "-w", folder.path)
        assert ran.code == 2
        assert "empty" in ran.complaint

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_any_day_is_a_day(self, command: RunCommand, folder: Folder, day: str) -> None:
        assert command("ask", "kiln sensors", "-a", "acme", "--as-of", day, "-w", folder.path).code == 0

    def test_a_roadmap_that_cannot_be_read(self, command: RunCommand, folder: Folder) -> None:
        for broken in ("items: [", "items: 3", "items:\n- id: x\n", "a: \x00"):
            folder.write("roadmap.yaml", broken)
            ran = command("doctor", "-w", folder.path)
            assert ran.code == 1
            assert "roadmap.yaml" in ran.out
            assert "wrong" in ran.out

    def test_a_source_whose_folder_is_missing(self, command: RunCommand, folder: Folder) -> None:
        folder.write("copilot.toml", "[[sources]]\npath='gone'\nname='gone'\n[[sources]]\npath='raw'\nname='files'\n")
        folder.write("raw/acme/notes/new.md", note("A new one."))
        ran = command("sync", "-w", folder.path)
        assert ran.code == 2
        assert "'gone'" in ran.err.splitlines()[-1]
        assert "files: 8 files, 1 documents new or changed" in ran.err  # the other source was read all the same
        assert "Traceback" not in ran.err
        assert command("doctor", "-w", folder.path).code == 1


QUESTIONS = [
    '"', "'", '"""', "AND", "OR NOT", "NEAR(a b)", "kiln*", "^kiln", "kiln AND", "(", ")", "(kiln", "a:b", "terms:kiln",
    "kiln - sensor", "-kiln", "+kiln", "{kiln}", "[kiln]", "'; DROP TABLE documents; --", "1 OR 1=1",
    "%", "_", "\\", "\\0", "kiln\0sensor", "\0", "👍", "👩‍👩‍👧 kiln", "\u202ekiln", "ﬃ ﬁx", "İstanbul", "ẞ", "漢字",
    "مرحبا", "e\u0301", "\ud83d", "\udcff kiln",
    "the of and", "who what when", "?", "...", "—", "kiln " * 2000,
    "x" * 10_000, " ".join(f"w{n}" for n in range(2000)),
    "${HOME} `id`", "<script>", "{{7*7}}", "[bold]kiln[/]", "[/]", "what's \"new\"?", "kiln\r\nsensor",
    "how many tickets?",
]  # fmt: skip


@pytest.mark.usefixtures("stand_ins")
def test_no_question_is_an_error(command: RunCommand, folder: Folder) -> None:
    folder.sync()
    assert len(QUESTIONS) >= 50
    for n, question in enumerate(QUESTIONS):
        form = ["--json"] if n % 2 or not question.isprintable() else []
        ran = command("ask", "-a", "acme", "-w", folder.path, *form, "--", question)
        assert (ran.code, ran.err) == (0, ""), question


@pytest.mark.parametrize(
    "command_line", [["ask", "why?", "-a", "acme"], ["timeline", "acme"], ["accounts"], ["failures"]]
)
def test_before_the_first_sync(command: RunCommand, folder: Folder, command_line: list[str]) -> None:
    for _ in range(2):
        ran = command(*command_line, "-w", folder.path)
        assert ran.code == 2
        assert "has not been indexed yet. Run `csm-copilot sync` first." in ran.complaint
    assert not (folder.path / ".copilot").exists()


class TestSecondProcess:
    @pytest.fixture
    def holder(self, folder: Folder) -> Iterator[subprocess.Popen[str]]:
        """Another process that writes the index."""
        folder.sync()
        script = (
            "import sys, time; from pathlib import Path; from retrieval.lock import writing\n"
            "with writing(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(folder.path / ".copilot")], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()
        process.wait()
        process.stdout.close()

    def test_neither_ask_nor_sync_gets_in(self, folder: Folder, holder: subprocess.Popen[str]) -> None:
        before = time.monotonic()
        running = [
            subprocess.Popen([*MAIN, *line, "-w", folder.path], stdout=-1, stderr=-1, text=True)
            for line in (["sync"], ["ask", "why?", "-a", "acme"])
        ]
        for process in running:
            out, err = process.communicate(timeout=60)
            assert process.returncode == 1
            assert out == ""
            (line,) = [line for line in err.splitlines() if line]
            assert f"in use by another csm-copilot (process {holder.pid}). Wait for it to finish" in line
        assert time.monotonic() - before < 60
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with writing(folder.path / ".copilot", 1.0):  # a killed process leaves no lock behind
            pass

    def test_readers_do_not_keep_each_other_out(self, folder: Folder) -> None:
        folder.sync()
        with reading(folder.path / ".copilot"):
            ran = run_apart("timeline", "acme", "-w", folder.path)
        assert ran.returncode == 0
        assert "visit" in ran.stdout.lower()


def mounted(point: Path, *options: str) -> bool:
    point.mkdir(exist_ok=True)
    return subprocess.run(["mount", *options, str(point)], capture_output=True, check=False).returncode == 0


class TestFullDisk:
    def test_a_full_disk(self, folder: Folder, tmp_path: Path) -> None:
        disk = tmp_path / "disk"
        if not mounted(disk, "-t", "tmpfs", "-o", "size=600k", "tmpfs"):
            pytest.skip("a file system of a given size can be mounted only by root")
        try:
            for n in range(40):
                folder.write(f"raw/acme/notes/{n}.md", note(f"Note {n}. " + f"word{n} and some more. " * 200))
            folder.write("copilot.toml", f'data_dir = "{disk}/data"')
            with pytest.raises(StoreError) as raised:
                folder.sync()
            assert "\n" not in str(raised.value)
            assert any(word in str(raised.value) for word in ("disk", "room", "space"))
            subprocess.run(["mount", "-o", "remount,size=80m", disk], check=True)
            folder.sync()
            found = state(folder)
            folder.remove("copilot.toml")
            assert found == fresh(folder)
        finally:
            subprocess.run(["umount", "-l", disk], check=True)

    def test_a_file_that_may_not_grow(self, folder: Folder) -> None:
        for n in range(30):
            folder.write(f"raw/acme/notes/{n}.md", note(f"Note {n}. " + f"word{n} and some more. " * 200))
        limit = 300 * 1024
        ran = run_apart(
            "sync", "-w", folder.path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        )
        assert ran.returncode == 1
        assert "Traceback" not in ran.stderr
        assert ran.stderr.splitlines()[-1].startswith("csm-copilot: ")
        folder.sync()
        assert state(folder) == fresh(folder)

    def test_a_full_database(self, folder: Folder) -> None:
        for n in range(30):
            folder.write(f"raw/acme/notes/{n}.md", note(f"Note {n}. " + f"word{n} and some more. " * 200))
        with folder.open() as opened:
            event.listen(
                opened.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 90")
            )
            opened.engine.dispose()
            with pytest.raises(StoreError, match="Free some disk space and run it again; nothing was lost"):
                list(opened.sync(lambda *_: None))
        folder.sync()
        assert state(folder) == fresh(folder)


class TestReadOnly:
    @pytest.mark.parametrize("data_dir", ["/proc/nowhere/data", "accounts.csv", "accounts.csv/below"])
    def test_a_data_directory_that_cannot_be(self, command: RunCommand, folder: Folder, data_dir: str) -> None:
        folder.write("copilot.toml", f'data_dir = "{data_dir}"')
        ran = command("sync", "-w", folder.path)
        assert ran.code == 1
        assert data_dir in ran.err
        assert "set data_dir in copilot.toml" in ran.err.splitlines()[-1]
        assert "Traceback" not in ran.err

    @pytest.mark.usefixtures("stand_ins")
    def test_a_read_only_file_system(self, command: RunCommand, folder: Folder) -> None:
        folder.sync()
        data = folder.path / ".copilot"
        if not mounted(data, "--bind", str(data)):
            pytest.skip("a read-only file system can be mounted only by root")
        try:
            subprocess.run(["mount", "-o", "remount,ro,bind", data], check=True)
            folder.write("raw/acme/new.md", note("New."))
            for line in (["sync"], ["ask", "why?", "-a", "acme"], ["timeline", "acme"]):
                ran = command(*line, "-w", folder.path)
                assert ran.code == 1
                assert str(data) in ran.err
                assert "Make it writable" in ran.err.splitlines()[-1]
                assert "Traceback" not in ran.err
        finally:
            subprocess.run(["umount", "-l", data], check=True)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_directory_without_the_right_to_write(self, command: RunCommand, folder: Folder) -> None:
        folder.write("copilot.toml", 'data_dir = "locked/data"')
        (folder.path / "locked").mkdir(mode=0o500)
        ran = command("sync", "-w", folder.path)
        assert ran.code == 1
        assert "set data_dir" in ran.err.splitlines()[-1]


@pytest.mark.usefixtures("stand_ins")
class TestDamage:
    @pytest.mark.parametrize("damage", ["overwritten", "cut", "empty"])
    def test_a_damaged_catalog(self, command: RunCommand, folder: Folder, damage: str) -> None:
        folder.sync()
        path = folder.path / ".copilot" / "catalog.sqlite3"
        content = path.read_bytes()
        broken = {"overwritten": b"nonsense" * 4000, "cut": content[: len(content) // 2], "empty": b""}[damage]
        path.write_bytes(broken)
        for line in (["sync"], ["ask", "kiln sensors", "-a", "acme"], ["accounts"]):
            ran = command(*line, "-w", folder.path)
            assert "Traceback" not in ran.err
            if damage != "empty":
                assert ran.code == 1
                assert "Move the data directory away and run `csm-copilot sync`" in ran.err.splitlines()[-1]
        (folder.path / ".copilot").rename(folder.path / "away")
        assert command("sync", "-w", folder.path).code == 0
        assert not folder.ask("kiln sensors").abstained

    def test_damaged_vectors_are_made_anew(self, command: RunCommand, folder: Folder) -> None:
        folder.sync()
        before = state(folder)
        (folder.path / ".copilot" / "vectors" / "chroma.sqlite3").write_bytes(b"nonsense" * 4000)
        ran = command("ask", "kiln sensors", "-a", "acme", "-w", folder.path)
        assert ran.code == 1
        assert "sync --rebuild" in ran.complaint
        assert command("sync", "--rebuild", "-w", folder.path).code == 0
        assert state(folder) == before


class TestModel:
    @pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json", "SHA256SUMS"])
    def test_a_missing_or_damaged_model_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
        monkeypatch.setattr(onnx, "MODELS", tmp_path)
        shipped = Path(onnx.__file__).with_name("models") / "encoder"
        (tmp_path / "encoder").mkdir()
        for path in shipped.iterdir():
            (tmp_path / "encoder" / path.name).symlink_to(path)
        (tmp_path / "encoder" / file).unlink()
        with pytest.raises(EmbeddingError, match=r"cannot be read\. Install csm-copilot again\."):
            ShippedModel("encoder", longest=8)
        (tmp_path / "encoder" / file).write_text(f"{'0' * 64}  model.onnx\n")
        with pytest.raises(EmbeddingError, match=r"is damaged\. Install csm-copilot again\."):
            ShippedModel("encoder", longest=8)

    def test_the_record_can_be_listed_without_it(
        self, command: RunCommand, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder.sync()
        monkeypatch.setattr(onnx, "MODELS", tmp_path / "none")
        assert command("timeline", "acme", "-w", folder.path).code == 0
        assert command("accounts", "-w", folder.path).code == 0
        ran = command("ask", "kiln sensors", "-a", "acme", "-w", folder.path)
        assert ran.code == 2
        assert "Install csm-copilot again" in ran.complaint
        assert command("doctor", "-w", folder.path).code == 1


def test_another_embedder_than_the_index_was_built_with(
    command: RunCommand, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.sync()
    monkeypatch.setattr(Workspace, "relevance", FakeRelevance())
    ran = command("ask", "kiln sensors", "-a", "acme", "-w", folder.path)
    assert ran.code == 2
    assert "built with the embedder fake/1" in ran.complaint
    assert "sync --rebuild" in ran.complaint


def test_interrupted(command: RunCommand, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("retrieval.indexing.index_source", interrupt)
    ran = command("sync", "-w", folder.path)
    assert ran.code == 130
    assert "Traceback" not in ran.err
    assert ran.err.splitlines()[-1] == "csm-copilot: interrupted; run it again to go on from here."
