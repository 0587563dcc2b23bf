"""Names and addresses as records write them, and whose side a person is on."""

from __future__ import annotations

import re
from email.utils import parseaddr

from connectors.records import Person
from copilot.domain.account import Account, Accounts
from copilot.domain.words import Side

__all__ = ["domain_of", "is_under", "read_person", "side_of"]

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+\.[^\s<>()\[\],;:\"']+")
_MAIL_IN_BRACKETS = re.compile(r"\s*[<(\[]\s*(?:mailto:)?([^\s<>()\[\]]+@[^\s<>()\[\]]+)\s*[>)\]]\s*")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")


def read_person(written: str, role: str) -> Person:
    """A person from 'Name', 'Name <mail>', 'mail', or 'Name (Title, Company)'."""
    written = " ".join(written.split())
    if found := _MAIL_IN_BRACKETS.search(written):
        name = written[: found.start()] + " " + written[found.end() :]
        return Person(name=_name(name), email=found[1].lower().rstrip("."), role=role)
    if found := _ADDRESS.search(written):
        name, address = parseaddr(written)
        return Person(name=_name(name), email=(address or found[0]).lower(), role=role)
    return Person(name=_name(written), role=role)


def domain_of(address: str) -> str:
    """The lower-case domain of an address; empty where there is none."""
    local, mark, domain = address.strip().rpartition("@")
    return domain.strip(" .>").casefold() if mark and local else ""


def is_under(domain: str, parents: frozenset[str] | tuple[str, ...]) -> bool:
    """Whether a domain is one of some others or a subdomain of one."""
    return any(domain == parent or domain.endswith("." + parent) for parent in parents if parent)


def side_of(name: str, email: str, account: Account | None, accounts: Accounts) -> Side:
    """Whose voice a person is, by address first and by a CSM's name second; the rest is the catalog's to find."""
    domain = domain_of(email)
    if domain and is_under(domain, accounts.vendor_domains):
        return Side.VENDOR
    if domain and account is not None and is_under(domain, tuple(d.casefold() for d in account.domains)):
        return Side.CUSTOMER
    called = " ".join(name.split()).casefold()
    if called and any(called == " ".join(a.csm.split()).casefold() for a in accounts):
        return Side.VENDOR
    return Side.UNKNOWN


def _name(written: str) -> str:
    return _ASIDE.sub(" ", written).strip().strip("\"'*,;-").strip()
