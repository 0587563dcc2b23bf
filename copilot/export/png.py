"""A picture as PNG, drawn at four times its size and brought down, so that its lines are smooth."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from copilot.export.lettering import font
from copilot.export.scene import LIGHT, Box, Curve, Dot, Letters, Path, Scene, Shape

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

__all__ = ["png"]

_SHARP = 2
"""Pixels of the file for each of the scene's: it is looked at on dense screens and in print."""
_SMOOTH = 2
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
_DASH, _GAP = 6.0, 4.0
_Point = tuple[float, float]


def png(scene: Scene) -> bytes:
    """A picture as a PNG file on white, twice as many pixels wide as the scene."""
    from PIL import Image, ImageDraw

    scale = _SHARP * _SMOOTH
    image = Image.new("RGB", (round(scene.width * scale), round(scene.height * scale)), LIGHT["paper"])
    draw = ImageDraw.Draw(image)
    for shape in scene.shapes:
        _draw(draw, shape, scale)
    image = image.reduce(_SMOOTH)
    written = BytesIO()
    image.save(written, "PNG", dpi=(96 * _SHARP, 96 * _SHARP))
    return written.getvalue()


def _draw(draw: ImageDraw, shape: Shape, scale: int) -> None:
    match shape:
        case Letters():
            face = font(bold=shape.bold, size=round(shape.size * scale))
            place = (shape.x * scale, shape.y * scale)
            draw.text(place, shape.text, fill=LIGHT[shape.colour], font=face, anchor=_ANCHORS[shape.anchor])
        case Box():
            right, bottom = shape.x + shape.width, shape.y + shape.height
            place4 = (shape.x * scale, shape.y * scale, right * scale, bottom * scale)
            outline = LIGHT[shape.stroke] if shape.stroke and not shape.dashed else None
            draw.rounded_rectangle(place4, 3 * scale, fill=LIGHT[shape.fill], outline=outline, width=scale)
            if shape.stroke and shape.dashed:
                corners = ((shape.x, shape.y), (right, shape.y), (right, bottom), (shape.x, bottom), (shape.x, shape.y))
                _line(draw, corners, LIGHT[shape.stroke], scale, dashed=True, scale=scale)
        case Dot():
            draw.circle((shape.x * scale, shape.y * scale), shape.radius * scale, fill=LIGHT[shape.fill])
        case Curve():
            thick = max(round(shape.width * scale), 1)
            _line(draw, shape.points(), LIGHT[shape.stroke], thick, dashed=shape.dashed, scale=scale)
        case Path():
            if shape.fill:
                draw.polygon([(x * scale, y * scale) for x, y in shape.points], fill=LIGHT[shape.fill])
            if shape.stroke:
                thick = max(round(shape.width * scale), 1)
                _line(draw, shape.points, LIGHT[shape.stroke], thick, dashed=shape.dashed, scale=scale)


def _line(draw: ImageDraw, points: tuple[_Point, ...], colour: str, thick: int, *, dashed: bool, scale: int) -> None:
    for piece in _dashes(points) if dashed else [list(points)]:
        draw.line([(x * scale, y * scale) for x, y in piece], fill=colour, width=thick, joint="curve")


def _dashes(points: tuple[_Point, ...]) -> list[list[_Point]]:
    """The parts of a line that a dashed one shows."""
    pieces: list[list[_Point]] = [[points[0]]]
    left, drawn = _DASH, True
    for start, end in pairwise(points):
        at, length = 0.0, ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        while length - at > left:
            at += left
            share = at / length
            stop = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            if drawn:
                pieces[-1].append(stop)
            else:
                pieces.append([stop])
            drawn = not drawn
            left = _DASH if drawn else _GAP
        left -= length - at
        if drawn:
            pieces[-1].append(end)
    return [piece for piece in pieces if len(piece) > 1]
