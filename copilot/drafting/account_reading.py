"""Everything that the drafts about one account are written from, read once."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from copilot.domain.account import Account
from copilot.domain.commitment import Commitment, RoadmapItem, Signal
from copilot.domain.contradiction import Contradiction
from copilot.domain.draft import Citation
from copilot.domain.health import Expansion, Health
from copilot.domain.record import Document, Participant
from copilot.domain.renewal import Renewal, TriageCall
from copilot.domain.stakeholder import StakeholderMap
from copilot.domain.words import Audience, DocumentKind, Part
from copilot.insight.commitments import commitments
from copilot.insight.confidence import Trust, confidence_in
from copilot.insight.contradictions import contradictions
from copilot.insight.expansion import qualify_expansion
from copilot.insight.health import health_of
from copilot.insight.renewal import renewal_terms
from copilot.insight.stakeholders import stakeholder_map
from copilot.insight.triage import save_or_let_go, supporting, triage
from retrieval.catalog.reading import Reader

__all__ = ["AccountReading", "read_account"]


@dataclass(frozen=True)
class AccountReading:
    """An account's record as one scope admits it (account, day, audience), and what follows from it.

    What follows is worked out on first use and kept: a commitment list does not pay for a triage.
    """

    account: Account
    as_of: date
    audience: Audience
    documents: tuple[Document, ...]
    signals: tuple[Signal, ...]
    participants: tuple[Participant, ...]
    registry: tuple[RoadmapItem, ...] = ()

    @property
    def owner(self) -> str:
        """Who acts where nobody else is named: the account's CSM."""
        return self.account.csm or "CSM"

    @cached_property
    def commitments(self) -> tuple[Commitment, ...]:
        """Who owes what to whom, oldest first."""
        return tuple(commitments(self.signals, self.as_of, self.registry))

    @cached_property
    def people(self) -> StakeholderMap:
        """The stakeholder map."""
        return stakeholder_map(self.documents, self.signals, self.participants, self.as_of)

    @cached_property
    def terms(self) -> Renewal:
        """The terms of the renewal."""
        return renewal_terms(self.documents, self.signals, self.as_of)

    @cached_property
    def health(self) -> Health:
        """What is measured and concluded."""
        return health_of(self.documents, self.signals, self.people, self.as_of, commitments=self.commitments)

    @cached_property
    def call(self) -> TriageCall:
        """The call on the renewal, with a note where the account may not be worth saving."""
        call = triage(self.health, self.documents, self.signals)
        note = save_or_let_go(call, self.health, self.named("request"), self.registry)
        return call.model_copy(update={"note": note})

    @cached_property
    def trust(self) -> Trust:
        """The confidence of the call, and the coverage ledger."""
        return confidence_in(supporting(self.call, self.health), self.documents, self.as_of, self.signals)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Where the record disagrees with itself."""
        return contradictions(self.documents, self.signals, self.terms, self.as_of)

    @cached_property
    def expansion(self) -> Expansion:
        """Whether the account is ready to grow."""
        return qualify_expansion(self.health, self.people, self.documents, self.signals, self.as_of)

    @cached_property
    def ground(self) -> tuple[Citation, ...]:
        """What a statement on the whole record cites: the newest words in it, else the account's row."""
        dated = [document for document in reversed(self.documents) if document.occurred_at is not None]
        rows = [document for document in self.documents if document.kind is DocumentKind.ACCOUNT]
        for document in (*dated, *rows, *self.documents):
            for passage in document.passages:
                if passage.part in {Part.BODY, Part.FIELD, Part.ATTACHMENT}:
                    return (Citation.of(document, passage),)
        return ()

    def named(self, *names: str) -> list[Signal]:
        """The signals of some names, oldest first."""
        return [signal for signal in self.signals if signal.name in names]


def read_account(reader: Reader, account: Account, registry: Sequence[RoadmapItem] = ()) -> AccountReading:
    """Read an account within a reader's scope; nothing outside it gets in."""
    with _uncollected():
        documents = reader.documents()
        return AccountReading(
            account=account,
            as_of=reader.scope.as_of,
            audience=reader.scope.audience,
            documents=tuple(documents),
            signals=tuple(reader.signals(documents=documents)),
            participants=tuple(reader.participants()),
            registry=tuple(registry),
        )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Looking for rubbish among tens of thousands of values that all stay takes a fifth of the time to read them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
