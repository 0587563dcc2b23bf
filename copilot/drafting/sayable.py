"""What a customer may be told in a value review: no money, nothing sour or personal, and no words of ours about what
the roadmap has not approved.
"""

from __future__ import annotations

import re

from copilot.domain.commitment import RoadmapItem
from copilot.domain.draft import Citation
from copilot.domain.words import Audience, Side
from copilot.drafting.account_reading import AccountReading
from copilot.insight.context import in_context

__all__ = ["fits", "is_sayable", "may_quote", "names"]

_COMMERCE = re.compile(
    r"\b(?:price|pricing|discount|quote|renew\w*|terminat\w+|notice period|invoice|competitor|tender|budget|"
    r"subscription|per annum|usd|eur|gbp)\b|[$€£]",
    re.IGNORECASE,
)
_SOUR = re.compile(
    r"\b(?:at risk|stopped|fed up|angry|unacceptable|disappoint\w+|frustrat\w+|deck claims|cancel\w*|leave you|"
    r"alternatives?|not worth|hate|useless)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:retir\w+|sick leave|pregnan\w+|surgery|resign\w*|my boss|his boss|her boss)\b", re.IGNORECASE
)


def fits(text: str) -> bool:
    """Whether a sentence belongs into a value review: nothing about money, and nothing sour or personal."""
    return not (_COMMERCE.search(text) or _SOUR.search(text) or _PERSONAL.search(text))


def may_quote(cited: Citation, reading: AccountReading) -> bool:
    """Whether a citation fits and may be said, with all that is printed of it."""
    printed = in_context(cited)
    return fits(printed.quote) and _may_be_said(printed, reading)


def _may_be_said(cited: Citation, reading: AccountReading) -> bool:
    """Our own words about what is not approved are not repeated; the customer's are theirs to hear."""
    if cited.side is Side.CUSTOMER:
        return True
    return not any(names(item, cited.quote) for item in reading.registry if not is_sayable(item, reading))


def is_sayable(item: RoadmapItem, reading: AccountReading) -> bool:
    """Whether the account may hear of an item, and its wording is approved and holds on the day."""
    return item.wording_holds_for(reading.account.account_id, Audience.CUSTOMER, reading.as_of)


def names(item: RoadmapItem, text: str) -> bool:
    """Whether a text names an item by its title or an alias."""
    named = "|".join(re.escape(name) for name in (item.title, *item.aliases))
    return re.search(rf"(?<!\w)(?:{named})(?!\w)", text, re.IGNORECASE) is not None
