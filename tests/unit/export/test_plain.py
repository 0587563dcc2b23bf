from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.export.plain import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\r\nlines\tand\u2028more", "two lines and more"),
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("pass\u200bword\ufeff\u2060\u00ad", "password"),
        ("a\u200db", "ab"),
        ("bell\x07 nul\x00 c1\x9b", "bell nul c1"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("half \ud83d", "half \ufffd"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
        ("Čapek, Ærø, 日本, ½ — “so”", "Čapek, Ærø, 日本, ½ — “so”"),
        ("a \u200b b", "a b"),
    ],
)
def test_what_hides_goes_and_what_is_seen_stays(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(st.characters(codec=None)))
def test_nothing_unprintable_is_left_and_doing_it_again_changes_nothing(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")
    shown.encode()
