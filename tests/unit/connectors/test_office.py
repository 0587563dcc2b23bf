from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import docx
import pypdf
import pytest
from docx.shared import RGBColor

from copilot.domain.record import Document, Failure
from copilot.domain.words import DocumentKind, Visibility

Read = Callable[..., tuple[list[Document], list[Failure]]]


def saved(document: Any) -> bytes:
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def pdf(*pages: list[str]) -> bytes:
    """A PDF whose pages show some lines, with a text layer, written by hand."""
    bodies: list[bytes] = []
    for lines in pages:
        shown = "".join(f"({line.replace('(', '[').replace(')', ']')}) Tj 0 -14 Td " for line in lines)
        bodies.append(f"BT /F1 11 Tf 72 720 Td {shown}ET".encode("latin-1"))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for body in bodies:
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(body), body))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def test_word_in_reading_order(read: Read) -> None:
    document = docx.Document()
    document.add_heading("Success plan", 1)
    document.add_paragraph("Effective Date: 22 September 2025")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Goal\nsecond", "Target"
    document.add_heading("Risks", 2)
    paragraph = document.add_paragraph("Seen")
    hidden = paragraph.add_run(" HIDDEN")
    hidden.font.hidden = True
    white = paragraph.add_run(" WHITE")
    white.font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("\tafter")
    (found,) = read("harbour/plan.docx", saved(document))[0]
    assert found.kind is DocumentKind.FILE
    assert found.visibility is Visibility.INTERNAL
    assert found.occurred_at == datetime(2025, 9, 22, tzinfo=UTC)
    assert [(p.text, p.locator) for p in found.passages] == [
        ("Success plan", "Success plan"),
        ("Effective Date: 22 September 2025", "Success plan"),
        ("Goal\nsecond", "Success plan"),
        ("Target", "Success plan"),
        ("Risks", "Risks"),
        ("Seen\tafter", "Risks"),
    ]
    assert read("harbour/plan.docx", saved(document), Visibility.SHARED)[0][0].visibility is Visibility.SHARED


@pytest.mark.parametrize(
    ("name", "lines", "day"),
    [
        ("2026-03-12 plan.docx", ["Effective 1 May 2026"], (2026, 3, 12)),
        ("plan.docx", ["Minutes, 8 July 2026", "Next: 1 August 2026"], (2026, 7, 8)),
        ("plan.docx", ["Plan", "Version 3, 18 November 2025. Owners: us"], (2025, 11, 18)),
        (
            "plan.docx",
            ["Order", "Start: 1 January 2024", "Signed: M. P., 17 January 2024", "Signed: X, 2 February 2024"],
            (2024, 2, 2),
        ),
        ("review_2026-05.docx", ["Review"], (2026, 5, 31)),
        ("plan_2025-26.docx", ["Plan", "Start: 1 January 2024"], None),
    ],
)
def test_the_date_of_a_file(read: Read, name: str, lines: list[str], day: tuple[int, int, int] | None) -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    documents, failures = read(f"harbour/{name}", saved(document))
    assert documents[0].occurred_at == (datetime(*day, tzinfo=UTC) if day else None)
    assert [failure.severity for failure in failures] == ([] if day else ["conflict"])


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * (30 << 20) + b"</w>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 broken", "is no Word document"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old or password-protected"),
        (bomb(), "unpacks to more"),
    ],
)
def test_damaged_word_files(read: Read, content: bytes, said: str) -> None:
    documents, failures = read("harbour/2026-03-12.docx", content)
    assert documents == []
    assert said in failures[0].reason
    assert failures[0].remedy


def test_a_zip_that_is_no_word_file(read: Read) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "no readable Word" in read("harbour/2026-03-12.docx", packed.getvalue())[1][0].reason


def test_pdf_by_pages_and_paragraphs(read: Read) -> None:
    data = pdf(
        ["ORDER FORM", "Customer: Harbour", "The term renews for twelve months unless cancelled with", "notice."],
        ["Page two"],
    )
    (found,) = read("harbour/order_2026-03-12.pdf", data)[0]
    assert found.title == "Order"
    assert [(p.locator, p.text) for p in found.passages] == [
        ("p. 1", "ORDER FORM"),
        ("p. 1", "Customer: Harbour"),
        ("p. 1", "The term renews for twelve months unless cancelled with\nnotice."),
        ("p. 2", "Page two"),
    ]


def test_damaged_pdfs(read: Read) -> None:
    good = pdf(["hello world"])
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(good))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    for content, said in (
        (b"", "is empty"),
        (b"%PDF-1.4 nothing", "no readable PDF"),
        (b"not a pdf", "no readable PDF"),
        (pdf([]), "no text layer"),
        (locked.getvalue(), "password"),
    ):
        documents, failures = read("harbour/2026-03-12.pdf", content)
        assert documents == []
        assert said in failures[0].reason
        assert failures[0].remedy
