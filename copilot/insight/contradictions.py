"""Where the record disagrees with itself: both quotes side by side, and the rule that decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations, takewhile

from copilot.domain.commitment import Signal
from copilot.domain.contradiction import Contradiction, Statement
from copilot.domain.record import Document
from copilot.domain.renewal import Renewal, Stated
from copilot.domain.words import DocumentKind, Side, SignalFamily
from copilot.insight.known import known_documents, known_signals
from copilot.insight.outcomes import is_missed, is_reached
from copilot.insight.usage import measure_usage

__all__ = ["contradictions"]

RULE = (
    "commercial acts over buyer relationship over buying-team usage over overall usage over sentiment; "
    "within one sort the newer"
)
_SORTS = ("commercial act", "buyer relationship", "buying-team usage", "overall usage", "sentiment")
_SORT_OF = {
    SignalFamily.COMMERCIAL: 0,
    SignalFamily.ROADMAP: 0,
    SignalFamily.RELATIONSHIP: 1,
    SignalFamily.VALUE: 2,
    SignalFamily.SUPPORT: 2,
    SignalFamily.USAGE: 3,
    SignalFamily.SENTIMENT: 4,
}
_NEAR = timedelta(days=60)
_ALIKE = 0.5
_SEATS_DIFFER = 0.1
_WORD = re.compile(r"[^\W\d_]{4,}")
_EMPTY = frozenset(
    "that this with from have been were will would could should about your their they them there when what which "
    "goal goals target targets objective objectives reached missed achieved half "
    "into only also just more than then some very much over please week month year last next".split()
)


def contradictions(
    documents: Iterable[Document], signals: Iterable[Signal], terms: Renewal, as_of: date
) -> tuple[Contradiction, ...]:
    """Terms that sources state differently; goals told as reached and as missed; one figure told with two
    values, a figure that somebody denies, or one promise with two days, by different people on the same
    thing; seats in use as somebody counted them and as the usage records do.
    """
    told = known_signals(signals, as_of)
    known = known_documents(documents, as_of)
    return (*_terms(terms), *_goals(told), *_figures(told), *_denials(told), *_promises(told), *_seats(told, known))


def _terms(terms: Renewal) -> Iterator[Contradiction]:
    for about, settled in (
        ("renewal date", terms.on_stated),
        ("ARR", terms.arr_stated),
        ("notice period", terms.notice_stated),
        ("how the contract renews", terms.renews_stated),
    ):
        for conflict in settled.conflicts if settled is not None else ():
            if settled is not None:
                yield Contradiction(
                    about=about, followed=_stated(settled.winner), other=_stated(conflict), rule=settled.rule
                )


_STRENGTHS = ("our notes", "our systems", "the customer's word", "the contract")


def _stated(stated: Stated) -> Statement:
    return Statement(
        text=stated.value,
        sort=_STRENGTHS[stated.strength],
        rank=len(_STRENGTHS) - stated.strength,
        seen_on=stated.seen_on,
        citation=stated.citation,
    )


def _goals(told: Sequence[Signal]) -> Iterator[Contradiction]:
    """One goal told as reached and as missed: the sentences, or what stands around them, share their topic."""
    reached = [signal for signal in told if is_reached(signal)]
    missed = [signal for signal in told if is_missed(signal)]
    for one in reached:
        for other in missed:
            if _alike(one, other) and one.citations[0].passage != other.citations[0].passage:
                yield _pair("whether a goal was reached", one, other)


def _figures(told: Sequence[Signal]) -> Iterator[Contradiction]:
    measured = [signal for signal in told if signal.name == "outcome" and signal.attributes.get("what") == "measured"]
    for one, other in _neighbours(measured):
        same_unit = one.attributes.get("unit") == other.attributes.get("unit")
        differs = one.attributes.get("number") != other.attributes.get("number")
        if same_unit and differs and _near(one, other) and _speaker(one) != _speaker(other) and _alike(one, other):
            yield _pair("a figure", one, other)


def _neighbours(told: Sequence[Signal]) -> Iterator[tuple[Signal, Signal]]:
    """Every two of some signals, oldest first, that are near in time."""
    for n, one in enumerate(told):
        for other in takewhile(lambda later, one=one: _near(one, later), told[n + 1 :]):  # type: ignore[misc]
            yield one, other


_DENIED = re.compile(r"\bnot (?P<number>\d[\d.,]*\d|\d)(?! (?:months?|years?))")


def _denials(told: Sequence[Signal]) -> Iterator[Contradiction]:
    """A measured figure that puts another right ("55 minutes, not 48"), and the newest statement of that other."""
    measured = [signal for signal in told if signal.name == "outcome"]
    for n, one in enumerate(measured):
        denied = _DENIED.search(one.text)
        stated = [s for s in measured[:n] if denied is not None and s.attributes.get("number") == denied["number"]]
        others = [s for s in stated if s.attributes.get("unit") == one.attributes.get("unit")]
        if others and _speaker(others[-1]) != _speaker(one):
            yield _pair("a figure", one, others[-1])


def _seats(told: Sequence[Signal], documents: Sequence[Document]) -> Iterator[Contradiction]:
    """Seats in use as somebody counted them, against the usage record of the week before the count was told."""
    for signal in told:
        if signal.attributes.get("how") != "count" or signal.seen_on is None:
            continue
        usage = measure_usage(documents, signal.seen_on)
        active = float(signal.attributes["active"])
        if usage is None or usage.licensed != float(signal.attributes["seats"]) or not usage.active:
            continue
        if abs(active - usage.active) > _SEATS_DIFFER * usage.active:
            cited = usage.citations[0]
            text = f"{usage.active:g} of {usage.licensed:g} in the week of {usage.week}"
            record = Statement(text=text, sort=_SORTS[3], rank=3, seen_on=usage.week, citation=cited)
            told_by = _statement(signal)
            by_buyer = told_by.model_copy(update={"rank": 1, "sort": _SORTS[1]})
            ours = signal.citations[0].side is not Side.CUSTOMER
            yield Contradiction(
                about="seats in use",
                followed=record if ours else by_buyer,
                other=told_by if ours else record,
                rule=RULE,
            )


def _promises(told: Sequence[Signal]) -> Iterator[Contradiction]:
    """What two of our people say of when one thing comes."""
    dated = [
        s
        for s in told
        if s.name == "commitment"
        and s.attributes.get("due")
        and s.attributes.get("by") == Side.VENDOR
        and s.attributes.get("kind") == "roadmap"
    ]
    for one, other in combinations(dated, 2):
        differs = one.attributes["due"] != other.attributes["due"]
        if differs and _speaker(one) != _speaker(other) and _alike(one, other):
            yield _pair("when it comes", one, other)


def _pair(about: str, one: Signal, other: Signal) -> Contradiction:
    first, second = _statement(one), _statement(other)
    ranked = sorted((first, second), key=lambda each: (each.rank, -(each.seen_on or date.min).toordinal()))
    same = ranked[0].rank == ranked[1].rank and ranked[0].seen_on == ranked[1].seen_on
    return Contradiction(about=about, followed=ranked[0], other=ranked[1], rule=RULE, decided=not same)


def _statement(signal: Signal) -> Statement:
    rank = _SORT_OF[signal.family]
    cited = signal.citations[0]
    if cited.kind is DocumentKind.FILE:
        rank = 0  # what was put on paper between the two sides is a commercial act
    return Statement(text=signal.text, sort=_SORTS[rank], rank=rank, seen_on=signal.seen_on, citation=cited)


def _speaker(signal: Signal) -> str:
    return signal.citations[0].speaker or signal.citations[0].document


def _near(one: Signal, other: Signal) -> bool:
    return one.seen_on is not None and other.seen_on is not None and abs(one.seen_on - other.seen_on) <= _NEAR


def _alike(one: Signal, other: Signal) -> bool:
    """Whether two sentences share half of the content words of the one that has fewer, and at least two."""
    first, second = _topic(one.text), _topic(other.text)
    shared = first & second
    return len(shared) >= 2 and len(shared) >= _ALIKE * min(len(first), len(second))  # noqa: PLR2004 - one word is chance


@lru_cache(maxsize=8192)
def _topic(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _WORD.findall(text.casefold()) if word not in _EMPTY)
