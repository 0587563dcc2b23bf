"""Every format by its name, for the ways in."""

from __future__ import annotations

from enum import StrEnum

from copilot.export.docx import render_docx
from copilot.export.html import render_html
from copilot.export.markdown import render_markdown
from copilot.export.pdf import render_pdf
from copilot.export.pptx import render_pptx
from copilot.export.printable import Printable

__all__ = ["Format", "render"]


class Format(StrEnum):
    """What a file of a draft can be. The value is the file's suffix."""

    MARKDOWN = "md"
    HTML = "html"
    DOCX = "docx"
    PPTX = "pptx"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """What a web server calls it."""
        office = "application/vnd.openxmlformats-officedocument"
        return {
            Format.MARKDOWN: "text/markdown; charset=utf-8",
            Format.HTML: "text/html; charset=utf-8",
            Format.DOCX: f"{office}.wordprocessingml.document",
            Format.PPTX: f"{office}.presentationml.presentation",
            Format.PDF: "application/pdf",
        }[self]

    @property
    def is_text(self) -> bool:
        """Whether it can be printed on a terminal."""
        return self in {Format.MARKDOWN, Format.HTML}


def render(document: Printable, form: Format) -> bytes:
    """A draft as the content of a file. Raises AudienceError where its audience may not see all of it."""
    match form:
        case Format.MARKDOWN:
            return render_markdown(document).encode()
        case Format.HTML:
            return render_html(document).encode()
        case Format.DOCX:
            return render_docx(document)
        case Format.PPTX:
            return render_pptx(document)
        case Format.PDF:
            return render_pdf(document)
