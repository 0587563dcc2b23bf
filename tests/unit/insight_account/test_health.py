from __future__ import annotations

from datetime import date, timedelta

import pytest

from copilot.domain.commitment import Commitment, CommitmentStatus, RoadmapItem, RoadmapStatus
from copilot.domain.draft import Citation
from copilot.domain.health import Health
from copilot.domain.record import Document
from copilot.domain.renewal import Triage, TriageCall
from copilot.domain.words import DocumentKind, Part, Side, SignalFamily
from copilot.insight.confidence import Confidence, confidence_in
from copilot.insight.coverage import coverage_ledger, stale_sources
from copilot.insight.expansion import qualify_expansion
from copilot.insight.health import health_of
from copilot.insight.ratings import measure_ratings
from copilot.insight.stakeholders import stakeholder_map
from copilot.insight.support import measure_tickets
from copilot.insight.triage import save_or_let_go, supporting, triage
from copilot.insight.usage import measure_usage
from tests.unit.insight_account.record import (
    AS_OF,
    account,
    contact,
    document,
    mail,
    opportunity,
    participants_of,
    score,
    signals_of,
    ticket,
    week,
)


def weeks(*counts: int, seats: int = 100, last: date = date(2026, 9, 21)) -> list[Document]:
    start = last - timedelta(weeks=len(counts) - 1)
    return [week((start + timedelta(weeks=n)).isoformat(), count, seats) for n, count in enumerate(counts)]


def read(*documents: Document, as_of: date = AS_OF) -> Health:
    signals = signals_of(documents)
    people = stakeholder_map(documents, signals, participants_of(documents), as_of)
    return health_of(documents, signals, people, as_of)


def called(*documents: Document, as_of: date = AS_OF) -> TriageCall:
    return triage(read(*documents, as_of=as_of), documents, signals_of(documents))


def weights(health: Health) -> dict[str, str]:
    return {finding.name: finding.weight for finding in health.findings}


# A record that covers enough of the families for a call.
GROUND = (
    account(),
    opportunity("Renewal", "Negotiation", "120000", "2026-12-31", "Renewal"),
    ticket("1", "2026-09-29"),
)
SOUND = (*GROUND, *weeks(*[60] * 16), contact("Dana Roy", "Planner"), score("Dana Roy", "9", "2026-09-01"))


def test_usage_compares_eight_weeks_with_the_eight_before() -> None:
    found = measure_usage(weeks(*[100] * 8, *[80] * 8), AS_OF)
    assert found is not None
    assert (found.active, found.utilisation, found.recent, found.before, found.change) == (80, 0.8, 80, 100, -0.2)
    assert [citation.quote for citation in found.citations] == ["80", "100", "80", "100", "100"]


def test_usage_trend_needs_sixteen_weeks() -> None:
    found = measure_usage(weeks(*[100] * 15), AS_OF)
    assert found is not None
    assert found.change is None
    assert measure_usage([], AS_OF) is None


@pytest.mark.parametrize(
    ("recent", "name", "weight"),
    [(84, "usage_falls", "medium"), (69, "usage_falls", "high"), (112, "usage_rises", "good")],
)
def test_usage_findings(recent: int, name: str, weight: str) -> None:
    assert weights(read(*weeks(*[100] * 8, *[recent] * 8, seats=150)))[name] == weight


def test_a_small_change_is_no_finding() -> None:
    assert not [name for name in weights(read(*weeks(*[60] * 8, *[55] * 8))) if name.startswith(("usage", "seats"))]


def test_idle_and_full_seats() -> None:
    assert weights(read(*weeks(40)))["seats_idle"] == "medium"
    assert weights(read(*weeks(95)))["seats_full"] == "good"


def test_tickets_count_as_they_stood_on_the_day() -> None:
    record = [
        ticket("1", "2026-06-01", priority="urgent"),
        ticket("2", "2026-09-01", status="closed", updated="2026-09-20T10:00:00Z"),
        ticket("3", "2026-05-01", status="closed", updated="2026-05-02T10:00:00Z"),
    ]
    now = measure_tickets(record, AS_OF)
    then = measure_tickets(record, date(2026, 9, 19))
    assert now is not None
    assert then is not None
    assert (now.open, now.urgent, now.oldest_days, now.opened, now.opened_before) == (1, 1, 121, 1, 2)
    assert then.open == 2
    assert measure_tickets([], AS_OF) is None


@pytest.mark.parametrize(
    ("day", "priority", "weight"),
    [("2026-06-01", "urgent", "high"), ("2026-09-20", "high", "medium"), ("2026-08-01", "normal", "low")],
)
def test_open_tickets_weigh_by_urgency_and_age(day: str, priority: str, weight: str) -> None:
    assert weights(read(ticket("1", day, priority=priority)))["ticket_open"] == weight


def test_nps_takes_the_newest_score_of_each_and_only_fresh_ones() -> None:
    record = [
        score("Dana Roy", "3", "2026-05-01"),
        score("Dana Roy", "9", "2026-09-01"),
        score("Finn Ode", "5", "2026-09-02"),
        score("Uwe Brandt", "10", "2026-09-03"),
        score("Old Hand", "0", "2025-09-03"),
    ]
    found = measure_ratings(record, AS_OF)
    assert (found.nps, found.respondents) == (33, 3)
    assert {one.who: one.previous for one in found.scores}["Dana Roy"] == 3


def test_a_steep_fall_of_a_score_is_a_risk_even_above_six() -> None:
    record = [score("Dana Roy", "10", "2026-03-01"), score("Dana Roy", "7", "2026-09-01")]
    assert weights(read(*record))["detractor"] == "medium"


def owed(due: date) -> Commitment:
    said = mail("Mara Quist", "I will send you the export.", "2026-09-01", side=Side.VENDOR)
    return Commitment(
        by=Side.VENDOR,
        who="Mara Quist",
        what="the export",
        made_on=date(2026, 9, 1),
        due=due,
        status=CommitmentStatus.OVERDUE,
        citation=Citation.of(said, said.passages[0]),
    )


def test_what_we_owe_is_a_finding() -> None:
    people = stakeholder_map([], [], [], AS_OF)
    health = health_of([], [], people, AS_OF, commitments=[owed(date(2026, 9, 20))])
    (finding,) = [finding for finding in health.findings if finding.citations]
    assert (finding.name, finding.text) == ("we_owe", "We owe them: the export, 10 days late")


def test_a_sound_account_is_a_commit() -> None:
    call = called(*SOUND)
    assert call.call is Triage.COMMIT
    assert call.fired


def test_notice_without_another_word_is_lost() -> None:
    given = mail("Dana Roy", "We hereby give notice of termination of the agreement.", "2026-09-10")
    call = called(*SOUND, given)
    assert call.call is Triage.LOST
    assert call.fired[0].citations[0].speaker == "Dana Roy"


def test_notice_with_talks_since_is_at_risk() -> None:
    given = mail("Dana Roy", "We hereby give notice of termination of the agreement.", "2026-09-10")
    talks = mail("Finn Ode", "We can accept a flat price of 100,000 for two years.", "2026-09-20")
    assert called(*SOUND, given, talks).call is Triage.AT_RISK


def test_a_lost_renewal_is_lost() -> None:
    gone = opportunity("Renewal 2026", "Closed Lost", "120000", "2026-09-20", "Renewal")
    assert called(*SOUND, gone).call is Triage.LOST


def test_a_lost_renewal_is_not_lost_the_day_before() -> None:
    gone = opportunity("Renewal 2026", "Closed Lost", "120000", "2026-09-20", "Renewal")
    assert called(*SOUND, gone, as_of=date(2026, 9, 19)).call is not Triage.LOST


def test_looking_elsewhere_with_another_risk_is_at_risk() -> None:
    looks = mail("Dana Roy", "We are comparing three suppliers at the moment.", "2026-09-10")
    falls = weeks(*[100] * 8, *[80] * 8)
    assert called(*GROUND, looks, *falls).call is Triage.AT_RISK


def test_one_heavy_risk_that_is_answered_is_likely() -> None:
    old = ticket("9", "2026-05-01", priority="urgent")
    more = opportunity("More sites", "Closed Won", "9000", "2026-08-01", "Expansion")
    assert called(*SOUND, old).call is Triage.AT_RISK
    assert called(*SOUND, old, more).call is Triage.LIKELY


def test_too_little_on_record_is_no_call() -> None:
    call = called(mail("Dana Roy", "Hello there.", "2026-09-10"))
    assert call.call is None
    assert "40 %" in call.reason


def test_nothing_later_than_the_day_changes_health_or_call() -> None:
    later = (
        *weeks(*[10] * 4, last=date(2026, 10, 26)),
        mail("Dana Roy", "We hereby give notice of termination of the agreement.", "2026-10-10"),
        ticket("8", "2026-10-01", priority="urgent"),
        score("Dana Roy", "0", "2026-10-02"),
        opportunity("Renewal 2026", "Closed Lost", "1", "2026-10-03", "Renewal"),
    )
    plain, full = read(*SOUND), read(*SOUND, *later)
    assert plain == full
    assert called(*SOUND) == called(*SOUND, *later)
    assert coverage_ledger([*SOUND, *later][: len(SOUND)], AS_OF) == coverage_ledger(SOUND, AS_OF)


def test_expansion_needs_value_use_and_a_sponsor() -> None:
    told = mail("Dana Roy", "It saved us two days a week.", "2026-09-10")
    sponsor = (contact("Finn Ode", "CFO"), mail("Finn Ode", "Thank you for the numbers.", "2026-09-11"))
    more = opportunity("Second plant", "Discovery", "9000", "2027-03-31", "Expansion")

    def verdict(*documents: Document) -> str:
        signals = signals_of(documents)
        people = stakeholder_map(documents, signals, participants_of(documents), AS_OF)
        health = health_of(documents, signals, people, AS_OF)
        return qualify_expansion(health, people, documents, signals, AS_OF).verdict

    assert verdict(told, *sponsor, more) == "yes"
    assert verdict(*sponsor, more) == "maybe"
    assert verdict(more) == "no"


def test_the_ledger_names_gaps_and_stale_sources() -> None:
    record = [*weeks(60), ticket("1", "2026-09-01"), mail("Dana Roy", "Hello there.", "2026-09-01")]
    rows = {row.family.value: row for row in coverage_ledger(record, AS_OF) if row.family is not None}
    assert rows["usage"].status == "complete"
    assert rows["support"].status == "partial"
    assert (rows["sentiment"].status, rows["sentiment"].source) == ("missing", "none")
    assert rows["sentiment"].hides == "a quiet detractor"
    assert any(told.startswith("email: last record 2026-09-01") for told in stale_sources(record, AS_OF))


def test_value_that_is_told_anywhere_covers_its_family() -> None:
    record = [mail("Dana Roy", "It saved us two days a week.", "2026-09-28"), mail("Dana Roy", "Hello.", "2026-09-29")]
    (row,) = [one for one in coverage_ledger(record, AS_OF, signals_of(record)) if one.family is SignalFamily.VALUE]
    assert (row.source, row.records, row.last_record, row.status) == ("email", 1, date(2026, 9, 28), "complete")
    later = mail("Dana Roy", "It saved us two days a week.", "2026-10-02")
    assert coverage_ledger([later], AS_OF, signals_of([later])) == coverage_ledger([], AS_OF)


def test_confidence_follows_its_entry_conditions() -> None:
    old = mail("Dana Roy", "Hello there.", "2026-01-05")
    plan = document(DocumentKind.FILE, "plan", None, [(Part.BODY, "", "Goals")], title="Success plan")
    fresh = [*SOUND, old, plan, mail("Dana Roy", "Hello again.", "2026-09-29")]
    health = read(*fresh)
    call = triage(health, fresh, signals_of(fresh))
    trust = confidence_in(supporting(call, health), fresh, AS_OF)
    assert trust.confidence is Confidence.LOW
    assert "1 of 6 families" in trust.reason
    families = (SignalFamily.USAGE, SignalFamily.VALUE, SignalFamily.SUPPORT)
    three = [health.good()[0].model_copy(update={"family": family}) for family in families]
    assert confidence_in(three, fresh, AS_OF).confidence is Confidence.HIGH
    stale = [one for one in fresh if one.kind is not DocumentKind.TICKET]
    assert confidence_in(three[:2], stale, AS_OF).confidence is Confidence.MEDIUM
    assert confidence_in(three, [old], AS_OF).confidence is Confidence.INSUFFICIENT
    short = [one for one in fresh if one is not old and one.kind is not DocumentKind.USAGE]
    assert confidence_in(three, short, AS_OF).confidence is Confidence.LOW


def test_a_note_on_fit_only_where_no_goal_was_reached() -> None:
    looks = mail("Dana Roy", "We are comparing three suppliers at the moment.", "2026-09-10")
    record = (*GROUND, looks, *weeks(*[30] * 16))
    health = read(*record)
    call = triage(health, record, signals_of(record))
    assert call.call is Triage.AT_RISK
    assert "less than half of the seats" in save_or_let_go(call, health, [], [])
    item = RoadmapItem(id="R1", title="Three suppliers", status=RoadmapStatus.DECLINED)
    assert "Three suppliers" in save_or_let_go(call, health, signals_of([looks]), [item])
    sound = read(*SOUND)
    assert save_or_let_go(called(*SOUND), sound, [], []) == ""


def test_every_finding_cites_or_names_what_is_missing() -> None:
    looks = mail("Dana Roy", "We are comparing three suppliers at the moment.", "2026-09-10")
    for finding in read(*GROUND, looks, *weeks(*[100] * 8, *[60] * 8), score("Dana Roy", "2", "2026-09-01")).findings:
        claim = finding.claim()
        assert claim.citations or claim.needs
        assert claim.text
