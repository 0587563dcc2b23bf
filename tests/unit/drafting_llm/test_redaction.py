"""What identifies or unlocks does not leave, and comes back where it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.drafting.llm.redaction import Redactor

HIDDEN = {
    "dana.roy@acme.com": "EMAIL",
    "+420 555 123 456": "PHONE",
    "(020) 7946 0958": "PHONE",
    "555-867-5309": "PHONE",
    "4111 1111 1111 1111": "CARD",
    "sk-proj-abcdefghijklmnop1234": "SECRET",
    "AKIAIOSFODNN7EXAMPLE": "SECRET",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789": "SECRET",
    "12 Harbour Road": "ADDRESS",
    "Lindenstraße 14": "ADDRESS",
    "192.168.10.20": "ADDRESS",
}
PLAIN = (
    "We went from 80 to 62 active users on 2026-03-12.",
    "FR-1046 was signed for $120,000 over 36 months.",
    "Ticket #20402, opened 2026-04-20T10:00:00Z, 3,000,000 events.",
    "Version 4.21.3 of the connector, order OF-2291, 1234 5678 9012 3456.",
)


@pytest.mark.parametrize("secret", HIDDEN)
def test_it_is_hidden_and_restored(secret: str) -> None:
    redactor = Redactor()
    text = f"Please use {secret} from now on."
    hidden = redactor.hide(text)
    assert secret not in hidden
    assert f"<{HIDDEN[secret]}_1>" in hidden
    assert redactor.restore(hidden) == text


@pytest.mark.parametrize("text", PLAIN)
def test_figures_and_days_stay(text: str) -> None:
    assert Redactor().hide(text) == text


def test_a_password_said_in_words_is_hidden() -> None:
    assert Redactor().hide("the password is hunter22!") == "the password is <SECRET_1>"


def test_the_same_text_has_the_same_stand_in() -> None:
    assert Redactor().hide("a@b.io, c@d.io, a@b.io") == "<EMAIL_1>, <EMAIL_2>, <EMAIL_1>"


def test_a_stand_in_that_nobody_gave_out_stays() -> None:
    assert Redactor().restore("<EMAIL_7>") == "<EMAIL_7>"


def test_inactive_it_changes_nothing() -> None:
    assert Redactor(active=False).hide("a@b.io") == "a@b.io"


@given(st.text(alphabet=st.characters(exclude_characters="<>"), max_size=200))
def test_whatever_is_hidden_comes_back(text: str) -> None:
    redactor = Redactor()
    assert redactor.restore(redactor.hide(text)) == text
