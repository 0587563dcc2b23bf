# ruff: noqa: E501 - patterns read best on one line
"""Whether a cue is meant: not negated, not hypothetical, not asked, not said of somebody else's affairs."""

from __future__ import annotations

import re

__all__ = ["is_denied", "is_hypothetical", "is_of_others"]

_NEGATION = re.compile(
    r"\b(?:no|not|never|nothing|none|without|nobody|neither|nor|hardly|zero|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|won't|wouldn't|can't|cannot|haven't|hasn't|hadn't|couldn't|shouldn't|"
    r"no longer|rather than|instead of|free of|far from|stopped being|not a|no sign of|no plans? to|no intention (?:of|to)|avoid(?:ed|s|ing)?|prevents?|solved|resolved|fixed)\b(?:[^,.;:!?]{0,35})$"
)
_NOT_ONLY = re.compile(
    r"\b(?:not only|not just|no wonder|no doubt|nothing but|why not|can't (?:wait|complain|praise|recommend|thank))\b"
)
_HYPOTHESIS = re.compile(
    r"\b(?:if|unless|in case|should (?:we|you|they|it)|were to|would have|imagine|suppose|to avoid|so that (?:we|it) (?:don't|doesn't)|for example|e\.g\.|in the event|what happens when|such as)\b[^.;]*$"
)
_OTHERS = re.compile(
    r"\b(?:another (?:customer|company|client|site|vendor|tenant)|other (?:customers|companies|clients|vendors|tenants)|(?:my|his|her|their) (?:previous|last|former|old) (?:company|job|employer|place)|at my old|in my previous|"
    r"a friend|my (?:nephew|wife|husband|son|daughter|brother|sister|neighbour|neighbor|kids?|dog|cat|car|dentist|printer)|the (?:weather|train|dog|cat|coffee|traffic|football|plumber))\b"
)


def is_denied(flat: str, at: int) -> bool:
    """Whether the words before a cue, in its clause, deny it ("no complaints", "hasn't declined")."""
    return _NEGATION.search(flat, max(0, at - 60), at) is not None and not _NOT_ONLY.search(
        flat, max(0, at - 60), at + 15
    )


def is_hypothetical(flat: str, at: int) -> bool:
    """Whether a cue stands under a condition or an example."""
    return _HYPOTHESIS.search(flat, max(0, at - 120), at) is not None


def is_of_others(flat: str) -> bool:
    """Whether a sentence tells of somebody outside the account, or of small talk."""
    return _OTHERS.search(flat) is not None
