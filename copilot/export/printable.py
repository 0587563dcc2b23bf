"""What every file of a draft holds, whatever its format: numbered quotes, notes on how a thing is known,
tables and the list of sources, all in words that are safe to print.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from copilot.domain.draft import Citation, Claim, Coverage, Draft, Section
from copilot.domain.errors import AudienceError
from copilot.domain.picture import PeopleMap, Timeline
from copilot.domain.words import Audience, DocumentKind, DraftKind, Side, Tier, Value, Visibility
from copilot.export.plain import plain

__all__ = ["Block", "Line", "Page", "Printable", "Source", "lay_out"]

_TITLES = {
    DraftKind.ANSWER: "answer",
    DraftKind.QBR: "QBR summary",
    DraftKind.RISK: "risk narrative",
    DraftKind.STAKEHOLDERS: "stakeholder map",
    DraftKind.BRIEF: "pre-renewal brief",
    DraftKind.CHANGES: "what has changed",
}
_KINDS = {DocumentKind.EMAIL: "e-mail", DocumentKind.ACCOUNT: "account record", DocumentKind.FILE: "document"}
_INTERNAL_KINDS = frozenset({DraftKind.RISK, DraftKind.BRIEF, DraftKind.CHANGES})
_EVIDENCE = "evidence"
_COVERAGE = ("family", "source checked", "last record", "status", "a gap usually hides")


class Printable(Value):
    """A draft with what a file of it needs besides.

    `renewal` is the line on the renewal ("renews 2027-01-31 · decide by …"), printed for internal
    readers only, like `people`.
    """

    draft: Draft
    account_name: str
    renewal: str = ""
    people: PeopleMap | None = None
    timeline: Timeline | None = None


@dataclass(frozen=True)
class Line:
    """A claim as it is printed: its words, the numbers of its quotes, and how it is known if not observed."""

    text: str
    marks: tuple[int, ...] = ()
    note: str = ""
    superseded: bool = False
    cells: tuple[str, ...] = ()

    @property
    def numbers(self) -> str:
        """The numbers of its quotes as they stand behind it: "[1][4]"."""
        return "".join(f"[{mark}]" for mark in self.marks)


@dataclass(frozen=True)
class Block:
    """A section as it is printed. With `columns` each line is a row; its marks and note are added to
    the cell at `evidence`.
    """

    title: str = ""
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    evidence: int = -1


@dataclass(frozen=True)
class Source:
    """One numbered quote and where it stands. `guarded` is empty for what the customer may see."""

    number: int
    who: str
    when: str
    kind: str
    title: str
    place: str
    link: str
    guarded: str
    quote: str

    @property
    def heading(self) -> str:
        """Everything but the number, the link and the quote, in one line."""
        parts = (self.who, self.when, self.kind, self.title, self.place, self.guarded)
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class Page:
    """All that a file shows, in reading order. The first of `blocks` is the brief: what a hurried reader sees."""

    account: str
    title: str
    facts: tuple[str, ...]
    as_of: date
    internal: bool
    question: str = ""
    reason: str = ""
    blocks: tuple[Block, ...] = ()
    withheld: tuple[Line, ...] = ()
    coverage: Block | None = None
    sources: tuple[Source, ...] = ()
    people: PeopleMap | None = None
    timeline: Timeline | None = None
    starts_with_a_page: bool = False

    @property
    def headline(self) -> str:
        """The account and what this is about it."""
        return f"{self.account}: {self.title}"


def lay_out(document: Printable) -> Page:
    """What to print of a draft. Raises AudienceError where its audience may not see all of it."""
    draft = document.draft
    internal = draft.audience is Audience.INTERNAL
    _check(document)
    numbers = _Numbers(internal=internal)
    blocks = tuple(_block(section, numbers) for section in draft.sections)
    withheld: tuple[Line, ...] = ()
    if internal:
        withheld = tuple(_withheld(held.claim, held.reason, numbers) for held in draft.withheld)
    reason = draft.reason if draft.abstained else ""
    if not draft.abstained and not any(block.lines for block in blocks):
        reason = "The record holds nothing that could stand here."
    notice = str(draft.trace.get("notice", "")) if internal else ""  # how we wrote it is nothing to a customer
    facts = (document.renewal if internal else "", f"as of {_day(draft.as_of)}", f"audience: {draft.audience}", notice)
    return Page(
        account=plain(document.account_name),
        title=_TITLES[draft.kind],
        facts=tuple(plain(fact) for fact in facts if fact),
        as_of=draft.as_of,
        internal=internal,
        question=plain(draft.question),
        reason=plain(reason),
        blocks=blocks,
        withheld=withheld,
        coverage=_coverage(draft.coverage) if internal and draft.coverage else None,
        sources=tuple(numbers.sources()),
        people=document.people,
        timeline=document.timeline if internal else _without_feelings(document.timeline),
        starts_with_a_page=draft.kind is not DraftKind.ANSWER and len(blocks) > 1,
    )


def _check(document: Printable) -> None:
    draft = document.draft
    for claim in draft.claims():
        for citation in claim.citations:
            if citation.visibility not in draft.audience.sees:
                raise AudienceError(
                    f"a file for the {draft.audience} would quote {citation.passage}, which is {citation.visibility}",
                    "Draft it again for this audience",
                )
    if draft.audience is Audience.CUSTOMER and draft.kind in _INTERNAL_KINDS:
        raise AudienceError(f"a {_TITLES[draft.kind]} is for internal readers", "Use the QBR summary for customers")
    if draft.audience is Audience.CUSTOMER and document.people is not None:
        raise AudienceError("a picture of the people shows how they stand to us", "Leave it out of customers' files")


@dataclass
class _Numbers:
    """Numbers for quotes, in the order in which they are first used."""

    internal: bool
    _cited: dict[tuple[str, int, int], tuple[int, Citation]] = field(default_factory=dict)

    def __getitem__(self, citation: Citation) -> int:
        place = (citation.passage, citation.start, citation.end)
        return self._cited.setdefault(place, (len(self._cited) + 1, citation))[0]

    def sources(self) -> Iterable[Source]:
        for number, cited in self._cited.values():
            side = f" ({cited.side})" if cited.side is not Side.UNKNOWN else ""
            places = (cited.path if self.internal else "", cited.locator)
            yield Source(
                number=number,
                who=plain(f"{cited.speaker}{side}") if cited.speaker else "",
                when=_day(cited.occurred_at) if cited.occurred_at else "undated",
                kind=_KINDS.get(cited.kind, str(cited.kind)),
                title=plain(cited.title),
                place=plain(", ".join(place for place in places if place)),
                link=_link(cited.url) if self.internal else "",
                guarded="" if cited.visibility is Visibility.SHARED else str(cited.visibility),
                quote=plain(cited.quote),
            )


def _block(section: Section, numbers: _Numbers) -> Block:
    lines = tuple(_line(claim, numbers) for claim in section.claims)
    columns = tuple(plain(column) for column in section.columns)
    if not columns:
        return Block(title=plain(section.title), lines=lines)
    evidence = next((n for n, column in enumerate(columns) if column.casefold() == _EVIDENCE), -1)
    if evidence < 0 and any(line.marks or line.note for line in lines):
        evidence = len(columns)
        columns = (*columns, _EVIDENCE)
        lines = tuple(Line(line.text, line.marks, line.note, line.superseded, (*line.cells, "")) for line in lines)
    return Block(title=plain(section.title), columns=columns, lines=lines, evidence=evidence)


def _line(claim: Claim, numbers: _Numbers) -> Line:
    text = plain(claim.text)
    notes = {
        Tier.OBSERVED: "",
        Tier.INFERRED: f"inferred: {plain(claim.rule)}",
        Tier.UNKNOWN: "" if text.startswith("UNKNOWN") else f"UNKNOWN: needs {plain(claim.needs)}",
    }
    note = notes[claim.tier]
    if claim.superseded:
        note = f"superseded · {note}" if note else "superseded"
    marks = tuple(dict.fromkeys(numbers[citation] for citation in claim.citations))
    return Line(text, marks, note, claim.superseded, tuple(plain(cell) for cell in claim.cells))


def _withheld(claim: Claim, reason: str, numbers: _Numbers) -> Line:
    line = _line(claim, numbers)
    return Line(line.text, line.marks, f"withheld: {plain(reason)}", line.superseded)


def _coverage(ledger: Iterable[Coverage]) -> Block:
    rows = []
    for entry in ledger:
        records = f" ({entry.records:,} record{'' if entry.records == 1 else 's'})"
        cells = (
            str(entry.family or "all"),
            plain(entry.source) + records,
            _day(entry.last_record) if entry.last_record else "–",
            plain(entry.status),
            plain(entry.hides) or "–",
        )
        rows.append(Line(" · ".join(cells), cells=cells))
    return Block(title="What was looked through", columns=_COVERAGE, lines=tuple(rows))


def _without_feelings(timeline: Timeline | None) -> Timeline | None:
    return timeline and (Timeline(weeks=timeline.weeks) if timeline.weeks else None)


def _link(url: str) -> str:
    """A link that opens a page and does nothing else; empty for any other."""
    shown = plain(url)
    return shown if shown.casefold().startswith(("https://", "http://")) and " " not in shown else ""


def _day(day: date | datetime) -> str:
    return f"{day.day} {day:%b %Y}"
