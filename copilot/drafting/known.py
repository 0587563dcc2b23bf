"""Questions that the structured record answers outright, before anything is searched.

A question is taken to ask for a fact only when every word of its topic belongs to that fact's
vocabulary: "when is the renewal?" does, "why did the renewal slip?" does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.domain.commitment import CommitmentStatus, RoadmapItem
from copilot.domain.draft import Claim
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side, Tier
from copilot.drafting.question import Ask, Question
from copilot.drafting.wording import day, told
from copilot.insight import facts
from copilot.insight.commitments import commitments
from copilot.insight.people import title_words
from retrieval.catalog.reading import Reader, Scope
from retrieval.terms import terms

__all__ = ["known_claims"]


@dataclass(frozen=True, slots=True)
class _Fact:
    asks: frozenset[Ask]
    about: frozenset[str]
    """One of these must stand in the question."""
    beside: frozenset[str]
    """These may."""
    kinds: tuple[DocumentKind, ...]
    """What it is read from."""
    answer: Callable[[Sequence[Document], Scope], list[Claim]]


def _stems(words: str) -> frozenset[str]:
    return frozenset(terms(words))


_ANY = frozenset(Ask)
_IDLE = _stems("current currently now right today latest still please pls give show list their customer account")

_FACTS = (
    _Fact(
        frozenset({Ask.WHEN, Ask.WHAT}),
        _stems("renewal renew renews renewing"),
        _stems("date due up contract coming next subscription day"),
        (DocumentKind.ACCOUNT, DocumentKind.OPPORTUNITY),
        lambda documents, _: facts.renewal(documents),
    ),
    _Fact(
        frozenset({Ask.WHETHER, Ask.WHAT}),
        _stems("renewal renewed"),
        _stems("signed sign closed close won stage status done opportunity forecast"),
        (DocumentKind.ACCOUNT, DocumentKind.OPPORTUNITY),
        lambda documents, _: facts.renewal(documents),
    ),
    _Fact(
        _ANY,
        _stems("opportunity opportunities pipeline deals deal"),
        _stems("open stage amount expansion upsell any many"),
        (DocumentKind.OPPORTUNITY,),
        lambda documents, _: facts.opportunities(documents),
    ),
    _Fact(
        frozenset({Ask.HOW_MANY, Ask.WHAT}),
        _stems("arr acv revenue paying pay worth"),
        _stems("annual recurring much year contract us usd value"),
        (DocumentKind.ACCOUNT,),
        lambda documents, _: facts.arr(documents),
    ),
    _Fact(
        frozenset({Ask.HOW_MANY, Ask.WHAT}),
        _stems("seats seat licences licenses license licence users utilisation utilization"),
        _stems("many active used using use licensed bought have percent"),
        (DocumentKind.USAGE,),
        lambda documents, _: facts.seats(documents),
    ),
    _Fact(
        frozenset({Ask.HOW_MANY, Ask.WHAT, Ask.WHETHER}),
        _stems("tickets ticket cases support zendesk"),
        _stems("many open closed unresolved outstanding pending sitting queue any are zendesk support"),
        (DocumentKind.TICKET,),
        lambda documents, scope: facts.open_tickets(documents, scope.as_of),
    ),
    _Fact(
        frozenset({Ask.WHO, Ask.WHAT}),
        _stems("csm"),
        _stems("owner owns our assigned"),
        (DocumentKind.ACCOUNT,),
        lambda documents, _: facts.csm(documents),
    ),
    _Fact(
        frozenset({Ask.HOW_MANY, Ask.WHAT}),
        _stems("nps"),
        _stems("score scores survey rating recent"),
        (DocumentKind.SURVEY,),
        lambda documents, _: facts.score(documents),
    ),
)


_OWED = _stems("owe owed owes owing overdue commitment commitments promise promises promised undertook")
_BESIDE_OWED = _stems(
    "open late still anything thing things outstanding action actions item items list due kept side ours everything"
)
_LATE = _stems("overdue late")
_THEIRS = re.compile(
    r"\b(?:they|them|customer|their side) (?:\w+ )?(?:owe|owes|promised?|commit|committed|undertook)\b|\bowes? us\b"
)


def _owed(question: Question, topic: frozenset[str], reader: Reader, registry: Sequence[RoadmapItem]) -> list[Claim]:
    """What one side still owes the other, what is late first."""
    by = Side.CUSTOMER if _THEIRS.search(question.text.casefold()) else Side.VENDOR
    wanted = {CommitmentStatus.OVERDUE} if topic & _LATE else {CommitmentStatus.OVERDUE, CommitmentStatus.OPEN}
    made = commitments(reader.signals(), reader.scope.as_of, registry)
    owed = sorted((one for one in made if one.by is by and one.status in wanted), key=lambda one: one.due or date.max)
    return [
        Claim(
            text=f"{told(one.citation)} {'Due ' + day(one.due) if one.due else 'No day named'}: {one.status}.",
            tier=Tier.INFERRED,
            rule="an undertaking for which no later delivery is on record",
            citations=(one.citation,),
        )
        for one in owed
    ]


def known_claims(question: Question, reader: Reader, registry: Sequence[RoadmapItem] = ()) -> list[Claim]:
    """The claims that answer a question from structured sources; none where it asks for something else."""
    named = {term for person in question.people for name in person.names for term in terms(name)}
    topic = frozenset(question.topic) - _IDLE
    if question.people:
        return _about_people(question, topic - named, reader)
    if topic & _OWED and topic <= _OWED | _BESIDE_OWED:
        return _owed(question, topic, reader, registry)
    for fact in _FACTS:
        if question.ask in fact.asks and topic & fact.about and topic <= fact.about | fact.beside:
            return fact.answer(reader.documents(fact.kinds), reader.scope)
    return []


_CONTACT = _stems(
    "last contact talk talked speak spoke spoken hear heard meet met touch reach email emailed call called message "
    "wrote write seen time"
)
_ROLE = _stems("title role job position who")


def _about_people(question: Question, topic: frozenset[str], reader: Reader) -> list[Claim]:
    titles = {term for person in question.people for word in title_words(person) for term in terms(word)}
    asked = question.text.casefold()
    if "last" in asked and topic & _CONTACT and topic - titles <= _CONTACT:
        return [
            claim
            for person in question.people
            for claim in facts.last_contact(person, reader.last_words(person.email, person.names))
        ]
    if question.ask in (Ask.WHO, Ask.WHAT) and topic - titles <= _ROLE:
        return [claim for person in question.people for claim in facts.who_is(person)]
    return []
