# ruff: noqa: E501 - patterns read best on one line
"""Evidence that something undertaken was done, or will not be done after all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.words import DocumentKind, Side, SignalFamily
from copilot.insight.signals.grammar import is_conditional, is_reported
from copilot.insight.signals.readings import Reading
from copilot.insight.signals.sentences import Sentence
from copilot.insight.signals.speakers import author
from copilot.insight.signals.verbs import DONE

__all__ = ["deliveries_in"]

_ACK = r"received|got|arrived|came|landed|working|live|in place|available|ready|online|running|closed|done|complete|completed"
_DELIVERED = re.compile(
    rf"\b(?:attached|enclosed|here(?:'s| is| are|by)|as (?:promised|agreed|discussed|requested|announced|i undertook|undertaken)|announced for|please find|pfa|find (?:attached|enclosed|below)|find it attached|in (?:the|your) (?:shared )?(?:folder|inbox|portal)"
    rf"|(?:i|we)(?:'ve| have|'d)?(?: \w+ly| just| now| also| already)? (?:{DONE}|put|set|ran|did|made|gave|wrote|got|built|held|told|spoke|talked|called|rang|visited|asked|opened|logged|pushed|chased|went|came|brought|pulled|read|received|handed|fixed)\b"
    rf"|(?:is|are|was|were|has been|have been|been|got|gets|now|all|'s)(?: now| all| already| both| \w+ly)? (?:{DONE}|{_ACK})\b"
    rf"|it works|works (?:now|again|fine|well)|went (?:live|out|through|ahead)|gone live|goes live today|(?:is|are|was|were) (?:now |already )?(?:in|on|live|up)(?: now| today| for| since| as of| your| the shared)|(?:later|late|earlier) than (?:i |we )?(?:promised|agreed|said|announced)|was due on|took place|thank(?:s| you) (?:\w+ )?for (?:the|your|sending|coming|sharing|providing|that)"
    rf"|root cause:|cause found|found (?:the|it)|new .{{3,30}} is live|all \d+ (?:.{{0,20}} )?(?:in|done|are)|(?:checked|tested|verified) (?:it|them|\w+ sites?)|confirmed working)\b"
)
_DROPPED = re.compile(
    rf"^(?:(?:all|ok|okay|hi|hey|yes|both|also|and|now|just|first|second|the|\(?\w{{1,2}}[.)]) )*(?:\w+ )?(?:{DONE}|done|live|changed|proposed|told|ran|held|gave|spoke|called|back|fixed|reset|stopped|passed|met|went|wrote)\b"
)
_MET = re.compile(
    r"\b(?:session|call|meeting|training|workshop|visit|demo|walk-?through)s? with [\w ,&]{2,40}? (?:today|yesterday|this (?:morning|afternoon|week)|last (?:week|\w+day)|was|were|went|helped)\b"
)
_QUOTED = re.compile(r'"[^"]{1,60}"')
_NOT_YET = re.compile(
    r"\b(?:not|never|n't|nothing|no one|nobody|yet to|still (?:waiting|open|missing)|without|overdue|hasn't|haven't|wasn't|isn't|aren't|didn't|unable|failed to|tomorrow|tmrw|next (?:week|month)|will be|going to|due to (?!the|a\b)|(?<!was )(?<!were )due (?:by|on|next|tomorrow|tmrw)|instead of|supposed to|should have|would have|were to|was to)\b"
)
_WITHDRAWN = re.compile(
    r"\b(?:(?:i|we)(?:'re| are|'m| am)? (?:not going to (?:do|build|deliver|ship|make|send|offer|come|proceed|go ahead)|no longer|not able to|not in a position to|unable to)|(?:i|we) (?:won't|will not|cannot|can't) (?:be )?(?:do|doing|build|building|deliver|delivering|ship|shipping|make (?:it|that|the)|offer|provide|support|send|come)|(?:won't|will not|isn't going to) (?:happen|be happening|be ready|be there|be going ahead|make it)|"
    r"scrap (?:that|it|the)|forget (?:about )?(?:that|it)(?: please)?[.,!]|no longer (?:needed|required|necessary|planned|happening|relevant)|(?:is|are|has been|have been|was|were|got) (?:cancelled|canceled|dropped from|shelved|withdrawn|called off|off the (?:table|roadmap|list)|descoped|deprioriti[sz]ed|discontinued|declined)|"
    r"call(?:ed|ing)? (?:it|that|this) off|i (?:was|have been|spoke) (?:too (?:quick|early|hasty|optimistic|fast)|wrong (?:to|about|when|on)|mistaken|out of turn)|should(?:n't| not) have (?:said|promised|told|given|named|committed)|(?:must|have to|need to) (?:take (?:that|it) back|withdraw|correct|retract|tidy up)|"
    r"please (?:don't|do not) (?:put|plan|rely|count|use|quote|build|tell)|disregard (?:the|my|that)|(?:that|the) (?:date|promise|statement) (?:was|is) (?:wrong|not (?:right|correct|approved)|a mistake|mine alone)|never (?:agreed|approved|committed|confirmed)|is (?:a|that's a) no\b|decided against|two versions|apologi[sz]e for (?:the confusion|my)|correction)\b"
)


_REMINDER = re.compile(
    r"\b(?:still (?:waiting|open|missing|outstanding|owe|owed|nothing|not|no|haven't|hasn't|don't have|pending)|(?:heard|received|seen|got|had) nothing|nothing (?:yet|since|so far|received)|"
    r"(?:have|has|had)(?:n't| not) (?:yet )?(?:received|seen|heard|got|had|arrived|happened|been (?:done|sent|raised|delivered|fixed|booked))|never (?:came|arrived|raised|sent|happened|received|booked|heard|got|followed|delivered|did)|"
    r"was never|no (?:answer|reply|response|news|sign|feedback|update)|nobody (?:answers?|answered|replied|came back|called)|(?:any|some) news|any update|where is (?:the|my|our)|overdue|not (?:yet )?(?:booked|sent|done|delivered|received|arrived|raised|ready)|(?:reminder|chasing|bump)\b|"
    r"we (?:didn't|did not)|waiting (?:for|on)|i owe)\b"
)


def deliveries_in(sentence: Sentence) -> Iterator[Reading]:
    """A `delivery`, a `withdrawal`, or a `reminder` that something is missing; only the last may be a question."""
    side, who = author(sentence)
    attributes = {"by": side.value, "who": who}
    if _REMINDER.search(sentence.flat):
        yield Reading("reminder", SignalFamily.RELATIONSHIP, "reminder:missing", attributes)
    if sentence.question:
        return
    if _WITHDRAWN.search(sentence.flat):
        yield Reading("withdrawal", SignalFamily.RELATIONSHIP, "withdrawal:said", attributes)
    elif (found := _delivered(sentence)) is not None and not _is_denied(sentence, found):
        manner = "acknowledged" if side is Side.CUSTOMER else "said"
        yield Reading("delivery", SignalFamily.RELATIONSHIP, f"delivery:{manner}", attributes)


def _delivered(sentence: Sentence) -> int | None:
    found = _DELIVERED.search(sentence.flat) or _MET.search(sentence.flat)
    if found is not None:
        return found.start()
    terse = sentence.document.kind in (
        DocumentKind.ACTIVITY,
        DocumentKind.TICKET,
        DocumentKind.NOTE,
        DocumentKind.EMAIL,
    )
    opened = _DROPPED.match(sentence.flat) if terse else None
    return opened.start() if opened else None


def _is_denied(sentence: Sentence, at: int) -> bool:
    flat = sentence.flat
    said = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), flat)
    denied = _NOT_YET.search(said, max(0, at - 40), at + 60)
    return (
        denied is not None or is_conditional(flat, at, at) or (is_reported(flat, at) and sentence.side is Side.CUSTOMER)
    )
