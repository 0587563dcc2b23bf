"""Which questions the structured record answers, in whatever words they are put, and which it leaves to the quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.domain.draft import Draft
from tests.conftest import ACCOUNTS, Folder, eml, note, ticket


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Folder(tmp_path_factory.mktemp("known") / "book")
    folder.write("accounts.csv", ACCOUNTS)
    folder.write("raw/acme/tickets.ndjson", ticket(1, "Export fails.") + "\n" + ticket(2, "Login is slow.") + "\n")
    folder.write(
        "raw/acme/crm/nps.csv",
        "Respondent,Email,Date,Score,Comment\n"
        "Dana Roy,dana@acme.com,2026-03-02,4,It is slow.\nEli Marsh,eli@acme.com,2026-03-03,9,Good.\n",
    )
    folder.write(
        "raw/acme/contacts.csv", "Name,Title,Email\nDana Roy,Head of Kilns,dana@acme.com\nEli Marsh,COO,eli@acme.com\n"
    )
    for n, day in enumerate(("2026-02-02", "2026-02-09")):
        folder.write(f"raw/acme/mail/{n}.eml", eml("The kiln runs.", message_id=f"{n}@acme.com", day=day))
    left = eml(
        "Dana Roy has left the company, her last day was 31 March.",
        message_id="left@acme.com",
        sender="Eli Marsh <eli@acme.com>",
        day="2026-04-02",
    )
    folder.write("raw/acme/mail/left.eml", left)
    folder.write("raw/acme/notes/visit.md", note("Dana left the meeting early."))
    folder.sync()
    return folder.path


def ask(record: Path, question: str) -> Draft:
    return Folder(record).ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "how many tickets are open?",
        "support cases not finished yet",
        "which tickets haven't been resolved?",
        "anything still waiting with support",
        "total number of cases that are not closed",
        "list everything support hasn't closed out for them",
    ],
)
def test_open_tickets_are_asked_for_in_many_words(record: Path, question: str) -> None:
    found = ask(record, question)
    assert found.trace["drafter"] == "known"
    assert next(found.claims()).text.startswith("2 tickets are open")


@pytest.mark.parametrize("question", ["who has left?", "which of my contacts quit", "has anybody on their side left"])
def test_who_has_left_is_read_from_the_people(record: Path, question: str) -> None:
    found = ask(record, question)
    assert found.trace["drafter"] == "known"
    (claim,) = found.claims()
    assert claim.text.startswith("Dana Roy, Head of Kilns, has left.")
    assert "has left the company" in claim.citations[0].quote


def test_survey_scores_are_asked_for_by_a_mark(record: Path) -> None:
    found = [claim.text for claim in ask(record, "how many nps scores below 7 do we have").claims()]
    assert found == ["1 such answer is on record, of 2 in all.", "Dana Roy gave 4 on 2026-03-02."]


@pytest.mark.parametrize(
    "question",
    [
        "which tickets were resolved?",
        "who left the meeting early?",
        "why do the tickets take so long?",
        "what is left of the budget?",
        "when does Eli leave for lunch?",
    ],
)
def test_what_asks_for_something_else_is_left_to_the_quotes(record: Path, question: str) -> None:
    assert ask(record, question).trace["drafter"] != "known"
