"""Where sentences begin and end, as offsets, so that a quote stays to the letter."""

from __future__ import annotations

import re

__all__ = ["pieces", "sentence_spans"]

_WORDS = re.compile(r"\s*(?:(?:[-*•–+>]+|\d{1,2}[.)]|#{1,6})[ \t]+)*(?P<words>\S(?:.*\S)?)", re.DOTALL)
"""A sentence without the white space, bullets and heading marks before it."""

_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|approx|dept|no|fig|inc|ltd|corp|co|jr|sr|jan|feb|mar|apr|jun|jul|"
    r"aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|p|pp|ref|est|a\.m|p\.m|u\.s|u\.k)"
    r"|\b[A-Za-z]|(?:^|\n)[ \t*•–+-]*\d{1,2})\.$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b\d{1,2}\.$")
_MONTH = re.compile(r"\s+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])", re.IGNORECASE)
_BREAK = re.compile(
    r"(?P<stop>[.!?…]+[\"'”’)\]]*)(?=\s+[\"'“‘(\[]?[\w#$€£*•–-])"  # a full stop before something that starts
    r"|\n[ \t]*\n"  # an empty line
    r"|\n(?=[ \t]*(?:[-*•–+]|\d{1,2}[.)]|#{1,6}|>|\|)\s)"  # a list item, a heading, a table row
    r"|(?<=:)\n"  # a line that introduces the next
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, in order, without surrounding white space, bullets and heading marks.

    A line break inside a sentence stays in it (mail is hard-wrapped); an empty line, a list item
    and a heading end one.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _BREAK.finditer(text):
        if found["stop"] is not None and _goes_on(text, start, found):
            continue
        _append_trimmed(spans, text, start, found.end())
        start = found.end()
    _append_trimmed(spans, text, start, len(text))
    return spans


def _goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a full stop only ends an abbreviation, a list number or the day in "14. April"."""
    if not stop["stop"].startswith("."):
        return False
    before = text[start : stop.start("stop") + 1]
    return bool(_ABBREVIATION.search(before) or (_ORDINAL.search(before) and _MONTH.match(text, stop.end())))


def pieces(text: str, longest: int) -> list[tuple[int, int]]:
    """Cut a text into spans of whole sentences of at most `longest` words each.

    A single sentence that is longer is cut between words. The spans cover every word.
    """
    cut: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        for part in _between_words(text, start, end, longest):
            if cut and len(text[cut[-1][0] : part[1]].split()) <= longest:
                cut[-1] = (cut[-1][0], part[1])
            else:
                cut.append(part)
    return cut


def _between_words(text: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    words = [found.span() for found in re.finditer(r"\S+", text[start:end])]
    if len(words) <= longest:
        return [(start, end)]
    groups = [words[at : at + longest] for at in range(0, len(words), longest)]
    return [(start + group[0][0], start + group[-1][1]) for group in groups]


def _append_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    found = _WORDS.match(text, start, end)
    if found is not None:
        spans.append((found.start("words"), found.end("words")))
