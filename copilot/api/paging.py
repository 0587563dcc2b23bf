"""Pages of a list, each with the cursor of the next."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from copilot.api.problems import Refused

__all__ = ["Cursor", "Limit", "Page", "page_of"]

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=200, description="The `next_cursor` of the page before.")]


class Page(BaseModel, Generic[T]):
    """Some of a list. `next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None


def page_of(items: Sequence[T], limit: int, cursor: str | None) -> Page[T]:
    """The page after a cursor. Raises Refused for a cursor that is not ours."""
    start = _place(cursor) if cursor else 0
    after = start + limit
    return Page(items=list(items[start:after]), next_cursor=_cursor(after) if after < len(items) else None)


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"after:{place}".encode()).decode()


def _place(cursor: str) -> int:
    try:
        word, _, number = base64.b64decode(cursor, altchars=b"-_", validate=True).decode("ascii").partition(":")
        if word == "after" and number.isdecimal() and len(number) < 10:  # noqa: PLR2004
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Refused(422, "The cursor is not one of ours.", "Send the `next_cursor` of the page before, or none.")
