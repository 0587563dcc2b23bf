"""Files opened again, as their readers' programs would."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import docx
import pptx
import pypdf

__all__ = ["docx_text", "open_docx", "open_pdf", "open_pptx", "pdf_text", "pptx_text", "raw_markdown", "written"]

_MARKDOWN = re.compile(r"\*\*|^#+ |\|---|^\s*[-*] \[|`", re.MULTILINE)


def raw_markdown(text: str) -> list[str]:
    """What looks like Markdown that nobody rendered."""
    return _MARKDOWN.findall(text)


def open_docx(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def docx_text(opened: Any) -> str:
    """Everything on the pages, links and tables too, a paragraph a line."""
    return "\n".join(written(paragraph) for paragraph in opened.element.body.xpath(".//w:p"))


def written(element: Any) -> str:
    """The text inside an element of a Word document, in links too."""
    return "".join("\n" if node.tag.endswith("}br") else node.text for node in element.xpath(".//w:t | .//w:br"))


def open_pptx(content: bytes) -> Any:
    return pptx.Presentation(BytesIO(content))


def pptx_text(slide: Any) -> str:
    """Everything on a slide, a cell or paragraph a line."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found += [paragraph.text for paragraph in shape.text_frame.paragraphs]
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def open_pdf(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(content))


def pdf_text(opened: pypdf.PdfReader) -> str:
    """Everything on the pages, white space folded."""
    return " ".join(" ".join(page.extract_text().split()) for page in opened.pages)
