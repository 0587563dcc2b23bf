from __future__ import annotations

import base64
import json
from importlib.resources import files
from pathlib import Path

import docx
import pytest

from evals.sources import Sources, texts_in

HTML = """<html><head><style>p{}</style></head>
<body><p>We go <b>live</b> on&nbsp;9 June.</p><!-- hidden --><p>Next</p></body></html>"""
VTT = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
<v Dana Ruiz>we start

2
00:00:03.000 --> 00:00:05.000
<v Dana Ruiz>in <i>May</i>

3
00:00:05.000 --> 00:00:06.000
<v Lee>right
"""
SRT = """1
00:00:01,000 --> 00:00:03,000
Dana: we start

2
00:00:03,000 --> 00:00:05,000
in May

3
00:00:05,000 --> 00:00:06,000
Lee: right
"""
TICKET = {"id": 7, "subject": "Gate", "comments": [{"author": {"name": "Lee"}, "body": 'line one\n"two"'}]}


def mail(body: str, kind: str = "plain", encoding: str = "8bit") -> str:
    text = base64.encodebytes(body.encode()).decode() if encoding == "base64" else body
    return (
        "From: Dana <d@acme.example>\nSubject: =?utf-8?q?Caf=C3=A9?=\nMIME-Version: 1.0\n"
        f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n{text}\n"
    )


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    (tmp_path / "a.eml").write_text(mail("We go\nlive – Grüße", encoding="base64"))
    (tmp_path / "h.eml").write_text(mail(HTML, "html"))
    (tmp_path / "q.eml").write_text(mail("a soft=\n break", encoding="quoted-printable"))
    box = [f"From d@acme.example Mon Jan  5 09:00:00 2026\n{mail(body)}\n" for body in ("first", ">From here on")]
    (tmp_path / "m.mbox").write_text("".join(box))
    (tmp_path / "c.vtt").write_text(VTT)
    (tmp_path / "c.srt").write_text(SRT)
    (tmp_path / "t.ndjson").write_text(json.dumps(TICKET) + "\n{broken\n")
    (tmp_path / "t.csv").write_text('week,note\n2026-01-05,"one, two"\n')
    (tmp_path / "n.md").write_text("---\ndate: 2026-01-05\n---\n- café\n", encoding="cp1252")
    document = docx.Document()
    document.add_paragraph("Notice: 60 days")
    document.add_table(1, 2).cell(0, 1).text = "in a cell"
    document.save(str(tmp_path / "d.docx"))
    return Sources(tmp_path)


@pytest.mark.parametrize(
    ("path", "quote"),
    [
        ("a.eml", "We go live – Grüße"),
        ("a.eml", "Café"),
        ("h.eml", "We go live on 9 June."),
        ("q.eml", "a soft break"),
        ("m.mbox", "first"),
        ("m.mbox", "From here on"),
        ("c.vtt", "we start in May"),
        ("c.srt", "we start\nin May"),
        ("t.ndjson", 'one "two"'),
        ("t.ndjson", "7"),
        ("t.csv", "one, two"),
        ("n.md", "café"),
        ("d.docx", "Notice: 60 days"),
        ("d.docx", "in a cell"),
    ],
)
def test_what_a_file_says_stands_in_it(sources: Sources, path: str, quote: str) -> None:
    assert sources.hold(path, quote)


@pytest.mark.parametrize(
    ("path", "quote"),
    [
        ("a.eml", "We go alive"),
        ("a.eml", "we go live"),
        ("h.eml", "hidden"),
        ("h.eml", "9 June. Next <p>"),
        ("h.eml", "p{}"),
        ("c.vtt", "in May right"),
        ("c.vtt", "<v Lee>"),
        ("c.srt", "in May right"),
        ("t.ndjson", "Gate Lee"),
        ("t.csv", "2026-01-05 one"),
        ("d.docx", "60 days in a cell"),
        ("missing.eml", "We"),
        ("", "We"),
        ("../outside.txt", "We"),
        ("a.eml", " "),
    ],
)
def test_what_it_does_not_say_does_not(sources: Sources, path: str, quote: str) -> None:
    assert not sources.hold(path, quote)


def test_the_text_of_a_pdf_is_read() -> None:
    shipped = Path(str(files("copilot"))) / "demo/raw/kestrel-saddle/docs/OF-2291_Vallorn_order_form.pdf"
    assert any("Vallorn" in text for text in texts_in(shipped))
