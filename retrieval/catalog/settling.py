"""What is derived from all documents of an account together: who its people are."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, delete, insert, select

from copilot.domain.words import Side
from retrieval.catalog.tables import documents, participants, people, unsettled

__all__ = ["settle"]


def settle(connection: Connection) -> list[str]:
    """Derive the people of every account that changed, and return those accounts.

    A call transcript knows only names; the address book that mail, tickets and the CRM form together
    says whose side a name is on. A name that stands on both sides is left out: nothing is guessed.
    """
    accounts = list(connection.execute(select(unsettled.c.account)).scalars())
    for account in accounts:
        _settle_people(connection, account)
        connection.execute(delete(unsettled).where(unsettled.c.account == account))
    return accounts


def _settle_people(connection: Connection, account: str) -> None:
    connection.execute(delete(people).where(people.c.account == account))
    sides: dict[str, set[str]] = defaultdict(set)
    emails: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        select(participants.c.name, participants.c.email, participants.c.side)
        .join(documents, documents.c.id == participants.c.document)
        .where(documents.c.account == account, participants.c.name != "")
        .distinct()
    )
    for name, email, side in rows:
        if side != Side.UNKNOWN:
            sides[name.casefold()].add(side)
        if email:
            emails[name.casefold()].add(email)
    known = [
        {"account": account, "name": name, "side": next(iter(found)), "email": min(emails[name], default="")}
        for name, found in sides.items()
        if len(found) == 1
    ]
    if known:
        connection.execute(insert(people), known)
