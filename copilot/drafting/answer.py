"""Answering a question from one account's record, with the quotes that answer best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from copilot.domain.account import Account
from copilot.domain.commitment import RoadmapItem
from copilot.domain.draft import Claim, Coverage, Draft, Section, unanswered
from copilot.domain.words import DocumentKind, DraftKind
from copilot.drafting.candidates import Candidate, candidates
from copilot.drafting.kept import Kept
from copilot.drafting.known import known_claims
from copilot.drafting.question import Question, read_question
from copilot.drafting.quoting import Quote, quotes
from copilot.drafting.relevance import Relevance, judge
from copilot.drafting.shortlist import shortlist
from copilot.drafting.supersession import superseded
from copilot.drafting.threads import in_thread
from copilot.drafting.wording import told
from copilot.guard.injection import speaks_to_a_machine
from copilot.insight.people import Person, people_of
from retrieval.catalog.database import transaction
from retrieval.catalog.reading import Reader, Scope
from retrieval.search import Search

__all__ = ["Answerer", "Known", "Looked"]

PASSAGES = 200
"""Passages read for a question."""


@dataclass(frozen=True)
class Looked:
    """The extractive answer to a question, and all that was found worth reading for it, best first."""

    draft: Draft
    ranked: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Known:
    """What every question about an account needs: what there is to look through, and who is who."""

    coverage: tuple[Coverage, ...]
    people: tuple[Person, ...]


def _known(reader: Reader) -> Known:
    people = people_of(reader.participants(), reader.documents([DocumentKind.CONTACT]))
    return Known(_coverage(reader), tuple(people))


class Answerer:
    """Answers questions: from structured sources where they say it outright, else by extracting quotes."""

    def __init__(
        self, engine: Engine, search: Search, relevance: Relevance, registry: Sequence[RoadmapItem] = ()
    ) -> None:
        self._registry = registry
        self._engine = engine
        self._search = search
        self._relevance = relevance
        self.kept: Kept[Known] | None = None
        """Where what is known of an account is kept between questions; whoever changes the record clears it."""

    def answer(self, text: str, account: Account, scope: Scope) -> Draft:
        """A draft of kind `answer`: the quotes that answer best, and in its trace how sure it is that they do.

        It abstains only where it finds nothing at all; whether what it found answers is the guard's to say.
        """
        return self.look(text, account, scope).draft

    def look(self, text: str, account: Account, scope: Scope, earlier: Sequence[str] = ()) -> Looked:
        """The same, with what else was found. `earlier` are the questions of the thread before this one."""
        with transaction(self._engine) as connection:
            reader = Reader(connection, scope)
            known = _known(reader) if self.kept is None else self.kept.make(scope, lambda: _known(reader))
            people = known.people

            def read(text: str) -> Question:
                return read_question(text, account, people, self._registry)

            question = in_thread(read(text), earlier, read)
            claims = known_claims(question, reader, self._registry)
        if claims:
            return Looked(_draft(text, scope, known.coverage, claims, {"drafter": "known"}))
        hits = self._search.search(question.sought, scope, PASSAGES)
        near = shortlist(question, candidates(hits))
        titles = {name: person.title for person in people for name in person.names if person.title}
        judged = judge(self._relevance, question, near, titles)
        trace = {
            "drafter": "extractive",
            "read": len(near),
            "certainty": round(judged.certainty, 3) if near else None,
            "suspected": sorted({hit.passage.id for hit in hits if speaks_to_a_machine(hit.passage.text)}),
        }
        answer = _draft(text, scope, known.coverage, _claims(quotes(judged.ranked, scope.audience)), trace)
        return Looked(answer, judged.ranked)


def _claims(chosen: Sequence[Quote]) -> list[Claim]:
    """One claim a quote; a statement that a later one replaces comes after it and says so."""
    gone = superseded([quote.lead for quote in chosen])
    return [
        Claim(text=told(quote.gist, superseded=former), citations=quote.citations, superseded=former)
        for former in (False, True)
        for at, quote in enumerate(chosen)
        if (at in gone) is former
    ]


def _draft(
    question: str, scope: Scope, coverage: tuple[Coverage, ...], claims: list[Claim], trace: dict[str, Any]
) -> Draft:
    return Draft(
        kind=DraftKind.ANSWER,
        account=scope.account,
        audience=scope.audience,
        as_of=scope.as_of,
        question=question,
        abstained=not claims,
        reason="" if claims else unanswered(coverage),
        sections=(Section(claims=tuple(claims)),) if claims else (),
        coverage=coverage,
        trace=trace,
    )


_NAMES = {
    DocumentKind.EMAIL: ("e-mail", "e-mails"),
    DocumentKind.TICKET: ("ticket", "tickets"),
    DocumentKind.CALL: ("call", "calls"),
    DocumentKind.NOTE: ("note", "notes"),
    DocumentKind.FILE: ("file", "files"),
    DocumentKind.ACCOUNT: ("account row", "account rows"),
    DocumentKind.CONTACT: ("contact", "contacts"),
    DocumentKind.OPPORTUNITY: ("opportunity", "opportunities"),
    DocumentKind.ACTIVITY: ("activity", "activities"),
    DocumentKind.USAGE: ("week of usage", "weeks of usage"),
    DocumentKind.SURVEY: ("survey answer", "survey answers"),
}


def _coverage(reader: Reader) -> tuple[Coverage, ...]:
    return tuple(
        Coverage(source=_NAMES[kind][count != 1], records=count, last_record=last.date() if last else None)
        for kind, count, last in reader.counts()
    )
