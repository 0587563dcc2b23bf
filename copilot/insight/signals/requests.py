# ruff: noqa: E501 - patterns read best on one line
"""What one side asks of the other: a capability, a document, an action; and plain questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.words import DocumentKind, Side, SignalFamily
from copilot.insight.signals.due import find_due
from copilot.insight.signals.grammar import clause_end, within_quotation
from copilot.insight.signals.readings import Reading
from copilot.insight.signals.sentences import Sentence
from copilot.insight.signals.speakers import author
from copilot.insight.signals.verbs import CAPABILITY, PREDICATE

__all__ = ["requests_in"]

_ASKS = re.compile(
    r"\b(?:(?:can|could|would|will) (?:you|someone|somebody|your (?:team|people|engineers)|we (?:get|have|please))(?: (?:please|kindly|also|maybe|perhaps|just|not))?|(?:is it|would it be) possible (?:to|for)|(?:please|pls|plz|kindly)(?: \w+ly)?|(?:i|we)(?:'d| would) (?:like|love|appreciate|welcome|be grateful|want|need)|"
    r"(?:i|we) (?:want|need|require|request|ask(?:ed)? (?:for|you)|expect|wish|miss|am asking|are asking)|what (?:i|we) (?:want|need|would like)|(?:our|my|first|second|third|another|one) (?:wish|request|ask)|feature request|any (?:chance|news|update|way)|would be (?:great|nice|helpful|good|lovely) (?:if|to)|"
    r"looking for|(?:has|have) to (?:be able|support|have)|(?:he|she|they|\w+) (?:wants?|asks? for|asked for|needs|would like|requests?)|when (?:do|will|can) (?:we|i) (?:get|have)|let (?:me|us) know|send (?:me|us)|give (?:me|us)|tell (?:me|us))\b"
)
_IMPERATIVE = re.compile(
    r"^(?:so |and |then |also |\(?\w[.)] )?(?:please |pls |kindly )?(?P<verb>send|add|change|make|fix|remove|delete|check|confirm|provide|share|call|include|set|reset|enable|import|build|give|show|tell|correct|update|create|move|stop)\b (?!me (?:first|too)\b)"
)
_CAPABILITY_ASK = re.compile(
    rf"{CAPABILITY.pattern}|\b(?:button|field|report|language|german|polish|french|translation|dark|bigger|automatic\w*|integrat\w*|support|able to|import|export|view|screen|print|photo|voice|scan|barcode|qr|map|calendar|reminder|template|column|permission|role|filter)\b"
)
_DOCUMENT_ASK = re.compile(
    r"\b(?:document|report|certificate|questionnaire|summary|copy|list|contract|quote|proposal|invoice|statement|plan|slides|deck|policy|dpa|iso|soc ?2|pen(?:etration)? test|evidence|letter|in writing|written|numbers|figures|data|log|export)\b"
)
_POLITE = re.compile(
    r"\b(?:let me know if|let us know if|please (?:don't|do not) hesitate|please find|please note|please see|feel free|any questions|pleased|please (?:ignore|disregard|excuse|forgive|bear|accept|consider|use my|reply to|be aware))\b"
)
_CHAT = re.compile(
    r"\b(?:how are you|how's (?:it|the|your)|how was|can (?:you|everyone|people) (?:hear|see)|is that (?:a|the)|are you (?:there|sitting|ok|well|on mute)|isn't it|aren't (?:you|they|we)|don't you|right|ok|okay|yes|no|yeah|what|sorry|really|who's|did you (?:sleep|eat|have a)|shall we|anything else|are we)\?"
)
_WH = re.compile(
    r"^(?:and |so |but |well,? |also |q(?:uestion)?[:.] ?|quick q(?:uestion)?[,:]? )*(?:what|when|where|which|who|why|how|is|are|do|does|did|can|could|will|would|should|has|have|may|any)\b"
)


def requests_in(sentence: Sentence) -> Iterator[Reading]:
    """A `request` of the customer's side (or noted as theirs), or an `open_question` of either side."""
    side, who = author(sentence)
    noted = sentence.document.kind is DocumentKind.NOTE
    found = _asks(sentence, side, noted=noted)
    if found is not None:
        what = " ".join(sentence.text[found : clause_end(sentence.flat, found + 1)].split())[:160]
        due = find_due(sentence.flat, sentence.said_on)
        kind = _kind(sentence.flat)
        family = SignalFamily.ROADMAP if kind == "capability" else SignalFamily.SUPPORT
        attributes = {
            "by": Side.CUSTOMER.value if noted else side.value,
            "who": who if not noted else "",
            "what": what,
            "kind": kind,
            "due": due.day.isoformat() if due else "",
        }
        yield Reading("request", family, "request", attributes)
    if sentence.question and _is_asked(sentence):
        yield Reading("open_question", SignalFamily.RELATIONSHIP, "question", {"by": side.value, "who": who})


_HANDING = re.compile(r"\b(?:send|share|provide|forward|copy of|email|resend|furnish|supply|return)\b")


def _kind(flat: str) -> str:
    """What is asked for: a capability of the product, a document, or an action."""
    is_document = _DOCUMENT_ASK.search(flat) is not None
    if is_document and _HANDING.search(flat):
        return "document"
    if _CAPABILITY_ASK.search(flat):
        return "capability"
    return "document" if is_document else "action"


def _asks(sentence: Sentence, side: Side, *, noted: bool) -> int | None:
    """Where the asked-for thing begins; None where nothing is asked of us."""
    flat = sentence.flat
    if (side is Side.VENDOR and not noted) or _POLITE.search(flat) or within_quotation(flat, 1):
        return None
    if noted and not re.search(r"\b(?:wants?|asks?|asked|needs?|requests?|would like|wish\w*)\b", flat):
        return None
    asked = _ASKS.search(flat)
    if asked is not None and (
        _CAPABILITY_ASK.search(flat, asked.start())
        or _DOCUMENT_ASK.search(flat, asked.start())
        or PREDICATE.search(flat, asked.end())
    ):
        return asked.start()
    ordered = _IMPERATIVE.match(flat)
    return ordered.start("verb") if ordered is not None and side is Side.CUSTOMER else None


_SHORT, _WORDY = 4, 7
"""Words: a shorter question is talk; a longer one asks something even without saying "you"."""


def _is_asked(sentence: Sentence) -> bool:
    flat = sentence.flat
    words = flat.split()
    return (
        len(words) >= _SHORT
        and not _CHAT.search(flat)
        and (_WH.match(flat) is not None or " you" in flat or len(words) >= _WORDY)
    )
