"""A draft as slides: one idea each, native tables, and the quotes in the speaker notes.

Texts are measured before they are placed; what does not fit goes on on a further slide. The typeface
measured is wider than the one set, so that an office program that replaces it stays in the frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from copilot.export.fitting import (
    AFTER,
    CELL,
    CELL_PADDING,
    LEADING,
    ROOM,
    SMALL,
    TEXTS,
    filled,
    fitting_title,
    numbered,
    pieces,
    row_height,
)
from copilot.export.lettering import wrapped
from copilot.export.picture import people_png, timeline_png
from copilot.export.printable import Block, Line, Page, Printable, lay_out
from copilot.export.tables import cells_of, column_widths, row_pieces

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

__all__ = ["render_pptx"]

# Points; a slide is 13⅓ × 7½ inches.
_WIDE, _HIGH = 960.0, 540.0
_LEFT = 44.0
_TITLE = (24.0, 62.0)
_BODY = (96.0, 396.0)
_FACTS = 40.0
_MUTED, _WARN, _INK = "57606A", "C04F00", "1B1F24"


def render_pptx(document: Printable) -> bytes:
    """A draft as the bytes of a .pptx file. Raises AudienceError."""
    import pptx

    page = lay_out(document)
    made = pptx.Presentation()
    _set_up(made, page)
    deck = _Deck(made, page)
    first, *rest = page.blocks or (Block(),)
    deck.first(first)
    deck.pictures()
    for block in rest:
        deck.block(block)
    if page.withheld:
        deck.block(Block(title="Withheld", lines=page.withheld))
    if page.coverage:
        deck.block(page.coverage)
    deck.sources()
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _set_up(made: Presentation, page: Page) -> None:
    """Make the slides wide, and put the placeholders of the layouts where our measures expect them."""
    from pptx.util import Pt

    made.slide_width, made.slide_height = Pt(_WIDE), Pt(_HIGH)
    for layout in (made.slide_layouts[1], made.slide_layouts[5]):
        for shape in list(layout.placeholders):
            index = shape.placeholder_format.idx
            if index > 1:  # date, footer and number: each slide has its own foot
                shape._element.getparent().remove(shape._element)  # noqa: SLF001  # no API to remove one
                continue
            top, height = _BODY if index else _TITLE
            shape.left, shape.top, shape.width, shape.height = Pt(_LEFT), Pt(top), Pt(ROOM), Pt(height)
    about = made.core_properties
    about.title, about.subject, about.author = page.headline, page.title, "csm-copilot"
    about.last_modified_by, about.keywords, about.comments = "csm-copilot", "", ""
    about.created = about.modified = datetime.combine(page.as_of, time())


class _Deck:
    """The slides as they grow."""

    def __init__(self, made: Presentation, page: Page) -> None:
        self.made = made
        self.page = page
        self.quotes = {source.number: source for source in page.sources}

    def first(self, block: Block) -> None:
        """What a hurried reader sees: the account, the facts, and the first section."""
        page = self.page
        above = [Line(text) for text in (page.question, page.reason) if text]
        if block.columns:
            self.claims(page.headline, above, facts=True)
            self.block(block)
            return
        heading = [Line(block.title)] if block.title else []
        self.claims(page.headline, [*above, *heading, *block.lines], facts=True, plain_lines=len(above) + len(heading))

    def block(self, block: Block) -> None:
        """A section on as many slides as it takes."""
        if block.columns:
            self.table(block)
        elif block.lines:
            self.claims(block.title or self.page.title, block.lines)

    def claims(self, title: str, lines: Sequence[Line], *, facts: bool = False, plain_lines: int = 0) -> None:
        """Claims as a list. The first `plain_lines` are headings of it."""
        top, height = _BODY
        down = _FACTS if facts else 0.0
        for size in TEXTS:
            measured = [
                (piece, n < plain_lines, lines_taken)
                for n, line in enumerate(lines)
                for piece, lines_taken in pieces(line, int((height - down) / (size * LEADING)) - 1, size)
            ]
            slides = list(filled(measured, height - down, size)) or [[]]
            if len(slides) == 1:
                break
        for n, shown in enumerate(slides):
            slide = self.slide(numbered(title, n, len(slides)), layout=1)
            body = slide.placeholders[1]
            if facts and n == 0:
                self.facts(slide)
            _place(body, top + down, height - down)
            frame: Any = body.text_frame
            frame.word_wrap = True
            for m, (line, is_plain) in enumerate(shown):
                paragraph = frame.paragraphs[0] if m == 0 else frame.add_paragraph()
                _claim(paragraph, line, size, bold=is_plain)
            self.notes(slide, title, [line for line, _ in shown])

    def table(self, block: Block) -> None:
        """A section that is a table, its header on every slide."""
        from pptx.util import Pt

        title = block.title or self.page.title
        rows = [cells_of(line, block) for line in block.lines]
        widths = column_widths(block.columns, rows, ROOM, size=CELL)
        inner = [wide - 2 * CELL_PADDING for wide in widths]
        above = [
            wrapped(column, CELL, wide, bold=True, lines=3) for column, wide in zip(block.columns, inner, strict=True)
        ]
        header = row_height(max(map(len, above)))
        most = int((_BODY[1] - header - CELL_PADDING) / (CELL * LEADING)) - 1
        slides: list[list[tuple[list[str], float, Line]]] = [[]]
        free = _BODY[1] - header
        for line, row in zip(block.lines, rows, strict=True):
            for cells, lines in row_pieces(row, inner, most, size=CELL):
                height = row_height(lines)
                if height > free and slides[-1]:
                    slides.append([])
                    free = _BODY[1] - header
                slides[-1].append((cells, height, line))
                free -= height
        for n, shown in enumerate(slides):
            slide = self.slide(numbered(title, n, len(slides)), layout=5)
            total = header + sum(height for _, height, _ in shown)
            grid: Any = slide.shapes.add_table(
                len(shown) + 1, len(widths), Pt(_LEFT), Pt(_BODY[0]), Pt(ROOM), Pt(total)
            ).table
            for column, wide in zip(grid.columns, widths, strict=True):
                column.width = Pt(wide)
            for row_number, (cells, height) in enumerate(
                [([" ".join(lines) for lines in above], header), *((c, h) for c, h, _ in shown)]
            ):
                grid.rows[row_number].height = Pt(height)
                for column_number, text in enumerate(cells):
                    _cell(grid.cell(row_number, column_number), text, bold=row_number == 0)
            self.notes(slide, title, [line for _, _, line in shown])

    def pictures(self) -> None:
        """The timeline and the map, a slide each."""
        if self.page.timeline and (drawn := timeline_png(self.page.timeline)):
            self.picture("Usage, tickets and sentiment by week", drawn)
        if self.page.people:
            self.picture("People and ties: contacts in 90 days", people_png(self.page.people))

    def picture(self, title: str, drawn: bytes) -> None:
        """A picture on a slide, as large as it fits."""
        from pptx.util import Pt

        slide = self.slide(title, layout=5)
        top, height = _BODY[0] - 12, _BODY[1] + 22
        shown: Any = slide.shapes.add_picture(BytesIO(drawn), Pt(_LEFT), Pt(top))
        scale = min(Pt(ROOM) / shown.width, Pt(height) / shown.height)
        shown.width, shown.height = int(shown.width * scale), int(shown.height * scale)
        shown.left = int((Pt(_WIDE) - shown.width) / 2)
        shown._element.nvPicPr.cNvPr.set("descr", title)  # noqa: SLF001  # no API for the alternative text

    def sources(self) -> None:
        """Where each quote stands, with the quotes themselves in the notes."""
        rows = []
        for source in self.page.sources:
            stands = " · ".join(part for part in (source.kind, source.title, source.place, source.guarded) if part)
            cells = (f"[{source.number}]", source.who or "–", source.when, stands)
            rows.append(Line(source.heading, marks=(source.number,), cells=cells))
        if rows:
            self.table(Block("Sources (quotes in the notes)", ("no.", "who", "when", "where"), tuple(rows)))

    def slide(self, title: str, *, layout: int) -> Slide:
        """A new slide with its title, as large as fits, and its foot."""
        slide: Slide = self.made.slides.add_slide(self.made.slide_layouts[layout])
        shape: Any = slide.shapes.title
        frame = shape.text_frame
        size, shown = fitting_title(title)
        frame.text = shown
        frame.word_wrap = True
        frame.vertical_anchor = _anchor("BOTTOM")
        _style(frame.paragraphs[0].runs[0] if frame.paragraphs[0].runs else frame.paragraphs[0], size, bold=True)
        frame.paragraphs[0].alignment = _left()
        self.foot(slide)
        return slide

    def foot(self, slide: Slide) -> None:
        """Account, kind and number at the foot."""
        from pptx.util import Pt

        frame = slide.shapes.add_textbox(Pt(_LEFT), Pt(_HIGH - 30), Pt(ROOM), Pt(20)).text_frame
        frame.word_wrap = True
        audience = "internal" if self.page.internal else ""
        about = " · ".join(filter(None, (self.page.title, audience, f"as of {self.page.as_of}")))
        number = len(self.made.slides)
        _style(_run(frame.paragraphs[0], f"{about} · {number}"), 9, colour=_MUTED)

    def facts(self, slide: Slide) -> None:
        """The line under the first title: renewal, day, audience."""
        from pptx.util import Pt

        frame = slide.shapes.add_textbox(Pt(_LEFT), Pt(_BODY[0] - 8), Pt(ROOM), Pt(_FACTS)).text_frame
        frame.word_wrap = True
        _style(_run(frame.paragraphs[0], " · ".join(self.page.facts)), SMALL, colour=_MUTED)

    def notes(self, slide: Slide, title: str, lines: Sequence[Line]) -> None:
        """The quotes behind what a slide says, word for word, for the one who speaks."""
        told = [title] if fitting_title(title)[1] != title else []
        for mark in sorted({mark for line in lines for mark in line.marks}):
            source = self.quotes[mark]
            told.append(f"[{mark}] {source.heading}: “{source.quote}”")
        if told:
            frame: Any = slide.notes_slide.notes_text_frame
            frame.text = "\n".join(told)


def _claim(paragraph: Any, line: Line, size: float, *, bold: bool) -> None:
    from pptx.util import Pt

    paragraph.space_after = Pt(AFTER)
    paragraph.space_before = Pt(0)
    run = _style(_run(paragraph, line.text), size, bold=bold, colour=_MUTED if line.superseded else _INK)
    if bold:
        _without_bullet(paragraph)
    if line.superseded:
        run.font._element.set("strike", "sngStrike")  # noqa: SLF001  # no API for it
    if line.numbers:
        _style(_run(paragraph, f" {line.numbers}"), SMALL, colour=_MUTED)
    if line.note:
        warns = line.note.startswith("UNKNOWN")
        _style(_run(paragraph, f" {line.note}"), SMALL, colour=_WARN if warns else _MUTED)


def _without_bullet(paragraph: Any) -> None:
    from pptx.oxml.xmlchemy import OxmlElement

    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  # no API for bullets
    properties.set("marL", "0")
    properties.set("indent", "0")
    properties.append(OxmlElement("a:buNone"))


def _cell(cell: Any, text: str, *, bold: bool) -> None:
    from pptx.util import Pt

    cell.margin_left = cell.margin_right = Pt(CELL_PADDING - 1)
    cell.margin_top = cell.margin_bottom = Pt(3)
    frame = cell.text_frame
    frame.word_wrap = True
    if text:
        run = _run(frame.paragraphs[0], text)
        run.font.size, run.font.bold, run.font.name = Pt(CELL), bold, "Calibri"
    else:
        frame.paragraphs[0].font.size = Pt(CELL)


def _run(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run()
    run.text = text
    return run


def _style(run: Any, size: float, *, bold: bool = False, colour: str = _INK) -> Any:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Calibri"
    run.font.color.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]
    return run


def _place(shape: Any, top: float, height: float) -> None:
    from pptx.util import Pt

    shape.left, shape.top, shape.width, shape.height = Pt(_LEFT), Pt(top), Pt(ROOM), Pt(height)


def _anchor(name: str) -> Any:
    from pptx.enum.text import MSO_ANCHOR

    return getattr(MSO_ANCHOR, name)


def _left() -> Any:
    from pptx.enum.text import PP_ALIGN

    return PP_ALIGN.LEFT
