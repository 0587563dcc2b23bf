"""The picture of an account's people: theirs by level, ours beside them, and the ties between.

Lines run only in the gutters between the columns, so none crosses a box. Where `wide`, and there are
many of them, the customer's people stand in two columns with ours in between: a picture for a slide
or a screen; else in one, for an upright page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.domain.picture import Level, MissingRole, PeopleMap, Person, Tie
from copilot.domain.words import Side
from copilot.export.lettering import width, wrapped
from copilot.export.plain import plain
from copilot.export.scene import Box, Colour, Curve, Letters, Scene, Shape

__all__ = ["draw_people"]

_BOX, _GUTTER, _EDGE, _GAP = 272.0, 160.0, 14.0, 7.0
_ROOMY, _AIR = 270.0, 70.0
"""The gutter of an upright picture of many people, and how far ours may stand apart in it."""
_PAD, _STRIP, _LEADING = 6.0, 6.0, 13.5
_NAME, _SMALL = 12.0, 10.5
_HEADING = 23.0
_TIE_ROOM, _OUR_TIE_ROOM = 14.5, 9.0
_MANY = 9
"""From so many customer boxes on, a wide picture has two columns of them."""

_LEVELS = {
    Level.EXECUTIVE: "Executives",
    Level.DIRECTOR: "Directors",
    Level.MANAGER: "Managers",
    Level.TEAM: "Team",
    Level.UNKNOWN: "Level not known",
}
_GOOD = frozenset("supporter supportive champion advocate positive promoter".split())
_BAD = frozenset("critic critical detractor blocker negative opposed sceptical skeptical".split())


@dataclass(frozen=True)
class _Card:
    """A box to be placed: its lines of text, and the ties that end at it."""

    key: str
    name: tuple[str, ...]
    details: tuple[str, ...]
    fill: Colour
    strip: Colour | None = None
    missing: bool = False
    ties: float = 0
    """How much room the ends of its ties take."""
    hint: str = ""

    @property
    def height(self) -> float:
        text = 2 * _PAD + _LEADING * (len(self.name) + len(self.details)) - 2
        return max(text, self.ties + _PAD)

    def shapes(self, x: float, y: float) -> list[Shape]:
        stroke: Colour = "muted" if self.missing else "rule"
        name = "missing" if self.missing else "person"
        found: list[Shape] = [
            Box(x, y, _BOX, self.height, self.fill, stroke, dashed=self.missing, hint=self.hint, name=name)
        ]
        if self.strip:
            found.append(Box(x, y, _STRIP, self.height, self.strip))
        colour: Colour = "muted" if self.missing or self.fill == "gone" else "ink"
        at = y + _PAD + 9
        for text in self.name:
            found.append(Letters(x + _STRIP + _PAD, at, text, _NAME, bold=True, colour=colour))
            at += _LEADING
        for text in self.details:
            found.append(Letters(x + _STRIP + _PAD, at, text, _SMALL, colour="muted"))
            at += _LEADING
        return found


@dataclass
class _Column:
    """Boxes under headings, from the top down, and where each came to stand."""

    x: float
    shapes: list[Shape]
    places: dict[str, tuple[float, float]]
    bottom: float

    @classmethod
    def of(cls, x: float, groups: Iterable[tuple[str, Sequence[_Card]]], top: float, *, gap: float = _GAP) -> _Column:
        shapes: list[Shape] = []
        places: dict[str, tuple[float, float]] = {}
        y = top
        for heading, cards in groups:
            if heading:
                shapes.append(Letters(x, y + 15, heading.upper(), 9.5, bold=True, colour="muted"))
                y += _HEADING
            for card in cards:
                shapes += card.shapes(x, y)
                places[card.key] = (y, card.height)
                y += card.height + gap
        return cls(x, shapes, places, y)


def draw_people(people: PeopleMap, *, wide: bool, show: Callable[[str], str] = plain) -> Scene:
    """The picture. `show` turns a text of the record into what the typeface can print."""
    cards = {person.key: _person(person, people, show) for person in people.people}
    theirs = _by_level(people, cards, show)
    both_sides = wide and sum(len(found) for _, found in theirs) >= _MANY
    left, right = _halves(theirs) if both_sides else (theirs, [])
    columns = [_Column.of(_EDGE, left, _EDGE)]
    if right:
        columns.append(_Column.of(_EDGE + 2 * (_BOX + _GUTTER), right, _EDGE))
    placed = {key: column.places[key] for column in columns for key in column.places}
    gutter = _GUTTER if right or len(placed) < _MANY else _ROOMY
    ours = _column_of_ours(people, cards, placed, _EDGE + _BOX + gutter, max(column.bottom for column in columns))
    total = 2 * _EDGE + (3 * _BOX + 2 * gutter if right else 2 * _BOX + gutter)
    lines = _ties(people, columns, ours)
    shapes = [*lines, *(shape for column in (*columns, ours) for shape in column.shapes)]
    bottom = max(column.bottom for column in (*columns, ours)) + 6
    legend, height = _legend(bottom, total)
    return Scene(total, height, _in_words(people), (*shapes, *legend))


def _person(person: Person, people: PeopleMap, show: Callable[[str], str]) -> _Card:
    room = _BOX - _STRIP - 2 * _PAD
    ours = person.side is Side.VENDOR
    ties = [tie for tie in people.ties if person.key in {tie.ours, tie.theirs}]
    last = max((tie.last_contact for tie in ties if tie.last_contact), default=None)
    name = show(person.name) + (" (left)" if person.left else "")
    details = wrapped(show(person.title), _SMALL, room, lines=2) if person.title else []
    known = [show(part) for part in (person.role, person.stance) if part]
    if not ours:
        known.append(_contact(last, known=bool(ties)))
    details += wrapped(" · ".join(known), _SMALL, room, lines=2)
    strip: Colour = "rule"
    stance = set(person.stance.casefold().split())
    if stance & _GOOD:
        strip = "good"
    elif stance & _BAD:
        strip = "bad"
    fill: Colour = "gone" if person.left else "ours" if ours else "theirs"
    hint = " · ".join(plain(part) for part in (person.name, person.title, person.role, person.stance) if part)
    lines = tuple(wrapped(name, _NAME, room, bold=True, lines=2))
    room_for_ties = len(ties) * (_OUR_TIE_ROOM if ours else _TIE_ROOM)
    return _Card(person.key, lines, tuple(details), fill, None if ours else strip, ties=room_for_ties, hint=hint)


def _contact(last: date | None, *, known: bool) -> str:
    if last:
        return f"last {last.day} {last:%b %Y}"
    return "last contact not known" if known else "no contact with us"


def _by_level(people: PeopleMap, cards: dict[str, _Card], show: Callable[[str], str]) -> list[tuple[str, list[_Card]]]:
    groups = []
    for level in Level:
        found = [cards[person.key] for person in people.theirs if person.level is level]
        found += [_missing(role, n, show) for n, role in enumerate(people.missing) if role.level is level]
        if found:
            groups.append((_LEVELS[level], found))
    return groups


def _missing(role: MissingRole, number: int, show: Callable[[str], str]) -> _Card:
    room = _BOX - _STRIP - 2 * _PAD
    text = show(f"{role.role}: {role.note}" if role.note else role.role)
    return _Card(f"\0{number}", tuple(wrapped(text, _NAME, room, bold=True, lines=2)), (), "paper", missing=True)


def _halves(
    groups: list[tuple[str, list[_Card]]],
) -> tuple[list[tuple[str, list[_Card]]], list[tuple[str, list[_Card]]]]:
    """The groups in two columns of about the same height; a group may go on in the second."""
    cards = [(heading, card) for heading, found in groups for card in found]
    total = sum(card.height + _GAP for _, card in cards)
    taken, cut = 0.0, 0
    while cut < len(cards) and taken + cards[cut][1].height / 2 <= total / 2:
        taken += cards[cut][1].height + _GAP
        cut += 1
    return _grouped(cards[:cut]), _grouped(cards[cut:])


def _grouped(cards: list[tuple[str, _Card]]) -> list[tuple[str, list[_Card]]]:
    groups: dict[str, list[_Card]] = {}
    for heading, card in cards:
        groups.setdefault(heading, []).append(card)
    return list(groups.items())


def _column_of_ours(
    people: PeopleMap, cards: dict[str, _Card], placed: dict[str, tuple[float, float]], x: float, bottom: float
) -> _Column:
    """Our people, each about as high up as those they talk to, and the whole in the middle."""

    def centre(person: Person) -> float:
        middles = [placed[tie.theirs][0] for tie in people.ties if tie.ours == person.key]
        return sum(middles) / len(middles) if middles else bottom

    found = [cards[person.key] for person in sorted(people.ours, key=lambda person: (centre(person), person.name))]
    taken = _HEADING + sum(card.height + _GAP for card in found)
    gap = _GAP + min(max(bottom - _EDGE - taken, 0) / (len(found) + 1), _AIR)
    top = max(_EDGE, (bottom - taken - (gap - _GAP) * len(found)) / 2)
    return _Column.of(x, [("Our people", found)] if found else [], top, gap=gap)


def _ties(people: PeopleMap, columns: list[_Column], ours: _Column) -> list[Shape]:
    """The lines, thin over thick, each with its number of contacts at the customer's end."""
    lines: list[Curve] = []
    labels: list[Shape] = []
    names = {person.key: plain(person.name) for person in people.people}
    for column in columns:
        here = [tie for tie in people.ties if tie.theirs in column.places]
        rightwards = column.x < ours.x
        theirs_x, ours_x = (column.x + _BOX, ours.x) if rightwards else (column.x, ours.x + _BOX)
        at_theirs = _ends(here, column, ours, theirs=True)
        at_ours = _ends(here, ours, column, theirs=False)
        for tie in here:
            start, end = (theirs_x, at_theirs[tie]), (ours_x, at_ours[tie])
            hint = f"{names[tie.ours]} and {names[tie.theirs]}: {tie.contacts} contacts in 90 days"
            lines.append(Curve(start, end, width=_thickness(tie.contacts), dashed=tie.contacts == 0, hint=hint))
            text = f"{tie.contacts}"
            wide = width(text, 9.5, bold=True) + 8
            x = theirs_x + (12 if rightwards else -12 - wide)
            labels.append(Box(x, start[1] - 6.5, wide, 13, "paper", "rule", name="count"))
            labels.append(Letters(x + wide / 2, start[1] + 3.4, text, 9.5, bold=True, anchor="middle"))
    return [*sorted(lines, key=lambda line: -line.width), *labels]


def _ends(ties: Sequence[Tie], here: _Column, there: _Column, *, theirs: bool) -> dict[Tie, float]:
    """Where along its box each tie ends, in the order of the boxes at the other end, so that few cross."""
    ends: dict[Tie, float] = {}
    for key, (top, height) in here.places.items():
        mine = [tie for tie in ties if (tie.theirs if theirs else tie.ours) == key]
        mine.sort(key=lambda tie: there.places[tie.ours if theirs else tie.theirs][0])
        for n, tie in enumerate(mine):
            ends[tie] = top + _PAD / 2 + (height - _PAD) * (n + 0.5) / len(mine)
    return ends


def _thickness(contacts: int) -> float:
    return 1.5 + min(contacts, 30) * 0.25 if contacts else 1.5


def _legend(top: float, room: float) -> tuple[list[Shape], float]:
    """How to read it, in as many lines as it takes, and where it ends."""
    found: list[Shape] = []
    x, y = _EDGE, top + 12

    def entry(text: str, sample: Callable[[float, float], Sequence[Shape]], wide: float) -> None:
        nonlocal x, y
        needed = wide + 6 + width(text, 10) + 18
        if x + needed > room and x > _EDGE:
            x, y = _EDGE, y + 18
        found.extend(sample(x, y))
        found.append(Letters(x + wide + 6, y + 3.5, text, 10, colour="muted"))
        x += needed

    entry("number, line width: contacts in 90 days", lambda x, y: [Curve((x, y), (x + 28, y), width=5)], 28)
    entry("none for 90 days", lambda x, y: [Curve((x, y), (x + 28, y), width=1.5, dashed=True)], 28)
    entry("left", lambda x, y: [Box(x, y - 6, 18, 12, "gone", "rule")], 18)
    entry("role that nobody fills", lambda x, y: [Box(x, y - 6, 18, 12, "paper", "muted", dashed=True)], 18)
    entry("supports us", lambda x, y: [Box(x, y - 6, _STRIP, 12, "good")], _STRIP)
    entry("opposes us", lambda x, y: [Box(x, y - 6, _STRIP, 12, "bad")], _STRIP)
    entry("neutral or not known", lambda x, y: [Box(x, y - 6, _STRIP, 12, "rule")], _STRIP)
    return found, y + 18


def _in_words(people: PeopleMap) -> str:
    silent = sum(tie.contacts == 0 for tie in people.ties)
    missing = ", ".join(f"{plain(role.role)} {plain(role.note)}".strip() for role in people.missing)
    return (
        f"{len(people.theirs)} people of the customer, {len(people.ours)} of ours, {len(people.ties)} ties of which "
        f"{silent} silent for 90 days{f'; {missing}' if missing else ''}"
    )
