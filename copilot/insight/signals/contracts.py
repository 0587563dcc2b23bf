# ruff: noqa: E501 - patterns read best on one line
"""What is said of the contract: notice periods, and anything on renewing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.words import SignalFamily
from copilot.insight.signals.due import find_due
from copilot.insight.signals.readings import Reading
from copilot.insight.signals.sentences import Sentence

__all__ = ["contracts_in"]

_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBERS = {word: n for n, word in enumerate(_UNITS, start=1)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_NUMBERS |= {
    f"{ten}-{unit}": 10 * t + u for t, ten in enumerate(_TENS, start=2) for u, unit in enumerate(_UNITS[:9], start=1)
}
_NUMBERS |= {"one hundred": 100, "one hundred and twenty": 120, "one hundred and eighty": 180, "fourteen": 14}
_PERIOD = re.compile(
    r"(?P<count>\d{1,3}|"
    + "|".join(sorted(_NUMBERS, key=len, reverse=True))
    + r")(?: ?\((?P<figure>\d{1,3})\))?[ -](?:calendar |working |business |full )?(?P<unit>days?|weeks?|months?)"
)
_NOTICE = re.compile(r"\b(?:notice|terminat\w+|non-renewal|opt(?:ing)?[ -]out|cancel(?:led|lation)?|cancel)\b")
_BEFORE_END = re.compile(
    r"\b(?:before|prior to|ahead of|in advance|written|in writing|period|expiry|end of (?:the )?(?:term|contract)|not later than|no later than|at least|notice)\b"
)
_RENEWAL = re.compile(
    r"\b(?:renew(?:s|ed|al|als|ing)?|re-?sign(?:ing)?|extend (?:the )?(?:contract|agreement|term)|extension of (?:the )?(?:contract|agreement|term)|end of (?:the )?(?:initial )?term|contract (?:ends|expires|runs out|is up)|agreement (?:ends|expires)|(?:which|that) expires on|expires? on|auto-?renew\w*|verlängerung)\b"
)
_WILL = re.compile(
    r"\b(?:will renew|(?:are|is|we're) renewing|want(?:s)? to renew|happy to renew|happy to sign|plan(?:s|ning)? to renew|intend(?:s)? to renew|ready to (?:renew|sign)|renewal (?:is )?(?:signed|approved|agreed|confirmed)|signed the renewal|renewed|decided to (?:renew|stay|extend)|staying)\b"
)
_WONT = re.compile(
    r"\b(?:(?:not|won't|never|don't (?:plan|intend|want) to|decided against) (?:\w+ ){0,2}renew\w*|non-?renewal|(?:not|won't) extend|cancel\w* the renewal|let it (?:lapse|expire))\b"
)
_OPEN = re.compile(
    r"\b(?:undecided|not (?:yet )?(?:decided|sure)|depends?|depending|we'?ll see|open question|before (?:we|i) (?:renew|sign|decide)|condition\w*|unless|if we renew|whether (?:to|we|or not)|consider\w*|recommendation|decide|decision|up for)\b"
)


def contracts_in(sentence: Sentence) -> Iterator[Reading]:
    """A notice period (`days` or `months`), and what is said on renewing (`decision`: yes, no, open or empty)."""
    flat = sentence.flat
    if _NOTICE.search(flat) and (period := _period(flat)) and _BEFORE_END.search(flat):
        count = int(period["figure"]) if period["figure"] else _count(period["count"])
        unit = period["unit"].rstrip("s")
        days = {"day": count, "week": 7 * count, "month": 30 * count}[unit]
        attributes = {"count": str(count), "unit": f"{unit}s", "days": str(days)}
        yield Reading("notice", SignalFamily.COMMERCIAL, "notice:period", attributes)
    if _RENEWAL.search(flat):
        decision = (
            "no"
            if _WONT.search(flat)
            else "open"
            if _OPEN.search(flat) or sentence.question
            else "yes"
            if _WILL.search(flat)
            else ""
        )
        due = find_due(flat, sentence.said_on)
        attributes = {
            "decision": decision,
            "date": due.day.isoformat() if due else "",
            "by": sentence.side.value,
            "who": sentence.speaker,
        }
        yield Reading("renewal_statement", SignalFamily.COMMERCIAL, "renewal:stated", attributes)


def _period(flat: str) -> re.Match[str] | None:
    """The period that is nearest to the word for notice, not the length of the renewed term."""
    periods = [
        found for found in _PERIOD.finditer(flat) if not _TERM.search(flat, max(0, found.start() - 14), found.start())
    ]
    places = [found.start() for found in _NEAR.finditer(flat)]
    if _AMENDED.search(flat):
        return periods[-1] if periods else None
    return min(periods, key=lambda found: min((abs(found.end() - at) for at in places), default=0), default=None)


_TERM = re.compile(r"\b(?:for|terms? of|further|another|additional|within|after)(?: an?| a further)? $")
_AMENDED = re.compile(
    r"\b(?:replaced by|replace\w* (?:with|by)|amended to|changed to|instead of|shortened to|extended to|now)\b"
)
_NEAR = re.compile(r"\b(?:notice|before|prior|expiry|terminat\w+|cancel\w*)\b")


def _count(written: str) -> int:
    return int(written) if written.isdigit() else _NUMBERS[written]
