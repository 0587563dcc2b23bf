"""Which account a record belongs to.

Evidence is asked in this order, and the first kind that names an account decides: what the record
itself calls its account, then the e-mail domains of its people, then the folder that it lies in. One
account's material must never reach another's, so what could be several accounts is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.people import domain_of, is_under
from connectors.records import Problem
from copilot.domain.account import Account, Accounts

__all__ = ["FREE_MAIL", "Resolution", "fold_folder", "resolve"]

FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.fr",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.fr",
        "yahoo.de",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "gmx.at",
        "gmx.ch",
        "web.de",
        "t-online.de",
        "freenet.de",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "tutanota.com",
        "tuta.io",
        "fastmail.com",
        "hey.com",
        "zoho.com",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "qq.com",
        "163.com",
        "126.com",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "libero.it",
        "hotmail.it",
        "virgilio.it",
        "btinternet.com",
        "sky.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "bluewin.ch",
        "ziggo.nl",
        "kpnmail.nl",
        "telenet.be",
        "skynet.be",
        "seznam.cz",
        "wp.pl",
        "o2.pl",
        "onet.pl",
        "uol.com.br",
        "bol.com.br",
        "naver.com",
        "daum.net",
        "rediffmail.com",
    ]
)
_SALESFORCE_SHORT, _SALESFORCE_LONG = 15, 18


@dataclass(frozen=True, slots=True)
class Resolution:
    """The account, or None where it could not be settled; and what a person should look at."""

    account: Account | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Evidence:
    what: str
    named: str
    ids: frozenset[str]


def resolve(
    accounts: Accounts, *, keys: Iterable[str] = (), addresses: Iterable[str] = (), folders: Iterable[str] = ()
) -> Resolution:
    """Settle whose a record is by its keys, its people's addresses and the folders it lies in."""
    stated = [_Evidence("names", key, _by_key(accounts, key)) for key in _distinct(keys)]
    known = [evidence for evidence in stated if evidence.ids]
    mailed = [e for e in (_by_domain(accounts, address) for address in _distinct(addresses)) if e.ids]
    filed = [e for e in (_by_folder(accounts, folder) for folder in _distinct(folders)) if e.ids]
    notices = () if known or not stated else (_unknown_key(stated[0].named),)
    for kind, narrowed_by in ((known, mailed or filed), (mailed, filed), (filed, [])):
        if not kind:
            continue
        ids = _narrow(_agree(kind), _agree(narrowed_by))
        if len(ids) != 1:
            return Resolution(None, (_ambiguous(accounts, kind),))
        account = accounts[next(iter(ids))]
        other = mailed if kind is known else []
        return Resolution(account, (*notices, *_disagreements(accounts, account, other, filed)))
    return Resolution(None, (*notices, _nothing(accounts, addresses)))


def fold_folder(name: str) -> str:
    """A folder's or account's name with case, `-`, `_` and spaces alike."""
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value.strip() for value in values if value.strip()))


def _by_key(accounts: Accounts, key: str) -> frozenset[str]:
    folded = " ".join(key.split()).casefold()
    found = accounts.by_key.get(folded, frozenset())
    if found or len(folded) not in {_SALESFORCE_SHORT, _SALESFORCE_LONG} or not folded.isalnum():
        return found
    # Salesforce writes one id with 15 or with 18 characters; the last three are a check sum.
    short = folded[:_SALESFORCE_SHORT]
    return frozenset(
        account.account_id
        for account in accounts
        if len(account.salesforce_id.strip()) in {_SALESFORCE_SHORT, _SALESFORCE_LONG}
        and account.salesforce_id.strip().casefold()[:_SALESFORCE_SHORT] == short
    )


def _by_domain(accounts: Accounts, address: str) -> _Evidence:
    domain = domain_of(address)
    ids: frozenset[str] = frozenset()
    if domain and not is_under(domain, accounts.vendor_domains) and domain not in FREE_MAIL:
        labels = domain.split(".")
        parents = (".".join(labels[at:]) for at in range(len(labels) - 1))
        ids = next((accounts.by_domain[parent] for parent in parents if parent in accounts.by_domain), ids)
    return _Evidence("comes from", domain, ids)


def _by_folder(accounts: Accounts, folder: str) -> _Evidence:
    wanted = fold_folder(folder)
    ids = {a.account_id for a in accounts if wanted in {fold_folder(a.account_id), fold_folder(a.name)}}
    return _Evidence("lies in the folder of", folder, frozenset(ids))


def _agree(evidence: list[_Evidence]) -> frozenset[str]:
    """The accounts that every piece of evidence allows."""
    if not evidence:
        return frozenset()
    return frozenset.intersection(*(item.ids for item in evidence))


def _narrow(ids: frozenset[str], by: frozenset[str]) -> frozenset[str]:
    # One domain may serve two accounts: then, and only then, weaker evidence chooses between them.
    return ids & by if len(ids) > 1 and ids & by else ids


def _called(accounts: Accounts, evidence: Iterable[_Evidence]) -> str:
    ids = sorted({account_id for item in evidence for account_id in item.ids})
    return ", ".join(f"{account_id} ({accounts[account_id].name})" for account_id in ids)


def _ambiguous(accounts: Accounts, evidence: list[_Evidence]) -> Problem:
    named = ", ".join(dict.fromkeys(item.named for item in evidence))
    return Problem(
        reason=f"ambiguous: {named} could belong to {_called(accounts, evidence)}",
        remedy="It is not indexed; keep one account's people per record, or correct the domains in accounts.csv",
    )


def _disagreements(
    accounts: Accounts, account: Account, mailed: list[_Evidence], filed: list[_Evidence]
) -> Iterable[Problem]:
    for other in (mailed, filed):
        if other and account.account_id not in frozenset().union(*(item.ids for item in other)):
            yield Problem(
                reason=f"the record is about {account.account_id}, but it {other[0].what} {_called(accounts, other)}",
                remedy=f"It is kept with {account.account_id}; move the file if that is right, or correct accounts.csv",
                severity="conflict",
            )


def _unknown_key(key: str) -> Problem:
    return Problem(
        reason=f"the record names the account {key!r}, which accounts.csv does not know",
        remedy="Add it there as zendesk_org, salesforce_id or name; until then other evidence decides",
        severity="conflict",
    )


def _nothing(accounts: Accounts, addresses: Iterable[str]) -> Problem:
    ours = FREE_MAIL | accounts.vendor_domains
    domains = [d for d in dict.fromkeys(domain_of(address) for address in addresses) if d and d not in ours]
    add = f"add the domain ({', '.join(domains[:3])})" if domains else "add its people's domain"
    return Problem(
        reason="nothing says which account this belongs to",
        remedy=f"Put it in an account's folder, or {add} to accounts.csv",
    )
