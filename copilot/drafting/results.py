# ruff: noqa: E501 - patterns read best on one line
"""Results as people tell them: what was measured, and what was finished, passed or came into use."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side, SignalFamily
from copilot.drafting.account_reading import AccountReading
from copilot.insight.outcomes import is_missed, is_reached
from copilot.insight.signals.sentences import Sentence, sentences_of
from copilot.insight.signals.topics import topic

__all__ = ["Result", "results_told"]

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half"
_NUMBER = rf"(?:\d[\d.,]*\d|\d|(?:{_WORDS})(?:[- ](?:and (?:a )?)?(?:{_WORDS}))*)"
_MEASURE = re.compile(
    rf"(?<![\w.:]){_NUMBER} ?(?:%|per ?cent\b|percent\b|(?:working |full )?days?\b|hours?\b|hrs?\b|h\b|minutes?\b|mins?\b|seconds?\b|secs?\b|weeks?\b)"
)
_CHANGE = re.compile(
    rf"{_NUMBER}[ \w%]{{0,12}}(?:->|→|=>|to|instead of|down to|up to|from|used to be|was|became) ?{_NUMBER}"
)
_COUNTED = re.compile(
    rf"\b(?:all|counter|total|now|stands?|today|average|finished|so)\b[^.;]{{0,25}}\b(?:at |of |you're at |we are at )?{_NUMBER}\b|\baccounted\b"
)
_NOT_A_RESULT = re.compile(
    r"\b(?:would|could|might|should|if|please|unless|maybe|will|shall|'ll|wish|want|need(?:s|ed)?|o'clock|years? old|minutes? late|call me|ring me|meeting|see you|ago|sorry|phone|holiday|vacation|lunch|train|flight|notice|(?:is|was|were|went|been|still) down(?! (?:to|from|by)\b| \d)|outage|unreachable)\b"
)
_AIMED = re.compile(
    rf"^(?:[\w'-]+ ){{0,3}}(?:goal|target|objective|aim)s?\b(?: [\w'-]+){{0,4}}?(?::| ?[<≤>≥]| (?:is|are|was|were|remains?|stays?)(?: still)? (?:to|that|an?|under|below|over|above|at (?:least|most)|no more than|{_NUMBER})\b)|\baim(?:s|ed|ing)? (?:for|at|to)\b"
)
_COME_TO = re.compile(r"\b(?:reached|met|hit|missed|beaten|exceeded|achieved|measured|now|so far)\b")
_NOT_SAID = re.compile(r"\?\s*$")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}(?: \d{{4}})?|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{4}}-\d\d-\d\d\b"
)
_PART = re.compile(rf"{_NUMBER}(?: \w+){{0,3}} (?:of|out of|from|off) (?:the )?{_NUMBER}|\ball {_NUMBER}\b")
_FINISHED = re.compile(
    r"\b(?:passed|finished|signed|lifted|approved|accepted|certified|confirm(?:ed|ing)|agreed|completed?|closed|gone|stopped|switched (?:off|on|over)|trained|earned|caught|counted|reached|(?:is|are|was|were|been|now) met|hit (?:the|our|its)|won|sav(?:es|ed)|halved|doubled|improved|dropped|fell|paid in full|live|in use|active|works?|happy|proud|(?:no|nothing) (?:left|more)|no (?:findings|paper)|without remarks|never had|(?:has|have) given us|seats are)\b"
)
_INDICATOR = re.compile(
    r"\b(?:goals?|targets?|figures?|numbers?|average|rate|counter|official|status|score|share|half[- ]year|on time|in time|missed|findings?|accounted|logged in|signed in|counted|measured|accuracy|uptime|availability)\b"
)
_SPAN = re.compile(
    rf"\b(?:{_MONTH}|week of|half[- ]year|quarter|so far|since|this year|this spring|last week|in \d{{4}}|yesterday|today|this morning|season)\b"
)
_AMISS = re.compile(
    r"\b(?:not|never|nobody answers|wrong|late|after my|broken|lost|missing|problems?|fail(?:s|ed)?|errors?|still|waiting|complain\w*|ticket|left us|frozen|empty|worse|not so good)\b|n't\b"
)
_TO_YOU = re.compile(r"\byou(?:r|'re|'ve)?\b")
_MASS_MAIL = re.compile(
    r"release (?:notes?|news)|newsletter|what'?s new|changelog|product update|digest", re.IGNORECASE
)
_LONGEST, _FULL, _FEW, _SHARED = 260, 30, 4, 2
"""Characters beyond which a sentence is no line of a review; words that count as a full one, and as too few."""
_WEIGHTS = (-0.82, 1.43, 1.28, 1.1, 1.02, -0.96, 0.89, 0.95, 0.9, -1.42, -1.93, -0.63, 0.7, -1.42, -0.69)
"""Of `_features`: a logistic regression over the sentences of 18 accounts, of which 49 are evidence of what went well in
the gold of their authors (docs/adr/0008)."""
_THEIRS, _OURS, _ON_GOAL, _SETTLED = 0.5, -1.0, 1.25, 4.0
"""The customer's word before ours, and goals first: what a reader expects of a review, and no fit."""
_LEAST = -1.8
"""What a sentence counts that only looks like a result."""


@dataclass(frozen=True, slots=True)
class Result:
    """A sentence that tells a result, its day, and how much it counts."""

    citation: Citation
    on: date
    worth: float


def results_told(reading: AccountReading, start: date, end: date) -> list[Result]:
    """The sentences of a span of days that tell a result: goals settled, then those that do so most surely."""
    goals = [set(topic(s.text)) for s in reading.named("outcome") if s.attributes.get("what") == "goal"]
    risky = _places(reading, lambda signal: signal.name == "risk")
    valued = _places(reading, _is_value)
    settled = _places(reading, lambda signal: is_reached(signal) or is_missed(signal))
    found = [
        Result(
            Citation.of(sentence.document, sentence.passage, sentence.start, sentence.end),
            sentence.said_on,
            _worth(sentence, goals, told=told) + _SETTLED * _within(sentence, settled),
        )
        for document in reading.documents
        if document.kind in {DocumentKind.EMAIL, DocumentKind.CALL, DocumentKind.NOTE, DocumentKind.FILE}
        if not _MASS_MAIL.search(f"{document.title} {_sender(document)}")
        for sentence in sentences_of(document)
        if sentence.said_on is not None and start <= sentence.said_on <= end and not _tells_none(sentence)
        if (told := _within(sentence, valued)) or not _within(sentence, risky)
    ]
    return sorted((one for one in found if one.worth >= _LEAST), key=lambda one: (-one.worth, -one.on.toordinal()))


def _is_value(signal: Signal) -> bool:
    """Whether a signal tells what was measured or gained: a goal reached or missed, a figure, or the customer's word."""
    theirs = signal.citations[0].side is not Side.VENDOR or bool(signal.attributes.get("before"))
    measured = signal.name == "outcome" and signal.attributes.get("what") == "measured" and theirs
    valued = signal.name == "positive" and signal.family is SignalFamily.VALUE
    return measured or valued or is_reached(signal) or is_missed(signal)


_Places = Mapping[str, Sequence[tuple[int, int]]]


def _places(reading: AccountReading, wanted: Callable[[Signal], bool]) -> _Places:
    """Where such signals stand, by passage."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for signal in filter(wanted, reading.signals):
        cited = signal.citations[0]
        found[cited.passage].append((cited.start, cited.end))
    return found


def _within(sentence: Sentence, places: _Places) -> bool:
    return any(start < sentence.end and sentence.start < end for start, end in places.get(sentence.passage.id, ()))


def _sender(document: Document) -> str:
    return next((passage.speaker for passage in document.passages if passage.speaker), "")


def _tells_none(sentence: Sentence) -> bool:
    """Whether a sentence asks, wishes, plans or aims, or says neither how much nor that anything is finished."""
    flat = sentence.flat
    aimed = _AIMED.search(flat) and not _COME_TO.search(flat)  # a goal has figures too, but says only what is wanted
    asked = sentence.question or _NOT_SAID.search(sentence.text) or _NOT_A_RESULT.search(flat)
    told = _FINISHED.search(flat) or re.search(_NUMBER, _DATE.sub("then", flat))
    return bool(len(flat) > _LONGEST or asked or aimed or not told)


def _worth(sentence: Sentence, goals: Sequence[set[str]], *, told: bool) -> float:
    """The log-odds that a sentence tells a result, and what a reader expects first."""
    odds = sum(weight * value for weight, value in zip(_WEIGHTS, _features(sentence, told=told), strict=True))
    side = {Side.CUSTOMER: _THEIRS, Side.VENDOR: _OURS}.get(sentence.passage.side, 0.0)
    return odds + side + _ON_GOAL * (_shared(sentence, goals) >= _SHARED)


def _features(sentence: Sentence, *, told: bool) -> tuple[float, ...]:
    """What a result is known by; `told` where a signal of value stands there."""
    flat = sentence.flat
    counts = _DATE.sub("then", flat)  # the figures of a day are no result
    words = len(counts.split())
    return (
        1.0,
        bool(_MEASURE.search(counts)),
        bool(_CHANGE.search(counts)),
        bool(_PART.search(counts)),
        bool(_COUNTED.search(counts)),
        bool(re.search(_NUMBER, counts)),
        bool(_FINISHED.search(flat)),
        bool(_INDICATOR.search(flat)),
        bool(_SPAN.search(flat)),
        sentence.document.kind is DocumentKind.CALL,
        min(words, _FULL) / _FULL,
        words < _FEW,
        told,
        bool(_AMISS.search(flat)),
        bool(_TO_YOU.search(flat)),
    )


def _shared(sentence: Sentence, goals: Sequence[set[str]]) -> int:
    """How many terms of one goal the sentence shares, at most."""
    said = set(topic(sentence.flat))
    return max((len(said & goal) for goal in goals), default=0)
