"""Whether an answer says what it must, and nothing that it must not.

An entry is met where one of its `|`-separated alternatives stands in a text: case is ignored, white
space folded, and a match begins and ends at the border of a word or of a number ("3" does not stand
in "3,150").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from copilot.domain.draft import Claim

__all__ = ["excluded", "fold", "holds", "missing"]

_DENIES = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nothing|without|cannot|deny|denie[sd]|denying|declin(?:e|es|ed|ing)|"
    r"reject(?:s|ed)?|refus(?:e|es|ed)|rule[sd]? out|ruled out|rather than|instead of|formerly|previously|superseded|"
    r"used to|wrong|wrongly|incorrect(?:ly)?|false|untrue|withdrawn|cancel?led|replaced)\b|n['’]t\b",
    re.IGNORECASE,
)
_ATTRIBUTES = re.compile(
    r"\b(?:sa(?:y|ys|id)|t(?:ell|ells|old)|wr(?:ite|ites|ote|itten)|claim(?:s|ed)?|stat(?:es|ed)|ask(?:s|ed)?|"
    r"according to|report(?:s|ed)?|mention(?:s|ed)?|th(?:inks|ought)|believe[sd]?|announce[sd]?|promise[sd]?|"
    r"not(?:es|ed)|answer(?:s|ed)|logged|suggest(?:s|ed)?|insist(?:s|ed)?|quote[sd]?)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?…]+[\"”’')\]]*\s+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def fold(text: str) -> str:
    """The text with its white space folded, in lower case."""
    return " ".join(text.split()).casefold()


def holds(text: str, entry: str) -> bool:
    """Whether one of an entry's alternatives stands in a text."""
    folded = fold(text)
    return any(_pattern(alternative).search(folded) for alternative in _alternatives(entry))


def missing(entries: Sequence[str], claims: Iterable[Claim]) -> list[str]:
    """The entries that no claim and no quote meets; an entry must stand whole in one of them."""
    texts = [text for claim in claims for text in _texts(claim)]
    return [entry for entry in entries if not any(holds(text, entry) for text in texts)]


def excluded(entries: Sequence[str], claims: Sequence[Claim], *, negation_ok: bool) -> list[str]:
    """The entries that must not stand in the claims or quotes, and do.

    With `negation_ok` a hit passes in a sentence that denies it or says whose words it is. A claim
    that does so throughout speaks for its quotes too, and one marked as superseded denies what it says.
    """
    return [entry for entry in entries if any(_offends(claim, entry, negation_ok=negation_ok) for claim in claims)]


def _offends(claim: Claim, entry: str, *, negation_ok: bool) -> bool:
    hits = [text for text in _texts(claim) if holds(text, entry)]
    if not negation_ok:
        return bool(hits)
    if claim.superseded:
        return False
    introduced = all(_distances(sentence) for sentence in _sentences(claim.text))
    told = fold(claim.text)
    return any(
        not _passes(text, entry)
        for text in hits
        # A quote that the claim repeats is judged there, in the sentence that repeats it.
        if text is claim.text or not (introduced or fold(text) in told)
    )


def _passes(text: str, entry: str) -> bool:
    found = [sentence for sentence in _sentences(text) if holds(sentence, entry)]
    return bool(found) and all(_distances(sentence) for sentence in found)


def _distances(sentence: str) -> bool:
    return bool(_DENIES.search(sentence) or _ATTRIBUTES.search(sentence))


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text; what stands in quotation marks belongs to the sentence that quotes it."""
    folded = " ".join(text.split())
    quoted = [found.span() for found in _QUOTED.finditer(folded)]
    start = 0
    for stop in _STOP.finditer(folded):
        if not any(begin < stop.start() < end - 1 and stop.end() < end for begin, end in quoted):
            yield folded[start : stop.end()]
            start = stop.end()
    yield folded[start:]


def _texts(claim: Claim) -> list[str]:
    return [claim.text, *(citation.quote for citation in claim.citations)]


def _alternatives(entry: str) -> Iterator[str]:
    return (folded for part in entry.split("|") if (folded := fold(part)))


def _pattern(alternative: str) -> re.Pattern[str]:
    first, last = alternative[0], alternative[-1]
    before = r"(?<!\w)" if re.match(r"\w", first) else ""
    after = r"(?!\w)" if re.match(r"\w", last) else ""
    if first.isdigit():
        before += r"(?<!\d[.,])"
    if last.isdigit():
        after += r"(?![.,]\d)"
    return re.compile(f"{before}{re.escape(alternative)}{after}")
