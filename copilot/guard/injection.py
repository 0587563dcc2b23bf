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
    r"what(?:'s| is| are)|who (?:is|was|wrote|invented)|how (?:do|does|to)|can you (?:show|write|explain|tell) me)\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:we|us|our|ours|you|your|yours|they|them|their|he|she|his|her|it|its|this|that|these|those|attached|below|above)\b",
    re.IGNORECASE,
)


def is_a_task(text: str) -> bool:
    """Whether a sentence sets a task to whoever reads it, and says nothing on the account: how a reply is to be written,
    or a general question or exercise that points at nobody and nothing at hand.
    """
    seen = _UNSEEN.sub("", text).strip(" -*>\"'“”")
    if _YOUR_REPLY.search(seen) and not _REPORTED.match(seen):
        return True
    found = _TASK.match(seen)
    return found is not None and not _OURS.search(seen, found.end())


def foreign_links(text: str, sources: Sequence[str]) -> list[str]:
    """The links and images of a text whose target stands in none of its sources."""
    found: list[str] = []
    for link in _LINK.findall(text):
        target = _TARGET.search(link)
        if target is None or not any(target[0].rstrip(".,;") in source for source in sources):
            found.append(link)
    return found
