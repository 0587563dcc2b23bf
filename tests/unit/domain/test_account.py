from __future__ import annotations

from datetime import date

import pytest

from copilot.domain.account import Account, Accounts
from copilot.domain.errors import AmbiguousAccount, UnknownAccount

BOOK = Accounts(
    [
        Account(
            account_id="acme", name="Acme Cement", domains=("acme.com",), extra={"aliases": "Kiln; the cement people"}
        ),
        Account(account_id="acme-labs", name="Acme Labs", domains=("acmelabs.org",), zendesk_org="Labs Org"),
        Account(account_id="beta", name="Beta Foods", domains=("beta.io", "beta.de"), salesforce_id="001B"),
        Account(account_id="x1", name="Foods United"),
    ]
)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("acme", "acme"),  # exact, though "Acme Labs" has the word too
        ("  ACME  ", "acme"),
        ("Acme Labs", "acme-labs"),
        ("acme labs", "acme-labs"),
        ("labs", "acme-labs"),
        ("Beta", "beta"),
        ("beta.de", "beta"),
        ("001b", "beta"),
        ("labs org", "acme-labs"),
        ("kiln", "acme"),
        ("cement people", "acme"),
        ("uni", "x1"),  # the start of a word
        ("foods uni", "x1"),
        ("cem", "acme"),
    ],
)
def test_an_account_is_found_by_a_loose_name(named: str, expected: str) -> None:
    assert BOOK.find(named).account_id == expected


@pytest.mark.parametrize(("named", "listed"), [("foods", ["beta", "x1"]), ("acm", ["acme", "acme-labs"])])
def test_several_matches_are_listed_and_nothing_is_guessed(named: str, listed: list[str]) -> None:
    with pytest.raises(AmbiguousAccount) as raised:
        BOOK.find(named)
    assert all(account in str(raised.value) for account in listed)
    assert "by its id" in str(raised.value)


@pytest.mark.parametrize("named", ["", "   ", "gamma", "!?", "acme gamma", "\0"])
def test_an_unknown_name_is_refused(named: str) -> None:
    with pytest.raises(UnknownAccount, match="csm-copilot accounts"):
        BOOK.find(named)


def test_whole_words_win_over_the_start_of_a_word() -> None:
    book = Accounts([Account(account_id="1", name="Port Authority"), Account(account_id="2", name="Portland Mills")])
    assert book.find("port").account_id == "1"
    assert book.find("portl").account_id == "2"


def test_two_accounts_may_not_share_an_id() -> None:
    with pytest.raises(ValueError, match="share an id"):
        Accounts([Account(account_id="a", name="A"), Account(account_id="a", name="B")])


def test_vendor_domains_default_to_those_of_the_csms() -> None:
    rows = [Account(account_id="a", name="A", csm_email="m@OurCo.com"), Account(account_id="b", name="B", csm_email="")]
    assert Accounts(rows).vendor_domains == {"ourco.com"}
    assert Accounts(rows, ["@Given.com ", " "]).vendor_domains == {"given.com"}
    assert Accounts(rows[1:]).vendor_domains == frozenset()


def test_accounts_are_looked_up_by_key_and_domain() -> None:
    assert BOOK.by_domain["beta.de"] == {"beta"}
    assert BOOK.by_key["labs org"] == {"acme-labs"}
    assert BOOK["beta"].name == "Beta Foods"
    assert "beta" in BOOK
    assert len(BOOK) == 4
    assert [account.account_id for account in BOOK] == ["acme", "acme-labs", "beta", "x1"]


def test_an_account_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        BOOK["beta"].renewal_date = date(2026, 1, 1)  # type: ignore[misc]
