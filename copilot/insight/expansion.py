"""Whether an account is ready to grow: value proven, a real next use case, a sponsor who can fund it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from copilot.domain.commitment import Signal
from copilot.domain.draft import Citation
from copilot.domain.finding import Finding
from copilot.domain.health import Expansion, Health
from copilot.domain.record import Document
from copilot.domain.stakeholder import Role, StakeholderMap, Stance
from copilot.domain.words import DocumentKind, Side, SignalFamily
from copilot.insight.commercial import closed_by
from copilot.insight.contacts import RECENT
from copilot.insight.known import folded, known_documents, known_signals

__all__ = ["qualify_expansion"]

_YEAR = timedelta(days=365)
_MORE = re.compile(
    r"\b(?:more|additional|extra|further|another|new|second|next|roll(?:ing)? out to|extend (?:it )?to)\b[^.]{0,40}"
    r"\b(?:seats?|licen[cs]es?|users?|sites?|plants?|teams?|hotels?|locations?|departments?|tablets?|"
    r"modules?|branches)\b"
)
_YES = 3
_MAYBE = 2


def qualify_expansion(
    health: Health, people: StakeholderMap, documents: Iterable[Document], signals: Iterable[Signal], as_of: date
) -> Expansion:
    """Three conditions, each with what meets it; all three is a yes, two of three a maybe, less a no."""
    value = tuple(f for f in health.good() if f.name in ("goal_reached", "value_told", "renewed"))
    use_case = tuple(_next_use_cases(known_documents(documents, as_of), known_signals(signals, as_of), as_of, health))
    sponsor = tuple(_sponsors(people, as_of)) if not _sponsor_against(people) else ()
    met = sum(bool(each) for each in (value, use_case, sponsor))
    named = (("value proven", value), ("a real next use case", use_case), ("a sponsor who can fund it", sponsor))
    has = ", ".join(name for name, each in named if each) or "nothing"
    lacks = ", ".join(name for name, each in named if not each) or "nothing"
    return Expansion(
        value_proven=value,
        next_use_case=use_case,
        funding_sponsor=sponsor,
        verdict="yes" if met == _YES else "maybe" if met == _MAYBE else "no",
        reason=f"met: {has}; not on record: {lacks}",
    )


def _next_use_cases(
    documents: Iterable[Document], signals: Iterable[Signal], as_of: date, health: Health
) -> Iterator[Finding]:
    for document in documents:
        fields = folded(document)
        kind = fields["type"].text.casefold() if "type" in fields else ""
        stage = fields.get("stagename")
        if document.kind is not DocumentKind.OPPORTUNITY or stage is None or closed_by(document, as_of):
            continue
        if re.search(r"expan|upsell|add", kind) and "lost" not in stage.text.casefold():
            text = f"An expansion is open: {document.title}"
            rule = "an open expansion opportunity names the use"
            yield _finding("open_expansion", text, rule, (Citation.of(document, stage),), None)
    for signal in signals:
        recent = signal.seen_on is not None and signal.seen_on > as_of - _YEAR / 2
        if (
            recent
            and signal.name == "request"
            and signal.citations[0].side is Side.CUSTOMER
            and _MORE.search(signal.text.casefold())
        ):
            yield _finding(
                "asks_for_more",
                signal.text,
                "the customer asked for more seats, sites or modules in the last 180 days",
                signal.citations,
                signal.seen_on,
            )
    yield from (finding for finding in health.good() if finding.name == "seats_full")


def _sponsors(people: StakeholderMap, as_of: date) -> Iterator[Finding]:
    for person in people.in_role(Role.ECONOMIC_BUYER, Role.EXECUTIVE_SPONSOR):
        heard = person.last_contact is not None and as_of - person.last_contact < RECENT
        if heard and person.stance in (Stance.SUPPORTIVE, Stance.NEUTRAL) and person.last_words is not None:
            yield _finding(
                "funding_sponsor",
                f"{person.name} holds money or rank, was heard on {person.last_contact} and is not critical",
                "an economic buyer or executive sponsor heard in the last 90 days, not critical, where none "
                "of the buyers is",
                (person.last_words,),
                person.last_contact,
            )


def _sponsor_against(people: StakeholderMap) -> bool:
    return any(person.stance is Stance.CRITICAL for person in people.in_role(Role.ECONOMIC_BUYER))


def _finding(name: str, text: str, rule: str, cited: tuple[Citation, ...], seen_on: date | None) -> Finding:
    return Finding(
        name=name,
        family=SignalFamily.COMMERCIAL,
        weight="good",
        text=text,
        rule=rule,
        falsified_by="a word of the customer that it is off",
        seen_on=seen_on,
        citations=cited,
    )
