"""Which account somebody means: by the name of a channel, or by a name in what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.account import Account, Accounts

__all__ = ["account_of_channel", "accounts_named", "only_names"]

_PREFIXES = ("acct", "account", "accounts", "cust", "customer", "client", "csm", "ext", "cs")
_FILLER = frozenset("switch change go to over now about the account and for please".split())


def account_of_channel(name: str, accounts: Accounts) -> Account | None:
    """The account that a channel is named after (`#acct-acme`, `#acme`); None where none is, or several are."""
    words = _words(name)
    while len(words) > 1 and words[0] in _PREFIXES:
        words = words[1:]
    found = [account for account in accounts if words and any(words == one for one in _names(account))]
    return found[0] if len(found) == 1 else None


def accounts_named(text: str, accounts: Accounts) -> list[Account]:
    """The accounts whose id, name or alias stands in a text; a longer name wins over one within it."""
    said = _words(text)
    spans = [
        (start, start + len(name), account)
        for account in accounts
        for name in _names(account)
        for start in range(len(said) - len(name) + 1)
        if said[start : start + len(name)] == name
    ]
    kept = [
        one
        for one in spans
        if not any(other[0] <= one[0] and one[1] <= other[1] and other[:2] != one[:2] for other in spans)
    ]
    return list({account.account_id: account for _, _, account in kept}.values())


def only_names(text: str, account: Account) -> bool:
    """Whether a text says no more than "let us speak about this account"."""
    named = {word for name in _names(account) for word in name}
    return all(word in named or word in _FILLER for word in _words(text))


def _names(account: Account) -> Iterator[list[str]]:
    for name in (account.account_id, account.name, *account.aliases):
        if words := _words(name):
            yield words


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
