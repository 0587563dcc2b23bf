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
from copilot.domain.stakeholder import Presence
from copilot.domain.words import DocumentKind, Side, Tier
from copilot.drafting.question import Ask, Question
from copilot.drafting.wording import day, told
from copilot.insight import facts
from copilot.insight.commitments import commitments
from copilot.insight.people import title_words
from copilot.insight.stakeholders import stakeholder_map
from copilot.insight.surveys import MONTHS, scores
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
    answer: Callable[[Sequence[Document], Scope, str], list[Claim]]
    """From the documents, as the scope has them, to the question in its own words."""
    needs: frozenset[str] = frozenset()
    """And one of these too, where there are any."""


def _stems(words: str) -> frozenset[str]:
    return frozenset(terms(words))


_ANY = frozenset(Ask)
_DENIED = "aren't isn't hasn't haven't wasn't weren't not"
_IDLE = _stems("current currently now right today latest still please pls give show list their customer account")

_DONE = re.compile(r"\b(?:closed|resolved|solved|done|finished)\b")
_NOT_DONE = re.compile(r"\b(?:not|yet|open|pending|outstanding|still|left|remaining)\b|n['’]?t\b")


def _asks_for_done(asked: str) -> bool:
    """Whether a question is about tickets that are done, and not about those that are not."""
    return bool(_DONE.search(asked.casefold())) and not _NOT_DONE.search(asked.casefold())


_FACTS = (
    _Fact(
        frozenset({Ask.WHEN, Ask.WHAT}),
        _stems("contract subscription term"),
        _stems("date day end ends ending expire expires expiry run out up"),
        (DocumentKind.ACCOUNT, DocumentKind.OPPORTUNITY),
        lambda documents, *_: facts.renewal(documents),
        needs=_stems("end ends ending expire expires expiry"),
    ),
    _Fact(
        frozenset({Ask.WHEN, Ask.WHAT}),
        _stems("renewal renew renews renewing"),
        _stems("date due up contract coming next subscription day"),
        (DocumentKind.ACCOUNT, DocumentKind.OPPORTUNITY),
        lambda documents, *_: facts.renewal(documents),
    ),
    _Fact(
        frozenset({Ask.WHETHER, Ask.WHAT}),
        _stems("renewal renewed"),
        _stems("signed sign closed close won stage status done opportunity forecast"),
        (DocumentKind.ACCOUNT, DocumentKind.OPPORTUNITY),
        lambda documents, *_: facts.renewal(documents),
    ),
    _Fact(
        _ANY,
        _stems("opportunity opportunities pipeline deals deal upsell"),
        _stems("open stage amount expansion any many"),
        (DocumentKind.OPPORTUNITY,),
        lambda documents, *_: facts.opportunities(documents),
    ),
    _Fact(
        frozenset({Ask.HOW_MANY, Ask.WHAT}),
        _stems("arr acv revenue paying pay worth"),
        _stems("annual recurring much year contract us usd value"),
        (DocumentKind.ACCOUNT,),
        lambda documents, *_: facts.arr(documents),
    ),
    _Fact(
        frozenset({Ask.HOW_MANY, Ask.WHAT}),
        _stems("seats seat licences licenses license licence users utilisation utilization"),
        _stems("many active used using use usage licensed bought have percent number count total rate"),
        (DocumentKind.USAGE,),
        lambda documents, *_: facts.seats(documents),
    ),
    _Fact(
        frozenset({Ask.HOW_MANY, Ask.WHAT, Ask.WHETHER}),
        _stems("tickets ticket cases case support zendesk helpdesk"),
        _stems(
            "many open closed close closing unresolved resolved resolve outstanding pending sitting waiting stuck "
            "queue any anything everything are yet done finish finished solved left remaining active running number "
            "total count altogether theirs which backlog request requests issue issues us moment hold raise raised "
            + _DENIED
        ),
        (DocumentKind.TICKET,),
        lambda documents, scope, asked: [] if _asks_for_done(asked) else facts.open_tickets(documents, scope.as_of),
    ),
    _Fact(
        frozenset({Ask.WHO, Ask.WHAT}),
        _stems("csm owner owns"),
        _stems("our assigned side"),
        (DocumentKind.ACCOUNT,),
        lambda documents, *_: facts.csm(documents),
    ),
    _Fact(
        _ANY,
        _stems("nps promoters detractors"),
        _stems(
            "us time last give gives given gave got have score scores survey rating recent everybody everyone each all "
            "answer answers reply replies response responses respondents below under above over less more than lower "
            "higher lowest highest low high round wave count number total many "
            f"{' '.join(map(str, range(11)))} {' '.join(MONTHS)}"
        ),
        (DocumentKind.SURVEY,),
        lambda documents, _, asked: scores(documents, asked),
    ),
)


_OWED = _stems("owe owed owes owing overdue commitment commitments promise promises promised undertook")
_BESIDE_OWED = _stems(
    "us open late still already anything thing things outstanding action actions item items list due kept side ours "
    "everything"
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
        meant = topic & fact.about and (topic & fact.needs or not fact.needs)
        if question.ask in fact.asks and meant and topic <= fact.about | fact.beside:
            return fact.answer(reader.documents(fact.kinds), reader.scope, question.text)
    if topic & _GONE and topic <= _GONE | _BESIDE_GONE and question.ask is not Ask.WHEN:
        return _gone(reader)
    return []


_GONE = _stems("left leave gone quit quitting departed departure departures resigned retired moved longer")
_BESIDE_GONE = _stems(
    "side contact contacts people person anybody anyone somebody someone else good since start started company there "
    "team stakeholder stakeholders far already last year recently"
)


def _gone(reader: Reader) -> list[Claim]:
    """Who of the customer's people is no longer in their post."""
    who = stakeholder_map(reader.documents(), reader.signals(), reader.participants(), reader.scope.as_of)
    return [
        Claim(
            text=f"{person.name}{f', {person.title},' if person.title else ''} has left.",
            tier=Tier.INFERRED,
            rule=person.absence.rule,
            citations=person.absence.citations,
        )
        for person in who.customers()
        if person.presence is Presence.LEFT and person.absence is not None and person.absence.citations
    ]


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
