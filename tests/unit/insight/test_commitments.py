"""The commitments of an account, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.accounts import read_accounts
from connectors.files.connector import FilesConnector
from connectors.roadmap import read_roadmap
from copilot.domain.commitment import CommitmentStatus, RoadmapAudience, RoadmapItem, RoadmapStatus, Signal
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side
from copilot.insight.commitments import commitments
from copilot.insight.signals import read_signals
from evals.commitments import score

Make = Callable[..., Document]
DEMO = Path(__file__).parents[3] / "copilot" / "demo"
PROMISE = "I'll send you the insurance export by Friday 18 September."


def _on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def _signals(*documents: Document) -> list[Signal]:
    return [signal for document in documents for signal in read_signals(document)]


def test_a_commitment_is_open_until_its_day_and_overdue_after_it(make: Make) -> None:
    found = _signals(make(PROMISE))
    assert [one.status for one in commitments(found, date(2026, 9, 18))] == [CommitmentStatus.OPEN]
    assert [one.status for one in commitments(found, date(2026, 9, 19))] == [CommitmentStatus.OVERDUE]


@pytest.mark.parametrize(("month", "day"), [(9, 17), (10, 2)])
def test_it_is_kept_when_it_was_delivered_even_late(make: Make, month: int, day: int) -> None:
    later = make("As promised, attached is the insurance export.", on=_on(month, day), name="y")
    (one,) = commitments(_signals(make(PROMISE), later), date(2026, 11, 1))
    assert one.status is CommitmentStatus.KEPT
    assert one.kept_by is not None
    assert one.kept_by.document == "s:y"


def test_what_was_delivered_later_is_not_known_before(make: Make) -> None:
    later = make("As promised, attached is the insurance export.", on=_on(10, 2), name="y")
    (one,) = commitments(_signals(make(PROMISE), later), date(2026, 9, 30))
    assert one.status is CommitmentStatus.OVERDUE


def test_something_else_that_was_delivered_does_not_keep_it(make: Make) -> None:
    later = make("Attached are the minutes of our workshop.", on=_on(9, 17), name="y", title="Minutes")
    (one,) = commitments(_signals(make(PROMISE), later), date(2026, 11, 1))
    assert one.status is CommitmentStatus.OVERDUE


def test_the_other_side_can_say_that_it_came(make: Make) -> None:
    later = make("I received the insurance export this morning.", side=Side.CUSTOMER, on=_on(9, 18), name="y")
    (one,) = commitments(_signals(make(PROMISE), later), date(2026, 11, 1))
    assert one.status is CommitmentStatus.KEPT


def test_a_promise_said_twice_is_one_and_the_later_day_stands(make: Make) -> None:
    again = make("You will have the insurance export by 30 September.", on=_on(9, 20), name="y")
    (one,) = commitments(_signals(make(PROMISE), again), date(2026, 9, 25))
    assert (one.due, one.status) == (date(2026, 9, 30), CommitmentStatus.OPEN)


def test_a_complaint_makes_an_undated_one_overdue(make: Make) -> None:
    promise = make("I'll ask finance about the storage credit for you and come back to you.")
    complaint = make(
        "The storage credit was never raised with finance.", kind=DocumentKind.NOTE, on=_on(10, 1), name="y"
    )
    (one,) = commitments(_signals(promise, complaint), date(2026, 10, 2))
    assert one.status is CommitmentStatus.OVERDUE


def _item(status: RoadmapStatus, window: str | None = None) -> RoadmapItem:
    return RoadmapItem(
        id="R1",
        title="Two-way warehouse sync",
        aliases=("two-way sync",),
        status=status,
        audience=RoadmapAudience.PUBLIC,
        window=window,
    )


def test_a_roadmap_promise_is_matched_and_kept_once_its_item_has_shipped(make: Make) -> None:
    found = _signals(make("Two-way sync will be live by the end of October."))
    (planned,) = commitments(found, date(2026, 12, 1), [_item(RoadmapStatus.PLANNED)])
    (shipped,) = commitments(found, date(2026, 12, 1), [_item(RoadmapStatus.SHIPPED, "2026-Q4")])
    (early,) = commitments(found, date(2026, 9, 9), [_item(RoadmapStatus.SHIPPED, "2026-Q4")])
    assert [one.registry for one in (planned, shipped, early)] == ["R1"] * 3
    assert [one.status for one in (planned, shipped, early)] == ["overdue", "kept", "open"]


def test_a_later_date_for_the_same_item_withdraws_the_earlier(make: Make) -> None:
    first = make("Two-way sync will be live by the end of October.")
    second = make("What stands: two-way sync is committed for Q1 2027.", on=_on(10, 1), name="y")
    found = commitments(_signals(first, second), date(2026, 10, 2), [_item(RoadmapStatus.COMMITTED)])
    assert [one.status for one in found] == [CommitmentStatus.WITHDRAWN, CommitmentStatus.OPEN]


def test_a_customers_own_plans_are_not_listed(make: Make) -> None:
    assert commitments(_signals(make("We will repaint the hall by May.", side=Side.CUSTOMER)), date(2026, 9, 9)) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.integers(0, 60))
def test_nothing_said_later_is_in_it(make: Make, days: int) -> None:
    documents = [
        make(
            f"I'll send you report number {n + 1} about area {n} by the end of the year.",
            on=_on(9, 1) + timedelta(n * 10),
            name=f"d{n}",
        )
        for n in range(6)
    ]
    as_of = date(2026, 9, 1) + timedelta(days)
    assert all(one.made_on <= as_of for one in commitments(_signals(*documents), as_of))


def test_the_scorer_counts_what_status_and_inventions(make: Make) -> None:
    found = commitments(_signals(make(PROMISE)), date(2026, 9, 9))
    gold = {
        "commitments": [
            {
                "by": "vendor",
                "what": "Insurance export",
                "made_on": date(2026, 9, 8),
                "due": date(2026, 9, 18),
                "status": "open",
            },
            {"by": "vendor", "what": "A herring", "made_on": date(2026, 9, 8), "due": None, "status": "open"},
        ],
        "not_commitments": [PROMISE],
    }
    scored = score(gold, found)
    assert (scored.gold, scored.matched, scored.right, scored.recall) == (2, 1, 1, 0.5)
    assert scored.false == ()
    assert score({"not_commitments": [PROMISE]}, found).false == (PROMISE,)


def test_the_demo_accounts() -> None:
    """Recall of the gold commitments; calls name people without a side here, which costs nothing."""
    accounts = read_accounts(DEMO / "accounts.csv", ())
    connector = FilesConnector("files", DEMO / "raw", DEMO, accounts)
    documents = [found for key in connector.listing() for found in connector.read(key) if isinstance(found, Document)]
    registry = read_roadmap(DEMO / "roadmap.yaml")
    right = gold = false = 0
    for file in sorted((DEMO / "gold").glob("*.yaml")):
        truth = yaml.safe_load(file.read_text(encoding="utf-8"))
        own = _signals(*(document for document in documents if document.account == truth["account"]))
        scored = score(truth, commitments(own, truth["as_of"], registry))
        right, gold, false = right + scored.right, gold + scored.gold, false + len(scored.false)
    assert false == 0
    assert right / gold >= 0.75
