# ruff: noqa: E501 - patterns read best on one line
"""Results as people tell them: what was measured, and what was finished, passed or came into use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from copilot.domain.draft import Citation
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side
from copilot.drafting.account_reading import AccountReading
from copilot.insight.signals.sentences import Sentence, sentences_of
from copilot.insight.signals.topics import topic

__all__ = ["Result", "results_told"]

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half"
_NUMBER = rf"(?:\d[\d.,]*\d|\d|(?:{_WORDS})(?:[- ](?:and (?:a )?)?(?:{_WORDS}))*)"
_MEASURE = re.compile(
    rf"(?<![\w.:]){_NUMBER} ?(?:%|per ?cent\b|percent\b|(?:working |full )?days?\b|hours?\b|hrs?\b|h\b|minutes?\b|mins?\b|seconds?\b|secs?\b|weeks?\b)"
)
_CHANGE = re.compile(rf"{_NUMBER}[ \w%]{{0,10}}(?:->|→|=>|to|instead of|down to|up to|from|used to be|was) ?{_NUMBER}")
_COUNTED = re.compile(
    rf"\b(?:all|counter|total|now|stands?|today|average|finished|so)\b[^.;]{{0,25}}\b(?:at |of |you're at |we are at )?{_NUMBER}\b|\baccounted\b"
)
_TIME_OF = re.compile(
    r"\b(?:took|takes|take|was|were|is|are|stands?|average|measured|reached|came|saved|saves|down|up|fell|rose|now|june|july|august|january|february|march|april|may|september|october|november|december|in|everybody|scan)\b"
)
_DONE = re.compile(
    r"\b(?:passed|finished|(?:is|are|went|go(?:es)?|now) live|go-live is|live since|in use since|have stopped|stopped it|switched off the paper|complete[d]?\b|approved (?:it|us|the)|has given us|have given us|paid in full|signed the dpia|certified|no findings|without remarks|nothing left on paper|goal (?:one|two|three|\d)?\b[^.]{0,20}\b(?:reached|met|hit)|active since|seats are|happy with|confirming|never trained|trained)\b"
)
_NOT_A_RESULT = re.compile(
    r"\b(?:would|could|might|should|if|please|unless|maybe|will|shall|'ll|wish|want|need(?:s|ed)?|o'clock|years? old|minutes? late|call me|ring me|meeting|see you|ago|sorry|phone|holiday|vacation|lunch|train|flight|notice)\b"
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
_MASS_MAIL = re.compile(
    r"release (?:notes?|news)|newsletter|what'?s new|changelog|product update|digest", re.IGNORECASE
)


class Result:
    """A sentence that tells a result, its day and how much it looks like one."""

    __slots__ = ("citation", "on", "score")

    def __init__(self, citation: Citation, on: date | None, score: float) -> None:
        self.citation = citation
        self.on = on
        self.score = score


def results_told(reading: AccountReading, start: date, end: date) -> list[Result]:
    """The sentences of a span of days that tell a result, best first: what speaks of a goal, and the customer's word
    before ours.
    """
    goals = [set(topic(s.text)) for s in reading.named("outcome") if s.attributes.get("what") == "goal"]
    found = [
        Result(Citation.of(sentence.document, sentence.passage, sentence.start, sentence.end), sentence.said_on, score)
        for document in reading.documents
        if document.kind in {DocumentKind.EMAIL, DocumentKind.CALL, DocumentKind.NOTE, DocumentKind.FILE}
        if not _MASS_MAIL.search(f"{document.title} {_sender(document)}")
        for sentence in sentences_of(document)
        if sentence.said_on is not None and start <= sentence.said_on <= end
        for score in _scores(sentence, goals)
    ]
    return sorted(found, key=lambda one: (-one.score, -(one.on or date.min).toordinal()))


_LEAST, _LONG = 1.5, 260
_ON_GOAL, _SHARED = 0.75, 2


def _sender(document: Document) -> str:
    return next((passage.speaker for passage in document.passages if passage.speaker), "")


def _scores(sentence: Sentence, goals: Sequence[set[str]]) -> Iterator[float]:
    flat = sentence.flat
    if len(flat) > _LONG or sentence.question or _NOT_SAID.search(sentence.text) or _NOT_A_RESULT.search(flat):
        return
    if _AIMED.search(flat) and not _COME_TO.search(flat):  # a goal has figures too, but says only what is wanted
        return
    counts = _DATE.sub("then", flat)  # the figures of a day are no result
    measured = (
        1.0 * bool(_MEASURE.search(counts)) + 0.75 * bool(_CHANGE.search(counts)) + 0.5 * bool(_COUNTED.search(counts))
    )
    done = 1.25 * bool(_DONE.search(flat))
    told = 0.5 * bool(measured and _TIME_OF.search(flat))
    ours = -0.5 if sentence.passage.side is Side.VENDOR else 0.25 * (sentence.passage.side is Side.CUSTOMER)
    score = measured + done + told + ours
    if measured or done:
        score += _ON_GOAL * (_shared(sentence, goals) >= _SHARED)
    if (measured or done) and score >= _LEAST:
        yield score


def _shared(sentence: Sentence, goals: Sequence[set[str]]) -> int:
    """How many terms of one goal the sentence shares, at most."""
    said = set(topic(sentence.flat))
    return max((len(said & goal) for goal in goals), default=0)
