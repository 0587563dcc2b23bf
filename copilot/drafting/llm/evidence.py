"""The evidence a section is written from: the fullest useful pack that its token budget holds, numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilot.domain.draft import Citation
from copilot.domain.words import SignalFamily, Visibility
from copilot.drafting.llm.counting import Counter
from copilot.drafting.llm.redaction import Redactor
from copilot.guard.injection import speaks_to_a_machine
from retrieval.terms import terms

__all__ = ["Evidence", "Piece", "leaving", "pack", "shown"]

ALIKE = 0.8
"""Two pieces that share more than this of their distinct words say the same."""
LONGEST = 1200
"""Characters of a piece beyond which it is no quote but a document."""
_TITLE = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """A quote that may become evidence, with the family of signals that it speaks to, if it was read as one."""

    citation: Citation
    family: SignalFamily | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A numbered quote, and the text of it as the model sees it: on one line, redacted."""

    number: int
    citation: Citation
    text: str
    heading: str

    @property
    def entry(self) -> str:
        """The two lines of the prompt. No text of the record begins a line, so none can pose as an entry."""
        return f"[{self.number}] {self.heading}\n| {self.text}"


def leaving(pieces: Iterable[Piece], *, send_internal: bool) -> list[Piece]:
    """The pieces that may leave this machine."""
    return [one for one in pieces if send_internal or one.citation.visibility is Visibility.SHARED]


def pack(pieces: Sequence[Piece], budget: int, count: Counter, redactor: Redactor) -> list[Evidence]:
    """As many pieces as the budget (tokens) holds: first the best of each family, then the rest in their order.

    Orders to a machine, near-duplicates and what is too long to be a quote stay out; a piece that does not fit
    makes room for the smaller ones after it. The numbers follow the order of the pieces.
    """
    fresh = _distinct([one for one in pieces if _is_useful(one.citation)])
    first: dict[SignalFamily | None, int] = {}
    for at, one in enumerate(fresh):
        if one.family is not None:
            first.setdefault(one.family, at)
    leading = sorted(first.values())
    order = [*leading, *(at for at in range(len(fresh)) if at not in set(leading))]
    chosen: list[int] = []
    left = budget
    for at in order:
        cost = count(_made(len(fresh), fresh[at].citation, redactor).entry + "\n")  # no number is longer
        if cost <= left:
            chosen.append(at)
            left -= cost
    return [_made(n, fresh[at].citation, redactor) for n, at in enumerate(sorted(chosen), start=1)]


def shown(evidence: Sequence[Evidence]) -> str:
    """The entries as they stand in the prompt."""
    return "\n".join(one.entry for one in evidence) or "none"


def _made(number: int, cited: Citation, redactor: Redactor) -> Evidence:
    who = _line(cited.speaker) or "no speaker"
    day = f"{cited.occurred_at:%Y-%m-%d}" if cited.occurred_at else "undated"
    parts = (str(cited.kind), day, f"{who} ({cited.side})", str(cited.visibility), f"“{_line(cited.title)[:_TITLE]}”")
    return Evidence(number, cited, redactor.hide(_line(cited.quote)), redactor.hide(" · ".join(parts)))


def _line(text: str) -> str:
    return " ".join(text.split())


def _is_useful(cited: Citation) -> bool:
    return len(cited.quote) <= LONGEST and not speaks_to_a_machine(f"{cited.title}\n{cited.quote}")


def _distinct(pieces: Sequence[Piece]) -> list[Piece]:
    """Without those that say again what an earlier one says, or stand inside it."""
    kept: list[Piece] = []
    said: list[set[str]] = []
    for one in pieces:
        own = set(terms(one.citation.quote))
        if any(_within(one.citation, other.citation) for other in kept) or any(_alike(own, other) for other in said):
            continue
        kept.append(one)
        said.append(own)
    return kept


def _within(one: Citation, other: Citation) -> bool:
    return one.passage == other.passage and other.start <= one.start and one.end <= other.end


def _alike(one: set[str], other: set[str]) -> bool:
    return bool(one | other) and len(one & other) > ALIKE * len(one | other)
