"""Which answers to a survey a question asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from copilot.domain.record import Document
from copilot.domain.words import DocumentKind
from copilot.insight.surveys import scores
from tests.unit.drafting.test_known import row


def answer(who: str, score: int, on: date) -> Document:
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
    return row(DocumentKind.SURVEY, f"{who} {on}", on=moment, respondent=who, score=str(score))


ANSWERS = [
    answer("Dana Roy", 3, date(2025, 12, 2)),
    answer("Eli Marsh", 9, date(2026, 5, 4)),
    answer("Dana Roy", 6, date(2026, 5, 5)),
    answer("Lee Ott", 2, date(2026, 9, 1)),
]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("nps scores?", ["Lee Ott gave 2", "Dana Roy gave 6", "Eli Marsh gave 9", "Dana Roy gave 3"]),
        ("how many nps answers below 5", ["2 such answers are on record, of 4", "Lee Ott gave 2", "Dana Roy gave 3"]),
        ("nps of 9 or more", ["1 such answer is on record, of 4", "Eli Marsh gave 9"]),
        ("nps replies in the may round", ["2 such answers are on record, of 4", "Dana Roy gave 6", "Eli Marsh gave 9"]),
        ("nps in December 2025", ["1 such answer is on record, of 4", "Dana Roy gave 3"]),
        ("may I see all nps scores", ["Lee Ott gave 2", "Dana Roy gave 6", "Eli Marsh gave 9", "Dana Roy gave 3"]),
        ("everybody's latest nps", ["3 such answers are on record, of 4", "Lee Ott", "Dana Roy gave 6", "Eli Marsh"]),
        ("nps under 1", ["0 such answers are on record, of 4"]),
    ],
)
def test_the_answers_asked_for_are_told_and_counted(asked: str, told: list[str]) -> None:
    found = [claim.text for claim in scores(ANSWERS, asked)]
    assert len(found) == len(told)
    assert all(text.startswith(beginning) for text, beginning in zip(found, told, strict=True)), found


def test_no_survey_on_record_is_no_answer() -> None:
    assert scores([], "how many nps answers below 5") == []
