# ruff: noqa: E501 - patterns read best on one line
"""Goals and the values measured against them: a metric, a number, its unit, a target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.words import SignalFamily
from copilot.insight.signals.due import find_due
from copilot.insight.signals.readings import Reading
from copilot.insight.signals.sentences import Sentence

__all__ = ["outcomes_in"]

_UNIT = r"(?:%|per ?cent|percent|percentage points|pp|working days?|days?|hours?|hrs?|h\b|minutes?|mins?|seconds?|weeks?|months?|euros?|dollars?|pounds?|usd|eur|gbp|k\b|taps|clicks|sites?|plants?|lifts?|findings?|defects?|incidents?|tickets?|stops?|errors?|complaints?|users?|people|points?|tonnes?|litres?|calls?)"
_WORDS = "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half"
_NUMBER = rf"(?:[$€£] ?)?(?:\d[\d.,]*\d|\d|(?:(?:{_WORDS})(?:[- ](?:{_WORDS}))*))"
_VALUE = re.compile(rf"(?<![\w.])(?P<number>{_NUMBER}) ?(?P<unit>{_UNIT})(?!\w)")
_METRIC = re.compile(
    r"\b(?:rate|ratio|time|on[- ]time|downtime|uptime|availability|throughput|yield|turnaround|backlog|cycle|lead time|audit|preparation|inspection|compliance|accuracy|productivity|savings?|cost per|no-?shows?|churn|rounds? closed|closed|"
    r"unplanned|stops?|stoppages?|first[- ]time|response|resolution|adoption|utili[sz]ation|completed?|completion|coverage|defects?|findings?|errors?|rework|scrap|waste|late|missed|overdue|average|baseline|target|goal|tests?|turns?|hours|paper|paperless|incidents?)\b"
)
_GOAL = re.compile(
    r"\b(?:goal|target|objective|aim(?:ing)?|want(?:s|ed)? (?:to|it|that|them|\w+ (?:to|at|by))|need(?:s|ed)? (?:to|it)|should (?:be|fall|drop|reach|get)|has to|must (?:be|reach|fall|get)|by (?:the )?(?:end|next|q\d|\w+ 20\d\d)|success (?:means|is|looks)|measure\w* (?:us|you|on|by)|"
    r"or (?:less|fewer|more|better|under)|at (?:least|most)|under|below|above|no more than|down to|up to|judged on|kpi|okr|expect|promised the board|told the board|bring (?:it|that|this) (?:down|up)|i'd like|i want|we want|would like)\b"
)
_MEASURED = re.compile(
    r"\b(?:is|are|was|were|we're|we are|at|now|came in at|stands? at|reached|hit|down|up|fell|dropped|rose|climbed|improved|from|instead of|took|takes|had|have|made|=|averag\w+|results?|figure|number|last (?:week|month|quarter|year)|this (?:week|month|quarter|year)|"
    r"(?:in|for|since) (?:january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]))\b|[:=→]"
)
_FROM_TO = re.compile(
    rf"\bfrom (?P<from>{_NUMBER}) ?(?:{_UNIT})?(?: \w+){{0,4}} (?:down |up )?to (?P<to>{_NUMBER})|(?P<from2>\d[\d.,]*) ?(?:{_UNIT})? ?(?:->|→|=>) ?(?P<to2>\d[\d.,]*)"
)
_TARGET = re.compile(
    rf"\b(?:target(?: was| is| of|:)?|goal(?: was| is| of|:)?|against(?: a target of)?|vs\.?|board target was|under|below|or (?:less|fewer)|at least|no more than|against the) (?P<target>{_NUMBER})"
)
_NOT_OUTCOME = re.compile(
    r"\b(?:invoice|price|usd|gbp|eur|discount|renewal|notice|contract|annual charge|per year|seats?|licen[cs]es?|meeting|call me|o'clock|minutes? (?:late|ago|with)|days? ago|years? old|call at|credit)\b"
)


def outcomes_in(sentence: Sentence) -> Iterator[Reading]:
    """An `outcome`: `what` is "goal" where a value is aimed at, "measured" where it has been reached or missed."""
    flat = sentence.flat
    if _METRIC.search(flat) is None or sentence.question:
        return
    value = _VALUE.search(flat)
    moved = _FROM_TO.search(flat)
    if (value is None and moved is None) or _NOT_OUTCOME.search(flat):
        return
    goal, measured = _GOAL.search(flat), _MEASURED.search(flat)
    if goal is None and measured is None and moved is None:
        return
    target = _TARGET.search(flat)
    attributes = {
        "what": "measured" if moved or (measured and not goal) else "goal",
        "number": (moved["to"] or moved["to2"]) if moved else (value["number"] if value else ""),
        "unit": value["unit"] if value else "",
        "before": (moved["from"] or moved["from2"]) if moved else "",
        "target": target["target"] if target else "",
    }
    due = find_due(flat, sentence.said_on) if attributes["what"] == "goal" else None
    attributes["due"] = due.day.isoformat() if due else ""
    yield Reading("outcome", SignalFamily.VALUE, f"outcome:{attributes['what']}", attributes)
