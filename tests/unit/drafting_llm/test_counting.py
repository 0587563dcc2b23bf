"""Counting never undercounts, with or without a vocabulary."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.drafting.llm.counting import _encoding, _is_cached, at_most, counter_for


def test_without_its_vocabulary_a_model_is_counted_by_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "/nowhere")
    count, how = counter_for("gpt-4o")
    assert count is at_most
    assert "upper bound" in how


def test_common_words_count_one_and_the_rest_their_bytes() -> None:
    nothing = at_most("")
    assert at_most("the report") - nothing == 2
    assert at_most("qzxv") - nothing == 4
    assert at_most("über") - nothing == 5


def _vocabulary(name: str) -> Callable[[str], int] | None:
    """A vocabulary, where this machine has it."""
    if _encoding("gpt-4o") is None or not _is_cached(name):
        return None
    import tiktoken

    encoding = tiktoken.get_encoding(name)
    return lambda text: len(encoding.encode(text, disallowed_special=()))


_WORDS = st.sampled_from(
    "the The need report it's don't SSO kiln Quillon 2026 -- … ä “so” \n\n \t ( ) . , : ; 'we' U.S. naïve".split(" ")
)


@pytest.mark.parametrize("name", ["cl100k_base", "o200k_base"])
def test_the_bound_is_never_below_the_vocabularies(name: str) -> None:
    exact = _vocabulary(name)
    if exact is None:
        pytest.skip(f"{name} is not on this machine")

    @given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=40).map(" ".join), st.lists(_WORDS).map("".join)))
    def holds(text: str) -> None:
        assert at_most(text) >= exact(text.encode("utf-8", "replace").decode())

    holds()
