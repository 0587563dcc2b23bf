from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from copilot.domain.record import Document, Failure
from copilot.domain.words import DocumentKind, Side, Visibility

Read = Callable[..., tuple[list[Document], list[Failure]]]


def turns(document: Document) -> list[tuple[str, str, str]]:
    return [(passage.speaker, passage.locator, passage.text) for passage in document.passages]


def test_voice_tags_notes_and_turns(read: Read) -> None:
    documents, failures = read(
        "harbour/calls/review.vtt",
        "\ufeffWEBVTT - call\r\nKind: captions\r\n\r\nNOTE\r\nTitle: Winter review\r\nDate: 2026-03-03 13:30 UTC\r\n"
        "Attendees: Dana Ruiz <dana@harbour.example>, Joel Sand\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n"
        "intro-1\r\n00:01.000 --> 00:02.000 align:start position:10%\r\n"
        "<v.loud Joel Sand>Hi <i>all</i> &amp; welcome</v>\r\n\r\n"
        "2\r\n00:00:03.000 --> 00:00:04.000\r\nstill me\r\nsecond line\r\n\r\n"
        "01:00:05.500 --> 01:00:06.000\r\n<v Dana Ruiz>a < b, <00:00:01.000>done <3</v>\r\n",
    )
    assert failures == []
    (document,) = documents
    assert document.kind is DocumentKind.CALL
    assert document.title == "Winter review"
    assert document.occurred_at == datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    assert turns(document) == [
        ("Joel Sand", "00:00:01", "Hi all & welcome\nstill me\nsecond line"),
        ("Dana Ruiz", "01:00:05", "a < b, done <3"),
    ]
    assert document.passages[1].occurred_at == datetime(2026, 3, 3, 14, 30, 5, tzinfo=UTC)
    assert [(p.name, p.email, p.side) for p in document.participants] == [
        ("Joel Sand", "", Side.VENDOR),
        ("Dana Ruiz", "dana@harbour.example", Side.CUSTOMER),
    ]
    assert document.passages[1].side is Side.CUSTOMER
    assert document.visibility is Visibility.SHARED


def test_name_prefixes_in_subrip(read: Read) -> None:
    documents, _ = read(
        "harbour/12-Mar-2026_it review.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nDana Ruiz: one\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nNote: not a name\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nhttp://x.example: no\n"
        "4\n00:00:04,000 --> 00:00:05,000\nEgger: two things: a\n"
        "and this\n\n5\n00:00:05,000 --> 00:00:06,000\nEgger: three\n\n6\n00:00:06,000 --> 00:00:07,000\n"
        "<font color='red'>{\\an8}Remember: once</font>\n\nafter a blank line\n",
    )
    (document,) = documents
    assert document.title == "It review"
    assert document.occurred_at == datetime(2026, 3, 12, tzinfo=UTC)
    assert turns(document) == [
        ("Dana Ruiz", "00:00:01", "one\nNote: not a name\nhttp://x.example: no"),
        ("Egger", "00:00:04", "two things: a\nand this\nthree\nRemember: once\nafter a blank line"),
    ]


@pytest.mark.parametrize(
    ("key", "head", "day"),
    [
        ("harbour/x.vtt", "NOTE Recorded 2026-03-12 15:00 UTC\n\n", datetime(2026, 3, 12, 15, tzinfo=UTC)),
        ("harbour/x.vtt", "NOTE Date: 12 March 2026, 3:00 pm CET\n\n", datetime(2026, 3, 12, 14, tzinfo=UTC)),
        ("harbour/call_20260312_qbr.vtt", "", datetime(2026, 3, 12, tzinfo=UTC)),
        ("harbour/GMT20260312-150000_Recording.vtt", "", datetime(2026, 3, 12, tzinfo=UTC)),
        ("harbour/2026-03-12/audio.vtt", "", datetime(2026, 3, 12, tzinfo=UTC)),
    ],
)
def test_where_the_date_stands(read: Read, key: str, head: str, day: datetime) -> None:
    documents, failures = read(key, f"WEBVTT\n\n{head}00:00.000 --> 00:01.000\n<v A B>hi\n")
    assert failures == []
    assert documents[0].occurred_at == day


def test_no_date_is_a_notice(read: Read) -> None:
    documents, failures = read("harbour/03-04-2026.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v A B>hi\n")
    assert documents[0].occurred_at is None
    assert documents[0].passages[0].occurred_at is None
    assert [failure.severity for failure in failures] == ["conflict"]


@pytest.mark.parametrize(
    "content", ["", "WEBVTT\n", "WEBVTT\n\nNOTE nothing\n", "1\n2\n3\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n"]
)
def test_no_cues_is_a_failure(read: Read, content: str) -> None:
    documents, failures = read("harbour/2026-03-12.vtt", content)
    assert documents == []
    assert [failure.reason for failure in failures] == ["the file has no captions in it"]


def test_a_call_among_ourselves_is_internal(read: Read) -> None:
    content = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Joel Sand>just me\n"
    assert read("harbour/2026-03-12.vtt", content)[0][0].visibility is Visibility.INTERNAL


def test_a_confidence_covers_the_turns_around_it(read: Read) -> None:
    lines = [
        "Dana: we may merge",
        "Joel: oh",
        "Dana: keep that between us please",
        "Joel: sure",
        "Dana: in May",
        "Joel: ok",
    ]
    lines += ["Dana: with Mill", "Joel: hm", "Dana: the weather is fine"]
    cues = "".join(f"{at}\n00:00:{at:02},000 --> 00:00:{at + 1:02},000\n{line}\n\n" for at, line in enumerate(lines))
    (document,) = read("harbour/2026-03-12.srt", cues)[0]
    private = [passage.text for passage in document.passages if passage.visibility is Visibility.CONFIDENTIAL]
    assert private == ["we may merge", "keep that between us please", "in May", "with Mill"]
    assert document.visibility is Visibility.SHARED
