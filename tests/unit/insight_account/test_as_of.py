"""Nothing later than the day influences any reading of an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot.domain.record import Document
from copilot.insight.confidence import confidence_in
from copilot.insight.contradictions import contradictions
from copilot.insight.expansion import qualify_expansion
from copilot.insight.health import health_of
from copilot.insight.metrics import retention
from copilot.insight.renewal import renewal_terms
from copilot.insight.stakeholders import stakeholder_map
from copilot.insight.triage import supporting, triage
from tests.unit.insight_account.record import (
    account,
    contact,
    contract,
    mail,
    opportunity,
    participants_of,
    score,
    signals_of,
    ticket,
    week,
)

AS_OF = date(2026, 6, 30)
SAID = (
    "We hereby give notice of termination of the agreement.",
    "I require a reduction of 20 per cent at renewal.",
    "It saved us two days a week.",
    "We are comparing three suppliers at the moment.",
    "I decide, so send it to me.",
    "Our logs show 40 of the 100 licensed users.",
    "Dana Roy has left the company.",
    "Notice must reach you thirty days before expiry.",
    "The round took 48 minutes on average, not 55.",
)
NAMES = ("Dana Roy", "Finn Ode", "Uwe Brandt")
LISTED = (account(), contact("Dana Roy", "CFO"), contact("Finn Ode", "Head of Procurement"))

days = st.integers(-300, 300).map(lambda n: (AS_OF + timedelta(days=n)).isoformat())
kinds = st.integers(0, 5)


@st.composite
def a_record(draw: st.DrawFn, n: int) -> Document:
    day, name = draw(days), draw(st.sampled_from(NAMES))
    match draw(kinds):
        case 0:
            return mail(name, draw(st.sampled_from(SAID)), day, key=f"mail-{n}")
        case 1:
            return score(name, str(draw(st.integers(0, 10))), day)
        case 2:
            return ticket(f"ticket-{n}", day, priority="urgent")
        case 3:
            return contract("Notice: 60 days before the end of the term.", day, f"contract-{n}")
        case 4:
            return week(day, draw(st.integers(1, 100)))
        case _:
            return mail(name, draw(st.sampled_from(SAID)), day, key=f"again-{n}")


records = st.integers(1, 12).flatmap(lambda size: st.tuples(*(a_record(n) for n in range(size))))


def everything(documents: Sequence[Document]) -> tuple[object, ...]:
    signals = signals_of(documents)
    people = stakeholder_map(documents, signals, participants_of(documents), AS_OF)
    health = health_of(documents, signals, people, AS_OF)
    call = triage(health, documents, signals)
    terms = renewal_terms(documents, signals, AS_OF)
    return (
        people,
        health,
        call,
        terms,
        confidence_in(supporting(call, health), documents, AS_OF),
        qualify_expansion(health, people, documents, signals, AS_OF),
        contradictions(documents, signals, terms, AS_OF),
        retention({"acme": documents}, date(2026, 1, 1), date(2026, 12, 31), AS_OF),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records)
def test_what_comes_later_changes_nothing(drawn: tuple[Document, ...]) -> None:
    unique = list({document.id: document for document in drawn}.values())
    known = [one for one in unique if one.occurred_at is None or one.occurred_at.date() <= AS_OF]
    assert everything([*LISTED, *unique]) == everything([*LISTED, *known])


def test_a_deal_counts_from_the_day_it_closes() -> None:
    deal = opportunity("Renewal", "Closed Lost", "1", "2026-07-01", "Renewal")
    still_open = opportunity("Renewal", "Negotiation", "1", "2026-07-01", "Renewal")
    later, now = (everything([*LISTED, one]) for one in (deal, still_open))
    assert [str(one)[:40] for one in later[2:3]] == [str(one)[:40] for one in now[2:3]]
