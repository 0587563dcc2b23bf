"""Readings of small accounts, by way of a catalog as the product keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from copilot.domain.account import Account
from copilot.domain.commitment import RoadmapAudience, RoadmapItem, RoadmapStatus
from copilot.domain.draft import Claim, Draft
from copilot.domain.record import Document
from copilot.domain.words import Audience, Visibility
from copilot.drafting.account_reading import AccountReading, read_account
from copilot.insight.reading import read_document
from retrieval.catalog.database import open_database
from retrieval.catalog.intake import Intake
from retrieval.catalog.reading import Reader, Scope
from tests.unit.insight_account.record import AS_OF

ACME = Account(account_id="acme", name="Acme Cement", csm="Mara Quist")


@cache
def catalog() -> Engine:
    """An empty catalog in memory, made once: migrating takes longer than a test."""
    return open_database(Path(":memory:"))


def read(
    *documents: Document,
    as_of: date = AS_OF,
    audience: Audience = Audience.INTERNAL,
    registry: Sequence[RoadmapItem] = (),
    account: Account = ACME,
) -> AccountReading:
    """What somebody of this audience reads in a record of these documents on a day. Nothing of it is kept."""
    with catalog().connect() as connection:
        for document in documents:
            Intake(connection).store(document, document.external_id, read_document)
        return read_account(Reader(connection, Scope(account.account_id, as_of, audience)), account, registry)


def internal(document: Document) -> Document:
    """The same document, known to us alone."""
    ours = {"visibility": Visibility.INTERNAL}
    passages = tuple(passage.model_copy(update=ours) for passage in document.passages)
    return document.model_copy(update={**ours, "passages": passages})


def of(account: str, *documents: Document) -> list[Document]:
    """The same documents, of another account."""
    return [document.model_copy(update={"account": account}) for document in documents]


def planned(title: str, **changes: object) -> RoadmapItem:
    """A roadmap item that everyone may hear of, without a wording."""
    given = {"id": title, "title": title, "status": RoadmapStatus.PLANNED, "audience": RoadmapAudience.PUBLIC}
    return RoadmapItem.model_validate(given | changes)


def under(draft: Draft, title: str) -> tuple[Claim, ...]:
    """The claims of the section of this title; none where it is left out."""
    return next((section.claims for section in draft.sections if section.title == title), ())


def texts(draft: Draft, title: str) -> list[str]:
    return [claim.text for claim in under(draft, title)]


def everything(draft: Draft) -> str:
    """All that a reader sees: sentences, rows of tables, and quotes."""
    seen = [part for claim in draft.claims() for part in (claim.text, *claim.cells)]
    return "\n".join([*seen, *(cited.quote for claim in draft.claims() for cited in claim.citations)])
