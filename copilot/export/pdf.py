"""A draft as a PDF: A4, numbered pages, its typeface inside the file.

Made with reportlab, which is pure Python under a BSD licence: weasyprint lays out HTML but needs pango
from the system. What DejaVu Sans lacks: Chinese, Japanese and Korean are set in the typefaces that the
PDF standard expects a reader to have, everything else is named in brackets.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from copilot.export.lettering import BOLD, REGULAR, has_glyph, spelled
from copilot.export.picture import people_scene, timeline_scene
from copilot.export.printable import Block, Line, Page, Printable, lay_out
from copilot.export.scene import LIGHT
from copilot.export.tables import cells_of, column_widths

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable

__all__ = ["render_pdf"]

_MARGIN, _FOOT = 50.0, 30.0
_A4 = (595.28, 841.89)
_INSET = 6.0
"""What reportlab keeps free inside the margins."""
_ROOM = _A4[0] - 2 * (_MARGIN + _INSET)
_TEXT, _SMALL, _TABLE = 9.5, 8.0, 8.0
_MUTED, _LINK, _WARN = LIGHT["muted"], "#0b5c8e", LIGHT["bad"]


def render_pdf(document: Printable) -> bytes:
    """A draft as the bytes of a PDF file, the same for the same draft. Raises AudienceError."""
    from reportlab.platypus import SimpleDocTemplate

    _fonts()
    page = lay_out(document)
    written = BytesIO()
    template = SimpleDocTemplate(
        written,
        pagesize=_A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 10,
        title=page.headline,
        author="csm-copilot",
        subject=page.title,
        creator="csm-copilot",
        lang="en",
        invariant=1,
        initialFontName="DejaVu",
    )
    template.build(_story(page), canvasmaker=_numbered(page))
    return written.getvalue()


def _story(page: Page) -> list[Flowable]:
    from reportlab.platypus import CondPageBreak, PageBreak

    story = _header(page)
    for n, block in enumerate(page.blocks):
        story += [CondPageBreak(80), *_block(block)]
        if n == 0:
            story += _pictures(page)
            if page.starts_with_a_page:
                story.append(PageBreak())
    if not page.blocks:
        story += _pictures(page)
    if page.withheld:
        story += _block(Block(title="Withheld", lines=page.withheld))
    if page.coverage:
        story += [CondPageBreak(80), *_block(page.coverage)]
    return [*story, *_sources(page)]


def _header(page: Page) -> list[Flowable]:
    story = [
        _paragraph(_set(page.account, bold=True), "title"),
        _paragraph(_set(page.title[0].upper() + page.title[1:]), "subtitle"),
        _paragraph(_set(" · ".join(page.facts)), "facts"),
    ]
    if page.question:
        story.append(_paragraph(_set(page.question), "question"))
    if page.reason:
        story.append(_paragraph(_set(page.reason), "text"))
    return story


def _block(block: Block) -> list[Flowable]:
    story: list[Flowable] = [_heading(block.title)] if block.title else []
    if block.columns:
        return [*story, _table(block)]
    return [*story, *(_paragraph(_claim(line), "claim", bullet="•") for line in block.lines)]


def _claim(line: Line) -> str:
    text = _set(line.text)
    return " ".join(filter(None, (f"<strike>{text}</strike>" if line.superseded else text, _known(line))))


def _known(line: Line) -> str:
    marks = "".join(f'<a href="#source{mark}" color="{_LINK}">[{mark}]</a>' for mark in line.marks)
    colour = _WARN if line.note.startswith("UNKNOWN") else _MUTED
    note = f'<font size="{_SMALL}" color="{colour}">{_set(line.note)}</font>' if line.note else ""
    return " ".join(filter(None, (f'<font size="{_SMALL}">{marks}</font>' if marks else "", note)))


def _table(block: Block) -> Flowable:
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import LongTable

    widths = column_widths(block.columns, [cells_of(line, block) for line in block.lines], _ROOM, size=_TABLE)
    rows = [[_paragraph(_set(column, bold=True), "cell") for column in block.columns]]
    for line in block.lines:
        cells = [f"<strike>{_set(cell)}</strike>" if line.superseded and cell else _set(cell) for cell in line.cells]
        if block.evidence >= 0:
            cells[block.evidence] = " ".join(filter(None, (cells[block.evidence], _known(line))))
        rows.append([_paragraph(cell, "cell") for cell in cells])
    rule, shade = HexColor(LIGHT["rule"]), HexColor(LIGHT["faint"])
    return LongTable(
        rows,
        colWidths=widths,
        repeatRows=1,
        splitByRow=1,
        splitInRow=1,
        spaceAfter=8,
        style=[
            ("FONT", (0, 0), (-1, -1), "DejaVu", _TABLE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, rule),
            ("BACKGROUND", (0, 0), (-1, 0), shade),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ],
    )


def _pictures(page: Page) -> list[Flowable]:
    from copilot.export.drawing import drawing

    story: list[Flowable] = []
    if page.timeline and (scene := timeline_scene(page.timeline)):
        story += [drawing(scene, _ROOM, 300), _paragraph("Usage, tickets and sentiment by week", "facts")]
    if page.people:
        scene = people_scene(page.people, wide=False)
        story += [drawing(scene, _ROOM, 690), _paragraph("People and ties, contacts in 90 days", "facts")]
    return story


def _sources(page: Page) -> list[Flowable]:
    if not page.sources:
        return []
    story = [_heading("Sources")]
    for source in page.sources:
        link = f' · <a href="{escape(source.link)}" color="{_LINK}">open</a>' if source.link else ""
        about = f'<font size="{_SMALL}" color="{_MUTED}">{_set(source.heading)}{link}</font>'
        number = f'<a name="source{source.number}"/>[{source.number}]'
        story.append(_paragraph(f"{number} {about}<br/>“{_set(source.quote)}”", "source"))
    return story


def _heading(text: str) -> Flowable:
    """A heading that is in the outline of the file as well."""
    from reportlab.platypus import Paragraph

    shown = spelled(text, keep_east_asian=True)

    class Heading(Paragraph):
        def draw(self) -> None:
            key = f"heading{id(self)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(shown[:120], key, 0)
            super().draw()

    return Heading(_set(text, bold=True), _styles()["heading"])


def _paragraph(markup: str, style: str, *, bullet: str | None = None) -> Flowable:
    from reportlab.platypus import Paragraph

    return Paragraph(markup, _styles()[style], bulletText=bullet)


def _set(text: str, *, bold: bool = False) -> str:
    """A text as reportlab's markup, each run in a typeface that has its characters."""
    runs = groupby(spelled(text, keep_east_asian=True), key=lambda char: "" if has_glyph(char) else "asian")
    japanese = re.search("[\u3040-\u30ff]", text) is not None
    shown = []
    for face, chars in runs:
        run = escape("".join(chars))
        shown.append(f'<font name="{_asian(run, japanese=japanese)}">{run}</font>' if face else run)
    joined = "".join(shown)
    return f"<b>{joined}</b>" if bold else joined


def _asian(run: str, *, japanese: bool) -> str:
    if re.search("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]", run):
        return "HYGothic-Medium"
    return "HeiseiKakuGo-W5" if japanese else "STSong-Light"


@cache
def _fonts() -> None:
    """Make the typefaces known to reportlab, once a process."""
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(TTFont("DejaVu", str(REGULAR)))
    registerFont(TTFont("DejaVu-Bold", str(BOLD)))
    registerFontFamily("DejaVu", normal="DejaVu", bold="DejaVu-Bold", italic="DejaVu", boldItalic="DejaVu-Bold")
    for name in ("HeiseiKakuGo-W5", "STSong-Light", "HYGothic-Medium"):
        registerFont(UnicodeCIDFont(name))
        registerFontFamily(name, normal=name, bold=name, italic=name, boldItalic=name)


@cache
def _styles() -> dict[str, ParagraphStyle]:
    from reportlab.lib.styles import ParagraphStyle

    def style(name: str, size: float, **more: Any) -> ParagraphStyle:
        more = {"textColor": LIGHT["ink"], "leading": size * 1.35, "allowWidows": 0, "allowOrphans": 0, **more}
        return ParagraphStyle(name, fontName="DejaVu", fontSize=size, splitLongWords=1, **more)

    made = [
        style("title", 18, spaceAfter=2),
        style("subtitle", 11, spaceAfter=4),
        style("facts", _SMALL, spaceAfter=10, textColor=_MUTED),
        style("question", 11, leftIndent=10, spaceAfter=8),
        style("heading", 12, spaceBefore=10, spaceAfter=4, keepWithNext=1),
        style("text", _TEXT, spaceAfter=6),
        style("claim", _TEXT, leftIndent=12, bulletIndent=2, spaceAfter=4, bulletFontName="DejaVu"),
        style("cell", _TABLE),
        style("source", _TABLE + 0.5, spaceAfter=5),
    ]
    return {one.name: one for one in made}


def _numbered(page: Page) -> Any:
    """A canvas that writes "3 of 7" at the foot of each page once their number is known."""
    from reportlab.pdfgen.canvas import Canvas

    audience = " · internal" if page.internal else ""
    foot = spelled(f"{page.title}{audience} · as of {page.as_of}")

    class Numbered(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  # reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # the stubs lack it

        def save(self) -> None:
            for number, state in enumerate(self._pages, 1):
                self.__dict__.update(state)
                self.setFont("DejaVu", 7.5)
                self.setFillColor(_MUTED)
                self.drawString(_MARGIN + _INSET, _FOOT, foot)
                self.drawRightString(_A4[0] - _MARGIN - _INSET, _FOOT, f"{number} of {len(self._pages)}")
                super().showPage()
            super().save()

    return Numbered
