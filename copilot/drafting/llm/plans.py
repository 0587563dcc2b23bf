"""Which sections of a draft a model writes, and from what: the rules choose the evidence, the model the words.

Figures, terms, tables and gaps stay as the rules worked them out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.domain.commitment import RoadmapAudience, RoadmapItem, Signal
from copilot.domain.draft import Citation, Draft, Section
from copilot.domain.words import Audience, DraftKind, SignalFamily
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.candidates import Candidate
from copilot.drafting.llm.drafter import Plan
from copilot.drafting.llm.evidence import Piece
from copilot.drafting.sayable import may_quote
from retrieval.sentences import sentence_spans

__all__ = ["answer_plan", "approved_wording", "framed", "section_plans"]

_PIECES = 80
_WHOLE = 600
"""Characters up to which a passage is shown whole, so that a sentence keeps what it refers to."""
_ALL = tuple(SignalFamily)
_F = SignalFamily


@dataclass(frozen=True)
class _Wanted:
    title: str
    purpose: str
    families: tuple[SignalFamily, ...]
    own: bool = True
    """Whether the extracts under this title are evidence, before the signals."""
    most: int = 6


_WANTED: dict[DraftKind, tuple[_Wanted, ...]] = {
    DraftKind.QBR: (
        _Wanted("In short", "the few things that mattered most in the period, results before plans", _ALL, most=4),
        _Wanted("What you set out to do", "the customer's own goals, with figures and days", (_F.VALUE,)),
        _Wanted("Where it stands", "what came of each goal, in the customer's words and figures", (_F.VALUE, _F.USAGE)),
        _Wanted("What we did together", "calls, visits and changes that both sides took part in", (_F.RELATIONSHIP,)),
        _Wanted("What you asked for", "what the customer asked for and has not got yet", (_F.ROADMAP, _F.SUPPORT)),
    ),
    DraftKind.BRIEF: (
        _Wanted("What happened", "the account's story since the last renewal, in order of time", _ALL, own=False),
        _Wanted("What speaks against it", "what makes a renewal less likely, the weightiest first", _ALL),
        _Wanted("What speaks for it", "what makes a renewal more likely, the weightiest first", _ALL),
        _Wanted("What they ask for", "what the customer asked for and has not got", (_F.ROADMAP, _F.SUPPORT)),
    ),
    DraftKind.RISK: (
        _Wanted("What happened", "what was seen, in order of time, and what followed from it", _ALL, own=False, most=8),
        _Wanted("Checked and clear", "what was looked at and gives no cause for worry", _ALL),
    ),
    DraftKind.STAKEHOLDERS: (
        _Wanted("Why these roles and stances", "what each person said or did that shows it", (_F.RELATIONSHIP,)),
        _Wanted("Also seen", "who left, joined, fell silent or took over", (_F.RELATIONSHIP, _F.SENTIMENT)),
    ),
}


def framed(draft: Draft) -> Draft:
    """A guarded extractive draft with room for the sections that only a model writes: after the first one."""
    if draft.abstained:
        return draft
    held = {section.title for section in draft.sections}
    wanted = [one.title for one in _WANTED[draft.kind] if not one.own and one.title not in held]
    fresh = [Section(title=title, claims=()) for title in wanted]
    return draft.model_copy(update={"sections": (*draft.sections[:1], *fresh, *draft.sections[1:])})


def section_plans(draft: Draft, reading: AccountReading) -> list[Plan]:
    """What a model is to write of a framed draft."""
    given = {
        "account": reading.account.name,
        "as_of": str(reading.as_of),
        "reader": _reader(reading.audience),
    }
    by_title = {section.title: section for section in draft.sections}
    wanted = [one for one in _WANTED[draft.kind] if one.title in by_title]
    families = {_place(cited): signal.family for signal in reading.signals for cited in signal.citations}
    return [
        Plan(
            title=one.title,
            pieces=tuple(_pieces(one, by_title[one.title], reading, families)),
            variables={**given, "title": one.title, "purpose": one.purpose},
            most=one.most,
        )
        for one in wanted
    ]


def answer_plan(draft: Draft, ranked: Sequence[Candidate], account: str, earlier: Sequence[str]) -> Plan:
    """The one section of an answer, from the sentences that a search found, each with what stands around it."""
    return Plan(
        title="",
        pieces=tuple(Piece(_around(one)) for one in ranked[:_PIECES]),
        variables={
            "account": account,
            "as_of": str(draft.as_of),
            "reader": _reader(draft.audience),
            "question": " ".join(draft.question.split()),
            "earlier": "\n".join(f"- {' '.join(one.split())}" for one in earlier[-5:]) or "nothing",
        },
    )


def approved_wording(
    registry: Sequence[RoadmapItem], account: str, audience: Audience, as_of: date, *, send_internal: bool = True
) -> Callable[[str], str]:
    """Gives for a text of evidence the approved wording of what it names and this reader may hear."""
    sayable = [
        item
        for item in registry
        if item.approved_wording
        and item.may_be_heard_by(account, audience)
        and (item.expires is None or item.expires >= as_of)
        and (send_internal or item.audience is not RoadmapAudience.INTERNAL)
    ]

    def wording(text: str) -> str:
        named = [item for item in sayable if _names(item, text)]
        return "\n".join(f"- {item.title}: “{item.approved_wording}”" for item in named) or (
            "none; of what is not there yet, nothing may be said"
        )

    return wording


def _names(item: RoadmapItem, text: str) -> bool:
    named = "|".join(re.escape(name) for name in (item.title, *item.aliases))
    return re.search(rf"(?<!\w)(?:{named})s?(?!\w)", text, re.IGNORECASE) is not None


def _reader(audience: Audience) -> str:
    return "the customer" if audience is Audience.CUSTOMER else "ourselves"


def _pieces(
    wanted: _Wanted, section: Section, reading: AccountReading, families: dict[tuple[str, int], SignalFamily]
) -> Iterator[Piece]:
    """The extracts under the title, then the signals of its families, newest first."""
    signals: Iterable[Signal] = sorted(
        (signal for signal in reading.signals if signal.family in wanted.families),
        key=lambda signal: signal.seen_on or date.min,
        reverse=True,
    )
    own = [cited for claim in section.claims for cited in claim.citations] if wanted.own else []
    found = [*own, *(cited for signal in signals for cited in signal.citations[:1])]
    fit = [cited for cited in found if reading.audience is not Audience.CUSTOMER or may_quote(cited, reading)]
    for cited in dict.fromkeys(fit[:_PIECES]):
        yield Piece(cited, families.get(_place(cited)))


def _place(cited: Citation) -> tuple[str, int]:
    return cited.passage, cited.start


def _around(one: Candidate) -> Citation:
    """The whole passage where it is short, else the sentence with one before and one after it."""
    if len(one.passage.text) <= _WHOLE:
        return Citation.of(one.document, one.passage)
    spans = list(sentence_spans(one.passage.text))
    touched = [at for at, (start, end) in enumerate(spans) if start < one.end and end > one.start] or [0]
    start = min(one.start, spans[max(0, touched[0] - 1)][0])
    end = max(one.end, spans[min(len(spans) - 1, touched[-1] + 1)][1])
    return Citation.of(one.document, one.passage, start, end)
