"""Words that ask to be kept private.

A passage is a confidence where it asks its reader to hold it back: a verb of sharing that is negated
or limited ("please don't forward", "not to be quoted", "nobody else knows"), or one of the idioms for
it ("between us", "off the record"). Legal footers are addressed to everybody and so ask nothing;
neither does talk about confidentiality ("our confidentiality agreement").
"""

from __future__ import annotations

import re

from connectors.discretion import CUES

__all__ = ["asks_for_confidence", "is_marked_confidential"]

_LEGAL = re.compile(
    r"(?:intended\s+(?:only\s+|solely\s+)?(?:for|recipient)|addressee|in\s+error|received\s+this\s+(?:e-?mail|message)|"
    r"(?:e-?mail|message|communication|transmission)(?:\s+and\s+\w+\s+\w+)?"
    r"\s+(?:is|are|may\s+be|contains?|may\s+contain)\s+"
    r"(?:\w+\s+){0,3}?(?:confidential|privileged)|confidentiality\s+(?:notice|agreement|clause|undertaking)|non-disclosure)",
    re.IGNORECASE,
)
# "We keep this confidential" reports a practice; "can we keep this between us" asks.
_REPORTS = re.compile(
    r"(?:(?<!can )(?<!could )(?<!shall )(?<!should )(?<!may )(?<!might )(?<!must )\bwe"
    r"|\b(?:they|he|she|who|systems?|customers?|tenants?))"
    r"\s+(?:\w+ly\s+|always\s+)?(?:do\s+|does\s+|did\s+|will\s+|would\s+)?$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“(]?[A-ZÀ-Þ])|\n{2,}|\n(?=\s*[-*•])")
_RUN = re.compile(r"\s{3,}|[-=_*~>|.]{4,}")
_LABEL = re.compile(
    r"\b(?:STRICTLY |STRENG )?(?:CONFIDENTIAL|VERTRAULICH|VERTROUWELIJK|CONFIDENTIEL)\b(?! (?:INFO|AGREE|DATA))"
    r"|\bEYES ONLY\b"
)


def is_marked_confidential(heading: str) -> bool:
    """Whether the head of a note stamps the whole of it confidential, in capitals."""
    return bool(_LABEL.search(heading))


def asks_for_confidence(text: str) -> bool:
    """Whether a text asks, in its own words, to be kept private."""
    # Long runs of blanks say nothing, and cost a search its time.
    text = _RUN.sub(lambda run: "\n\n" if "\n" in run[0] else " ", text)
    return any(_asks(sentence) for sentence in _SENTENCE_END.split(text))


def _asks(sentence: str) -> bool:
    folded = sentence.lower()
    asked = any(not _REPORTS.search(sentence[: found.start()]) for cue in CUES for found in cue.find(sentence, folded))
    return asked and not _LEGAL.search(sentence)
