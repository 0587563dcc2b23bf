"""What a question asks for, and of whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from copilot.domain.account import Account
from copilot.domain.commitment import RoadmapItem
from copilot.guard.registry import matches
from copilot.insight.people import Person, matching
from retrieval.terms import question_terms, terms

__all__ = ["Ask", "Question", "read_question"]


class Ask(StrEnum):
    """The sort of thing that would answer."""

    WHO = "who"
    WHEN = "when"
    HOW_MANY = "how many"
    WHETHER = "whether"
    WHAT = "what"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read.

    `topic` holds its terms without function words and without the account's own name; `people` those
    it names; `speakers` those of them whose words it asks for ("what did Dana say about …"). `also` are
    the other names of the roadmap items it speaks of: people call one thing by many.
    """

    text: str
    ask: Ask
    topic: tuple[str, ...]
    people: tuple[Person, ...]
    speakers: tuple[Person, ...]
    also: tuple[str, ...] = ()

    @property
    def sought(self) -> str:
        """What to search for: the question, and what else its things are called."""
        return " ".join((self.text, *self.also))


_ASKS = (
    (
        Ask.HOW_MANY,
        r"\bhow (?:many|much|long|often|big|large|far|late)\b|\bwhat (?:number|percent|share|amount|price|score)\b",
    ),
    (
        Ask.WHEN,
        r"\bwhen\b|\bwhat (?:date|day|month|time|year|quarter)\b|\b(?:which|what) (?:date|day|month|quarter|year)\b|\bsince when\b|\bhow soon\b",
    ),
    (Ask.WHO, r"\bwho(?:'s|se|m)?\b|\bwhich (?:person|people|colleague|contact|stakeholder)s?\b"),
    (
        Ask.WHETHER,
        r"^(?:and |so |ok |hey )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|any)\b",
    ),
)
_SAYING = r"(?:say|said|says|tell|told|tells|think|thinks|thought|ask|asked|asks|mention|mentioned|want|wanted|wants|promise|promised|complain|complained|feel|feels|felt|write|wrote|react|reacted|request|requested|offer|offered|claim|claimed|suggest|suggested|view|opinion|feedback|take|stance)"


def read_question(
    text: str, account: Account, people: Sequence[Person], registry: Sequence[RoadmapItem] = ()
) -> Question:
    """Read a question about an account whose people are known, and the roadmap too."""
    lowered = text.casefold().strip()
    ask = next((ask for ask, pattern in _ASKS if re.search(pattern, lowered)), Ask.WHAT)
    own = {term for name in (account.name, account.account_id, *account.aliases) for term in terms(name)}
    named = matching(people, _name_words(lowered))
    speakers = (
        named
        if named and re.search(rf"\b(?:do|does|did|would|has|have|had|what|why)\b.*\b{_SAYING}\b", lowered)
        else []
    )
    return Question(
        text=text,
        ask=ask,
        topic=tuple(term for term in question_terms(text) if term not in own),
        people=tuple(named),
        speakers=tuple(speakers),
        also=tuple(name for match in matches(text, registry) for name in (match.item.title, *match.item.aliases)),
    )


def _name_words(lowered: str) -> list[str]:
    return [re.sub(r"['’]s$", "", word) for word in re.findall(r"\w+(?:['’]\w+)?", lowered)]
