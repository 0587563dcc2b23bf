"""Small documents to read signals in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from copilot.domain.commitment import Signal
from copilot.domain.record import Document, Participant, Passage
from copilot.domain.words import DocumentKind, Part, Side, Visibility
from copilot.insight.signals import read_signals

SAID_ON = datetime(2026, 9, 8, 9, tzinfo=UTC)
"""A Tuesday."""
OURS = Participant(name="Ana Vendel", email="ana@vendor.example", side=Side.VENDOR, role="from")
THEIRS = Participant(name="Carl Custer", email="carl@customer.example", side=Side.CUSTOMER, role="to")

Make = Callable[..., Document]
Read = Callable[..., list[Signal]]


def _document(
    *texts: str,
    side: Side = Side.VENDOR,
    kind: DocumentKind = DocumentKind.EMAIL,
    on: datetime = SAID_ON,
    title: str = "Hello",
    name: str = "x",
    fields: dict[str, str] | None = None,
) -> Document:
    speaker = {Side.VENDOR: OURS, Side.CUSTOMER: THEIRS}.get(side)
    who: dict[str, Any] = {"speaker": speaker.name, "speaker_email": speaker.email} if speaker else {}
    parts: list[dict[str, Any]] = [{"text": text, "part": Part.BODY, "side": side, **who} for text in texts]
    parts += [{"text": text, "part": Part.FIELD, "locator": locator} for locator, text in (fields or {}).items()]
    return Document(
        id=f"s:{name}",
        source="s",
        external_id=name,
        kind=kind,
        account="acc",
        title=title,
        visibility=Visibility.SHARED,
        occurred_at=on,
        participants=(OURS, THEIRS),
        passages=tuple(
            Passage(id=f"s:{name}#{n}", visibility=Visibility.SHARED, occurred_at=on, **part)
            for n, part in enumerate(parts)
        ),
    )


def _signals(text: str, *names: str, **how: Any) -> list[Signal]:
    return [signal for signal in read_signals(_document(text, **how)) if signal.name in names]


@pytest.fixture
def make() -> Make:
    """Makes a document of passages by our Ana or their Carl, said on Tuesday 8 September 2026."""
    return _document


@pytest.fixture
def read() -> Read:
    """Reads the signals of some names in a text."""
    return _signals
