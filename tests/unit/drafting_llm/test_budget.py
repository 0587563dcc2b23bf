"""Budgets: reserved before a call, settled after, never passed."""

from __future__ import annotations

import pytest

from copilot.drafting.llm.budget import Budget, Meter, OverBudget, Price, Spent


def test_what_is_reserved_counts_until_it_is_settled() -> None:
    meter = Meter(Budget(draft_tokens=1_000), Spent())
    first = meter.reserve(500, 200)
    with pytest.raises(OverBudget, match="tokens of a draft"):
        meter.reserve(200, 200)
    meter.settle(first, 300, 50)
    meter.reserve(200, 200)
    assert (meter.tokens_in, meter.tokens_out) == (300, 50)


@pytest.mark.parametrize(
    ("budget", "what"),
    [
        (Budget(draft_cost=0.01, price=Price(10, 30)), "cost of a draft"),
        (Budget(day_tokens=1_500), "tokens of the day"),
        (Budget(day_cost=0.02, price=Price(10, 30)), "cost of the day"),
    ],
)
def test_each_limit_stops_the_call_that_would_pass_it(budget: Budget, what: str) -> None:
    meter = Meter(budget, Spent(tokens=600, cost=0.005))
    with pytest.raises(OverBudget, match=what):
        meter.reserve(1_000, 500)
    assert meter.tokens_in == 0


def test_without_limits_nothing_stops() -> None:
    Meter(Budget(), Spent(10**9, 1e6)).reserve(10**9, 10**9)


def test_cost_is_by_the_million() -> None:
    meter = Meter(Budget(price=Price(2.0, 8.0)), Spent())
    meter.settle(meter.reserve(1, 1), 500_000, 250_000)
    assert meter.cost == 3.0
