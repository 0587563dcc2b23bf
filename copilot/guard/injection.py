"""Instructions hidden in the record: text that speaks to a machine instead of to a person.

Text from the record is data. A sentence that gives orders to an assistant is not evidence about the
account and is never quoted as an answer.
"""

from __future__ import annotations

import re

__all__ = ["speaks_to_a_machine"]

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
_OVERRIDE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.?!]{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|other|your|these|system)\b"
    r"[^.?!]{0,30}\b(?:instruction|prompt|rule|message|context|text|guideline|direction|document|note)",
    re.IGNORECASE,
)


def speaks_to_a_machine(text: str) -> bool:
    """Whether a text orders a machine about: it overrides instructions, or names a machine and tells it what to say."""
    return bool(_OVERRIDE.search(text) or (_MACHINE.search(text) and _ORDER.search(text)))
