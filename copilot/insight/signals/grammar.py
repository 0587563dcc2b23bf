# ruff: noqa: E501 - patterns read best on one line
"""Who undertakes, how firmly: subjects, modality, conditions, attribution, clause borders."""

from __future__ import annotations

import re

__all__ = ["ADVERBS", "clause_end", "is_conditional", "is_hedged", "is_reported", "is_tag_question", "within_quotation"]

ADVERBS = (
    r"(?:(?:,\s*)?(?:also|just|then|now|so|still|both|all|certainly|definitely|surely|of course|gladly|happily|personally|myself|ourselves|"
    r"absolutely|immediately|shortly|soon|quickly|first|asap|today|tomorrow|either way|in any case|obviously|simply|actually|always|either|"
    r"go ahead and|be able to|please|kindly|separately|properly|finally|(?!supply|reply|apply|rely|comply|fly|multiply)\w+ly|for sure|at least|in (?:the )?meantime|team)(?:\s*,)?\s+)*"
)
_HEDGE_ADVERBS = re.compile(
    r"\b(?:probably|possibly|perhaps|maybe|hopefully|likely|ideally|theoretically|presumably|conceivably|potentially|eventually|someday)\b"
)
_HEDGE_BEFORE = re.compile(
    r"\b(?:i (?:think|guess|hope|suppose|imagine|wish|doubt|don't think|don't know|expect|reckon|assume|fear|wonder)|we (?:hope|expect|think|believe|doubt)|hopefully|maybe|perhaps|probably|"
    r"possibly|might|ideally|in theory|not sure|no idea|who knows|(?:can't|cannot|won't|not) (?:promise|say|guarantee|commit)|whether|how (?:soon|quickly)|"
    r"wondering|doubt|as if|as though|pretend|imagine|let's say|in case|suppose|worst case|best case|at some point|one day|never (?:said|promised)|the (?:aim|hope|goal|idea|intention|ambition|target) is)\b[^.;:,]{0,60},?\s*$"
)
_HEDGE_AFTER = re.compile(
    r"\b(?:at some point|one day|someday|(?:if|when) (?:i|we) (?:can|get (?:a chance|time|round))|no promises|can't promise|cannot promise|don't hold me|fingers crossed|in theory|"
    r"i hope|hopefully|probably|or maybe|or not|maybe|touch wood|with luck|with a bit of luck)\b"
)
_CONDITION_BEFORE = re.compile(
    r"\b(?:if|unless|provided|providing|assuming|should (?:you|it|they|the)|were (?:you|we)|in the event|depending on|subject to|whenever|every time|each time|only when|as long as|so long as|had (?:you|we|i))\b[^.;!?]*$"
)
_POLITE_IF = re.compile(
    r"\bif (?:(?:that|this|it)(?:'s| is| works| helps| suits| would help)|you (?:like|want|wish|prefer|don't mind|agree|need (?:it|one|them|me)|can't)|(?:that's )?(?:ok|okay|alright|fine|not|need be|needed|necessary)|"
    r"i may|i'm honest|we're honest|you ask me|anything)\b"
)
_CONDITION_AFTER = re.compile(
    r"\b(?:if|unless|provided|providing|as long as|so long as|depending on|subject to|whenever|in the event)\b"
)
_ASKS = re.compile(
    r"\b(?:check|ask|find out|confirm|know|see|tell|verify|test|decide|figure out|wonder\w*|look|say)\b[^.;]{0,25}\b(?:if)\b"
)
_REPORTED = re.compile(
    r"\b(?:he|she|they|who|people|someone|everybody|everyone|nobody|the (?:vendor|supplier|rep|salesman|guy|brochure|website)|you|[a-z]+ ?[a-z]*) "
    r"(?:said|says|say|thinks?|thought|hopes?|hoped|wants?|wanted|claims?|claimed|promised|promise|assured|swore|told (?:me|us|him|her|them|everyone|\w+)|wishes|asked|mentioned)"
    r"(?: (?:that|if|whether))?[ ,:\"']*$"
)
_OWN_WORD = re.compile(
    r"\b(?:i|we) (?:have |had |'ve )?(?:said|told|promised|assured|confirmed|agreed|say|promise|mentioned)\b[^.;]{0,30}$"
)
_ASSURED = re.compile(r"\b(?:be|rest) assured(?: that)?[ ,]*$")
_BORDER = re.compile(
    r"[.;!?](?:\s|$)| - | -- |,? (?:so that|so you|because|since|but|although|though|which|who|where|otherwise|then)\b|, (?:so|and (?:i|we|then|you|the|he|she|they)|you|i|we|as|if|it|that|is|right|ok|okay|yeah|would|should|could|can)\b"
    r"| and (?:i|we|you|he|she|they|then)(?:'|\s)| (?:once|when|as soon as|if|unless|while|before (?:we|you|he|she|they|i|the next)|after (?:we|you|he|she|they|i)|whether you) "
)
_TAG = re.compile(
    r"(?:[,;.-]|\s-)\s*(?:ok|okay|alright|all right|right|yeah|yes|deal|no|sounds? (?:good|ok|okay|fair)|(?:is|does|would) (?:that|this)[^,?]{0,40}|(?:would|does|is|can|could|how|what)\b[^,?]{0,40}|agreed|fair(?: enough)?|good|cool)\s*\?+[\s\"')]*$"
)


def is_tag_question(flat: str, after: int) -> bool:
    """Whether a question is only tagged on ("I'll send it Friday, ok?") after a position."""
    return _TAG.search(flat, after) is not None


def is_hedged(flat: str, start: int, verb: int, end: int) -> bool:
    """Whether the speaker holds back: before the subject, between subject and verb, or after it."""
    return bool(
        _HEDGE_ADVERBS.search(flat, start, verb)
        or _HEDGE_BEFORE.search(flat, 0, start)
        or _HEDGE_AFTER.search(flat, verb, end)
    )


def is_conditional(flat: str, start: int, verb: int) -> bool:
    """Whether it hangs on a condition that is more than a courtesy ("if you sign, we'll …")."""
    condition = _CONDITION_BEFORE.search(flat, 0, start)
    if condition and not _POLITE_IF.match(flat, condition.start()):
        return True
    later = _CONDITION_AFTER.search(flat, verb)
    if later is None or _POLITE_IF.match(flat, later.start()):
        return False
    return not _ASKS.match(flat, verb)


_EMBEDDED = re.compile(r"\b(?:what|whatever|why|how|where|whether|which|who|when|until|before|in case|as if)\s*$")


def is_reported(flat: str, start: int) -> bool:
    """Whether somebody else is said to have said it, or it only says which, what or when."""
    if _EMBEDDED.search(flat, 0, start):
        return True
    if _ASSURED.search(flat, 0, start):
        return False
    return _REPORTED.search(flat, 0, start) is not None and _OWN_WORD.search(flat, 0, start) is None


def within_quotation(flat: str, at: int) -> bool:
    """Whether a position stands between quotation marks."""
    return flat.count('"', 0, at) % 2 == 1


def clause_end(flat: str, start: int) -> int:
    """Where the clause that starts at a position ends: its object and complements, without what is joined on."""
    border = _BORDER.search(flat, start)
    return border.start() if border else len(flat.rstrip(" .!?,;:"))
