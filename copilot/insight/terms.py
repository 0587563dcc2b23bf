"""Contract terms wherever the record states them: the notice period, the end of the term, how it renews, the fee.

Read from single documents, so that an index can keep them as signals named "term"; which of two
statements wins is decided over the whole account (`copilot.insight.renewal`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.commitment import Signal
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, SignalFamily
from copilot.insight.calendar import days_in, spelt_number
from copilot.insight.signals.readings import Reading, signal_of
from copilot.insight.signals.sentences import Sentence, sentences_of

__all__ = ["terms_in"]

_SPAN = re.compile(
    r"(?<![\w.])(?:(?P<count>[a-z]+(?:-[a-z]+)?) (?:\((?P<figure>\d{1,3})\) ?)?|"
    r"(?P<figures>\d{1,3})[ -]?)(?:calendar |working |full )?"
    r"(?P<unit>days?\b|weeks?\b|months?\b|d\b|tagen?\b|dagen\b|monaten?\b|maanden\b)"
)
_NOTICE = re.compile(
    r"\bnotice\b|\bnon-renewal\b|\bterminat\w+|\bcancel\w*|k[uü]ndig\w+|\bopzeg\w*|\bpr[ée]avis\b|"
    r"\bcan still walk\b|\bunless they give\b"
)
_AHEAD = re.compile(r"\bbefore\b|\bprior\b|\bnotice\b|in advance|\bvor\b|\bv[oó]or\b")
_OTHER_SPAN = re.compile(
    r"(?:\bterms? of|\bfor(?: a)?(?: further| another)?|\bsuccessive|\bfurther|\banother|\bevery|\bwithin|"
    r"\binitial|\bextend\w*(?: once)? by|\bof)\s*$"
)
_EXPORT = re.compile(r"\b(?:export|payment|net|data)\b")
_REPLACED = re.compile(r"\b(?:replaced by|changed to|now reads?|instead of .* now|amended to)\b")
_TERM_END = re.compile(
    r"\b(?:initial term|term|agreement|contract|subscription|licen[cs]e|laufzeit|vertrag)\b.{0,80}?\b(?:to|"
    r"until|ends?(?: on)?|expir\w+(?: on)?|bis)\b"
    r"|\bend of term\b|\bend date\b|\bexpir(?:y|es|ation)\b|\bterm end\b"
)
_BY_ORDER = re.compile(
    r"\b(?:no automatic renewal|(?:does|shall|will) not (?:automatically )?renew automatically|"
    r"renewal (?:only )?by (?:written )?(?:order|agreement|letter)|"
    r"(?:option|extension) is exercised by|ends .{0,40} if no order)"
)
_AUTOMATIC = re.compile(
    r"\b(?:auto-?renew\w*|renewal: automatic|automatic(?:ally)? (?:for|renew\w*|extend\w*)|renews? (?:for|"
    r"automatically)|continues for a further|agreement renews)\b"
)
_FEE = re.compile(
    r"\b(?:annual (?:subscription|charge|fee|licen[cs]e)|subscription fee|fee per year|per annum|"
    r"price per year)\b[^.\d]{0,40}?(?P<currency>usd|eur|gbp|chf|[$€£])?\s*(?P<amount>\d[\d,.']{3,})"
)


def terms_in(document: Document) -> list[Signal]:
    """The terms that one document states, each a signal of its sentence. A question states none."""
    return [
        signal_of(sentence, reading)
        for sentence in sentences_of(document)
        if not sentence.question
        for reading in _terms(sentence)
    ]


def _terms(sentence: Sentence) -> Iterator[Reading]:
    flat = sentence.flat
    contract = sentence.document.kind is DocumentKind.FILE
    if (span := _notice_span(flat)) is not None:
        count, unit = span
        yield _term("notice", count=str(count), unit=unit)
    if contract and _TERM_END.search(flat) and (days := days_in(sentence.text)):
        yield _term("end", day=days[-1].day.isoformat())
    if _BY_ORDER.search(flat):
        yield _term("renews", value="by order")
    elif _AUTOMATIC.search(flat):
        yield _term("renews", value="automatically")
    if contract and (fee := _FEE.search(flat)) is not None:
        yield _term("fee", amount=re.sub(r"[^\d]", "", fee["amount"]), currency=(fee["currency"] or "").upper())


def _term(kind: str, **parts: str) -> Reading:
    return Reading("term", SignalFamily.COMMERCIAL, f"term:{kind}", {"kind": kind, **parts})


def _notice_span(flat: str) -> tuple[int, str] | None:
    """The notice period of a sentence: a span of time in a sentence on notice, that no other clause claims.

    Where an amendment replaces one by another, the later one; else the first.
    """
    if not _NOTICE.search(flat) or not _AHEAD.search(flat):
        return None
    spans: list[tuple[int, str]] = []
    for found in _SPAN.finditer(flat):
        figure = found["figure"] or found["figures"]
        count = int(figure) if figure else spelt_number(found["count"])
        lead = flat[: found.start()]
        if count is None or _OTHER_SPAN.search(lead) or _EXPORT.search(flat[found.end() : found.end() + 12]):
            continue
        spans.append((count, _UNITS[found["unit"][0]]))
    if not spans:
        return None
    return spans[-1] if _REPLACED.search(flat) else spans[0]


_UNITS = {"d": "days", "t": "days", "w": "weeks", "m": "months"}
