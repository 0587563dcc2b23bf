from __future__ import annotations

from datetime import date

import pytest

from copilot.insight.metrics import retention
from tests.unit.insight_account.record import account, opportunity

START, END, AS_OF = date(2026, 1, 1), date(2026, 6, 30), date(2026, 9, 30)
NEW = opportunity("First", "Closed Won", "100000", "2025-03-01", "New Business")


def test_expansion_raises_nrr_and_not_grr() -> None:
    more = opportunity("Sites", "Closed Won", "20000", "2026-02-01", "Expansion")
    found = retention({"acme": [account(arr="120000"), NEW, more]}, START, END, AS_OF)
    assert (found.nrr, found.grr) == (1.2, 1.0)
    assert found.arithmetic == "(100,000 + 20,000 - 0) / 100,000; (100,000 - 0) / 100,000"
    assert found.missing == ()


def test_a_smaller_renewal_is_a_contraction() -> None:
    renewed = opportunity("Renewal", "Closed Won", "80000", "2026-03-01", "Renewal")
    found = retention({"acme": [account(arr="80000"), NEW, renewed]}, START, END, AS_OF)
    assert (found.nrr, found.grr) == (0.8, 0.8)
    assert found.accounts[0].contraction == 20000


def test_a_lost_renewal_is_churn() -> None:
    lost = opportunity("Renewal", "Closed Lost", "100000", "2026-03-01", "Renewal")
    kept = opportunity("Beta first", "Closed Won", "100000", "2025-01-01", "New Business")
    found = retention({"acme": [account(arr="0"), NEW, lost], "beta": [account(arr="100000"), kept]}, START, END, AS_OF)
    assert (found.nrr, found.grr) == (0.5, 0.5)


def test_what_is_closed_after_the_day_is_not_known() -> None:
    more = opportunity("Sites", "Closed Won", "20000", "2026-06-20", "Expansion")
    early = retention({"acme": [account(arr="100000"), NEW, more]}, START, END, date(2026, 6, 19))
    assert early.nrr == 1.0
    assert any("is not known yet" in told for told in early.missing)


def test_the_start_is_reckoned_back_where_no_order_is_on_record() -> None:
    more = opportunity("Sites", "Closed Won", "20000", "2026-02-01", "Expansion")
    found = retention({"acme": [account(arr="120000"), more]}, START, END, AS_OF)
    assert found.accounts[0].start == 100000
    assert found.nrr == 1.2


def test_new_accounts_have_no_start_and_are_left_out() -> None:
    new = opportunity("First", "Closed Won", "50000", "2026-02-01", "New Business")
    found = retention({"acme": [account(arr="50000"), new]}, START, END, AS_OF)
    assert (found.nrr, found.grr) == (None, None)
    assert found.missing == ("acme: new in the period, so it has no start and is left out",)


def test_an_accounts_file_that_disagrees_is_told() -> None:
    found = retention({"acme": [account(arr="130000"), NEW]}, START, END, AS_OF)
    assert found.missing == ("acme: the accounts file says an ARR of 130,000, the closed deals give 100,000",)


def test_an_unknown_start_is_told() -> None:
    renewed = opportunity("Renewal", "Closed Won", "80000", "2026-03-01", "Renewal")
    found = retention({"acme": [account(), renewed], "beta": []}, START, END, AS_OF)
    assert found.nrr is None
    assert len(found.missing) == 2


def test_deals_of_no_amount_or_no_known_sort_are_left_out() -> None:
    odd = opportunity("Training", "Closed Won", "500", "2026-02-01", "Services")
    empty = opportunity("Sites", "Closed Won", "tbd", "2026-02-01", "Expansion")
    lost = opportunity("Sites", "Closed Lost", "900", "2026-02-01", "Expansion")
    assert retention({"acme": [account(arr="100000"), NEW, odd, empty, lost]}, START, END, AS_OF).nrr == 1.0


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        retention({}, END, START, AS_OF)
