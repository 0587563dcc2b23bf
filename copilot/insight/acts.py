"""What people of the customer do that tells their part: decide, sign, bargain, hold back, look elsewhere, vouch, probe.

Read from single documents, so that an index can keep the acts as signals. `attributes.who` is the
person as written, or the speaker; `attributes.how` says which act. A person is looked up later, among
everybody on the account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.commitment import Signal
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side, SignalFamily
from copilot.insight.calendar import days_in
from copilot.insight.signals.readings import Reading, signal_of
from copilot.insight.signals.sentences import Sentence, sentences_of

__all__ = ["acts_in"]

_PAPER = (
    r"(?:(?:the|this|that|our|any|a) )?(?:new )?(?:renewal|contract|order(?: form)?|agreement|amendment|"
    r"extension|deal|paper|purchase)"
)
_DECIDES = (
    rf"(?:decides?(?! (?:to|that|what|how|which))|signs?(?: off)?(?: {_PAPER})?(?=[,.;!\"')]|$| so| and)|"
    rf"pays?(?=[,.;!\"')]|$)|"
    rf"approves? {_PAPER}|(?:has|have|holds?) the (?:last|final) (?:word|say)|(?:holds?|owns?|"
    rf"controls?) the (?:budget|purse|money)|"
    rf"makes? the (?:final )?decision)"
)
_SELF = re.compile(
    rf"(?<![\w'])i (?:alone |also )?{_DECIDES}|(?<![\w'])(?:it is|it's) my (?:budget|decision|call|signature)\b"
)
_OTHER = re.compile(rf"(?<![\w'])(?P<who>[\w.'-]+(?: [\w'-]+)?) (?:alone |then |also |really )?{_DECIDES}")
_BELONGS = re.compile(
    r"\b(?:decision|budget|signature|call|renewal) (?:is|lies|rests|sits|stays) (?:really |now |entirely |"
    r"in the end )?(?:with |up to |at )?(?P<who>[\w.-]+(?: [\w-]+)?)"
    r"|(?<![\w'])(?P<whose>[\w.-]+)'s (?:decision|budget|signature)\b|"
    r"(?<![\w'])(?P<vocative>[\w.-]+), it's your (?:decision|call|budget)"
)
_NOT_A_NAME = frozenset(
    "who he she they we you it that this nobody everyone everybody and then i one not to will the".split()
)
_SIGNED = re.compile(
    r"\b(?:signed|signature|unterzeichnet|getekend|sign[ée])\b(?: (?:for|on behalf of|"
    r"by) (?:the )?(?P<party>[\w &-]{2,40}?))?\s*:\s*"
    r"(?P<who>(?:[\w.'-]+ ){1,3}[\w'-]+)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:price|prices|pricing|fees?|charge|subscription|renewal|rate|discount|reduction|uplift|increase|"
    r"licen[cs]es?|seats?|"
    r"per annum|annual|budget|term|expensive|dear|cheaper|cost)\b"
)
_AMOUNT = re.compile(
    r"\d ?%|per ?cent|\bpercent\b|[$€£]|\b(?:usd|eur|gbp|chf)\b|\d[\d,.']{3,}|\bflat\b|\b(?:twelve|"
    r"\d+) months\b|\bnot one more\b|best price|too dear|\bcheaper\b"
)
_DEMANDS = re.compile(
    r"\b(?:require|expect|need|want|insist|position|propose|request|demand|condition|can defend|"
    r"could recommend|will (?:renew|accept|pay)|"
    r"accept|invite|ask(?:ed|ing)? for|bring|must|reduc\w+|too (?:dear|expensive)|right price|"
    r"no justification|justif\w+|not (?:a|one) \w+ more|years? no)\b"
)
_NOTICE = re.compile(
    r"\b(?:(?:hereby|formally|herewith) give (?:you )?(?:\w+ )?notice|"
    r"give(?:s)? (?:you )?(?:formal |written )?notice (?:of|that|on)|"
    r"notice of (?:termination|cancellation|non-renewal)\b|letter (?:is )?(?:already )?drafted|"
    r"(?:will|shall|do|decided|chosen|wo|would|intend|plan|wish|want|going) ?n(?:o|')t (?:to )?"
    r"(?:be )?(?:intend to |plan to |wish to |want to )?(?:renew\w*|extend\w*|continu\w*(?= with|[.,;!]|$))|"
    r"(?:are|we're|is) not (?:going to |planning to )?(?:renew\w*|extend\w*|continu\w*(?= with|[.,;!]|$))|"
    r"(?:decided|chosen|going) to (?:leave(?: you)?(?=[.,;!]|$)|move (?:on|away|to another|to a different)|"
    r"go with (?:another|a different|someone else))|"
    r"(?:cancel|terminat|end)(?:e|ing)? (?:the|our|this) (?:contract|agreement|subscription|licen[cs]e))"
)
_NOT_NOTICE = re.compile(
    r"\b(?:not (?:such|a|given) notice|unless|reserve\w*|either party|may terminate|if no|"
    r"will not send notice|must reach|notice (?:is|to be|must))\b"
)
_HOLDS = re.compile(
    r"\b(?:hold(?:s|ing)? (?:it |this |that |the \w+ )?back|withhold\w*|not (?:to )?(?:send|sign|release|"
    r"approve|countersign|issue) (?:you )?(?:the|any|our|this) "
    r"(?:extension|renewal|order|contract|amendment|paper|letter|po|purchase order)\w*|put (?:the|this|"
    r"our) (?:renewal|extension|order) on hold)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:market (?:exploration|survey|consultation|scan)|tender(?:ing)?\b|request for (?:proposals?|"
    r"quotations?)|rfp\b|rfq\b|"
    r"(?:other|another|alternative|competing|two|three|four|several) (?:suppliers?|vendors?|providers?|"
    r"systems?|offers?|quotes?)|"
    r"talk about alternatives|looking (?:at|into) (?:alternatives|others|other options)|(?:had|seen|see|"
    r"attend\w*|invited?) (?:a |the |their )?(?:\w+ )?demo\b|"
    r"to trial (?:the )?[\w]+|switch(?:ing)? to (?:another|a different|a cheaper)|migrat\w+ (?:away|off)|"
    r"supplier rationali[sz]ation)"
)
_BEHALF = re.compile(
    r"\b(?:by order of|on behalf of|at the request of)\b[^.]*?\(?(?P<who>(?:(?:mr|mrs|ms|dr|herr|frau)\.? )[\w-]+)",
    re.IGNORECASE,
)
_ASKED_ME = re.compile(
    r"(?P<who>(?:(?:mr|mrs|ms|dr|herr|frau)\.? )?[\w-]+) (?:has |have )?(?:asked|told|instructed) (?:me|us) not to",
    re.IGNORECASE,
)
_VOUCHES = re.compile(
    r"\b(?:recommend(?:ed)? (?:you|it|this|[\w]+) to|(?:happy|glad|willing) to (?:be|act as|give) (?:a |"
    r"your )?reference|(?:be|act as) (?:a|your) reference|"
    r"told (?:everyone|everybody|the (?:board|others|whole)|my (?:boss|colleagues|director)|our (?:board|"
    r"director|ceo|cfo)|this also)|"
    r"sleep better|wouldn't (?:want to )?(?:be|go) without|would not (?:want to )?(?:be|go) without|"
    r"saved (?:us|the|my|our)|changed our|love (?:it|this|the)|"
    r"(?:show(?:n|ed)?|present(?:ed)?) (?:it|this|you) to (?:the|our|my))\b"
)
_TECHNICAL = re.compile(
    r"\b(?:api|apis|sso|saml|scim|oauth|token|tokens|webhooks?|hmac|endpoint|firewall|ldap|entra|azure ad|"
    r"idoc|s/4|sap|erp|csv|json|xml|"
    r"encryption|tls|certificate|pen(?:etration)? ?test|pentest|dpia|sub-?processor|gdpr|audit log|backup|"
    r"integration|schema|utc|database|sandbox|mfa)\b"
)


def acts_in(document: Document) -> list[Signal]:
    """The acts of one document, each a signal of its sentence."""
    return [signal_of(sentence, reading) for sentence in sentences_of(document) for reading in _acts(sentence)]


def _acts(sentence: Sentence) -> Iterator[Reading]:
    if sentence.document.kind is DocumentKind.FILE:
        yield from _signatures(sentence)
        return
    yield from _deciders(sentence)
    yield from _holds(sentence)
    yield from _counts(sentence)
    if sentence.side is not Side.CUSTOMER or not sentence.speaker:
        return
    flat = sentence.flat
    if _MONEY.search(flat) and _AMOUNT.search(flat) and _DEMANDS.search(flat):
        yield _act("bargain", sentence.speaker, SignalFamily.COMMERCIAL)
    if _VOUCHES.search(flat) and not sentence.question:
        yield _act("vouch", sentence.speaker, SignalFamily.RELATIONSHIP)
    if _TECHNICAL.search(flat) and (sentence.question or sentence.document.kind is DocumentKind.TICKET):
        yield _act("probe", sentence.speaker, SignalFamily.SUPPORT)


_COUNTS = re.compile(
    r"(?<![\d.,])(?P<active>\d{1,6})(?: out)? of (?:the |our |your )?(?P<seats>\d{1,6}) "
    r"(?:licensed |named |paid )?(?:users?|seats?|licen[cs]es?|people|accounts|employees|logins)\b"
)


def _counts(sentence: Sentence) -> Iterator[Reading]:
    """How many of the seats somebody says are used."""
    for found in _COUNTS.finditer(sentence.flat):
        parts = {"active": found["active"], "seats": found["seats"]}
        yield _act("count", sentence.speaker, SignalFamily.USAGE, **parts)


def _act(how: str, who: str, family: SignalFamily, **more: str) -> Reading:
    return Reading("act", family, f"act:{how}", {"how": how, "who": who, **more})


def _signatures(sentence: Sentence) -> Iterator[Reading]:
    found = _SIGNED.search(sentence.text)
    if found is not None:
        days = days_in(sentence.text)
        on = days[-1].day.isoformat() if days else (sentence.said_on.isoformat() if sentence.said_on else "")
        yield _act("sign", found["who"].strip(), SignalFamily.COMMERCIAL, on=on)


def _deciders(sentence: Sentence) -> Iterator[Reading]:
    flat = sentence.flat
    if sentence.question:
        return
    if (
        sentence.side is Side.CUSTOMER
        and sentence.speaker
        and _SELF.search(flat)
        and not re.search(r"\bif\b|\bwill\b", flat)
    ):
        yield _act("decide", sentence.speaker, SignalFamily.COMMERCIAL)
    for found in (*_OTHER.finditer(flat), *_BELONGS.finditer(flat)):
        groups = found.groupdict()
        named = next((name for name in ("who", "whose", "vocative") if groups.get(name)), "")
        if named and groups[named].split()[-1] not in _NOT_A_NAME:
            # As written: a name is told from a word, and initials from a syllable, by their capitals.
            who = sentence.text[found.start(named) : found.end(named)]
            if any(sign.isupper() for sign in who) or sentence.document.kind is DocumentKind.CALL:
                yield _act("decide", who, SignalFamily.COMMERCIAL)


def _third_person(sentence: Sentence, at: int) -> str:
    """Whom "he", "she" or "they" before an act means: the first word with a capital that is not "I"; else nobody."""
    pronoun = re.search(r"\b(?:he|she|they)\s+(?:\w+ ){0,2}$", sentence.flat[:at])
    first = re.search(r"\b(?!I\b|If\b|When\b|But\b|And\b)[A-ZÀ-Þ][\w'-]+", sentence.text[:at]) if pronoun else None
    return first[0] if first is not None else ""


def _holds(sentence: Sentence) -> Iterator[Reading]:
    """Notice given, paper held back, or a look elsewhere; by whom, where the sentence says, else the speaker."""
    flat = sentence.flat
    if sentence.side is Side.VENDOR and sentence.speaker:
        return
    named = _BEHALF.search(sentence.text) or _ASKED_ME.search(sentence.text)
    who = named["who"] if named is not None else sentence.speaker
    if (notice := _NOTICE.search(flat)) and not _NOT_NOTICE.search(flat):
        conditional = bool(re.search(r"\bif\b|\bmay\b|\bmight\b|\bcould\b|drafted", flat))
        who = _third_person(sentence, notice.start()) or who
        yield _act("threaten" if conditional else "notice", who, SignalFamily.COMMERCIAL)
    if _HOLDS.search(flat):
        yield _act("hold", who, SignalFamily.COMMERCIAL)
    if _ELSEWHERE.search(flat) and not sentence.question:
        yield _act("elsewhere", who, SignalFamily.COMMERCIAL)
