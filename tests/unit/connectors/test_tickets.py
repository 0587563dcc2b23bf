from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from copilot.domain.record import Document, Failure
from copilot.domain.words import Part, Side, Visibility

Read = Callable[..., tuple[list[Document], list[Failure]]]

AGENT = {"name": "Joel Sand", "email": "joel@vendor.example"}
DANA = {"name": "Dana Ruiz", "email": "Dana@harbour.example"}


def ticket(**changes: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "subject": "Oven off",
        "description": "It is cold.\r\nVery.",
        "status": "open",
        "priority": "high",
        "requester": DANA,
        "organization": "Harbour",
        "created_at": "2026-03-12T10:00:00Z",
        "updated_at": "2026-03-13T10:00:00Z",
        "tags": ["oven", "churn-risk"],
        "satisfaction_rating": {"score": "bad", "comment": "slow"},
        "comments": [
            {"author": DANA, "public": True, "created_at": "2026-03-12T10:00:00Z", "body": "It is cold. Very."},
            {"author": AGENT, "public": False, "created_at": "2026-03-12T11:00:00Z", "body": "known bug"},
            {"author": AGENT, "public": True, "created_at": "2026-03-12T14:00:00+02:00", "body": "We look."},
        ],
    } | changes


def lines(*tickets: dict[str, Any] | str) -> str:
    return "\n".join(item if isinstance(item, str) else json.dumps(item) for item in tickets) + "\n"


def test_a_ticket_and_its_passages(read: Read) -> None:
    documents, failures = read("tickets.ndjson", lines(ticket()))
    assert failures == []
    (document,) = documents
    assert (document.external_id, document.title) == ("ticket/7", "#7 Oven off")
    assert document.occurred_at == datetime(2026, 3, 12, 10, tzinfo=UTC)
    assert document.visibility is Visibility.SHARED
    said = [(p.part, p.locator, p.text, p.speaker, p.side, p.visibility.value) for p in document.passages]
    assert said[:6] == [
        (Part.SUBJECT, "subject", "Oven off", "Dana Ruiz", Side.CUSTOMER, "shared"),
        (Part.BODY, "description", "It is cold.\nVery.", "Dana Ruiz", Side.CUSTOMER, "shared"),
        (Part.BODY, "comment 2", "known bug", "Joel Sand", Side.VENDOR, "internal"),
        (Part.BODY, "comment 3", "We look.", "Joel Sand", Side.VENDOR, "shared"),
        (Part.FIELD, "satisfaction_rating", "bad", "", Side.UNKNOWN, "shared"),
        (Part.BODY, "satisfaction_rating", "slow", "Dana Ruiz", Side.CUSTOMER, "shared"),
    ]
    assert [(p.locator, p.text, p.visibility.value) for p in document.passages[6:]] == [
        ("status", "open", "shared"),
        ("priority", "high", "shared"),
        ("created_at", "2026-03-12T10:00:00Z", "shared"),
        ("updated_at", "2026-03-13T10:00:00Z", "shared"),
        ("tag", "oven", "internal"),
        ("tag", "churn-risk", "internal"),
    ]
    assert document.passages[3].occurred_at == datetime(2026, 3, 12, 12, tzinfo=UTC)


def test_people_and_ratings_as_strings(read: Read) -> None:
    given = ticket(
        requester="Dana Ruiz <dana@harbour.example>", satisfaction_rating="good", organization={"name": "Harbour"}
    )
    document = read("t.jsonl", lines(given))[0][0]
    assert document.participants[0].email == "dana@harbour.example"
    assert document.fields()["satisfaction_rating"].text == "good"


def test_a_private_ticket_is_internal(read: Read) -> None:
    comments = [{"author": AGENT, "public": False, "created_at": "2026-03-12T10:00:00Z", "body": "It is cold.\nVery."}]
    document = read("t.ndjson", lines(ticket(comments=comments, satisfaction_rating=None)))[0][0]
    assert document.visibility is Visibility.INTERNAL


def test_a_confidence_in_one_comment(read: Read) -> None:
    comment = {
        "author": DANA,
        "public": True,
        "created_at": "2026-03-12T10:00:00Z",
        "body": "Please keep this between us.",
    }
    document = read("t.ndjson", lines(ticket(comments=[comment])))[0][0]
    assert document.visibility is Visibility.SHARED
    assert [p.locator for p in document.passages if p.visibility is Visibility.CONFIDENTIAL] == ["comment 1"]


def test_broken_lines_stop_nothing(read: Read) -> None:
    documents, failures = read(
        "tickets.ndjson",
        lines(
            *(ticket(id=number) for number in range(1, 7)),
            '{"id": 7, "subject": "cut',
            "[1, 2]",
            '{"id": 9}',
            "",
            ticket(id=11, created_at="someday"),
            ticket(id=1),
            ticket(id=13, organization=None, requester=None, comments=None, subject="\ud800 half"),
            ticket(id=14, comments=[{"author": 5, "body": "x", "created_at": None}, "junk"]),
            "[" * 100_000,
        ),
    )
    assert [document.external_id for document in documents] == [f"ticket/{n}" for n in (1, 2, 3, 4, 5, 6, 14)]
    assert [(failure.locator, failure.severity) for failure in failures] == [
        ("line 7", "failure"),
        ("line 8", "failure"),
        ("line 9", "failure"),
        ("line 11", "failure"),
        ("line 12", "conflict"),
        ("line 13", "failure"),
        ("line 14", "conflict"),
        ("line 15", "failure"),
    ]
    assert "not valid JSON" in failures[0].reason
    assert all(failure.remedy for failure in failures)
    assert documents[-1].passages[2].occurred_at == datetime(2026, 3, 13, 10, tzinfo=UTC)


def test_half_a_surrogate_pair_is_replaced(read: Read) -> None:
    document = read("harbour/t.ndjson", lines(ticket(subject="\ud800 half", organization=None)))[0][0]
    assert document.title == "#7 ? half"


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_an_empty_export(read: Read, content: str) -> None:
    assert [failure.reason for failure in read("t.ndjson", content)[1]] == ["the file is empty"]
