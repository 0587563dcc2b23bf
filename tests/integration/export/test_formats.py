from __future__ import annotations

import subprocess
import sys

import pytest

from copilot.export.formats import Format, render
from tests.unit.export.records import brief

STARTS = {
    Format.MARKDOWN: b"# Bright",
    Format.HTML: b"<!doctype html>",
    Format.DOCX: b"PK",
    Format.PPTX: b"PK",
    Format.PDF: b"%PDF",
}


@pytest.mark.parametrize("form", Format)
def test_each_format_is_what_it_says(form: Format) -> None:
    assert render(brief(people=None, timeline=None), form).startswith(STARTS[form])
    assert "/" in form.media_type
    assert form.is_text == (form in {Format.MARKDOWN, Format.HTML})


def test_nothing_slow_is_imported_before_it_is_needed() -> None:
    slow = ("docx", "pptx", "reportlab", "PIL", "jinja2", "lxml")
    code = f"import sys, copilot.export.formats; print([m for m in {slow!r} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert shown.stdout.strip() == "[]"
