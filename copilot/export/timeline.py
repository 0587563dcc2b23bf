"""The picture of an account's weeks: active users against seats, tickets opened, and how the customer felt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from copilot.domain.picture import Feeling, Mark, Timeline, Week
from copilot.export.lettering import fitted, width
from copilot.export.plain import plain
from copilot.export.scene import Box, Colour, Curve, Dot, Letters, Path, Scene, Shape

__all__ = ["draw_timeline"]

_WIDTH, _LEFT, _RIGHT = 760.0, 96.0, 16.0
_USAGE, _TICKETS, _MARKS = (18.0, 130.0), (166.0, 60.0), (244.0, 58.0)
"""Where each lane starts, and how high it is."""
_WEEK = 7
_SMALL = 9.5
_COLOURS: dict[Feeling, Colour] = {Feeling.POSITIVE: "good", Feeling.NEUTRAL: "muted", Feeling.NEGATIVE: "bad"}


class _Axis:
    """Days along the picture."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.days = max((last - first).days, 1) + _WEEK

    def x(self, day: date) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (day - self.first).days / self.days


def draw_timeline(timeline: Timeline, *, show: Callable[[str], str] = plain) -> Scene | None:
    """The picture; None where there is nothing to show. `show` makes a text of the record printable."""
    if timeline.days is None:
        return None
    axis = _Axis(*timeline.days)
    with_marks = bool(timeline.marks)
    bottom = sum(_MARKS) if with_marks else sum(_TICKETS) + 6
    shapes: list[Shape] = [*_months(axis, bottom), *_usage(timeline.weeks, axis), *_tickets(timeline.weeks, axis)]
    if with_marks:
        shapes += _marks(timeline.marks, axis, show)
    return Scene(_WIDTH, bottom + 42, _in_words(timeline), (*shapes, *_legend(bottom + 32, with_marks=with_marks)))


def _months(axis: _Axis, bottom: float) -> list[Shape]:
    """A thin rule at the start of each month, named as often as there is room."""
    found: list[Shape] = []
    last = axis.first + timedelta(days=axis.days)
    year, month = axis.first.year, axis.first.month
    free = 0.0
    while (day := date(year, month, 1)) <= last:
        x = max(axis.x(day), _LEFT)
        if day >= axis.first:
            found.append(Path(((x, 10), (x, bottom)), "faint"))
        text = f"{day:%b %Y}" if not free or month == 1 else f"{day:%b}"
        if x >= free and x + width(text, _SMALL) <= _WIDTH:
            found.append(Letters(x + 2, bottom + 12, text, _SMALL, colour="muted"))
            free = x + width(text, _SMALL) + 14
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004
    return found


def _frame(lane: tuple[float, float], title: str, top_value: int | None) -> list[Shape]:
    top, height = lane
    found: list[Shape] = [
        Path(((_LEFT, top + height), (_WIDTH - _RIGHT, top + height)), "rule"),
        Letters(4, top + height / 2 + 3, title, 10, bold=True, colour="muted"),
    ]
    if top_value is not None:
        found.append(Letters(_LEFT - 6, top + 8, f"{top_value:,}", _SMALL, colour="muted", anchor="end"))
        found.append(Letters(_LEFT - 6, top + height, "0", _SMALL, colour="muted", anchor="end"))
    return found


def _usage(weeks: Sequence[Week], axis: _Axis) -> list[Shape]:
    known = [n for week in weeks for n in (week.active_users, week.licensed) if n is not None]
    if not known:
        return [*_frame(_USAGE, "users", None), *_silent(_USAGE, "no usage in the record")]
    top, height = _USAGE
    most = max(*known, 1)

    def points(value: Callable[[Week], int | None], ahead: int) -> list[list[tuple[float, float]]]:
        """The runs of weeks without a gap in the record, each as a line."""
        runs: list[list[tuple[float, float]]] = [[]]
        before: Week | None = None
        for week in weeks:
            number = value(week)
            if number is None or (before and (week.start - before.start).days > 2 * _WEEK):
                runs.append([])
            if number is not None:
                y = top + height * (1 - number / most)
                runs[-1].append((axis.x(week.start), y))
                if ahead:
                    runs[-1].append((axis.x(week.start + timedelta(days=ahead)), y))
            before = week
        return [run for run in runs if run]

    found = _frame(_USAGE, "users", most)
    found += [Path(tuple(run), "muted", 1.5, dashed=True) for run in points(lambda week: week.licensed, _WEEK)]
    for run in points(lambda week: week.active_users, 0):
        found.append(Path(tuple(run), "good", 2.2) if len(run) > 1 else Dot(*run[0], 2.5, "good"))
    last = next((week for week in reversed(weeks) if week.active_users is not None), None)
    if last and last.active_users is not None:
        x, y = axis.x(last.start), top + height * (1 - last.active_users / most)
        found.append(Dot(x, y, 3, "good", hint=f"{last.active_users:,} active users in the week of {_day(last.start)}"))
        below = y + 15 < top + height
        found.append(Letters(x, y + 15 if below else y - 7, f"{last.active_users:,}", 10, bold=True, anchor="middle"))
    return found


def _tickets(weeks: Sequence[Week], axis: _Axis) -> list[Shape]:
    known = [week for week in weeks if week.tickets_opened is not None]
    if not known:
        return [*_frame(_TICKETS, "tickets", None), *_silent(_TICKETS, "no tickets in the record")]
    top, height = _TICKETS
    most = max(*(week.tickets_opened or 0 for week in known), 1)
    found = _frame(_TICKETS, "tickets", most)
    wide = max(axis.x(axis.first + timedelta(days=_WEEK)) - _LEFT - 2, 1.2)
    for week in known:
        if week.tickets_opened:
            tall = height * week.tickets_opened / most
            hint = f"{week.tickets_opened} tickets opened in the week of {_day(week.start)}"
            found.append(Box(axis.x(week.start), top + height - tall, wide, tall, "muted", hint=hint, name="bar"))
    return found


def _marks(marks: Sequence[Mark], axis: _Axis, show: Callable[[str], str]) -> list[Shape]:
    """A sign for each moment: up, level or down. Its day and words stand beside it where there is room."""
    top = _MARKS[0]
    found = _frame(_MARKS, "sentiment", None)
    ordered = sorted(marks, key=lambda mark: mark.on)
    rows = [0.0, 0.0]
    for mark, following in pairwise([*ordered, None]):
        if mark is None:
            continue
        x = axis.x(mark.on)
        found += _sign(mark, x, top + 12)
        nearest = axis.x(following.on) if following else _WIDTH
        row = 0 if rows[0] <= x - 6 else 1
        if rows[row] > x - 6:
            continue
        room = min(_WIDTH - 4 - x, max(nearest - x, 0) + (90 if row == 0 else 110))
        text = fitted(" ".join(filter(None, (_day(mark.on, year=False), show(mark.label)))), _SMALL, room)
        found.append(Letters(x - 5, top + 32 + 14 * row, text, _SMALL, colour="muted"))
        rows[row] = x + width(text, _SMALL) + 4
    return found


def _sign(mark: Mark, x: float, y: float) -> list[Shape]:
    colour = _COLOURS[mark.feeling]
    hint = " ".join(filter(None, (f"{_day(mark.on)}: {mark.feeling}", plain(mark.label))))
    under = Dot(x, y, 6, "paper" if mark.feeling is not Feeling.NEUTRAL else colour, hint=hint)
    if mark.feeling is Feeling.NEUTRAL:
        return [under]
    up = 1 if mark.feeling is Feeling.POSITIVE else -1
    return [under, Path(((x - 6, y + 5 * up), (x + 6, y + 5 * up), (x, y - 6 * up)), colour, fill=colour)]


def _silent(lane: tuple[float, float], text: str) -> list[Shape]:
    top, height = lane
    return [
        Box(_LEFT, top, _WIDTH - _LEFT - _RIGHT, height, "faint"),
        Letters((_LEFT + _WIDTH - _RIGHT) / 2, top + height / 2 + 4, text, 10, colour="muted", anchor="middle"),
    ]


def _legend(y: float, *, with_marks: bool) -> list[Shape]:
    entries: list[tuple[str, list[Shape]]] = [
        ("active users", [Curve((0, y - 4), (20, y - 4), "good", 2.2)]),
        ("licensed seats", [Curve((0, y - 4), (20, y - 4), "muted", 1.5, dashed=True)]),
        ("tickets opened in the week", [Box(6, y - 10, 8, 12, "muted")]),
    ]
    if with_marks:
        day = date(2000, 1, 1)
        entries += [(str(feeling), _sign(Mark(on=day, feeling=feeling), 10, y - 4)) for feeling in Feeling]
    found: list[Shape] = []
    x = _LEFT
    for text, sample in entries:
        found += [_moved(shape, x) for shape in sample]
        found.append(Letters(x + 26, y, text, _SMALL, colour="muted"))
        x += 26 + width(text, _SMALL) + 14
    return found


def _moved(shape: Shape, by: float) -> Shape:
    match shape:
        case Curve():
            start, end = ((x + by, y) for x, y in (shape.start, shape.end))
            return Curve(start, end, shape.stroke, shape.width, dashed=shape.dashed)
        case Path():
            return Path(tuple((x + by, y) for x, y in shape.points), shape.stroke, shape.width, fill=shape.fill)
        case Box():
            return Box(shape.x + by, shape.y, shape.width, shape.height, shape.fill)
        case Dot():
            return Dot(shape.x + by, shape.y, shape.radius, shape.fill)
        case Letters():
            return Letters(shape.x + by, shape.y, shape.text, shape.size)


def _in_words(timeline: Timeline) -> str:
    first, last = timeline.days or (date.min, date.min)
    opened = sum(week.tickets_opened or 0 for week in timeline.weeks)
    active = [week for week in timeline.weeks if week.active_users is not None]
    told = f"{_day(first)} to {_day(last)}: {opened} tickets opened, {len(timeline.marks)} moments of sentiment"
    if active:
        told += f", active users {active[0].active_users} to {active[-1].active_users}"
    return told


def _day(day: date, *, year: bool = True) -> str:
    return f"{day.day} {day:%b %Y}" if year else f"{day.day} {day:%b}"
