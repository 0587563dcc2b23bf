"""A question within a thread: whom and what it leans on of the questions asked before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from copilot.domain.account import Account, Accounts
from copilot.domain.errors import AmbiguousAccount
from copilot.drafting.question import Question

__all__ = ["account_in", "in_thread"]

_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers)\b(?:['’]s\b)?", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
_TIME = "account|customer|year|quarter|month|week|morning|spring|summer|autumn|fall|winter"
_THING = re.compile(
    rf"\b(?:it|its|these|those)\b|\bthis\b(?! (?:{_TIME})\b)|\bthat\b(?= ?(?:[?.!,]|$))"
    r"|\b(?:about|of|for|on|to|with|do|did|say|said|is|was|why|when|what|after|before) that\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:and|but|also|so|or|then)\b|(?:since|until|by) when\W*$|why(?: not)?\W*$"
    r"|(?:who|what|where|anything|anybody) else\b|which (?:one|ones)\b",
    re.IGNORECASE,
)


def in_thread(question: Question, earlier: Sequence[str], read: Callable[[str], Question]) -> Question:
    """The question with what it leaves to the questions before it, oldest first, which `read` can read.

    He or she is the one person that the nearest of them names. Where it names nobody, or points back with "it" or
    "that", their words are searched for too. What stands by itself is left as it is.
    """
    before: list[Question] = []
    current = question
    for text in reversed(earlier):
        if not _leans(current):
            break
        current = read(text)
        before.insert(0, current)
    if not before:
        return question
    person = next((one.people[0] for one in reversed(before) if len(one.people) == 1), None)
    if person is not None and not question.people and _PERSON.search(question.text):
        question = read(_named(question.text, person.name))
    return replace(question, also=(*question.also, *(part for one in before for part in (one.text, *one.also))))


def account_in(accounts: Accounts, texts: Sequence[str]) -> Account | None:
    """The account that the last of some texts to name one names; None where none does.

    Raises AmbiguousAccount where a text names several.
    """
    for text in reversed(texts):
        found = {one.account_id: name for one in accounts if (name := _longest_name(one, text))}
        # "Quillon Salt" within "Quillon Salt Haulage" is not named beside it.
        kept = [
            one for one, name in found.items() if not any(name in other and name != other for other in found.values())
        ]
        if len(kept) > 1:
            raise AmbiguousAccount(f"{text!r} names {len(kept)} accounts: {', '.join(kept)}", "Name one with --account")
        if kept:
            return accounts[kept[0]]
    return None


def _leans(question: Question) -> bool:
    """Whether a question cannot be understood without the one before it."""
    text = question.text.strip()
    points = not question.people and (_PERSON.search(text) or _THEY.search(text))
    return bool(points or _THING.search(text) or _GOES_ON.match(text) or not question.topic)


def _named(text: str, name: str) -> str:
    """A question with the first pronoun for a person replaced by the name."""

    def put(found: re.Match[str]) -> str:
        word, after = found[0].casefold(), text[found.end() :]
        owning = word in ("his", "hers") or (
            word == "her" and re.match(r" (?!about|on|to|in|for|at|by|of|say|think)\w", after)
        )
        return f"{name}'s" if owning else name + found[0][len(re.split("['’]", found[0])[0]) :]

    return _PERSON.sub(put, text, count=1)


def _longest_name(account: Account, text: str) -> str:
    """The longest name of an account that stands whole in a text, folded; empty where none does."""
    flat = " ".join(text.casefold().split())
    names = (" ".join(name.casefold().split()) for name in (account.name, account.account_id, *account.aliases))
    return max(
        (name for name in names if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", flat)), key=len, default=""
    )
