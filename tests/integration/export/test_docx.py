from __future__ import annotations

from copilot.export.docx import render_docx
from copilot.export.plain import plain
from tests.integration.export.opened import docx_text, open_docx, raw_markdown, written
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


def test_it_has_headings_in_reading_order() -> None:
    opened = open_docx(render_docx(brief()))
    assert opened.paragraphs[0].style.name == "Title"
    assert opened.paragraphs[0].text == "Bright Harbor Clinics"
    assert [p.text for p in opened.paragraphs if p.style.name == "Heading 1"] == [
        "The call",
        "What we owe them",
        "What stands behind it",
        "Withheld",
        "What was looked through",
        "Sources",
    ]
    assert raw_markdown(docx_text(opened)) == []


def test_its_tables_are_tables_with_a_repeated_header() -> None:
    commitments, coverage = open_docx(render_docx(brief())).tables
    assert [cell.text for cell in commitments.rows[0].cells] == [
        "by",
        "what",
        "to",
        "made",
        "due",
        "status",
        "evidence",
    ]
    assert commitments.rows[0]._tr.trPr.xpath("w:tblHeader")
    row = commitments.rows[2].cells
    assert row[1].text == "list of sites for phase 2"
    assert written(row[6]._tc) == " [2] inferred: asked twice, no answer"
    assert [cell.text for cell in coverage.rows[2].cells][:2] == ["sentiment", "none (0 records)"]


def test_its_numbers_lead_to_the_quotes() -> None:
    opened = open_docx(render_docx(brief()))
    anchors = set(opened.element.body.xpath("//w:hyperlink/@w:anchor"))
    marks = opened.element.body.xpath("//w:bookmarkStart/@w:name")
    assert anchors == {f"source_{n}" for n in range(1, 6)} == set(marks)
    text = docx_text(opened)
    assert (
        f"[1] Dana Roy (customer) · 2 Mar 2026 · e-mail · Message 1 · raw/acme/mail/1.eml, body\n“{SPONSOR.quote}”"
        in text
    )


def test_its_pages_are_a4_and_numbered() -> None:
    section = open_docx(render_docx(brief())).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    footer = section.footer._element
    assert [node.text for node in footer.xpath(".//w:instrText")] == ["PAGE", "NUMPAGES"]


def test_its_pictures_fit_and_are_described() -> None:
    opened = open_docx(render_docx(brief()))
    assert len(opened.inline_shapes) == 2
    for shape in opened.inline_shapes:
        assert shape.width.cm <= 17.01
        assert shape.height.cm <= 23.01
    assert len(opened.element.body.xpath("//wp:docPr[@descr]")) == 2


def test_customers_see_nothing_internal() -> None:
    opened = open_docx(render_docx(for_customer()))
    text = docx_text(opened) + opened.sections[0].footer.paragraphs[0].text
    assert not any(word in text for word in ("raw/", "AT RISK", "weekly.csv", "Withheld", "internal"))
    about = opened.core_properties
    assert (about.author, about.comments, about.title) == ("csm-copilot", "", "Bright Harbor Clinics: QBR summary")


def test_texts_stand_as_they_were_written() -> None:
    assert docx_text(open_docx(render_docx(hostile()))).count(plain(HOSTILE)) > 8
    assert docx_text(open_docx(render_docx(worldly()))).count(WORLD) > 4


def test_long_and_short_documents() -> None:
    opened = open_docx(render_docx(long()))
    assert len(opened.tables[0].rows) == 61
    assert sum(p.text.startswith("Claim ") for p in opened.paragraphs) == 62
    assert "holds nothing" in docx_text(open_docx(render_docx(empty())))
    assert "I found nothing about data residency" in docx_text(open_docx(render_docx(abstained())))
