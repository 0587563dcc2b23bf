# ruff: noqa: E501 - patterns read best on one line
"""Undertakings: somebody says that they, or their side, will do something for the other.

Read by grammar: a frame (subject, modality, predicate class) that is not hedged, hypothetical, asked,
reported of others, habitual, or small talk. What is bound to a product capability is of kind "roadmap".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side, SignalFamily, Visibility
from copilot.insight.signals.due import Due, find_due
from copilot.insight.signals.frames import Found, frames_in
from copilot.insight.signals.grammar import (
    clause_end,
    is_conditional,
    is_hedged,
    is_reported,
    is_tag_question,
    within_quotation,
)
from copilot.insight.signals.readings import Reading
from copilot.insight.signals.sentences import Sentence
from copilot.insight.signals.speakers import addressee, author, named
from copilot.insight.signals.verbs import ARTEFACT, CAPABILITY, PREDICATE, TRANSFER, TRIVIAL

__all__ = ["added_later", "commitments_in", "family_of", "is_mass_mail", "is_our_own_note"]

_GATE = re.compile(
    r"'ll\b|\bwill\b|going to|gonna|\bshall\b|\blet me\b|\blet's\b|\blet us\b|\bpromis|\bcommit|\bcan\b|\bto (?:be|follow)\b|\bowe you\b|\bword\b|leave (?:it|that|this)\b|"
    r"\bsaid\b|\btold\b|\bagree|\bundertake|\bguarantee|\bgoes\b|\bgo (?:out|live)\b|\bships?\b|\bland|\blaunch|\badds\b|\brelease|\bcoming\b|\bto\b|:|\bi |\bwe |ing\b|\bcredit\b|on (?:it|its way)|courier|expect|plan on|count on|rely on|consider|disappear|committed|locked"
)
_MASS_MAIL = re.compile(
    r"newsletter|release (?:notes?|\d)|what'?s new|digest|changelog|product update|webinar|out of (?:the )?office|automatic reply|auto[- ]?reply|unsubscribe|abwesen",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:on (?:vacation|leave|holiday|pto)|out of (?:the )?office|annual leave|back (?:in the office )?on|in holiday|on my return|limited access)\b"
)
_HABIT = re.compile(
    r"\b(?:(?:every|each) (?:day|week|month|quarter|year|time|morning|evening|spring|winter|summer|\w+day)|always|usually|normally|often|sometimes|never|all the time|regularly|whenever|once a|twice a|daily|weekly|as (?:usual|always))\b"
)
_WHEN_CLAUSE = re.compile(
    r"\b(?:when|whenever|each time|every time|as soon as a|if|(?:after|upon|at) (?:the )?(?:end|termination|expiry))\b"
)
_OFFICE = re.compile(
    r"\b(?:office|offices|shop|building|line|lines|service desk|plant|site|desk|road|canteen|we|doors?)\b\s+(?:will|is going to) be (?:closed|shut|open|down|unavailable|offline)"
)
_INTERNAL = re.compile(
    r"internal|deal[ -]?(?:desk|strategy)|forecast|1-1|one[- ]on[- ]one|risk[- ]review|pipeline", re.IGNORECASE
)
_BROKEN = re.compile(r"\b(?:didn't|did not|haven't|never|failed)\b")
_TOWARDS_US = re.compile(
    r"(?:withdraw|send|share|forward|provide|sign|countersign|pay|settle|return|submit|confirm|credit|refund|approve)\b"
)
_FOR_US = re.compile(r"\byou\b|\byour\b|\bur?\b|\bpriority\b")
_REPORTS_BACK = re.compile(
    r"(?:tell|do (?:it|that|this)|decide|discuss|speak|talk|propose|review|check|test|write|prepare|chase|raise|ask)\b"
)
_LEAD_IN = re.compile(r"^(?:to |be |have to |also |and )+")
_TRANSFER = re.compile(rf"(?:{TRANSFER})\b")
_DATELESS_RELEASE = re.compile(
    r"\b(?:\d+\.\d+(?:\.\d+)?|(?:version|release) \d+|(?:with|in) the (?:january|february|march|april|may|june|july|august|september|october|november|december) (?:release|version|update)|(?:the )?(?:next|spring|summer|autumn|fall|winter|coming|upcoming) (?:release|version|update|season|winter|summer|spring|autumn))\b"
)
_DANGLING = re.compile(r"(?: (?:is|are|and|or|by|on|in|at|for|the|to|that|of|with|before|also|then|now))+$")
_POINTS_BACK = re.compile(r"\b(?:it|that|this|them|those|these|one|so)\b")
_STRONG_BORDER = re.compile(r"[.;:!?] |^\(?\w{1,2}[.)] ")
_BARE_DEADLINE = re.compile(
    r"^(?:so |ok(?:ay)?,? |say |and |let's say |with .{0,40})?(?:by|before|on|no later than|latest|end of|within|in|next|this|tomorrow|today|monday|tuesday|wednesday|thursday|friday|first|second|third|the \w+th)\b"
)
_SHIPS_IN = re.compile(
    r"be (?:in|out in|part of) (?:the )?(?:next |\w+ )?(?:release|version|drop|update|sprint|build)\b"
)
_GOES_LIVE = re.compile(
    r"(?:be )?(?:go(?:es)? (?:live|ga|into production|out to)|ship|releas|launch|lands?\b|disappear|goes away|expect|plan on|count on|rely on|becomes|arrives|roll(?:s|ed)? out|generally|live|in production|is shipping|is landing)"
)
_HUMAN_SUBJECT = re.compile(
    r"^(?:and |but |so |then |that |if )*(?:i|we|you|he|she|they|who|everybody|everyone|nobody|people)\b"
)
_OUR_PRODUCT_ONLY = frozenset({"exist", "scheduled", "committed"})
_PEOPLE_VERB = re.compile(
    r"be (?:out|there|in|ready|done|live|working|coming|going|closing|waiting|looking|running|joining|moving|meeting|having|taking|doing|leaving|starting|getting|using|asking|making)\b"
)


def commitments_in(sentence: Sentence) -> Iterator[Reading]:
    """The undertakings of a sentence, each once; the widest reading of overlapping ones."""
    if not _GATE.search(sentence.flat) or is_mass_mail(sentence.document) or _AWAY.search(sentence.flat):
        return
    taken: list[tuple[int, int]] = []
    for found in frames_in(sentence):
        end = clause_end(sentence.flat, found.verb + 1)
        if any(found.subject < stop and start < end for start, stop in taken):
            continue
        reading = _judge(sentence, found, end)
        if reading is not None:
            taken.append((found.subject, end))
            yield reading


def _judge(sentence: Sentence, found: Found, end: int) -> Reading | None:
    flat = sentence.flat
    by, who = _who(sentence, found)
    due = _due(sentence, found, end)
    if not _is_meant(sentence, found, end) or not _is_theirs_to_give(sentence, found, by, end, due):
        return None
    if (
        found.needs_due
        and due is None
        and not (
            found.frame == "named"
            and by is Side.VENDOR
            and found.who.startswith(("our", "my"))
            and _FOR_US.search(flat, found.verb, end)
        )
        and not (found.release and _DATELESS_RELEASE.search(flat, found.verb))
    ):
        return None
    what = _what(sentence, found, end, due)
    kind = _kind(flat, found, end, what)
    if not what or (found.frame in _OUR_PRODUCT_ONLY and kind != "roadmap"):
        return None
    attributes = {
        "by": by.value,
        "who": who,
        "to": addressee(sentence),
        "what": what,
        "due": due.day.isoformat() if due else "",
        "made_on": sentence.said_on.isoformat() if sentence.said_on else "",
        "kind": kind,
        "about": sentence.previous[-200:] if _POINTS_BACK.search(what.lower()) or len(what.split()) < 3 else "",  # noqa: PLR2004
        "addressed": "yes" if _is_addressed(sentence, found, end, due) else "no",
    }
    family = SignalFamily.ROADMAP if kind == "roadmap" else family_of(flat)
    return Reading("commitment", family, f"commitment:{found.frame}", attributes)


def _is_meant(sentence: Sentence, found: Found, end: int) -> bool:
    flat = sentence.flat
    if sentence.question and not is_tag_question(flat, found.verb):
        return False
    if sentence.document.kind is not DocumentKind.NOTE and within_quotation(flat, found.subject):
        return False
    if is_conditional(flat, found.subject, found.verb):
        return False
    if found.hedgeable and is_hedged(flat, found.verb if found.release else found.subject, found.verb, end):
        return False
    third = found.frame in ("said", "named", "minutes", "assigned") and found.who not in ("he", "she", "they")
    relative = found.who in ("he", "she", "they") and flat[: found.subject].rstrip().endswith("which")
    if not third and not relative and is_reported(flat, found.subject):
        return False
    return not TRIVIAL.search(flat, found.verb, min(end, found.verb + 40))


def _is_theirs_to_give(  # noqa: PLR0911 - one reason after the other
    sentence: Sentence, found: Found, by: Side, end: int, due: Due | None
) -> bool:
    """Whether it is an undertaking towards the other side, not a plan of one's own or how things go."""
    flat = sentence.flat
    if is_our_own_note(sentence) and found.frame != "said":
        return False
    if sentence.document.kind is DocumentKind.TICKET and sentence.passage.visibility > Visibility.SHARED:
        return found.frame == "said"
    if found.frame in ("present", "scheduled") and _HABIT.search(flat, 0, end):
        return False
    if found.frame == "said" and _BROKEN.search(flat, found.verb):
        return False
    if found.frame in ("passive", "exist") and (_WHEN_CLAUSE.search(flat) or _OFFICE.search(flat)):
        return False
    if found.release:
        subject = flat[found.subject : found.verb]
        if subject.startswith("you") and flat.startswith("be able to", found.verb):
            return by is not Side.CUSTOMER
        if _is_somebody(sentence, subject) and _PEOPLE_VERB.match(flat, found.verb):
            return False
        return by is not Side.CUSTOMER and (found.frame != "exist" or not _is_somebody(sentence, subject))
    if (
        found.frame == "named"
        and not _known_or_ours(sentence, found)
        and due is None
        and not _FOR_US.search(flat, found.verb, end)
    ):
        return False
    return by is not Side.CUSTOMER or _is_addressed(sentence, found, end, due)


def is_mass_mail(document: Document) -> bool:
    """Whether a document went to many, and so undertakes nothing towards this account."""
    return _MASS_MAIL.search(document.title) is not None


def is_our_own_note(sentence: Sentence) -> bool:
    """Whether it stands in a note on our own dealings: what is planned there was said to nobody."""
    document = sentence.document
    return (
        document.kind is DocumentKind.NOTE
        and sentence.passage.visibility is Visibility.INTERNAL
        and _INTERNAL.search(f"{document.title} {document.path.rsplit('/', 1)[-1]}") is not None
    )


def _is_somebody(sentence: Sentence, subject: str) -> bool:
    """Whether a subject is a person: a pronoun or a participant."""
    words = subject.replace("'ll", " ").replace(" will", " ").replace(" is", " ").split()
    return bool(_HUMAN_SUBJECT.match(subject)) or bool(words and named(sentence.document, words[0]))


def _known_or_ours(sentence: Sentence, found: Found) -> bool:
    return (
        found.who.split()[0] in ("our", "my", "the", "engineering", "support", "product")
        or named(sentence.document, found.who) is not None
    )


def _is_addressed(sentence: Sentence, found: Found, end: int, due: Due | None) -> bool:
    """Whether the customer undertakes it towards us, and does not only tell of plans of their own."""
    flat = sentence.flat
    if found.benefits_them or found.frame in ("said", "minutes", "word_given"):
        return True
    predicate = PREDICATE.match(flat, found.verb)
    strong = predicate is not None and predicate["strong"] is not None
    if strong and (_FOR_US.search(flat, found.verb, end) or _TOWARDS_US.match(flat, found.verb)):
        return True
    if due is None:
        return False
    reports = found.frame == "future" and _REPORTS_BACK.match(flat, found.verb) is not None
    return reports or _TRANSFER.match(flat, found.verb) is not None


def _who(sentence: Sentence, found: Found) -> tuple[Side, str]:
    side, speaker = author(sentence)
    if not found.who:
        return side, speaker
    first = found.who.split("/")[0].split("&")[0].split(" and ")[0].strip()
    person = named(sentence.document, first)
    if person is not None:
        return (person.side if person.side is not Side.UNKNOWN else Side.UNKNOWN), person.name
    words = first.split()
    if words[0] in ("he", "she", "they"):
        return side, ""
    written = sentence.text[sentence.flat.find(first) :][: len(first)]
    if words[0] in ("our", "my", "the", "engineering", "support", "product", "someone", "somebody"):
        return side, written
    if words[0] == "your":
        return {Side.VENDOR: Side.CUSTOMER, Side.CUSTOMER: Side.VENDOR}.get(side, Side.UNKNOWN), written
    return (side if found.frame != "minutes" else Side.UNKNOWN), written


def _due(sentence: Sentence, found: Found, end: int) -> Due | None:
    """The deadline in the clause; else one before it in the sentence ("by Friday I'll …")."""
    flat, said_on = sentence.flat, sentence.said_on
    after = find_due(flat, said_on, found.verb)
    if after is not None and (after.start <= end + 60 or after.firm):
        return after
    before = find_due(flat[: found.verb], said_on)
    if before is not None and (before.start >= found.subject or _opens(flat, before, found.subject) or before.firm):
        return before
    if after is None and not found.release:
        after = added_later(sentence)
    if after is None and found.frame == "committed":
        earlier = find_due(_spelt_years(f"{sentence.previous} {flat}"), said_on)
        return Due(earlier.day, len(flat), len(flat), earlier.firm) if earlier else None
    return after


def added_later(sentence: Sentence) -> Due | None:
    """The deadline that a fragment right after a sentence names ("By the end of August.")."""
    for fragment in sentence.following:
        if len(fragment.split()) <= 8 and _BARE_DEADLINE.match(fragment):  # noqa: PLR2004 - a fragment
            added = find_due(fragment, sentence.said_on)
            if added is not None:
                return Due(added.day, len(sentence.flat), len(sentence.flat), added.firm)
    return None


_YEAR_WORDS = re.compile(r"[.,]? (?:of )?twenty[ -]?(twenty[ -])?(?P<unit>five|six|seven|eight|nine|thirty)\b")
_YEAR_UNITS = {"five": 2025, "six": 2026, "seven": 2027, "eight": 2028, "nine": 2029, "thirty": 2030}


def _spelt_years(flat: str) -> str:
    """With its year in figures: "the first quarter. Of twenty twenty-seven"."""
    return _YEAR_WORDS.sub(lambda found: f" {_YEAR_UNITS[found['unit']]}", flat)


def _opens(flat: str, due: Due, subject: int) -> bool:
    """Whether a time expression opens the clause of a subject ("Tomorrow I'll …")."""
    return (
        not flat[due.end : subject].strip(" ,-:")
        and re.search(r"(?:^|[.,;:)] |\b(?:and|so|then|but|ok|okay) )$", flat[: due.start]) is not None
    )


def _what(sentence: Sentence, found: Found, end: int, due: Due | None) -> str:
    """The undertaking in the sentence's own words, without subject and deadline."""
    start = (
        found.verb
        if found.frame not in ("passive", "reach", "exist", "scheduled", "committed", "to_follow")
        else found.subject
    )
    if found.release:
        start = max((border.end() for border in _STRONG_BORDER.finditer(sentence.flat, 0, found.verb)), default=0)
    if due is not None and start < due.start < end:
        if due.end >= end - 2 or due.firm:
            end = due.start
    elif due is not None and due.start <= start < due.end:
        start = due.end
    said = " ".join(sentence.text[start:end].split()).strip(" ,.;:-–—()*")
    return _DANGLING.sub("", _LEAD_IN.sub("", said))[:160].strip(" ,.;:-–—")


def _kind(flat: str, found: Found, end: int, what: str) -> str:
    if found.frame in ("exist", "scheduled", "committed"):
        subject = flat[found.subject : found.verb]
        if _GOES_LIVE.match(flat, found.verb) or (found.frame == "committed" and not _HUMAN_SUBJECT.match(subject)):
            return "roadmap"
        if flat.startswith("be able to", found.verb) or _SHIPS_IN.match(flat, found.verb):
            return "roadmap"
        if _HUMAN_SUBJECT.match(subject) and not CAPABILITY.search(flat, found.verb, end):
            return "service"
        return "roadmap" if CAPABILITY.search(flat) or not ARTEFACT.search(subject) else "service"
    lowered = what.lower()
    if CAPABILITY.search(lowered) and not _handed_over(lowered):
        return "roadmap"
    return "service"


def _handed_over(what: str) -> bool:
    """Whether the thing itself is a paper, a meeting, an answer: its first noun, before any "of" or "on"."""
    head = re.split(r"\b(?:of|on|for|about|with|to|in|from|that|which)\b", what, maxsplit=2)
    return any(ARTEFACT.search(part) for part in head[:2])


def family_of(flat: str) -> SignalFamily:
    """The family of signals that an undertaking belongs to, by what it is about."""
    if re.search(
        r"\b(?:invoice|credit|price|pricing|quote|discount|contract|renewal|order form|proposal|terms|budget|refund|seats?)\b",
        flat,
    ):
        return SignalFamily.COMMERCIAL
    if re.search(
        r"\b(?:ticket|bug|fix|patch|root cause|rca|outage|incident|logs?|support|workaround|error|hotfix|post-?mortem)\b",
        flat,
    ):
        return SignalFamily.SUPPORT
    return SignalFamily.RELATIONSHIP
