"""Made-up drafts to score."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from copilot.domain.draft import Citation, Claim, Draft, Section
from copilot.domain.words import Audience, DocumentKind, DraftKind, Side, Visibility

MAIL = "raw/acme/mail/a.eml"


def make_citation(quote: str, *, passage: str | None = None, path: str = MAIL, document: str = "files:a") -> Citation:
    passage = quote if passage is None else passage
    start = passage.index(quote)
    return Citation(
        document=document,
        source="files",
        kind=DocumentKind.EMAIL,
        title="A",
        path=path,
        url="",
        occurred_at=None,
        speaker="",
        side=Side.UNKNOWN,
        visibility=Visibility.SHARED,
        locator="",
        passage=f"{document}#0",
        start=start,
        end=start + len(quote),
        quote=quote,
        passage_text=passage,
    )


@pytest.fixture
def cite() -> Callable[..., Citation]:
    """Makes a citation of a quote; the passage is the quote where none is given."""
    return make_citation


@pytest.fixture
def claim() -> Callable[..., Claim]:
    """Makes a claim from its text and its quotes; without any it quotes itself."""

    def make(text: str, *quotes: str, superseded: bool = False, path: str = MAIL, document: str = "files:a") -> Claim:
        cited = (make_citation(quote, path=path, document=document) for quote in quotes or (text,))
        return Claim(text=text, citations=tuple(cited), superseded=superseded)

    return make


@pytest.fixture
def answer() -> Callable[..., Draft]:
    """Makes a draft about acme from claims; without any it abstains."""

    def make(*claims: Claim) -> Draft:
        return Draft(
            kind=DraftKind.ANSWER,
            account="acme",
            audience=Audience.INTERNAL,
            as_of=date(2026, 6, 1),
            abstained=not claims,
            reason="" if claims else "The record does not answer this.",
            sections=(Section(claims=claims),) if claims else (),
        )

    return make
