"""Slips as a careless writer makes them: one figure, name, word or negation of a true sentence changed."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

__all__ = ["slipped"]

_OPPOSITES = [
    pair.split("/")
    for pair in (
        "more/fewer more/less increase/decrease increased/decreased rose/fell up/down before/after early/late earlier/later "
        "all/some all/none every/no always/never first/last agreed/refused accepted/declined accepts/declines approved/rejected "
        "open/closed opened/closed started/stopped begins/ends began/ended won/lost gained/lost high/low higher/lower best/worst "
        "better/worse expensive/cheap happy/unhappy satisfied/dissatisfied able/unable likely/unlikely possible/impossible "
        "included/excluded with/without internal/external customer/vendor buyer/seller added/removed add/remove enable/disable "
        "enabled/disabled long/short large/small big/small new/old fast/slow faster/slower strong/weak easy/hard easier/harder "
        "confirmed/denied confirm/deny kept/missed met/missed succeeded/failed passed/failed working/broken solved/unsolved "
        "resolved/unresolved weekly/monthly daily/weekly monthly/yearly morning/afternoon yesterday/tomorrow next/last "
        "interested/uninterested positive/negative improved/worsened improve/worsen reduce/raise reduced/raised half/double "
        "minimum/maximum under/over below/above inside/outside public/private free/paid required/optional "
        "must/may will/might can/cannot received/sent bought/sold comprehensive/basic wide/limited specific/general"
    ).split(" ")
    if "/" in pair
]
_SWAPS = dict(_OPPOSITES) | {b: a for a, b in _OPPOSITES}
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?(?!\w*:)")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-zA-Z-]{2,}(?: [A-Z][a-zA-Z-]+)?")
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_VERB = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|did|does|do|should)\b(?! not|n't)", re.IGNORECASE
)
_DENIED = re.compile(r"\b(?:not|never) |n't\b", re.IGNORECASE)


def slipped(text: str, names: Sequence[str], rng: random.Random) -> str:
    """The sentence with one thing changed, so that it no longer says the same; empty where nothing can be."""
    ways = [_other_figure, _other_name, _opposite, _negation, _other_time]
    rng.shuffle(ways)
    for way in ways:
        changed = way(text, names, rng)
        if changed and changed != text:
            return changed
    return ""


def _other_figure(text: str, _: Sequence[str], rng: random.Random) -> str:
    found = list(_FIGURE.finditer(text))
    if not found:
        return ""
    one = rng.choice(found)
    digits = one[0]
    at = rng.randrange(len(digits))
    while not digits[at].isdigit():
        at = rng.randrange(len(digits))
    other = str((int(digits[at]) + rng.randint(1, 8)) % 10)
    if at == 0 and other == "0":
        other = "4"
    return text[: one.start()] + digits[:at] + other + digits[at + 1 :] + text[one.end() :]


def _other_name(text: str, names: Sequence[str], rng: random.Random) -> str:
    found = [one for one in _NAME.finditer(text) if one[0] not in (*_MONTHS, *_DAYS)]
    others = [name for name in names if name not in text]
    if not found or not others:
        return ""
    one = rng.choice(found)
    return text[: one.start()] + rng.choice(others) + text[one.end() :]


def _other_time(text: str, _: Sequence[str], rng: random.Random) -> str:
    for group in (_MONTHS, _DAYS):
        held = [name for name in group if re.search(rf"\b{name}\b", text)]
        if held:
            name = rng.choice(held)
            return re.sub(rf"\b{name}\b", rng.choice([one for one in group if one != name]), text, count=1)
    return ""


def _opposite(text: str, _: Sequence[str], rng: random.Random) -> str:
    found = [one for one in _WORD.finditer(text) if one[0].lower() in _SWAPS]
    if not found:
        return ""
    one = rng.choice(found)
    other = _SWAPS[one[0].lower()]
    return text[: one.start()] + (other.capitalize() if one[0][0].isupper() else other) + text[one.end() :]


def _negation(text: str, _: Sequence[str], rng: random.Random) -> str:
    if (denied := _DENIED.search(text)) is not None:
        return text[: denied.start()] + (" " if denied[0].lower() == "n't" else "") + text[denied.end() :].lstrip()
    found = list(_VERB.finditer(text))
    if not found:
        return ""
    one = rng.choice(found)
    return f"{text[: one.end()]} not{text[one.end() :]}"
