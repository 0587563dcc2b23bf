"""Whether a benchmark reached what it must."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """A measured ratio or size and its bound."""

    what: str
    measured: float
    bound: float
    at_most: bool = False
    unit: str = ""

    @property
    def met(self) -> bool:
        """Whether it is within its bound."""
        return self.measured <= self.bound if self.at_most else self.measured >= self.bound

    def line(self) -> str:
        """For the reader: met or missed, what, how much, and the bound."""
        sign = "at most" if self.at_most else "at least"
        verdict = "met   " if self.met else "missed"
        return f"{verdict}  {self.what}: {self.measured:.3g}{self.unit} (target: {sign} {self.bound:g}{self.unit})"
