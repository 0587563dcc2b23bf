"""A day as requests name it: YYYY-MM-DD and nothing else, also where a number would do as a time."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

__all__ = ["Day"]

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _as_written(given: object) -> object:
    if isinstance(given, date) or (isinstance(given, str) and _WRITTEN.fullmatch(given)):
        return given
    raise ValueError("a day is written as YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_as_written)]
