"""What is written: claims with exact quotes, gathered in a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Self

from pydantic import Field, model_validator

from copilot.domain.errors import CitationError
from copilot.domain.record import Document, Instant, Passage
from copilot.domain.words import Audience, DocumentKind, DraftKind, Side, SignalFamily, Tier, Value, Visibility

__all__ = ["Citation", "Claim", "Coverage", "Draft", "Section", "Withheld", "unanswered", "withheld_row"]


class Citation(Value):
    """A quote and where it stands: `passage_text[start:end] == quote`, in characters.

    Cannot be constructed otherwise. `passage_text` is the whole passage; it is needed to construct a
    citation and left out of its JSON. `path` is relative to the workspace.
    """

    document: str
    source: str
    kind: DocumentKind
    title: str
    path: str
    url: str
    occurred_at: Instant | None
    speaker: str
    side: Side
    visibility: Visibility
    locator: str
    passage: str
    start: int = Field(ge=0)
    end: int
    quote: str = Field(min_length=1)
    passage_text: str = Field(exclude=True, repr=False)

    @model_validator(mode="after")
    def _stands(self) -> Self:
        if self.passage_text[self.start : self.end] != self.quote:
            raise CitationError(
                f"the quote {self.quote[:60]!r} does not stand at {self.start}-{self.end} of {self.passage}",
                "Quote the passage to the letter",
            )
        return self

    @classmethod
    def of(cls, document: Document, passage: Passage, start: int = 0, end: int | None = None) -> Citation:
        """Cite characters `start` to `end` (default: all) of a passage of a document."""
        return cls(**_parts(document, passage, start, len(passage.text) if end is None else end))

    @classmethod
    def taken(cls, document: Document, passage: Passage, start: int, end: int) -> Citation:
        """What `of` gives, unchecked: the quote is cut from the passage here and need not be compared with it."""
        return cls.trusted(**_parts(document, passage, start, end))

    @classmethod
    def find(cls, document: Document, passage: Passage, quote: str) -> Citation:
        """Cite the first place where a quote stands in a passage, to the letter. Raises CitationError."""
        start = passage.text.find(quote)
        if start < 0 or not quote:
            raise CitationError(f"the quote {quote[:60]!r} does not stand in {passage.id}")
        return cls.of(document, passage, start, start + len(quote))


def _parts(document: Document, passage: Passage, start: int, end: int) -> dict[str, Any]:
    """The fields of a citation of characters `start` to `end` of a passage."""
    return {
        "document": document.id,
        "source": document.source,
        "kind": document.kind,
        "title": document.title,
        "path": document.path,
        "url": document.url,
        "occurred_at": passage.occurred_at or document.occurred_at,
        "speaker": passage.speaker,
        "side": passage.side,
        "visibility": passage.visibility,
        "locator": passage.locator,
        "passage": passage.id,
        "start": start,
        "end": end,
        "quote": passage.text[start:end],
        "passage_text": passage.text,
    }


class Claim(Value):
    """One sentence and what it rests on.

    `observed` needs citations; `inferred` also names its `rule`; `unknown` names the source that it
    `needs`. `superseded` marks a statement that a later one in the same draft replaces. In a section
    that is a table, `cells` hold the claim's row; `text` says the same in a sentence.
    """

    text: str = Field(min_length=1)
    tier: Tier = Tier.OBSERVED
    citations: tuple[Citation, ...] = ()
    rule: str = ""
    needs: str = ""
    superseded: bool = False
    cells: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_founded(self) -> Self:
        if self.tier is not Tier.UNKNOWN and not self.citations:
            raise ValueError(f"an {self.tier} claim needs a citation")
        if self.tier is Tier.INFERRED and not self.rule:
            raise ValueError("an inferred claim names its rule")
        if self.tier is Tier.UNKNOWN and not self.needs:
            raise ValueError("an unknown names the source it needs")
        return self


class Section(Value):
    """A heading, which may be empty, and its claims. With `columns` it is a table, a claim a row."""

    title: str = ""
    columns: tuple[str, ...] = ()
    claims: tuple[Claim, ...]

    @model_validator(mode="after")
    def _has_full_rows(self) -> Self:
        if self.columns and any(len(claim.cells) != len(self.columns) for claim in self.claims):
            raise ValueError("every row of a table has a cell for each column")
        return self


class Withheld(Value):
    """A claim that is not shown as the product's own, and why."""

    claim: Claim
    reason: str


_WITHHELD = "withheld"


class Coverage(Value):
    """What was looked through for one family of signals.

    `status` is complete, partial or missing; `hides` says what a gap there usually hides.
    """

    family: SignalFamily | None = None
    source: str
    records: int = Field(ge=0)
    last_record: date | None = None
    status: str = "complete"
    hides: str = ""


def withheld_row(held: Sequence[Withheld]) -> Coverage:
    """The row of a coverage that counts what was kept back, with its reasons, the most frequent first."""
    counts = Counter(one.reason for one in held)
    told = "; ".join(f"{count} × {why}" if count > 1 else why for why, count in counts.most_common())
    return Coverage(source=_WITHHELD, records=len(held), status="partial", hides=told)


def unanswered(coverage: Sequence[Coverage]) -> str:
    """What an answer says that found nothing, with what was looked through and up to when."""
    looked = ", ".join(
        f"{row.records} {row.source}" + (f" to {row.last_record}" if row.last_record else "")
        for row in coverage
        if row.source != _WITHHELD
    )
    return f"The record does not answer this. Looked through {looked or 'no document at all'}."


class Draft(Value):
    """A text for a reader: sections of claims, what was withheld, and what was looked through.

    `as_of` is a calendar day: what was known by the end of it (UTC) was used. Where `abstained` is
    true the draft has no sections and `reason` says why, with what was looked through.
    """

    kind: DraftKind
    account: str
    audience: Audience
    as_of: date
    question: str = ""
    abstained: bool = False
    reason: str = ""
    sections: tuple[Section, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    trace: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _abstains_wholly(self) -> Self:
        if self.abstained and (self.sections or not self.reason):
            raise ValueError("a draft that abstains has a reason and no sections")
        return self

    def claims(self) -> Iterator[Claim]:
        """Every claim, in reading order."""
        for section in self.sections:
            yield from section.claims
