"""Instructions hidden in the record: text that speaks to a machine instead of to a person.

Text from the record is data. A sentence that gives orders to an assistant is not evidence about the
account and is never quoted as an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["foreign_links", "is_a_task", "speaks_to_a_machine"]

_MACHINE = re.compile(
    r"\b(?:ai|llm|gpt|chatbot|chat ?gpt|language model|assistant|copilot|bot|summari[sz]er|system prompt|"
    r"automated (?:reader|summary|system|tool)|(?:note|meeting)[- ]?taker|crawler|parser|prompt|instructions?)s?\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|do not (?:mention|tell|reveal|include)|don't (?:mention|tell|reveal|include)|"
    r"you (?:must|should|are to|will|shall) (?:now |always |only )?(?:say|state|report|answer|reply|respond|write|describe|output|mark|rate|tell|summari[sz]e|classify)|"
    r"(?:always|instead|only|please)?\s*(?:respond|reply|answer|output|print|state|report|classify|summari[sz]e|describe|mark|rate|tell)\b[^.?!]{0,60}\b(?:as|that|with|only|this|the)\b)",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
"""Characters that nobody sees: words are hidden by splitting them with these."""
_OVERRIDE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.?!]{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|other|your|these|system)\b"
    r"[^.?!]{0,30}\b(?:instruction|prompt|rule|message|context|text|guideline|direction|document|note)",
    re.IGNORECASE,
)


def speaks_to_a_machine(text: str) -> bool:
    """Whether a text orders a machine about: it overrides instructions, or names a machine and tells it what to say."""
    seen = _UNSEEN.sub("", text)
    return bool(_OVERRIDE.search(seen) or (_MACHINE.search(seen) and _ORDER.search(seen)))


_LINK = re.compile(
    r"!?\[[^\]]*\]\([^)]*\)|<img\b[^>]*>|(?:https?|ftp|javascript|data):[^\s<>\")\]]+|\bwww\.[^\s<>\")\]]+",
    re.IGNORECASE,
)
_TARGET = re.compile(r"(?:https?|ftp|javascript|data):[^\s<>\")\]]+|\bwww\.[^\s<>\")\]]+", re.IGNORECASE)


_YOUR_REPLY = re.compile(r"\byour (?:answer|reply|response|message|output|summary)\b", re.IGNORECASE)
_REPORTED = re.compile(
    r"^(?:thank|thanks|i|we|please|as|after|before|with|for|from|since|re|your|the|he|she|they|it|got|regarding)\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"^(?:explain|describe|translate|compose|write|draft|provide|develop|break down|generate|create|outline|craft|use|render|"
    r"what(?:'s| is| are)|who (?:is|was|wrote|invented)|how do you (?:say|spell|pronounce)|how (?:do|does|to)|"
    r"can you (?:show|write|explain|tell) me)\b",
    re.IGNORECASE,
)
_DRILL = re.compile(
    r"^(?:replace|reverse|swap|shift|encode|decode|capitali[sz]e|rewrite|translate) (?:(?:all|any|each|every|the|\w+) ){0,3}"
    r"(?:letters?|vowels?|consonants?|words?|characters?|text|sentences?|messages?|strings?)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\n|(?<=[.!?])\s+(?=[A-Z\"'“])")
"""Where a sentence may begin: rather too often than not, for "at example.co. Translate …" hides a task in the middle."""
_QUOTED = re.compile(r"(?<!\w)'[^'\n]*'|\"[^\"\n]*\"|“[^”]*”")
_OURS = re.compile(
    r"\b(?:we|us|our|ours|you|your|yours|they|them|their|he|she|his|her|it|its|this|that|these|those|attached|below|above)\b",
    re.IGNORECASE,
)


def is_a_task(text: str) -> bool:
    """Whether any sentence of a text sets a task to whoever reads it, and says nothing on the account: how a reply is to
    be written, or a general question or exercise that points at nobody and nothing at hand.
    """
    return any(map(_sets_a_task, _BEGINS.split(_UNSEEN.sub("", text))))


def _sets_a_task(sentence: str) -> bool:
    seen = sentence.lstrip(" -*>\"'“”")
    if _DRILL.match(seen):
        return True
    if _YOUR_REPLY.search(seen) and not _REPORTED.match(seen):
        return True
    found = _TASK.match(seen)
    # Words that are quoted, as what is to be translated, point at nobody.
    return found is not None and not _OURS.search(_QUOTED.sub(" ", seen[found.end() :]))


def foreign_links(text: str, sources: Sequence[str]) -> list[str]:
    """The links and images of a text whose target stands in none of its sources."""
    found: list[str] = []
    for link in _LINK.findall(text):
        target = _TARGET.search(link)
        if target is None or not any(target[0].rstrip(".,;") in source for source in sources):
            found.append(link)
    return found
