from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.terms import question_terms, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The sensors drop out", ["sensor", "drop"]),
        ("Dana's sensor", ["dana", "sensor"]),
        ("DANA’S Sensors", ["dana", "sensor"]),
        ("ﬁne", ["fine"]),
        ("", []),
        ("the of and", []),
    ],
)
def test_terms_are_folded_and_stemmed_without_function_words(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_question_of_function_words_only_is_still_looked_for() -> None:
    assert question_terms("what is it about?") != []
    assert question_terms("sensor sensors") == ["sensor"]


@given(st.text(max_size=200))
def test_every_term_is_one_token_of_the_index(text: str) -> None:
    for term in [*terms(text), *question_terms(text)]:
        assert term
        assert not any(char.isspace() or char == "\0" for char in term)
