"""Pages of a list, each with the cursor of the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

__all__ = ["Cursor", "Limit", "Page", "page_of"]

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Cursor = Annotated[str | None, Query(pattern=r"^after[0-9]{1,9}$", description="The `next_cursor` of the page before.")]


class Page(BaseModel, Generic[T]):
    """Some of a list. `next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None


def page_of(items: Sequence[T], limit: int, cursor: str | None) -> Page[T]:
    """The page after a cursor."""
    start = _place(cursor) if cursor else 0
    after = start + limit
    return Page(items=list(items[start:after]), next_cursor=_cursor(after) if after < len(items) else None)


def _cursor(place: int) -> str:
    return f"after{place}"


def _place(cursor: str) -> int:
    return int(cursor.removeprefix("after"))
