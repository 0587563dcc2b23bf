"""What has changed on an account since a day, by setting what was known then against what is known now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from copilot.domain.commitment import Commitment
from copilot.domain.draft import Citation, Claim, Draft
from copilot.domain.record import Document
from copilot.domain.stakeholder import Role
from copilot.domain.words import DocumentKind, DraftKind, Part
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.asks import ask_claims
from copilot.drafting.brief import trace
from copilot.drafting.phrases import (
    band,
    clipped,
    commitment_rows,
    concluded,
    contradiction_claims,
    counted,
    ended,
    money,
    section,
    sections,
    unknown,
)
from copilot.drafting.wording import day
from copilot.insight.support import measure_tickets

__all__ = ["draft_changes"]


def draft_changes(before: AccountReading, now: AccountReading) -> Draft:
    """What one reading of an account has that an earlier one had not, for internal readers."""
    known = {document.id for document in before.documents}
    fresh = [document for document in now.documents if document.id not in known]
    old = {_place(one): one for one in before.commitments}
    moved = [one for one in now.commitments if _place(one) not in old or old[_place(one)].status != one.status]
    seen = {(c.about, c.followed.text, c.other.text) for c in before.contradictions}
    disagree = [c for c in now.contradictions if (c.about, c.followed.text, c.other.text) not in seen]
    asks = [claim for claim in ask_claims(now) if claim.citations[0].document not in known]
    return Draft(
        kind=DraftKind.CHANGES,
        account=now.account.account_id,
        audience=now.audience,
        as_of=now.as_of,
        question=f"What is new since {day(before.as_of)}?",
        sections=sections(
            section("", [_fresh_records(before, now, fresh), *_call(before, now), *_terms(before, now)]),
            section("New risks and good signs", _findings(before, now)),
            section("No longer so", _gone(before, now)),
            section("People", _people(before, now)),
            commitment_rows(now, moved),
            section("Tickets", _tickets(before, now, fresh)),
            section("What they asked for", asks),
            section("Where the record newly disagrees", contradiction_claims(disagree)),
        ),
        coverage=now.trust.ledger,
        trace=trace(now),
    )


def _place(one: Commitment) -> tuple[str, int]:
    return one.citation.passage, one.citation.start


def _fresh_records(before: AccountReading, now: AccountReading, fresh: list[Document]) -> Claim:
    if not fresh:
        return unknown(f"No record is newer than {day(before.as_of)}.", "a newer sync")
    kinds = {kind: sum(document.kind is kind for document in fresh) for kind in DocumentKind}
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.items() if number)
    return concluded(
        f"{counted(len(fresh), 'new record')} since {day(before.as_of)}: {told}.",
        "records dated after that day.",
        now.ground,
    )


def _call(before: AccountReading, now: AccountReading) -> Iterator[Claim]:
    was, current = before.call.call, now.call.call
    cited = next((finding.citations for finding in now.call.fired if finding.citations), now.ground)
    same = "The call is still" if was is current else f"The call was {band(was)} and is now"
    yield concluded(
        f"{same} {band(current)}, confidence {now.trust.confidence}.", f"{now.call.rule}.", cited[:2]
    )  # fmt: skip


def _terms(before: AccountReading, now: AccountReading) -> Iterator[Claim]:
    for what, was, current, stated in (
        ("renewal date", before.terms.on, now.terms.on, now.terms.on_stated),
        ("opt-out date", before.terms.opt_out, now.terms.opt_out, now.terms.notice_stated),
        ("ARR", before.terms.arr, now.terms.arr, now.terms.arr_stated),
    ):
        if was != current and stated is not None:
            yield concluded(
                f"The {what} was {_shown(was)} and is now {_shown(current)}.",
                f"{stated.rule}.",
                (stated.winner.citation,),
            )


def _shown(term: date | float | None) -> str:
    return str(term) if isinstance(term, date) else money(term)


def _findings(before: AccountReading, now: AccountReading) -> Iterator[Claim]:
    known = {(finding.name, finding.seen_on) for finding in before.health.findings}
    for finding in (*now.health.risks(), *now.health.good()):
        if (finding.name, finding.seen_on) not in known and finding.citations:
            yield finding.claim()


def _gone(before: AccountReading, now: AccountReading) -> Iterator[Claim]:
    current = {finding.name for finding in now.health.findings}
    for name in dict.fromkeys(finding.name for finding in before.health.findings if finding.name not in current):
        was = next(finding for finding in before.health.findings if finding.name == name)
        if was.citations:
            yield concluded(
                ended(f"On {day(before.as_of)} it still held: {clipped(was.text)}"),
                f"the rule “{was.rule}” no longer fires.",
                was.citations[:1],
            )


def _people(before: AccountReading, now: AccountReading) -> Iterator[Claim]:
    old = {person.name: person for person in before.people.customers()}
    for person in now.people.customers():
        was = old.get(person.name)
        cited = (person.last_words,) if person.last_words is not None else ()
        if was is None:
            yield concluded(f"{person.name} is new on record.", "not on the map of the earlier day.", cited)
        elif was.role is not person.role:
            basis = person.absence or person.role_basis
            yield concluded(
                f"{person.name} was {_named(was.role)} and is now {_named(person.role)}.",
                f"{basis.rule}." if basis is not None else "the rules for roles.",
                (basis.citations[:2] if basis is not None else ()) or cited,
            )
        elif was.stance is not person.stance and person.stance_basis:
            basis = person.stance_basis[0]
            yield concluded(
                f"{person.name} was {was.stance} and is now {person.stance}.", f"{basis.rule}.", basis.citations[:2]
            )


def _named(role: Role | None) -> str:
    return role.spoken if role is not None else "without a role"


def _tickets(before: AccountReading, now: AccountReading, fresh: list[Document]) -> Iterator[Claim]:
    opened = [document for document in fresh if document.kind is DocumentKind.TICKET]
    load = measure_tickets(now.documents, now.as_of)
    still = {cited.document for cited in load.citations} if load is not None and load.open else set()
    for ticket in opened:
        passage = next((p for p in ticket.passages if p.part in {Part.SUBJECT, Part.BODY, Part.FIELD}), None)
        if passage is not None:
            state = "still open" if ticket.id in still else "solved"
            yield concluded(
                f"{clipped(ticket.title, 120)}: new, {state} on {day(now.as_of)}.",
                "by the ticket's own status and dates.",
                (Citation.of(ticket, passage),),
            )
    earlier = measure_tickets(before.documents, before.as_of)
    for cited in earlier.citations if earlier is not None and earlier.open else ():
        if cited.document not in still:
            yield concluded(
                f"{clipped(cited.title, 120)}: was open, is solved.", "open on the earlier day, not on this.", (cited,)
            )
