"""Who asks, and which accounts and what material they may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from copilot.domain.account import Account, Accounts
from copilot.domain.record import Instant
from copilot.domain.words import Audience, Value

__all__ = ["EVERY_ACCOUNT", "Key", "KeyRequest", "Principal", "Role", "folded"]

EVERY_ACCOUNT = "*"


class Role(StrEnum):
    """What somebody may do: read what is shared, work on accounts, lead a team, run the server."""

    READER = "reader"
    CSM = "csm"
    MANAGER = "manager"
    ADMIN = "admin"


class Rights(Value):
    """A name and what it may do where: on the accounts granted by id, its own by `csm_email`, and for a manager
    the team's; an admin's are all.
    """

    name: str
    role: Role
    email: str = ""
    accounts: tuple[str, ...] = ()
    team: tuple[str, ...] = ()


class Principal(Rights):
    """Somebody who has proved who they are. `id` names the key or the token's subject.

    Internal material is not for readers.
    """

    id: str

    @property
    def audience(self) -> Audience:
        """What of the record they may be shown at most."""
        return Audience.CUSTOMER if self.role is Role.READER else Audience.INTERNAL

    def may_see(self, account: Account) -> bool:
        """Whether an account is theirs."""
        if self.role is Role.ADMIN or EVERY_ACCOUNT in self.accounts or account.account_id in self.accounts:
            return True
        owner = account.csm_email.strip().casefold()
        if not owner or self.role is Role.READER:
            return False
        return owner == self.email or (self.role is Role.MANAGER and owner in self.team)

    def of(self, accounts: Accounts) -> Accounts:
        """Their accounts; to look up a name among these tells nothing of any other."""
        return Accounts((one for one in accounts if self.may_see(one)), accounts.vendor_domains)


class Key(Rights):
    """An API key as it is kept: everything but its secret."""

    id: str
    created_at: Instant
    expires_at: Instant | None = None
    revoked_at: Instant | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it opens anything at a moment."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def principal(self) -> Principal:
        """Who comes in with it."""
        return Principal(id=self.id, **self.model_dump(include=set(Rights.model_fields)))


class KeyRequest(Rights):
    """What a new key is to open."""

    name: str = Field(min_length=1)
    expires_at: Instant | None = None


def folded(addresses: Iterable[str]) -> tuple[str, ...]:
    """E-mail addresses as they are compared."""
    return tuple(address.strip().casefold() for address in addresses if address.strip())
