"""A picture as a list of shapes, which `svg`, `png` and `pdf` draw alike.

Lengths are pixels at 96 to the inch; y grows downwards. Colours are words of the palettes below, so
that one picture is drawn for light and for dark. Blue, orange and their greys stay apart for people
who see colours differently (after Okabe and Ito, 2008); no meaning rests on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["DARK", "LIGHT", "Box", "Colour", "Curve", "Dot", "Letters", "Path", "Scene", "Shape"]

Colour = Literal["paper", "ink", "muted", "rule", "faint", "ours", "theirs", "good", "bad", "gone"]

LIGHT: dict[Colour, str] = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "muted": "#57606a",
    "rule": "#c3cad2",
    "faint": "#f0f2f5",
    "ours": "#e6f1f8",
    "theirs": "#fdf3e1",
    "good": "#0072b2",
    "bad": "#c04f00",
    "gone": "#d8dce1",
}
DARK: dict[Colour, str] = {
    "paper": "#16191d",
    "ink": "#e8eaed",
    "muted": "#a3abb4",
    "rule": "#4a525b",
    "faint": "#22272d",
    "ours": "#12303f",
    "theirs": "#3a2d14",
    "good": "#56b4e9",
    "bad": "#f0914a",
    "gone": "#3a4047",
}


@dataclass(frozen=True)
class Box:
    """A rectangle; `hint` is shown by a browser on hover."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour = "paper"
    stroke: Colour | None = None
    dashed: bool = False
    hint: str = ""
    name: str = ""
    """What it stands for: "person", "missing", "bar"; empty for what is decoration."""

    def meets(self, other: Box) -> bool:
        """Whether two boxes share any area."""
        apart = self.x + self.width <= other.x or other.x + other.width <= self.x
        return not (apart or self.y + self.height <= other.y or other.y + other.height <= self.y)


@dataclass(frozen=True)
class Letters:
    """A line of text. `y` is its base line; `x` its start, middle or end."""

    x: float
    y: float
    text: str
    size: float = 11
    bold: bool = False
    colour: Colour = "ink"
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True)
class Path:
    """Straight lines through points; closed ones are filled."""

    points: tuple[tuple[float, float], ...]
    stroke: Colour | None = "ink"
    width: float = 1
    dashed: bool = False
    fill: Colour | None = None


@dataclass(frozen=True)
class Curve:
    """A line from one point to another that leaves and arrives level."""

    start: tuple[float, float]
    end: tuple[float, float]
    stroke: Colour = "muted"
    width: float = 1
    dashed: bool = False
    hint: str = ""

    @property
    def bends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The two control points of the cubic curve."""
        middle = (self.start[0] + self.end[0]) / 2
        return (middle, self.start[1]), (middle, self.end[1])

    def points(self, steps: int = 40) -> tuple[tuple[float, float], ...]:
        """Points along it, for what draws straight lines only."""
        if self.start[1] == self.end[1]:
            return self.start, self.end
        (b, c), (a, d) = self.bends, (self.start, self.end)
        found = []
        for step in range(steps + 1):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            x = sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True))
            y = sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True))
            found.append((x, y))
        return tuple(found)


@dataclass(frozen=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: Colour = "ink"
    hint: str = ""


Shape = Box | Letters | Path | Curve | Dot


@dataclass(frozen=True)
class Scene:
    """A picture. Shapes are drawn in order; `title` says in words what it shows."""

    width: float
    height: float
    title: str
    shapes: tuple[Shape, ...]
