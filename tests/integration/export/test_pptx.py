from __future__ import annotations

import re
from typing import Any

import pytest

from copilot.export.lettering import wrapped
from copilot.export.plain import plain
from copilot.export.pptx import render_pptx
from copilot.export.printable import Printable, lay_out
from tests.integration.export.opened import open_pptx, pptx_text, raw_markdown
from tests.unit.export.records import (
    HOSTILE,
    SPONSOR,
    WORLD,
    abstained,
    brief,
    empty,
    for_customer,
    hostile,
    long,
    worldly,
)

DOCUMENTS = {
    "brief": brief,
    "customer": for_customer,
    "hostile": hostile,
    "worldly": worldly,
    "long": long,
    "empty": empty,
    "abstained": abstained,
}


def slides(document: Printable) -> list[Any]:
    return list(open_pptx(render_pptx(document)).slides)


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text) if slide.has_notes_slide else ""


def frame_height(shape: Any) -> float:
    """How high the text of a shape is, in points, measured anew."""
    total = 0.0
    for paragraph in shape.text_frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs] or [12.0]
        indent = 18 if shape.is_placeholder and shape.placeholder_format.idx == 1 else 0
        lines = wrapped(paragraph.text, sizes[0], shape.width.pt - 14.4 - indent)
        total += max(len(lines), 1) * sizes[0] * 1.2 + (paragraph.space_after.pt if paragraph.space_after else 0)
    return total


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_overflows(name: str) -> None:
    opened = open_pptx(render_pptx(DOCUMENTS[name]()))
    for slide in opened.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= opened.slide_width
            assert shape.top + shape.height <= opened.slide_height
            if shape.has_text_frame and shape.text_frame.text:
                assert frame_height(shape) <= shape.height.pt + 4, shape.text_frame.text[:80]
            if shape.has_table:
                table = shape.table
                for row in table.rows:
                    for cell, column in zip(row.cells, table.columns, strict=True):
                        lines = len(wrapped(cell.text, 12, column.width.pt - 14))
                        assert lines * 12 * 1.2 + 6 <= row.height.pt + 2, cell.text[:80]
                assert shape.top.pt + sum(row.height.pt for row in table.rows) <= 512


def test_every_slide_has_one_title() -> None:
    titles = [slide.shapes.title.text for slide in slides(brief())]
    assert titles == [
        "Bright Harbor Clinics: pre-renewal brief",
        "Usage, tickets and sentiment by week",
        "People and ties: contacts in 90 days",
        "What we owe them",
        "What stands behind it",
        "Withheld",
        "What was looked through",
        "Sources (quotes in the notes)",
    ]


def test_the_first_slide_is_the_brief() -> None:
    first = pptx_text(slides(brief())[0])
    assert "AT RISK" in first
    assert "At risk: the sponsor is gone and the outcome bought is half reached. [1][2][3]" in first
    assert "UNKNOWN: needs a survey" in first


def test_the_notes_hold_the_quotes() -> None:
    shown = slides(brief())
    assert (
        f"[1] Dana Roy (customer) · 2 Mar 2026 · e-mail · Message 1 · raw/acme/mail/1.eml, body: “{SPONSOR.quote}”"
        in notes(shown[0])
    )
    assert notes(shown[3]).startswith("[2] ")
    assert "[4] Mara Quist (vendor)" in notes(shown[3])
    assert all(f"[{n}]" in notes(shown[-1]) for n in range(1, 6))


def test_tables_are_native_with_a_header_row() -> None:
    (frame,) = [shape for shape in slides(brief())[3].shapes if shape.has_table]
    assert frame.table.first_row
    assert [cell.text for cell in frame.table.rows[0].cells] == [
        "by",
        "what",
        "to",
        "made",
        "due",
        "status",
        "evidence",
    ]
    assert frame.table.cell(2, 6).text == "[2] inferred: asked twice, no answer"


def test_what_is_long_goes_on_on_the_next_slide_and_nothing_is_lost() -> None:
    shown = slides(long())
    long_ones = [slide for slide in shown if slide.shapes.title.text.startswith("All of it")]
    bodies = [paragraph.text for slide in long_ones for paragraph in slide.placeholders[1].text_frame.paragraphs]
    said = " ".join(re.sub(r"( …)? (\[\d+\])+$", "", body) for body in bodies)
    expected = " ".join(line.text for line in lay_out(long()).blocks[1].lines)
    assert said == expected
    rows = [
        s.table for slide in shown for s in slide.shapes if s.has_table and slide.shapes.title.text.startswith("In a")
    ]
    assert sum(len(table.rows) - 1 for table in rows) == 60
    assert len({table.rows[0].cells[0].text for table in rows}) == 1


def test_no_markdown_is_left() -> None:
    assert [raw_markdown(pptx_text(slide) + notes(slide)) for slide in slides(brief())] == [[]] * 8


def test_texts_stand_as_they_were_written() -> None:
    assert plain(HOSTILE) in pptx_text(slides(hostile())[0])
    assert WORLD in pptx_text(slides(worldly())[0])


def test_customers_see_nothing_internal() -> None:
    text = "".join(pptx_text(slide) + notes(slide) for slide in slides(for_customer()))
    assert not any(word in text for word in ("raw/", "AT RISK", "weekly.csv", "Withheld", "internal"))


def test_short_documents_are_one_honest_slide() -> None:
    assert "holds nothing" in pptx_text(slides(empty())[0])
    assert len(slides(empty())) == 1
    first = pptx_text(slides(abstained())[0])
    assert "What are their data residency needs?" in first
    assert "I found nothing about data residency" in first
