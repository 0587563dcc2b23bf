"""The audience rule: who hears an answer, and therefore what may be in it.

In a conversation only what each of its members may see is said, at the narrowest of their audiences. What that
leaves out goes to the one who asked alone, with the reason. A conversation with another company hears nothing
internal, and nothing at all unless the settings allow it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from copilot.domain.access import Principal
from copilot.domain.account import Account
from copilot.domain.words import Audience

__all__ = ["Delivery", "External", "Room", "Where", "common_audience", "delivery"]

External = Literal["refuse", "customer"]
"""What is done in channels shared with other companies: nothing, or answers as for the customer."""

NOT_ALL = "not everybody here may see it"
NOT_YOURS = "I know no such account of yours"
CROWDED = "there are too many people here for me to know that all of them may see it"
OUTSIDERS = "this channel is shared with another company"


class Where(StrEnum):
    """How an answer is given."""

    OPEN = "open"
    PRIVATE = "private"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Room:
    """A conversation: our people in it, None for each who may see nothing, without bots.

    `external`: shared with another company, or about to be; `companies` counts those in it with ours, and their
    people are not among the `members`. `pinned`: somebody of ours said which account it is about. `crowded`: it
    has more members than are looked up.
    """

    members: tuple[Principal | None, ...]
    external: bool = False
    companies: int = 1
    pinned: bool = False
    crowded: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where an answer goes, what it may hold (None: nothing), and the reason where that is not the usual."""

    where: Where
    audience: Audience | None = None
    why: str = ""


def common_audience(members: Iterable[Principal | None], account: Account) -> Audience | None:
    """The narrowest audience of some people who may all see an account; None where one of them may not."""
    audiences: set[Audience] = set()
    for member in members:
        if member is None or not member.may_see(account):
            return None
        audiences.add(member.audience)
    if not audiences:
        return None
    return Audience.CUSTOMER if Audience.CUSTOMER in audiences else Audience.INTERNAL


def delivery(asker: Principal | None, room: Room, account: Account, external: External = "refuse") -> Delivery:
    """What becomes of an answer about an account to somebody in a room."""
    own = common_audience([asker], account)
    if asker is None or own is None:
        return Delivery(Where.REFUSED, why=NOT_YOURS)
    if room.external:
        return _outside(asker, room, account, external)
    if room.crowded:
        return Delivery(Where.PRIVATE, own, CROWDED)
    shared = common_audience((asker, *room.members), account)
    if shared is None:
        return Delivery(Where.PRIVATE, own, NOT_ALL)
    return Delivery(Where.OPEN, shared)


def _outside(asker: Principal, room: Room, account: Account, external: External) -> Delivery:
    """With one other company, about an account that somebody of ours tied to the channel, what the customer saw."""
    mine = common_audience((asker, *room.members), account) is not None
    if external == "customer" and room.pinned and room.companies == 2 and mine and not room.crowded:  # noqa: PLR2004
        return Delivery(Where.OPEN, Audience.CUSTOMER)
    return Delivery(Where.REFUSED, why=OUTSIDERS)
