from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from copilot.domain.record import Document, Failure
from copilot.domain.words import DocumentKind, Part, Side, Visibility

Read = Callable[..., tuple[list[Document], list[Failure]]]


def fields(document: Document) -> dict[str, str]:
    return {name: passage.text for name, passage in document.fields().items()}


def test_contacts(read: Read) -> None:
    documents, failures = read(
        "contacts.csv",
        "Id,Account ID,FirstName,LastName,Title,Email,Description\n"
        '003,001A00000HARB01AAA,Dana,Ruiz,VP Ops,Dana@harbour.example,"likes bread, not cake"\n',
    )
    assert failures == []
    (document,) = documents
    assert document.kind is DocumentKind.CONTACT
    assert (document.id, document.title) == ("files:contacts.csv#003", "Dana Ruiz, VP Ops")
    assert document.occurred_at is None
    assert document.visibility is Visibility.INTERNAL
    assert fields(document)["Account ID"] == "001A00000HARB01AAA"
    assert [(p.part, p.locator, p.text, p.speaker) for p in document.passages if p.part is Part.BODY] == [
        (Part.BODY, "Description", "likes bread, not cake", "")
    ]
    (person,) = document.participants
    assert (person.name, person.email, person.role, person.side) == (
        "Dana Ruiz",
        "dana@harbour.example",
        "contact",
        Side.CUSTOMER,
    )


def test_opportunities_are_undated_without_a_creation_date(read: Read) -> None:
    head = "Id,AccountId,Name,StageName,Amount,CloseDate,NextStep,Owner{}\n"
    row = "006,harbour,Renewal,Negotiation,148000,2026-12-15,Wait for board,Eve Lund{}\n"
    undated = read("opportunities.csv", head.format("") + row.format(""))[0][0]
    assert undated.occurred_at is None
    assert undated.title == "Renewal"
    step = next(p for p in undated.passages if p.locator == "NextStep")
    assert (step.part, step.speaker, step.side) == (Part.BODY, "Eve Lund", Side.VENDOR)
    dated = read("opportunities.csv", head.format(",Created Date") + row.format(",2026-01-02"))[0][0]
    assert dated.occurred_at == datetime(2026, 1, 2, tzinfo=UTC)


def test_activities_usage_and_surveys(read: Read) -> None:
    (activity,) = read(
        "activities.csv",
        "Id;AccountId;Subject;ActivityDate;Owner;Type;Description\n"
        "1;harbour;Call;12.03.2026;Joel Sand;Call;went well\n",
    )[0]
    assert activity.kind is DocumentKind.ACTIVITY
    assert activity.occurred_at == datetime(2026, 3, 12, tzinfo=UTC)
    assert (activity.visibility, activity.title) == (Visibility.INTERNAL, "Call")
    usage = read(
        "harbour/usage_2026.csv",
        "\ufeffweek,active_users,licensed_seats,bakes\n2026-03-02,12,20,5\n2026-W11,14,20,\n2026-03-02,1,2,3\n".encode(),
    )[0]
    assert [document.external_id.partition("#")[2] for document in usage] == [
        "2026-03-02",
        "2026-03-09",
        "2026-03-02~2",
    ]
    assert usage[1].occurred_at == datetime(2026, 3, 9, tzinfo=UTC)
    assert fields(usage[1]) == {"week": "2026-W11", "active_users": "14", "licensed_seats": "20"}
    assert usage[0].visibility is Visibility.SHARED
    (survey,) = read(
        "nps.csv", "date,respondent,email,score,comment\n2026-03-12,Dana Ruiz,dana@harbour.example,9,We will see\n"
    )[0]
    assert survey.kind is DocumentKind.SURVEY
    assert survey.account == "harbour"
    assert [(p.text, p.speaker, p.side) for p in survey.passages if p.part is Part.BODY] == [
        ("We will see", "Dana Ruiz", Side.CUSTOMER)
    ]
    assert fields(survey)["score"] == "9"


def test_rows_of_several_accounts_in_one_file(read: Read) -> None:
    documents, failures = read(
        "usage.csv",
        "Account Name,week,active_users\nHarbour Bakery,2026-03-02,1\nMill Ltd,2026-03-02,2\nNobody,2026-03-02,3\n",
    )
    assert [document.account for document in documents] == ["harbour", "mill"]
    assert [(failure.locator, failure.severity) for failure in failures] == [
        ("line 4", "conflict"),
        ("line 4", "failure"),
    ]


def test_wrong_rows_are_reported_and_the_rest_read(read: Read) -> None:
    documents, failures = read(
        "harbour/usage.csv",
        'week,active_users\n2026-03-02,1\nlast week,2\n2026-03-16,3,extra\n,4\n"2026-03-23\n",5\n2026-03-30,6\n',
    )
    assert [fields(document)["active_users"] for document in documents] == ["1", "5", "6"]
    assert [failure.locator for failure in failures] == ["line 3", "line 4", "line 5"]
    assert "'last week' is no date" in failures[0].reason


def test_which_of_day_and_month_comes_first_is_read_from_the_column(read: Read) -> None:
    head = "week,active_users\n"
    assert read("harbour/usage.csv", head + "03/04/2026,1\n13/04/2026,2\n")[0][0].occurred_at == datetime(
        2026, 4, 3, tzinfo=UTC
    )
    assert read("harbour/usage.csv", head + "03/04/2026,1\n03/18/2026,2\n")[0][0].occurred_at == datetime(
        2026, 3, 4, tzinfo=UTC
    )
    documents, failures = read("harbour/usage.csv", head + "03/04/2026,1\n")
    assert (documents, len(failures)) == ([], 1)


@pytest.mark.parametrize(
    ("key", "content", "said"),
    [
        (
            "harbour/contacts.csv",
            "Id,AccountId,LastName\n1,h,x\n",
            "contacts has no column 'email' (found: Id, AccountId",
        ),
        ("harbour/nps.csv", "date,respondent,comment\n", "surveys has no column 'score'"),
        ("harbour/stuff.csv", "a,b\n1,2\n", "no known table (found: a, b)"),
        ("harbour/usage.csv", "", "the file is empty"),
        ("harbour/usage.csv", b"week\x00,a\n", "not text"),
    ],
)
def test_wrong_tables(read: Read, key: str, content: str | bytes, said: str) -> None:
    documents, failures = read(key, content)
    assert documents == []
    assert said in failures[0].reason
    assert failures[0].remedy


def test_the_accounts_file_is_another_sources(read: Read) -> None:
    assert read("accounts.csv", "account_id,name,renewal_date\na,A,2026-01-01\n") == ([], [])
