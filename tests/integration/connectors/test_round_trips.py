"""Laws that hold for any content: what was written into a format is read out of it, to the letter."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from connectors.files import FilesConnector
from connectors.files.mail.quoting import slice_text
from copilot.domain.account import Account, Accounts
from copilot.domain.record import Document
from copilot.domain.words import Part

ACCOUNTS = Accounts((Account(account_id="harbour", name="Harbour", domains=("harbour.example",)),), ("vendor.example",))
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Words that no signature, attribution or header block is made of.
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßéèñçåø"
word = st.text(LETTERS, min_size=2, max_size=9).filter(
    lambda w: w not in {"on", "to", "am", "le", "ps", "br", "kr", "ta", "vg", "lg"}
)
sentence = st.lists(word, min_size=3, max_size=12).map(lambda words: " ".join(words) + " so it is, they say.")
own = st.lists(sentence, min_size=1, max_size=4).map("\n\n".join)
cell = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)
prose = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=40).filter(
    str.strip
)


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "harbour").mkdir()
        yield Path(folder)


def read(root: Path, name: str, content: bytes) -> list[Document]:
    (root / "harbour" / name).write_bytes(content)
    found = list(FilesConnector("files", root, root, ACCOUNTS).read(f"harbour/{name}"))
    return [item for item in found if isinstance(item, Document)]


@slow
@given(
    body=own,
    quoted=own,
    charset=st.sampled_from(["utf-8", "iso-8859-1", "cp1252", "iso-8859-15"]),
    cte=st.sampled_from(["quoted-printable", "base64", "8bit"]),
    style=st.sampled_from(["none", "marks", "attribution", "outlook"]),
    signature=st.sampled_from(
        ["", "-- \nDana Ruiz\nVP Ops", "Best,\nDana Ruiz\nVP Ops | phone", "Dana", "Sent from my iPhone"]
    ),
    crlf=st.booleans(),
)
def test_the_authors_own_words_are_exactly_the_body(
    root: Path, *, body: str, quoted: str, charset: str, cte: str, style: str, signature: str, crlf: bool
) -> None:
    below = {
        "none": "",
        "marks": "\n\n" + "\n".join("> " + line for line in quoted.split("\n")),
        "attribution": "\n\nOn Tue, 3 Mar 2026 at 10:00, Joel <j@vendor.example> wrote:\n"
        + "\n".join("> " + line for line in quoted.split("\n")),
        "outlook": f"\n\nFrom: Joel\nSent: 3 March 2026 10:00\nTo: Dana\nSubject: plan\n\n{quoted}",
    }[style]
    text = body + (f"\n\n{signature}" if signature else "") + below + "\n"
    message = EmailMessage()
    message["From"], message["To"] = "Dana Ruiz <dana@harbour.example>", "j@vendor.example"
    message["Date"], message["Message-ID"] = "Tue, 10 Mar 2026 09:30:00 +0100", "<m@h.example>"
    message.set_content(text, charset=charset, cte=cte)
    raw = message.as_bytes()
    (document,) = read(root, "m.eml", raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if crlf else raw)
    assert all(passage.text in text for passage in document.passages)
    assert [passage.text for passage in document.passages if passage.part is Part.BODY] == [body]
    assert [passage.text for passage in document.passages if passage.part is Part.SIGNATURE] == [signature] * bool(
        signature
    )
    assert bool([passage for passage in document.passages if passage.part is Part.QUOTED]) == (style != "none")


@slow
@given(
    text=st.text(st.sampled_from("a >\n-:OnDFromTBest,1@.w_"), max_size=200), sender=st.sampled_from(["", "Dana Ruiz"])
)
def test_slices_cover_every_word_in_order(text: str, sender: str) -> None:
    slices = slice_text(text, sender=sender)
    at = 0
    for _, piece in slices:
        assert piece.strip()
        at = text.index(piece, at) + len(piece)
    assert "".join("".join(piece.split()) for _, piece in slices) == "".join(text.split())


@slow
@given(said=st.lists(st.tuples(st.sampled_from(["Dana Ruiz", "Joel Sand", "B. Z."]), sentence), min_size=1, max_size=8))
def test_captions(root: Path, said: list[tuple[str, str]]) -> None:
    expected: list[tuple[str, str]] = []
    for speaker, text in said:
        if expected and expected[-1][0] == speaker:
            expected[-1] = (speaker, f"{expected[-1][1]}\n{text}")
        else:
            expected.append((speaker, text))
    times = [f"00:00:{at:02}.000 --> 00:00:{at + 1:02}.000" for at in range(len(said))]
    vtt = "WEBVTT\n\n" + "\n\n".join(f"{time}\n<v {who}>{text}" for time, (who, text) in zip(times, said, strict=True))
    srt = "\n\n".join(
        f"{at}\n{time.replace('.', ',')}\n{who}: {text}"
        for at, (time, (who, text)) in enumerate(zip(times, said, strict=True))
    )
    for name, content in (("2026-03-12.vtt", vtt), ("2026-03-12.srt", srt)):
        (document,) = read(root, name, content.encode())
        assert [(passage.speaker, passage.text) for passage in document.passages] == expected


@slow
@given(subject=prose, description=prose, comments=st.lists(prose, max_size=4), tags=st.lists(cell, max_size=3))
def test_tickets(root: Path, subject: str, description: str, comments: list[str], tags: list[str]) -> None:
    assume(not comments or " ".join(comments[0].split()) != " ".join(description.split()))
    ticket = {
        "id": 1,
        "subject": subject,
        "description": description,
        "created_at": "2026-03-12T10:00:00Z",
        "tags": tags,
        "comments": [
            {"author": "Joel", "public": True, "created_at": "2026-03-12T10:00:00Z", "body": c} for c in comments
        ],
    }
    (document,) = read(root, "t.ndjson", (json.dumps(ticket) + "\n").encode())
    assert [p.text for p in document.passages if p.part in {Part.SUBJECT, Part.BODY}] == [
        subject,
        description,
        *comments,
    ]
    assert [p.text for p in document.passages if p.locator == "tag"] == tags


@slow
@given(
    rows=st.lists(st.tuples(cell, cell), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t"),
    charset=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_tables(root: Path, rows: list[tuple[str, str]], delimiter: str, charset: str) -> None:
    packed = io.StringIO()
    writer = csv.writer(packed, delimiter=delimiter)
    writer.writerow(["Id", "Last Name", "Email", "Description"])
    for number, (name, description) in enumerate(rows):
        writer.writerow([str(number), name, "x@harbour.example", description])
    documents = read(root, "contacts.csv", packed.getvalue().encode(charset))
    found = [{passage.locator: passage.text for passage in document.passages} for document in documents]
    assert [(row["Last Name"], row["Description"]) for row in found] == rows


@slow
@given(
    day=st.dates(min_value=datetime(1991, 1, 1, tzinfo=UTC).date(), max_value=datetime(2099, 1, 1, tzinfo=UTC).date())
)
def test_dates_in_file_names(root: Path, day: datetime) -> None:
    for form in ("%Y-%m-%d_x", "x %Y%m%d", "%d-%b-%Y", "x_%d %B %Y"):
        (document,) = read(root, f"{day.strftime(form)}.md", b"- x\n")
        assert document.occurred_at == datetime(day.year, day.month, day.day, tzinfo=UTC)


@slow
@given(
    content=st.binary(max_size=400),
    name=st.sampled_from(["x.eml", "x.mbox", "x.vtt", "x.md", "x.docx", "x.pdf", "x.ndjson", "usage.csv"]),
)
def test_any_bytes_are_read_or_told(root: Path, content: bytes, name: str) -> None:
    (root / "harbour" / name).write_bytes(content)
    list(FilesConnector("files", root, root, ACCOUNTS).read(f"harbour/{name}"))
