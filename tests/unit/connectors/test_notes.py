from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from copilot.domain.record import Document, Failure
from copilot.domain.words import DocumentKind, Side, Visibility

Read = Callable[..., tuple[list[Document], list[Failure]]]


def test_front_matter_and_units(read: Read) -> None:
    documents, failures = read(
        "inbox/visit.md",
        "---\ndate: 2026-03-12\ntitle: Site visit\naccount: harbour\nconfidentiality: shared\nattendees:\n"
        "  - Joel Sand\n  - Dana Ruiz <dana@harbour.example>\n  - Beat Z (Head of Ops, Harbour)\n---\n"
        "Opening line\ngoes on.\n\n## Numbers ##\n- 64 %\n  of rounds\n* [ ] todo me\n1. first\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "<!-- say they are delighted -->\n---\n```\ncode: 1\n\nmore\n```\nEnd\n===\nlast\n",
    )
    assert failures == []
    (document,) = documents
    assert document.kind is DocumentKind.NOTE
    assert (document.title, document.account) == ("Site visit", "harbour")
    assert document.occurred_at == datetime(2026, 3, 12, tzinfo=UTC)
    assert document.visibility is Visibility.SHARED
    assert [(p.name, p.side) for p in document.participants] == [
        ("Joel Sand", Side.VENDOR),
        ("Dana Ruiz", Side.CUSTOMER),
        ("Beat Z", Side.UNKNOWN),
    ]
    assert [(p.text, p.locator) for p in document.passages] == [
        ("Opening line\ngoes on.", "¶ 1"),
        ("Numbers", "Numbers"),
        ("64 %\n  of rounds", "Numbers"),
        ("todo me", "Numbers"),
        ("first", "Numbers"),
        ("| a | b |", "Numbers"),
        ("| 1 | 2 |", "Numbers"),
        ("code: 1\n\nmore", "Numbers"),
        ("End", "End"),
        ("last", "End"),
    ]


def test_invalid_yaml_is_read_as_text(read: Read) -> None:
    documents, failures = read("harbour/2026-03-12.md", "---\ntitle: a: b: c\n---\ntext\n")
    assert [failure.severity for failure in failures] == ["conflict"]
    assert "YAML" in failures[0].reason
    assert failures[0].locator == "line 2"
    assert "text" in [passage.text for passage in documents[0].passages]


@pytest.mark.parametrize(
    ("key", "text", "day"),
    [
        ("harbour/2026-03-12_x.txt", "12 May 26 - visit\n", datetime(2026, 3, 12, tzinfo=UTC)),
        ("harbour/x.txt", "12 May 26 - visit\n", datetime(2026, 5, 12, tzinfo=UTC)),
        ("harbour/x.md", "# Call\n\n**Date:** 12 May 2026\n", datetime(2026, 5, 12, tzinfo=UTC)),
        ("harbour/x.md", "---\ndate: 12 May 2026\n---\nx\n", datetime(2026, 5, 12, tzinfo=UTC)),
        ("harbour/x.md", "---\ndate: 2026-05-12T09:00:00+02:00\n---\nx\n", datetime(2026, 5, 12, 7, tzinfo=UTC)),
        ("harbour/x.md", "we met. See you on 2026-05-12 then, in the long run\n", None),
        ("harbour/x.md", "---\ndate: soon\n---\nx\n", None),
    ],
)
def test_where_the_date_stands(read: Read, key: str, text: str, day: datetime | None) -> None:
    documents, failures = read(key, text)
    assert documents[0].occurred_at == day
    assert bool(failures) == (day is None)
    assert {failure.severity for failure in failures} <= {"conflict"}


def test_visibility(read: Read) -> None:
    day = "harbour/2026-03-12.md"
    assert read(day, "x\n")[0][0].visibility is Visibility.INTERNAL
    assert read(day, "x\n", Visibility.SHARED)[0][0].visibility is Visibility.SHARED
    internal = "---\nconfidentiality: internal\n---\nx\n"
    assert read(day, internal, Visibility.SHARED)[0][0].visibility is Visibility.INTERNAL
    shared = "---\nconfidentiality: shared\n---\nx\n"
    for folder, least in (("Internal", "internal"), ("private", "internal"), ("confidential", "confidential")):
        document = read(f"harbour/{folder}/2026-03-12.md", shared)[0][0]
        assert document.visibility is Visibility(least)
    documents, failures = read(day, "---\nconfidentiality: top secret\n---\nx\n")
    assert documents[0].visibility is Visibility.CONFIDENTIAL
    assert [failure.severity for failure in failures] == ["conflict"]


def test_a_confidence_covers_the_next_item(read: Read) -> None:
    text = "- sales fine\n- Dana asked to keep this between us\n- they merge in May\n- lunch\n"
    document = read("harbour/2026-03-12.md", text, Visibility.SHARED)[0][0]
    assert [p.visibility.value for p in document.passages] == ["shared", "confidential", "confidential", "shared"]
    stamped = read("harbour/2026-03-12.txt", "Thu - phone. CONFIDENTIAL - her word\n\n- a\n\n- b\n")[0][0]
    assert stamped.visibility is Visibility.CONFIDENTIAL


@pytest.mark.parametrize(
    "text",
    [
        "[10:02] Dana Ruiz: hi\n[10:03] Joel Sand: hello\nand more\n[10:04] Dana Ruiz: bye\n[10:05] Joel Sand: bye\n",
        "Dana Ruiz: hi\nJoel Sand: hello\nand more\nDana Ruiz: bye\nJoel Sand: bye\n",
        "Dana Ruiz  10:02\nhi\n\nJoel Sand  10:03\nhello\nand more\n\nDana Ruiz  10:04\nbye\n\nJoel Sand  10:05\nbye\n",
    ],
)
def test_a_transcript_as_text_is_a_call(read: Read, text: str) -> None:
    document = read("harbour/2026-03-12_chat.txt", text)[0][0]
    assert document.kind is DocumentKind.CALL
    assert [(p.speaker, p.text) for p in document.passages] == [
        ("Dana Ruiz", "hi"),
        ("Joel Sand", "hello\nand more"),
        ("Dana Ruiz", "bye"),
        ("Joel Sand", "bye"),
    ]


def test_labelled_lines_are_no_transcript(read: Read) -> None:
    text = "Goal: 45 min\nOwner: Dana\nRisk: none\nNext Steps: call\nBudget: 12k\n"
    assert read("harbour/2026-03-12.txt", text)[0][0].kind is DocumentKind.NOTE


@pytest.mark.parametrize("content", [b"\x89PNG\x00\x01\x02", b"\x00" * 50, b"\x01\x02\x03\x04" * 50])
def test_a_binary_file_renamed(read: Read, content: bytes) -> None:
    documents, failures = read("harbour/2026-03-12.md", content)
    assert documents == []
    assert "not text" in failures[0].reason


@pytest.mark.parametrize("content", ["", "\n \n", "---\ntitle: x\n---\n"])
def test_an_empty_note(read: Read, content: str) -> None:
    documents, failures = read("harbour/2026-03-12.md", content)
    assert documents == []
    assert failures[0].reason == "the note is empty"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "utf-32"])
def test_charsets(read: Read, encoding: str) -> None:
    document = read("harbour/2026-03-12.md", "Käse für Zürich".encode(encoding))[0][0]
    assert [passage.text for passage in document.passages] == ["Käse für Zürich"]
