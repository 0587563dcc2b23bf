"""Accounts, and finding the one a person means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType

from pydantic import Field

from copilot.domain.errors import AmbiguousAccount, UnknownAccount
from copilot.domain.words import Value

__all__ = ["Account", "Accounts"]


class Account(Value):
    """A customer. Money is in US dollars a year; `domains` are lower-case e-mail domains.

    `extra` keeps the columns of the accounts file that have no field of their own; an `aliases`
    column there (`;`-separated) adds names the account goes by.
    """

    account_id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    domains: tuple[str, ...] = ()
    segment: str = ""
    arr_usd: float | None = None
    renewal_date: date | None = None
    csm: str = ""
    csm_email: str = ""
    zendesk_org: str = ""
    salesforce_id: str = ""
    extra: Mapping[str, str] = {}

    @property
    def aliases(self) -> tuple[str, ...]:
        """Further names the account goes by."""
        return tuple(part.strip() for part in self.extra.get("aliases", "").split(";") if part.strip())

    @property
    def keys(self) -> frozenset[str]:
        """What other systems call this account, folded: its id, Salesforce id and Zendesk organisation."""
        named = (self.account_id, self.salesforce_id, self.zendesk_org)
        return frozenset(key.strip().casefold() for key in named if key.strip())


class Accounts:
    """The accounts of a workspace, looked up by key, by e-mail domain or by a loose name.

    Raises ValueError where two accounts share an id.
    """

    def __init__(self, accounts: Iterable[Account], vendor_domains: Iterable[str] = ()) -> None:
        kept = tuple(accounts)
        self._by_id = {account.account_id: account for account in kept}
        if len(self._by_id) != len(kept):
            raise ValueError("two accounts share an id")
        given = {domain.strip().casefold().lstrip("@") for domain in vendor_domains if domain.strip()}
        self.vendor_domains = frozenset(given or {_domain(a.csm_email) for a in kept if "@" in a.csm_email})

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __getitem__(self, account_id: str) -> Account:
        return self._by_id[account_id]

    def __contains__(self, account_id: object) -> bool:
        return account_id in self._by_id

    @cached_property
    def by_key(self) -> Mapping[str, frozenset[str]]:
        """Folded key of another system (organisation, Salesforce id, name) to account ids."""
        found: dict[str, set[str]] = {}
        for account in self._by_id.values():
            for key in account.keys | {account.name.casefold()}:
                found.setdefault(key, set()).add(account.account_id)
        return MappingProxyType({key: frozenset(ids) for key, ids in found.items()})

    @cached_property
    def by_domain(self) -> Mapping[str, frozenset[str]]:
        """E-mail domain to the ids of the accounts it belongs to."""
        found: dict[str, set[str]] = {}
        for account in self._by_id.values():
            for domain in account.domains:
                found.setdefault(domain.casefold(), set()).add(account.account_id)
        return MappingProxyType({domain: frozenset(ids) for domain, ids in found.items()})

    def find(self, named: str) -> Account:
        """The account a person means by an id, a name, an alias, a domain or a part of one.

        An exact match wins over a match of whole words, and that over the start of a word. Raises
        UnknownAccount where nothing matches, AmbiguousAccount where several do equally well.
        """
        wanted = named.strip().casefold()
        for matches in (_is, _has_words, _has_prefix):
            found = [a for a in self._by_id.values() if wanted and any(matches(n, wanted) for n in _names(a))]
            if len(found) == 1:
                return found[0]
            if found:
                listed = ", ".join(f"{a.account_id} ({a.name})" for a in found[:8])
                raise AmbiguousAccount(f"{named!r} could be {len(found)} accounts: {listed}", "Name one by its id")
        raise UnknownAccount(f"no account is called {named!r}", "`csm-copilot accounts` lists them")


def _domain(address: str) -> str:
    return address.rsplit("@", 1)[-1].strip().casefold()


def _names(account: Account) -> tuple[str, ...]:
    named = (account.account_id, account.name, *account.aliases, *account.domains, *account.keys)
    return tuple(name.casefold() for name in named if name)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _is(name: str, wanted: str) -> bool:
    return name == wanted or _words(name) == _words(wanted)


def _has_words(name: str, wanted: str) -> bool:
    return bool(asked := set(_words(wanted))) and asked <= set(_words(name))


def _has_prefix(name: str, wanted: str) -> bool:
    asked, have = _words(wanted), _words(name)
    return bool(asked) and all(any(word.startswith(part) for word in have) for part in asked)
