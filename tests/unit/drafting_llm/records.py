"""Quotes to write from."""

from __future__ import annotations

from datetime import UTC, datetime

from copilot.domain.draft import Citation
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Side, Visibility


def cited(
    text: str,
    number: int = 1,
    *,
    title: str = "Status",
    visibility: Visibility = Visibility.SHARED,
    side: Side = Side.CUSTOMER,
    speaker: str = "Dana Roy",
) -> Citation:
    """A whole passage, quoted."""
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    passage = Passage(
        id=f"mail:{number}#0", text=text, speaker=speaker, side=side, visibility=visibility, occurred_at=moment
    )
    document = Document(
        id=f"mail:{number}", source="mail", external_id=str(number), kind=DocumentKind.EMAIL,
        account="acme", title=title, visibility=visibility, passages=(passage,),
    )  # fmt: skip
    return Citation.of(document, passage)
