from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.export.lettering import fitted, has_glyph, spelled, width, wrapped

texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=80)


@pytest.mark.parametrize("char", "aäßøčřŽΩЖ–“”€→✓½·…•")
def test_the_typeface_has_what_europe_writes(char: str) -> None:
    assert has_glyph(char)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("🚀", "[rocket]"),
        ("日", "[U+65E5]"),
        ("Čapek ✓", "Čapek ✓"),
        ("❤\ufe0f", "❤"),
        ("👩\u200d💻", "[woman][personal computer]"),
    ],
)
def test_what_it_lacks_is_named(text: str, shown: str) -> None:
    assert spelled(text) == shown


def test_east_asian_scripts_may_stay() -> None:
    assert spelled("日本 한국 🚀", keep_east_asian=True) == "日本 한국 [rocket]"


@given(texts)
def test_what_is_spelled_can_be_printed(text: str) -> None:
    assert all(has_glyph(char) for char in spelled(text))


@given(texts, st.integers(30, 300))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, room: int) -> None:
    lines = wrapped(text, 11, room)
    assert all(width(line, 11) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(texts, st.integers(30, 300))
def test_what_is_fitted_fits(text: str, room: int) -> None:
    assert width(fitted(text, 11, room), 11) <= room
    assert len(wrapped(text, 11, room, lines=2)) <= 2
    assert all(width(line, 11) <= room for line in wrapped(text, 11, room, lines=2))
