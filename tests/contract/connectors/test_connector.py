"""What every connector does, whatever it reads. A new connector is added to `SOURCES` and must pass."""

from __future__ import annotations

import email
import html
import json
import re
from collections.abc import Callable
from datetime import UTC
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import docx
import pytest

from connectors.accounts import AccountsConnector, read_accounts
from connectors.files import FilesConnector
from connectors.protocol import Connector
from copilot.domain.account import Accounts
from copilot.domain.record import Document, Failure, revision_of

ACCOUNTS = (
    "account_id,name,domains,arr_usd,csm,csm_email,zendesk_org,salesforce_id\n"
    'harbour,Harbour Bakery,harbour.example,"$12,000",Joel Sand,joel@vendor.example,Harbour,001H\n'
    "mill,North Mill,mill.example,,Joel Sand,joel@vendor.example,Mill,001M\n"
)
FROM = "From: Dana <dana@harbour.example>\nTo: joel@vendor.example\nDate: Tue, 10 Mar 2026 09:30:00 +0100\n"
POSTMARK = "From x Tue Mar 10 09:30:00 2026\n"


def mail(number: int, body: str) -> str:
    return f"{FROM}Message-ID: <m{number}@h.example>\nSubject: number {number}\n\n{body}\n"


def write_files(raw: Path) -> None:
    texts = {
        "mail/a.eml": mail(1, "Hello.\n\nBest,\nDana\n\nOn 3 Mar 2026 at 10:00, J wrote:\n> old"),
        "mail/b.mbox": "".join(f"{POSTMARK}{mail(number, 'One.')}\n" for number in (2, 3)),
        "mail/cut.eml": "no message",
        "harbour/calls/2026-03-12.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v D>hi\n00:03.000 --> 00:04.000\n<v J>y\n",
        "harbour/calls/2026-03-13.srt": "1\n00:00:01,000 --> 00:00:02,000\nDana Ruiz: hi &amp; bye\n",
        "mill/notes/2026-03-12.md": "---\nattendees: [Joel Sand]\n---\n# Head\n- one\n- two\n",
        "mill/notes/broken.md": "\0",
        "tickets.ndjson": json.dumps(
            {
                "id": 1,
                "subject": "Ü",
                "description": "a\nb",
                "organization": "Mill",
                "created_at": "2026-03-12T10:00:00Z",
            }
        )
        + "\n{",
        "crm/contacts.csv": "Id,AccountId,LastName,Email\n1,001H,Ruiz,d@harbour.example\n2,001M,Ray,\n3,9,N,\n",
        "harbour/usage.csv": "week;active_users\n2026-03-02;1\n2026-03-09;2\nx;3\n",
        "nowhere/2026-03-12.txt": "no account\n",
        "nowhere/z.bin": "?",
    }
    for key, text in texts.items():
        path = raw / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    page = EmailMessage()
    page["From"], page["Date"], page["Message-ID"] = "dana@harbour.example", "Tue, 10 Mar 2026 09:30 +0100", "<p@x>"
    page.set_content("<p>Grüße <b>aus</b> Zürich</p>", subtype="html", charset="iso-8859-1")
    (raw / "mail" / "page.eml").write_bytes(page.as_bytes())
    document = docx.Document()
    document.add_paragraph("First paragraph")
    document.save(str(raw / "harbour" / "2026-03-12 plan.docx"))


def files(workspace: Path, accounts: Accounts) -> Connector:
    return FilesConnector("files", workspace / "raw", workspace, accounts)


def accounts_file(workspace: Path, accounts: Accounts) -> Connector:
    return AccountsConnector(workspace / "accounts.csv", workspace, accounts)


SOURCES = {"files": files, "accounts": accounts_file}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    write_files(tmp_path / "raw")
    return tmp_path


@pytest.fixture
def accounts(workspace: Path) -> Accounts:
    return read_accounts(workspace / "accounts.csv", ())


@pytest.fixture(params=list(SOURCES))
def build(request: pytest.FixtureRequest, workspace: Path, accounts: Accounts) -> Callable[[], Connector]:
    return lambda: SOURCES[request.param](workspace, accounts)


def everything(connector: Connector) -> list[Document | Failure]:
    return [found for key in connector.listing() for found in connector.read(key)]


def documents(connector: Connector) -> list[Document]:
    return [found for found in everything(connector) if isinstance(found, Document)]


def test_is_a_connector_with_something_to_read(build: Callable[[], Connector]) -> None:
    connector = build()
    assert isinstance(connector, Connector)
    assert connector.source
    assert documents(connector)


def test_listings_agree(build: Callable[[], Connector]) -> None:
    connector = build()
    listing = connector.listing()
    assert listing == connector.listing() == build().listing()
    assert list(listing) == sorted(listing)
    assert all(key and mark for key, mark in listing.items())


def test_reads_equal_documents_in_the_same_order(build: Callable[[], Connector]) -> None:
    assert everything(build()) == everything(build())


def test_every_unit_tells_something(build: Callable[[], Connector]) -> None:
    connector = build()
    for key in connector.listing():
        assert list(connector.read(key)), key


def test_ids_are_unique_and_name_the_source(build: Callable[[], Connector]) -> None:
    connector = build()
    found = documents(connector)
    assert len({document.id for document in found}) == len(found)
    assert all(document.id == f"{connector.source}:{document.external_id}" for document in found)
    passages = [passage.id for document in found for passage in document.passages]
    assert len(set(passages)) == len(passages)


def test_documents_are_complete(build: Callable[[], Connector], accounts: Accounts, workspace: Path) -> None:
    for document in documents(build()):
        assert document.account in accounts
        assert document.title.strip()
        assert document.thread
        assert (workspace / document.path).is_file()
        assert document.passages
        assert document.revision == revision_of(document)
        assert Document.model_validate_json(document.model_dump_json()) == document


def test_times_are_in_utc(build: Callable[[], Connector]) -> None:
    for document in documents(build()):
        for moment in (document.occurred_at, *(passage.occurred_at for passage in document.passages)):
            assert moment is None or moment.tzinfo is UTC


def test_failures_are_one_plain_line_with_a_remedy(build: Callable[[], Connector]) -> None:
    connector = build()
    for found in everything(connector):
        if isinstance(found, Failure):
            assert found.source == connector.source
            assert found.key in connector.listing()
            assert found.reason
            assert found.remedy
            assert "\n" not in found.reason + found.remedy + found.locator
            assert "Traceback" not in found.reason


def test_every_passage_stands_in_its_source(build: Callable[[], Connector], workspace: Path) -> None:
    for document in documents(build()):
        source = decoded(workspace / document.path)
        for passage in document.passages:
            for line in passage.text.split("\n"):
                assert line in source, (document.id, line)


def decoded(path: Path) -> str:
    """What a person sees who opens the file in its own program, by other means than the connector's."""
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    raw = path.read_bytes()
    if path.suffix == ".eml":
        message = email.message_from_bytes(raw, policy=default)
        body = message.get_body()
        content = str(body.get_content()) if body else ""
        text = html.unescape(re.sub("<[^>]+>", "", content)) if "html" in message.get_content_type() else content
        return f"{message['subject']}\n{text}"
    text = raw.decode("utf-8")
    if path.suffix == ".ndjson":
        return "\n".join(str(value) for line in text.splitlines()[:1] for value in json.loads(line).values())
    return html.unescape(text) if path.suffix in {".srt", ".vtt"} else text.replace('""', '"')
