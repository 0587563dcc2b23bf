"""Which claims only hand words on, so that nothing in them is left to be judged."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from copilot.domain.draft import Citation, Claim
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Side, Visibility
from copilot.guard.handed_on import hands_on

SAID = "We do not think that we renew for five years. The kiln sensors drop out. Ask Bruno, he counts them."
ON = datetime(2026, 3, 12, 9, tzinfo=UTC)


def claim(text: str) -> Claim:
    passage = Passage(
        id="mail:1#0", text=SAID, speaker="Ivo Reth", side=Side.CUSTOMER, visibility=Visibility.SHARED, occurred_at=ON
    )
    held = Document(
        id="mail:1", source="mail", external_id="1", kind=DocumentKind.EMAIL, account="acme", title="Where we stand",
        occurred_at=ON, visibility=Visibility.SHARED, passages=(passage,),
    )  # fmt: skip
    return Claim(text=text, citations=(Citation.of(held, passage),))


@pytest.mark.parametrize(
    "text",
    [
        "Ivo Reth wrote on 12 March 2026: “The kiln sensors drop out.”",
        "The customer said: “The kiln sensors drop out. Ask Bruno, he counts them.”",
        "In an e-mail Ivo Reth wrote: “The kiln sensors drop out.”",
        "Ivo added on 12 March: “We do not think that we renew for five years.”",
    ],
)
def test_whole_sentences_and_who_said_them_are_handed_on(text: str) -> None:
    assert hands_on(claim(text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ivo Reth wrote: “we renew for five years.”", "a part of a sentence that says the opposite"),
        ("Dana Roy wrote: “The kiln sensors drop out.”", "another name"),
        ("The vendor said: “The kiln sensors drop out.”", "the other side"),
        ("We said: “The kiln sensors drop out.”", "our mouth"),
        ("Ivo Reth never wrote: “The kiln sensors drop out.”", "a frame that denies"),
        ("Ivo Reth wrote on 14 March: “The kiln sensors drop out.”", "another day"),
        ("Ivo Reth wrote: “The kiln sensors drop out.” It is fixed.", "a word beyond the quote"),
        ("“The kiln sensors drop out.”", "nobody's word"),
        ("The kiln sensors drop out.", "no quote"),
    ],
)
def test_whatever_else_a_claim_says_is_judged(text: str, why: str) -> None:
    assert not hands_on(claim(text)), why
