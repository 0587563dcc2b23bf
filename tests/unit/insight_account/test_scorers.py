from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from copilot.domain.errors import InputError
from copilot.domain.record import Document, Participant
from copilot.insight.health import health_of
from copilot.insight.reading import read_document
from copilot.insight.renewal import renewal_terms
from copilot.insight.stakeholders import stakeholder_map
from copilot.insight.triage import triage
from evals.figures import Case, Tally
from evals.insight import InsightGold, read_insight_gold, score_renewal, score_stakeholders
from tests.unit.insight_account.record import AS_OF, account, contact, mail, participants_of

RECORD = (
    account(),
    contact("Dana Roy", "CFO"),
    contact("Finn Ode", "Planner"),
    mail("Dana Roy", "Hello.", "2026-09-01"),
)


def scored(
    truth: InsightGold, record: Sequence[Document], present: Sequence[Participant], tally: Tally, name: str
) -> list[Case]:
    signals = [signal for document in record for signal in read_document(document)]
    people = stakeholder_map(record, signals, present, truth.as_of)
    failing = score_stakeholders(truth, people, tally, name)
    if truth.renewal is not None:
        call = triage(health_of(record, signals, people, truth.as_of), record, signals)
        failing += score_renewal(truth.renewal, call, renewal_terms(record, signals, truth.as_of), tally, name)
    return failing


def gold(**changes: object) -> InsightGold:
    people = [
        {"name": "Dana Roy", "role": "champion", "stance": "neutral", "last_contact": "2026-09-01"},
        {"name": "Dr. Finn Ode", "role": "user", "stance": "critical", "also_accept": {"stance": ["unknown"]}},
    ]
    renewal = {"date": "2026-12-31", "arr": 120000, "triage": "commit"}
    return InsightGold.model_validate(
        {"account": "acme", "as_of": AS_OF, "stakeholders": people, "renewal": renewal} | changes
    )


def test_a_wrong_role_costs_and_an_accepted_stance_does_not() -> None:
    tally = Tally()
    failing = scored(gold(), RECORD, participants_of(RECORD), tally, "acme")
    figures = tally.figures()
    assert figures["stakeholder_f1"] == 0.5
    assert figures["stance_accuracy"] == 1.0
    assert figures["last_contact_accuracy"] == 1.0
    assert figures["renewal_date_accuracy"] == figures["arr_accuracy"] == 1.0
    assert figures["triage_accuracy"] == 0.0
    assert {case.id for case in failing} == {"acme/Dana Roy", "acme/renewal"}


def test_also_accepted_roles_and_calls_are_right() -> None:
    people = [{"name": "Dana Roy", "role": "user", "also_accept": {"role": ["economic_buyer"]}}]
    tally = Tally()
    truth = gold(stakeholders=people, renewal={"triage": "lost", "also_accept_triage": ["likely", "commit", "at-risk"]})
    failing = scored(truth, RECORD, participants_of(RECORD), tally, "acme")
    # Two people found, one of them in the gold and right: 2 * 1 / (1 + 2).
    assert tally.figures()["stakeholder_f1"] == 0.6667
    assert [case.problems for case in failing if "Finn" in case.id] == [("not in the gold",)]


def test_somebody_missed_costs() -> None:
    people = [{"name": "Nobody Known", "role": "user", "last_contact": "2026-01-01"}]
    tally = Tally()
    scored(gold(stakeholders=people, renewal=None), RECORD, [], tally, "acme")
    assert tally.figures() == {"last_contact_accuracy": 0.0, "stakeholder_f1": 0.0, "stance_accuracy": 0.0}


def test_gold_files_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text("account: acme\nas_of: 2026-09-30\nquestions: []\n")
    assert read_insight_gold(file).as_of == date(2026, 9, 30)
    file.write_text("account: acme\n")
    with pytest.raises(InputError, match=r"acme\.yaml"):
        read_insight_gold(file)
