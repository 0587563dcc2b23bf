"""A picture as SVG."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from copilot.export.lettering import FAMILY
from copilot.export.scene import LIGHT, Box, Colour, Curve, Dot, Letters, Path, Scene, Shape

__all__ = ["svg"]

_DASHES = ";stroke-dasharray:6 4"


def svg(scene: Scene, *, themed: bool = False) -> str:
    """A picture as one `<svg>` element. Where it is `themed`, its colours are those of the page around
    it (the CSS variables `--paper`, `--ink`, …); otherwise they are light ones.
    """

    def paint(colour: Colour | None) -> str:
        if colour is None:
            return "none"
        return f"var(--{colour})" if themed else LIGHT[colour]

    size = f'viewBox="0 0 {scene.width:g} {scene.height:g}" width="{scene.width:g}" height="{scene.height:g}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FAMILY}">'
    drawn = [opening, f"<title>{escape(scene.title)}</title>"]
    if not themed:
        drawn.append(f'<rect width="100%" height="100%" style="fill:{LIGHT["paper"]}"/>')
    drawn += [_shape(shape, paint) for shape in scene.shapes]
    return "\n".join([*drawn, "</svg>"])


def _shape(shape: Shape, paint: Callable[[Colour | None], str]) -> str:
    match shape:
        case Letters():
            weight = ' font-weight="bold"' if shape.bold else ""
            place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size:g}" text-anchor="{shape.anchor}"'
            return f'<text {place}{weight} style="fill:{paint(shape.colour)}">{escape(shape.text)}</text>'
        case Box():
            dashes = _DASHES if shape.dashed else ""
            style = f"fill:{paint(shape.fill)};stroke:{paint(shape.stroke)}{dashes}"
            place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
            return _hinted("rect", f'{place} rx="3" style="{style}"', shape.hint)
        case Dot():
            place = f'cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:g}"'
            return _hinted("circle", f'{place} style="fill:{paint(shape.fill)}"', shape.hint)
        case Curve():
            start, *rest = (f"{x:.1f} {y:.1f}" for x, y in (shape.start, *shape.bends, shape.end))
            style = _stroke(shape, paint)
            return _hinted("path", f'd="M{start} C{", ".join(rest)}" style="fill:none;{style}"', shape.hint)
        case Path():
            through = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
            element = "polygon" if shape.fill else "polyline"
            return f'<{element} points="{through}" style="fill:{paint(shape.fill)};{_stroke(shape, paint)}"/>'


def _stroke(shape: Curve | Path, paint: Callable[[Colour | None], str]) -> str:
    return f"stroke:{paint(shape.stroke)};stroke-width:{shape.width:g}{_DASHES if shape.dashed else ''}"


def _hinted(element: str, attributes: str, hint: str) -> str:
    if not hint:
        return f"<{element} {attributes}/>"
    return f"<{element} {attributes}><title>{escape(hint)}</title></{element}>"
