"""The two pictures of an account, as SVG text and as PNG bytes."""

from __future__ import annotations

from copilot.domain.picture import PeopleMap, Timeline
from copilot.export.lettering import spelled
from copilot.export.people import draw_people
from copilot.export.plain import plain
from copilot.export.png import png
from copilot.export.scene import Scene
from copilot.export.svg import svg
from copilot.export.timeline import draw_timeline

__all__ = ["people_png", "people_scene", "people_svg", "timeline_png", "timeline_scene", "timeline_svg"]


def people_scene(people: PeopleMap, *, wide: bool = True) -> Scene:
    """The map for what has one typeface only: a character that it lacks is named."""
    return draw_people(people, wide=wide, show=_spelled)


def timeline_scene(timeline: Timeline) -> Scene | None:
    """The timeline for what has one typeface only; None where it has nothing to show."""
    return draw_timeline(timeline, show=_spelled)


def people_svg(people: PeopleMap, *, wide: bool = True, themed: bool = False) -> str:
    """The map as an `<svg>` element; `themed` takes the colours of the page around it."""
    return svg(draw_people(people, wide=wide), themed=themed)


def people_png(people: PeopleMap, *, wide: bool = True) -> bytes:
    """The map as a PNG file."""
    return png(people_scene(people, wide=wide))


def timeline_svg(timeline: Timeline, *, themed: bool = False) -> str:
    """The timeline as an `<svg>` element; empty where it has nothing to show."""
    scene = draw_timeline(timeline)
    return svg(scene, themed=themed) if scene else ""


def timeline_png(timeline: Timeline) -> bytes | None:
    """The timeline as a PNG file; None where it has nothing to show."""
    scene = timeline_scene(timeline)
    return png(scene) if scene else None


def _spelled(text: str) -> str:
    return spelled(plain(text))
