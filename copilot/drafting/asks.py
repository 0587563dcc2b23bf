"""What the customer asks for, in their own words; never restated as a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from copilot.domain.draft import Claim
from copilot.domain.words import Side
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.wording import told

__all__ = ["ask_claims"]

_RECENT = timedelta(days=180)
_COURTESY = re.compile(
    r"\b(?:call|phone|telephone|ring|tell (?:me|us)|let (?:me|us) know|remind|confirm|reply|join|meet|sorry|"
    r"service desk|if such a thing|not answer|unsubscribe)\b",
    re.IGNORECASE,
)


def ask_claims(reading: AccountReading, most: int = 6) -> Iterator[Claim]:
    """The newest requests of the last 180 days, without those for a call or an answer."""
    asked = [
        signal
        for signal in reading.named("request")
        if signal.citations[0].side is Side.CUSTOMER
        and signal.seen_on is not None
        and signal.seen_on > reading.as_of - _RECENT
        and not _COURTESY.search(signal.text)
    ]
    for signal in reversed(asked[-most:]):
        yield Claim(text=told(signal.citations[0]), citations=signal.citations)
