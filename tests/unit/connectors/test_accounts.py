from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from connectors.accounts import AccountsConnector, read_accounts
from copilot.domain.errors import PermanentError, SettingsError
from copilot.domain.record import Document
from copilot.domain.words import Part, Visibility

HEADER = "account_id,name,domains,segment,arr_usd,renewal_date,csm,csm_email,zendesk_org,salesforce_id,aliases\n"
ROW = "kes,Kestrel,Kestrel.example; ks.example,smb,{money},{day},Ann Lee,Ann@v.example,Kes,001,Kessie;KS\n"


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_reads_every_column_and_keeps_the_rest(tmp_path: Path) -> None:
    accounts = read_accounts(written(tmp_path, HEADER + ROW.format(money="212000", day="2027-01-31")), ())
    account = accounts["kes"]
    assert account.domains == ("kestrel.example", "ks.example")
    assert account.arr_usd == 212000
    assert account.renewal_date == date(2027, 1, 31)
    assert account.csm_email == "ann@v.example"
    assert account.extra == {"aliases": "Kessie;KS"}
    assert accounts.vendor_domains == {"v.example"}


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        ('"$212,000"', 212000),
        ("USD 212000", 212000),
        ('"$1,212,000.50"', 1212000.5),
        ('"212.000,50 $"', 212000.5),
        ("212 000", 212000),
        ("212'000", 212000),
        ("", None),
    ],
)
def test_tolerates_money_as_people_write_it(tmp_path: Path, money: str, amount: float | None) -> None:
    accounts = read_accounts(written(tmp_path, HEADER + ROW.format(money=money, day="2027-01-31")), ())
    assert accounts["kes"].arr_usd == amount


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tolerates_charsets_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = (
        delimiter.join(("account_id", "name", "csm")) + "\r\n" + delimiter.join(("z", "Zürich Käse", "José")) + "\r\n"
    )
    account = read_accounts(written(tmp_path, text.encode(encoding)), ())["z"]
    assert (account.name, account.csm) == ("Zürich Käse", "José")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,csm\nA,B\n", "line 1 has no column 'account_id' (found: name, csm)"),
        ("account_id,name\na,\n", "line 2, column name: is empty"),
        ("account_id,name,arr_usd\na,A,12\nb,B,lots\n", "line 3, column arr_usd: 'lots' is no amount of money"),
        ("account_id,name,arr_usd\na,A,nan\n", "line 2, column arr_usd"),
        ("account_id,name,renewal_date\na,A,2026-13-01\n", "line 2, column renewal_date: '2026-13-01' is no date"),
        ("account_id,name,renewal_date\na,A,03/04/2026\n", "line 2, column renewal_date"),
        ("account_id,name\na,A\n\na,B\n", "line 4, column account_id: 'a' stands on line 2 already"),
        ("account_id,name\na,A,B,C\n", "line 2 has 4 cells for 2 columns"),
        ("", "has no column 'account_id' (found: nothing)"),
    ],
)
def test_says_where_the_file_is_wrong(tmp_path: Path, content: str, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(SettingsError) as caught:
        read_accounts(path, ())
    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_accounts(tmp_path / "nothing.csv", ())


def test_each_account_is_a_document_of_fields(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + ROW.format(money='"$212,000"', day="2027-01-31"))
    connector = AccountsConnector(path, tmp_path, read_accounts(path, ()))
    (key,) = connector.listing()
    (document,) = connector.read(key)
    assert isinstance(document, Document)
    assert (document.id, document.account, document.path) == ("accounts:kes", "kes", "accounts.csv")
    assert document.visibility is Visibility.INTERNAL
    assert document.occurred_at is None
    assert {passage.part for passage in document.passages} == {Part.FIELD}
    assert document.fields()["arr_usd"].text == "$212,000"


def test_a_file_that_broke_since_is_permanent(tmp_path: Path) -> None:
    path = written(tmp_path, "account_id,name\na,A\n")
    connector = AccountsConnector(path, tmp_path, read_accounts(path, ()))
    path.write_text("name\nA\n")
    with pytest.raises(PermanentError):
        list(connector.read("accounts.csv"))
    path.unlink()
    with pytest.raises(PermanentError):
        connector.listing()
