"""A draft as a Word document: real headings, tables with header rows, and quotes one click away."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from copilot.export.picture import people_png, timeline_png
from copilot.export.printable import Block, Line, Page, Printable, lay_out
from copilot.export.tables import cells_of, column_widths

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

__all__ = ["render_docx"]

_TEXT_WIDTH, _TEXT_HEIGHT = 17.0, 23.0
"""Centimetres between the margins of A4."""
_MUTED, _LINK, _WARN = "57606A", "0B5C8E", "C04F00"
_SMALL, _TABLE = 8.5, 9.0


def render_docx(document: Printable) -> bytes:
    """A draft as the bytes of a .docx file. Raises AudienceError."""
    import docx

    page = lay_out(document)
    made = docx.Document()
    _set_up(made, page)
    _header(made, page)
    for n, block in enumerate(page.blocks):
        _block(made, block)
        if n == 0:
            _pictures(made, page)
            if page.starts_with_a_page:
                made.add_page_break()  # type: ignore[no-untyped-call]
    if not page.blocks:
        _pictures(made, page)
    if page.withheld:
        _block(made, Block(title="Withheld", lines=page.withheld))
    if page.coverage:
        _block(made, page.coverage)
    _sources(made, page)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _set_up(made: Document, page: Page) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    sheet = made.sections[0]
    sheet.page_width, sheet.page_height = Cm(21), Cm(29.7)
    sheet.left_margin = sheet.right_margin = Cm(2)
    sheet.top_margin = sheet.bottom_margin = Cm(2)
    for name, size, before in (("Normal", 10.5, 0), ("Title", 20, 0), ("Heading 1", 13, 14), ("List Bullet", 10.5, 0)):
        style: Any = made.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        if name in {"Title", "Heading 1"}:
            style.font.color.rgb = RGBColor.from_string("1B1F24")
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
    _numbered_footer(sheet.footer.paragraphs[0], page)
    about = made.core_properties
    about.title, about.subject, about.author = page.headline, page.title, "csm-copilot"
    about.comments = about.keywords = ""
    about.created = about.modified = datetime.combine(page.as_of, time())
    about.last_modified_by = "csm-copilot"


def _numbered_footer(paragraph: Paragraph, page: Page) -> None:
    audience = "internal" if page.internal else ""
    _run(paragraph, " · ".join(filter(None, (page.headline, audience))) + " · ", size=_SMALL, colour=_MUTED)
    _field(paragraph, "PAGE")
    _run(paragraph, " of ", size=_SMALL, colour=_MUTED)
    _field(paragraph, "NUMPAGES")


def _header(made: Document, page: Page) -> None:
    made.add_paragraph(page.account, style="Title")
    made.add_paragraph(page.title[0].upper() + page.title[1:], style="Subtitle")
    _run(made.add_paragraph(), " · ".join(page.facts), size=9.5, colour=_MUTED)
    if page.question:
        made.add_paragraph(page.question, style="Intense Quote")
    if page.reason:
        made.add_paragraph(page.reason)


def _block(made: Document, block: Block) -> None:
    if block.title:
        made.add_heading(block.title, level=1)
    if block.columns:
        _table(made, block)
        return
    for line in block.lines:
        paragraph = made.add_paragraph(style="List Bullet")
        _run(paragraph, line.text, struck=line.superseded)
        _known(paragraph, line)


def _known(paragraph: Paragraph, line: Line, *, size: float = _SMALL) -> None:
    for mark in line.marks:
        _run(paragraph, " ")
        _link(paragraph, f"[{mark}]", f"source_{mark}", size)
    if line.note:
        warns = line.note.startswith("UNKNOWN")
        _run(paragraph, f" {line.note}", size=size, colour=_WARN if warns else _MUTED)


def _table(made: Document, block: Block) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    rows = [cells_of(line, block) for line in block.lines]
    widths = column_widths(block.columns, rows, _TEXT_WIDTH / 2.54 * 72, size=_TABLE)
    table = made.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    _rule(table)
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Cm(wide / 72 * 2.54)
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # no API for it
    for cell, column_name in zip(header.cells, block.columns, strict=True):
        _shade(cell)
        _run(cell.paragraphs[0], column_name, size=_TABLE, bold=True)
    for line in block.lines:
        row = table.add_row()
        for n, (cell, text) in enumerate(zip(row.cells, line.cells, strict=True)):
            _run(cell.paragraphs[0], text, size=_TABLE, struck=line.superseded)
            if n == block.evidence:
                _known(cell.paragraphs[0], line)
    for row in table.rows:
        for cell, wide in zip(row.cells, widths, strict=True):
            cell.width = Cm(wide / 72 * 2.54)
    made.add_paragraph()


def _pictures(made: Document, page: Page) -> None:
    if page.timeline and (drawn := timeline_png(page.timeline)):
        _picture(made, drawn, "Usage, tickets and sentiment by week")
    if page.people:
        _picture(made, people_png(page.people, wide=False), "People and ties; the number is contacts in 90 days")


def _picture(made: Document, drawn: bytes, caption: str) -> None:
    from docx.shared import Cm

    shown: Any = made.add_picture(BytesIO(drawn))
    scale = min(Cm(_TEXT_WIDTH) / shown.width, Cm(_TEXT_HEIGHT) / shown.height, 1)
    shown.width, shown.height = int(shown.width * scale), int(shown.height * scale)
    shown._inline.docPr.set("descr", caption)  # noqa: SLF001  # no API for the alternative text
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    _run(made.add_paragraph(), caption, size=_SMALL, colour=_MUTED)


def _sources(made: Document, page: Page) -> None:
    if not page.sources:
        return
    made.add_heading("Sources", level=1)
    for source in page.sources:
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.keep_together = True
        _bookmarked(paragraph, f"[{source.number}]", f"source_{source.number}", source.number)
        _run(paragraph, f" {source.heading}", size=9.5, colour=_MUTED)
        if source.link:
            _run(paragraph, f" · {source.link}", size=9.5, colour=_MUTED)
        paragraph.add_run().add_break()
        _run(paragraph, f"“{source.quote}”", size=9.5)


def _run(
    paragraph: Paragraph, text: str, *, size: float = 0, colour: str = "", bold: bool = False, struck: bool = False
) -> Any:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    if bold:
        run.bold = True
    if struck:
        run.font.strike = True
    return run


def _field(paragraph: Paragraph, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "instr", "separate", "text", "end"):
        run = _run(paragraph, "1" if kind == "text" else "", size=_SMALL, colour=_MUTED)
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = code
        elif kind != "text":
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            continue
        run._r.append(element)  # noqa: SLF001  # no API for fields


def _link(paragraph: Paragraph, text: str, bookmark: str, size: float) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    run = _run(paragraph, text, size=size, colour=_LINK)
    link.append(run._r)  # noqa: SLF001  # no API for links inside the document
    paragraph._p.append(link)  # noqa: SLF001


def _bookmarked(paragraph: Paragraph, text: str, name: str, number: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.append(start)  # noqa: SLF001  # no API for bookmarks
    _run(paragraph, text, size=9.5, bold=True)
    paragraph._p.append(end)  # noqa: SLF001


def _shade(cell: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for attribute, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "F0F2F5")):
        shade.set(qn(attribute), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _rule(table: Any) -> None:
    """Thin grey rules instead of a black grid."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        shown = side in {"bottom", "insideH"}
        for attribute, value in (
            ("val", "single" if shown else "nil"),
            ("sz", "4"),
            ("space", "0"),
            ("color", "C3CAD2"),
        ):
            border.set(qn(f"w:{attribute}"), value)
        borders.append(border)
    table._tbl.tblPr.append(borders)  # noqa: SLF001  # no API for borders
