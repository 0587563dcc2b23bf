"""What the tests share: no network, workspaces written from short strings, and stand-ins for the models."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest

from copilot.bootstrap import Workspace, open_workspace
from copilot.domain.draft import Draft
from copilot.domain.words import Audience
from copilot.drafting.relevance import Relevance
from retrieval.embedding import Embedder, Vectors
from retrieval.indexing import Report
from retrieval.judging import PromiseModel
from retrieval.terms import terms

# A machine that does other things beside the tests is slow, not wrong.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# No network ------------------------------------------------------------------

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class ConnectionRefusedByTests(RuntimeError):
    """A test tried to reach something outside this machine."""


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):  # a Unix socket
        return True
    host = str(address[0])
    try:
        return host == "localhost" or ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if not _is_loopback(address):
            raise ConnectionRefusedByTests(f"a test tried to connect to {address!r}")
        return connect(self, address)

    return guarded


def pytest_sessionstart() -> None:
    socket.socket.connect = _guarded(_connect)  # type: ignore[method-assign]
    socket.socket.connect_ex = _guarded(_connect_ex)  # type: ignore[method-assign]


def pytest_sessionfinish() -> None:
    socket.socket.connect = _connect  # type: ignore[method-assign]
    socket.socket.connect_ex = _connect_ex  # type: ignore[method-assign]


# Stand-ins -------------------------------------------------------------------


class FakeEmbedder:
    """Hashed bags of stems as vectors: texts that share words are near. Counts what it embeds."""

    def __init__(self, name: str = "fake/1", dimension: int = 384) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for stem in terms(text) or [""]:
                seen = hashlib.blake2b(stem.encode("utf-8", "replace"), digest_size=8).digest()
                vectors[row, int.from_bytes(seen[:4], "little") % self.dimension] += 1 if seen[4] & 1 else -1
            vectors[row, 0] += 1e-3
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class FakeRelevance:
    """The share of the question's words that a text holds, as log-odds: half of them is even."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        asked = set(terms(question))
        return [16 * len(asked & set(terms(text))) / max(len(asked), 1) - 7 for text in texts]


_EMBEDDER: Embedder = FakeEmbedder()
_RELEVANCE: Relevance = FakeRelevance()


# Workspaces from short strings -----------------------------------------------

ACCOUNTS = """\
account_id,name,domains,segment,arr_usd,renewal_date,csm,csm_email,zendesk_org,salesforce_id,aliases
acme,Acme Cement,acme.com,enterprise,120000,2026-09-30,Mara Quist,mara@ourco.com,Acme Org,001A,the cement people
beta,Beta Foods,beta.io;beta.de,mid,40000,2026-12-31,Mara Quist,mara@ourco.com,,,
acme-labs,Acme Labs,acmelabs.org,smb,9000,2027-01-31,Ivo Reth,ivo@ourco.com,,,
"""


def eml(
    body: str,
    *,
    message_id: str,
    day: str = "2026-03-02",
    subject: str = "Status",
    sender: str = "Dana Roy <dana@acme.com>",
    to: str = "Mara Quist <mara@ourco.com>",
) -> str:
    """An e-mail as a file holds it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{message_id}>"
    message["Date"] = f"{date.fromisoformat(day):%a, %d %b %Y} 09:30:00 +0000"
    message.set_content(body)
    return message.as_string()


def vtt(*turns: str) -> str:
    """A call transcript from turns such as "Dana Roy: We stop in May."."""
    cues = (f"00:{n:02}:00.000 --> 00:{n:02}:30.000\n{turn}\n" for n, turn in enumerate(turns))
    return "WEBVTT\n\n" + "\n".join(cues)


def note(body: str, *, day: str = "2026-03-03", confidentiality: str = "shared") -> str:
    """A call note with front matter."""
    return f"---\ndate: {day}\nconfidentiality: {confidentiality}\n---\n{body}\n"


def ticket(number: int, description: str, *, status: str = "open", day: str = "2026-03-04", private: str = "") -> str:
    """A line of a ticket export."""
    moment = f"{day}T10:00:00Z"
    comments = [{"author": "Mara Quist", "public": False, "created_at": moment, "body": private}] if private else []
    return json.dumps(
        {
            "id": number,
            "subject": f"Ticket {number}",
            "description": description,
            "status": status,
            "requester": {"name": "Dana Roy", "email": "dana@acme.com"},
            "organization": "Acme Org",
            "created_at": moment,
            "updated_at": moment,
            "comments": comments,
        }
    )


_PROMISES = PromiseModel()  # it loads its weights when it is first asked


@dataclass
class Folder:
    """A workspace on disk; what it opens runs on stand-ins, and on one judge of promises for the whole process."""

    path: Path
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)

    def write(self, key: str, content: str | bytes) -> Path:
        """Write a file, by its path in the workspace."""
        path = self.path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def remove(self, key: str) -> None:
        (self.path / key).unlink()

    def open(self) -> Workspace:
        opened = open_workspace(self.path)
        opened.embedder = self.embedder
        opened.relevance = FakeRelevance()
        opened.promises = _PROMISES
        return opened

    def sync(self, *, allow_mass_delete: bool = False, rebuild: bool = False) -> dict[str, Report]:
        """Sync, and return the reports by source."""
        with self.open() as opened:
            reports = opened.sync(lambda *_: None, allow_mass_delete=allow_mass_delete, rebuild=rebuild)
            return {report.source: report for report in reports}

    def ask(
        self, question: str, account: str = "acme", as_of: str = "2026-12-31", audience: Audience = Audience.INTERNAL
    ) -> Draft:
        with self.open() as opened:
            return opened.ask(question, account, as_of=date.fromisoformat(as_of), audience=audience)


@pytest.fixture
def empty_folder(tmp_path: Path) -> Folder:
    """A workspace with accounts and an empty record."""
    folder = Folder(tmp_path / "book")
    folder.write("accounts.csv", ACCOUNTS)
    (folder.path / "raw").mkdir()
    return folder


@pytest.fixture
def folder(empty_folder: Folder) -> Folder:
    """A workspace with a little of everything, not yet synced."""
    write = empty_folder.write
    write(
        "raw/acme/mail/one.eml",
        eml("The kiln sensors drop out every night. We need a fix by May.", message_id="one@acme.com"),
    )
    write(
        "raw/acme/mail/two.eml",
        eml("Single sign-on is what our auditors insist on.", message_id="two@acme.com", day="2026-04-01"),
    )
    write("raw/acme/calls/2026-04-10_review.vtt", vtt("Dana Roy: The dashboard is slow.", "Mara Quist: Noted, thanks."))
    write("raw/acme/notes/visit.md", note("They plan a second plant in Ostrava.", confidentiality="internal"))
    write(
        "raw/acme/tickets.ndjson",
        ticket(1, "Export fails with an error.") + "\n" + ticket(2, "Login is slow.", private="They are angry.") + "\n",
    )
    write("raw/acme/usage.csv", "week,active_users,licensed_seats\n2026-03-02,40,60\n2026-03-09,44,60\n")
    write(
        "raw/beta/mail/hello.eml",
        eml("The forklift labels print upside down.", message_id="b1@beta.io", sender="Lee Ott <lee@beta.io>"),
    )
    return empty_folder


# The command line ------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line that a refusal prints, and nothing else."""
        assert "Traceback" not in self.err
        (line,) = self.err.splitlines()
        assert line.startswith("csm-copilot: ")
        assert line.endswith(".")
        return line


RunCommand = Callable[..., Ran]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """Run the command line in this process, through its one entry, with its exit code."""
    from copilot.cli import main

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["csm-copilot", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 1, printed.out, printed.err)

    return run


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every workspace that the command line opens run without a model."""
    monkeypatch.setattr("retrieval.embedding.open_embedder", lambda _: _EMBEDDER)
    monkeypatch.setattr(Workspace, "relevance", _RELEVANCE)
