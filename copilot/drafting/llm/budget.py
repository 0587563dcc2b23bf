"""What drafts may cost: tokens and dollars a draft and a day (UTC), reserved before a call, settled after it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

__all__ = ["Budget", "Meter", "OverBudget", "Price", "Spent"]

_MILLION = 1_000_000


class OverBudget(Exception):
    """A call would cost more than is left; the message says of what, in words."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars a million tokens; 0 where nobody said."""

    tokens_in: float = 0.0
    tokens_out: float = 0.0

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """What so many tokens cost."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / _MILLION


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens in and out, and their cost in US dollars."""

    tokens: int = 0
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a draft and a day may take; 0 means no limit."""

    draft_tokens: int = 0
    draft_cost: float = 0.0
    day_tokens: int = 0
    day_cost: float = 0.0
    price: Price = field(default_factory=Price)


class Meter:
    """Counts what one draft costs, on top of what the day has cost already; safe to use from several threads."""

    def __init__(self, budget: Budget, today: Spent) -> None:
        self._budget = budget
        self._today = today
        self._lock = threading.Lock()
        self._reserved: dict[int, tuple[int, int]] = {}
        self._next = 0
        self.tokens_in = 0
        self.tokens_out = 0

    @property
    def cost(self) -> float:
        """Of the settled calls, in US dollars."""
        return round(self._budget.price.of(self.tokens_in, self.tokens_out), 6)

    def reserve(self, tokens_in: int, tokens_out: int) -> int:
        """Set the most that a call can cost aside, and return its number. Raises OverBudget."""
        with self._lock:
            held_in = self.tokens_in + tokens_in + sum(one[0] for one in self._reserved.values())
            held_out = self.tokens_out + tokens_out + sum(one[1] for one in self._reserved.values())
            tokens, cost = held_in + held_out, self._budget.price.of(held_in, held_out)
            for what, limit, needed in (
                ("tokens of a draft", self._budget.draft_tokens, float(tokens)),
                ("cost of a draft", self._budget.draft_cost, cost),
                ("tokens of the day", self._budget.day_tokens, float(tokens + self._today.tokens)),
                ("cost of the day", self._budget.day_cost, cost + self._today.cost),
            ):
                if limit and needed > limit:
                    raise OverBudget(f"the budget for the {what} ({limit:g}) does not allow another call")
            self._next += 1
            self._reserved[self._next] = (tokens_in, tokens_out)
            return self._next

    def settle(self, number: int, tokens_in: int, tokens_out: int) -> None:
        """Say what a reserved call has cost in the end."""
        with self._lock:
            self._reserved.pop(number, None)
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out
