"""A draft as one HTML file that needs nothing from outside: no script, no font, no host."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from copilot.export.picture import people_svg, timeline_svg
from copilot.export.printable import Block, Printable, lay_out
from copilot.export.scene import DARK, LIGHT, Colour

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_html"]


def render_html(document: Printable) -> str:
    """A draft as a self-contained page. Raises AudienceError."""
    from markupsafe import Markup

    page = lay_out(document)
    templates = _templates()
    style = templates.get_template("draft.css").render(light=_variables(LIGHT), dark=_variables(DARK))
    # The style and the pictures are our own markup; what the record supplied in them is escaped already.
    return templates.get_template("draft.html.j2").render(
        page=page,
        sources={source.number: source for source in page.sources},
        withheld=Block(title="Withheld", lines=page.withheld),
        style=Markup(style),  # noqa: S704
        timeline=Markup(timeline_svg(page.timeline, themed=True) if page.timeline else ""),  # noqa: S704
        people=Markup(people_svg(page.people, themed=True) if page.people else ""),  # noqa: S704
    )


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader("copilot.export"), autoescape=True, undefined=StrictUndefined)


def _variables(palette: dict[Colour, str]) -> str:
    return "; ".join(f"--{name}: {value}" for name, value in palette.items())
