"""Whether a citation stands where the gold evidence does, and whether it is the account's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from copilot.domain.draft import Citation
from evals.gold import Evidence

__all__ = ["cites", "found", "leaks"]


def cites(citation: Citation, evidence: Evidence) -> bool:
    """Whether a citation is of the same file and its quote overlaps the gold quote.

    Where the gold quote stands in the cited passage, the two must share characters of it; where it
    does not stand there whole, the citation's quote must be a part of it. White space is folded.
    """
    if PurePosixPath(citation.path) != PurePosixPath(evidence.file):
        return False
    places = list(_places(citation.passage_text, evidence.quote))
    if not places:
        return _contains(evidence.quote, citation.quote)
    start = len(_squeezed(citation.passage_text[: citation.start]))
    end = start + len(_squeezed(citation.quote))
    return any(begin < end and start < stop for begin, stop in places)


def found(gold: Sequence[Evidence], citations: Sequence[Citation]) -> int:
    """How many of the gold quotes some citation overlaps."""
    return sum(any(cites(citation, evidence) for citation in citations) for evidence in gold)


def leaks(citations: Iterable[Citation], account: str, owners: Mapping[str, str]) -> list[Citation]:
    """The citations of another account: their file lies in its folder (`raw/<account>/`), or the
    document belongs to it. `owners` maps documents to accounts."""
    return [
        citation
        for citation in citations
        if owners.get(citation.document, account) != account or _folder(citation.path) not in ("", account)
    ]


def _folder(path: str) -> str:
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "raw" else ""  # noqa: PLR2004 - raw/<account>/file


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _places(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Where a quote stands in a text, in characters that are not white space."""
    whole, wanted = _squeezed(text), _squeezed(quote)
    at = whole.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = whole.find(wanted, at + 1)


def _contains(whole: str, part: str) -> bool:
    folded = re.escape(" ".join(part.split()))
    return re.search(rf"(?<!\w){folded}(?!\w)", " ".join(whole.split())) is not None
