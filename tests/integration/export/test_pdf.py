from __future__ import annotations

import pypdf
import pytest

from copilot.export.lettering import spelled
from copilot.export.pdf import render_pdf
from copilot.export.plain import plain
from tests.integration.export.opened import open_pdf, pdf_text, raw_markdown
from tests.unit.export.records import (
    HOSTILE,
    SPONSOR,
    abstained,
    brief,
    empty,
    for_customer,
    hostile,
    long,
    worldly,
)


def outline(opened: pypdf.PdfReader) -> list[str]:
    return [str(entry["/Title"]) for entry in opened.outline if isinstance(entry, dict)]


def fonts(opened: pypdf.PdfReader) -> dict[str, bool]:
    """The typefaces by name, and whether each is inside the file."""
    found = {}
    for page in opened.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            described = font.get_object()
            if "/DescendantFonts" in described:
                described = described["/DescendantFonts"][0].get_object()
            inside = "/FontFile2" in (described.get("/FontDescriptor") or {})
            found[str(described["/BaseFont"]).rpartition("+")[2]] = inside
    return found


def test_a_brief_has_its_headings_and_its_first_page_to_itself() -> None:
    opened = open_pdf(render_pdf(brief()))
    assert outline(opened) == [
        "The call",
        "What we owe them",
        "What stands behind it",
        "Withheld",
        "What was looked through",
        "Sources",
    ]
    first = opened.pages[0].extract_text()
    assert "AT RISK" in first
    assert "At risk: the sponsor is gone" in first
    assert "What we owe them" not in first
    assert raw_markdown(pdf_text(opened)) == []


def test_its_pages_are_a4_and_numbered() -> None:
    opened = open_pdf(render_pdf(brief()))
    for number, page in enumerate(opened.pages, 1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert f"{number} of {len(opened.pages)}" in page.extract_text()


def test_quotes_stand_in_the_list_of_sources() -> None:
    text = pdf_text(open_pdf(render_pdf(brief())))
    assert (
        f"[1] Dana Roy (customer) · 2 Mar 2026 · e-mail · Message 1 · raw/acme/mail/1.eml, body “{SPONSOR.quote}”"
        in text
    )
    assert "[2] inferred: asked twice, no answer" in text
    assert "sentiment none (0 records) – missing a quiet detractor" in text


def test_its_typeface_is_inside() -> None:
    written = render_pdf(brief(people=None, timeline=None))
    assert fonts(open_pdf(written)) == {"DejaVuSans": True, "DejaVuSans-Bold": True}


def test_what_the_typeface_lacks_is_named_or_set_in_another() -> None:
    text = pdf_text(open_pdf(render_pdf(worldly())))
    for part in ("Ærø ß ä ö ü č ř ø Ελλάδα Киев", "日本語", "한국", "[rocket]", "✓ — “quoted”"):
        assert part in text


def test_texts_stand_as_they_were_written() -> None:
    text = pdf_text(open_pdf(render_pdf(hostile())))
    assert text.replace(" ", "").count(spelled(plain(HOSTILE)).replace(" ", "")) > 6


def test_customers_see_nothing_internal() -> None:
    opened = open_pdf(render_pdf(for_customer()))
    text = pdf_text(opened)
    assert not any(word in text for word in ("raw/", "AT RISK", "weekly.csv", "Withheld", "internal", "negative"))
    assert opened.metadata is not None
    assert opened.metadata.author == "csm-copilot"


def test_long_and_short_documents() -> None:
    opened = open_pdf(render_pdf(long()))
    text = pdf_text(opened)
    assert all(f"Claim {n}:" in text for n in range(60) if n != 5)
    assert text.count("who what state evidence") >= 2
    assert "holds nothing" in pdf_text(open_pdf(render_pdf(empty())))
    assert "I found nothing about data residency" in pdf_text(open_pdf(render_pdf(abstained())))


@pytest.mark.parametrize("document", [brief(), empty()])
def test_the_same_draft_gives_the_same_file(document: object) -> None:
    assert render_pdf(document) == render_pdf(document)  # type: ignore[arg-type]
