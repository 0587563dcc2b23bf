"""What every connector does, whatever it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, runtime_checkable

from copilot.domain.record import Document, Failure

__all__ = ["Connector"]


@runtime_checkable
class Connector(Protocol):
    """A source of documents, read unit by unit: a file, a ticket, a mailbox message, a call.

    Listing is cheap and reading is not: a unit whose fingerprint has not changed is not read again.
    Both may raise TransientError or PermanentError, `listing` for the source as a whole and `read`
    for the one unit; what is wrong with a single record inside a unit is yielded as a Failure and
    stops nothing. The same unit, read twice, yields equal documents in the same order.
    """

    @property
    def source(self) -> str:
        """The source's name in the workspace; the first half of every document's id."""
        ...

    def listing(self) -> Mapping[str, str]:
        """Every unit that exists now, by key, with a fingerprint that changes when it must be read again."""
        ...

    def read(self, key: str) -> Iterator[Document | Failure]:
        """The documents of one unit, each resolved to its account, and what could not be read in it."""
        ...
