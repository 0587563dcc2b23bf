from __future__ import annotations

import pytest

from connectors.people import side_of
from connectors.resolution import resolve
from copilot.domain.account import Account, Accounts
from copilot.domain.words import Side


@pytest.mark.parametrize(
    ("keys", "addresses", "folders", "account"),
    [
        (["Harbour"], ["a@mill.example"], ["mill"], "harbour"),
        (["001A00000HARB01"], [], [], "harbour"),
        (["001A00000HARB01AAA"], [], [], "harbour"),
        (["harbour bakery"], [], [], "harbour"),
        ([], ["a@harbour.example"], ["mill"], "harbour"),
        ([], ["a@eu.mail.harbour.example", "joel@vendor.example"], [], "harbour"),
        ([], ["joel@vendor.example"], ["HARBOUR_bakery"], "harbour"),
        ([], ["x@gmail.com"], ["north-mill"], "mill"),
        ([], ["a@haul.example", "b@mill.example"], [], "mill-haulage"),
        ([], ["b@mill.example"], ["North Mill"], "mill"),
    ],
)
def test_the_first_evidence_that_names_an_account_decides(
    accounts: Accounts, keys: list[str], addresses: list[str], folders: list[str], account: str
) -> None:
    settled = resolve(accounts, keys=keys, addresses=addresses, folders=folders)
    assert settled.account is not None
    assert settled.account.account_id == account
    assert all(problem.severity == "conflict" for problem in settled.problems)


@pytest.mark.parametrize(
    ("keys", "addresses", "folders"),
    [
        (["Harbour", "Mill Ltd"], [], []),
        ([], ["a@harbour.example", "b@haul.example"], ["harbour"]),
        ([], ["b@mill.example"], []),
        ([], ["b@mill.example"], ["harbour"]),
        ([], [], ["harbour", "mill"]),
    ],
)
def test_what_could_be_several_accounts_is_nobodys(
    accounts: Accounts, keys: list[str], addresses: list[str], folders: list[str]
) -> None:
    settled = resolve(accounts, keys=keys, addresses=addresses, folders=folders)
    assert settled.account is None
    (problem,) = settled.problems
    assert problem.reason.startswith("ambiguous: ")
    assert "mill" in problem.reason
    assert problem.severity == "failure"


def test_the_record_wins_over_its_folder_with_a_notice(accounts: Accounts) -> None:
    settled = resolve(accounts, addresses=["a@harbour.example"], folders=["mill-haulage"])
    assert settled.account == accounts["harbour"]
    (problem,) = settled.problems
    assert problem.severity == "conflict"
    assert "mill-haulage" in problem.reason


def test_an_unknown_key_falls_through_with_a_notice(accounts: Accounts) -> None:
    settled = resolve(accounts, keys=["Nobody Inc"], folders=["mill"])
    assert settled.account == accounts["mill"]
    assert [problem.severity for problem in settled.problems] == ["conflict"]
    assert "Nobody Inc" in settled.problems[0].reason


@pytest.mark.parametrize("addresses", [[], ["joel@vendor.example"], ["x@gmail.com"], ["y@evilharbour.example"]])
def test_nothing_found_is_a_failure_with_a_remedy(accounts: Accounts, addresses: list[str]) -> None:
    settled = resolve(accounts, addresses=addresses, folders=["inbox"])
    assert settled.account is None
    assert "folder" in settled.problems[-1].remedy
    assert ("evilharbour.example" in settled.problems[-1].remedy) == ("y@evilharbour.example" in addresses)


def test_free_and_vendor_domains_never_name_an_account() -> None:
    listed = Accounts(
        (Account(account_id="odd", name="Odd", domains=("gmail.com", "vendor.example")),), ("vendor.example",)
    )
    assert resolve(listed, addresses=["a@gmail.com", "b@vendor.example", "c@eu.vendor.example"]).account is None


def test_sides(accounts: Accounts) -> None:
    harbour = accounts["harbour"]
    assert side_of("", "joel@eu.vendor.example", harbour, accounts) is Side.VENDOR
    assert side_of("", "a@mail.harbour.example", harbour, accounts) is Side.CUSTOMER
    assert side_of("", "a@mill.example", harbour, accounts) is Side.UNKNOWN
    assert side_of("joel  SAND", "", harbour, accounts) is Side.VENDOR
    assert side_of("Joel Sand", "joel@harbour.example", harbour, accounts) is Side.CUSTOMER
    assert side_of("Dana", "", harbour, accounts) is Side.UNKNOWN
