"""A picture as lines and letters of a PDF, sharp at any size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copilot.export.scene import LIGHT, Box, Colour, Curve, Dot, Letters, Path, Scene, Shape

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing

__all__ = ["drawing"]

_DASHES = (5, 3)
_Style = dict[str, Any]


def drawing(scene: Scene, room: float, height: float) -> Drawing:
    """A picture for reportlab, no wider than `room` and no higher than `height`, in points."""
    from reportlab.graphics.shapes import Drawing, Group

    scale = min(room / scene.width, height / scene.height, 0.8)
    made = Drawing(scene.width * scale, scene.height * scale)
    # reportlab's y grows upwards: each shape turns its own, the group only scales.
    made.add(Group(*(_drawn(shape, scene.height) for shape in scene.shapes), transform=(scale, 0, 0, scale, 0, 0)))
    return made


def _drawn(shape: Shape, top: float) -> Any:
    from reportlab.graphics.shapes import Circle, Polygon, PolyLine, Rect, String
    from reportlab.graphics.shapes import Path as Outline

    match shape:
        case Letters():
            face = "DejaVu-Bold" if shape.bold else "DejaVu"
            return String(
                shape.x,
                top - shape.y,
                shape.text,
                fontName=face,
                fontSize=shape.size,
                fillColor=_colour(shape.colour),
                textAnchor=shape.anchor,
            )
        case Box():
            style = _stroke(shape.stroke, 0.8, dashed=shape.dashed)
            y = top - shape.y - shape.height
            return Rect(shape.x, y, shape.width, shape.height, 2, 2, fillColor=_colour(shape.fill), **style)
        case Dot():
            return Circle(shape.x, top - shape.y, shape.radius, fillColor=_colour(shape.fill), strokeColor=None)
        case Curve():
            line = Outline(fillColor=None, **_stroke(shape.stroke, shape.width, dashed=shape.dashed))
            line.moveTo(shape.start[0], top - shape.start[1])
            line.curveTo(*(at for x, y in (*shape.bends, shape.end) for at in (x, top - y)))
            return line
        case Path():
            points = [at for x, y in shape.points for at in (x, top - y)]
            style = _stroke(shape.stroke, shape.width, dashed=shape.dashed)
            return Polygon(points, fillColor=_colour(shape.fill), **style) if shape.fill else PolyLine(points, **style)


def _stroke(colour: Colour | None, width: float, *, dashed: bool) -> _Style:
    return {"strokeColor": _colour(colour), "strokeWidth": width, "strokeDashArray": _DASHES if dashed else None}


def _colour(colour: Colour | None) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(LIGHT[colour]) if colour else None
