from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from copilot.export.html import render_html
from copilot.export.plain import plain
from copilot.export.printable import Printable
from tests.unit.export.records import HOSTILE, SPONSOR, abstained, brief, empty, for_customer, hostile, long, worldly

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
DOCUMENTS = {
    "brief": brief,
    "customer": for_customer,
    "hostile": hostile,
    "worldly": worldly,
    "long": long,
    "empty": empty,
    "abstained": abstained,
}


def opened(document: Printable) -> BeautifulSoup:
    return BeautifulSoup(render_html(document), "html.parser")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_needs_nothing_from_outside_and_runs_nothing(name: str) -> None:
    page = opened(DOCUMENTS[name]())
    assert page.find_all(["script", "link", "img", "iframe", "object", "form", "base"]) == []
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert not any(attribute.startswith("on") for tag in page.find_all() for attribute in tag.attrs)
    assert not re.search(r"url\(|@import", str(page.style))
    assert all(str(link["href"]).startswith("#source-") for link in page.find_all("a"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_number_leads_to_its_quote(name: str) -> None:
    page = opened(DOCUMENTS[name]())
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for cite in page.select(".cite > a"):
        source = page.find(id=str(cite["href"]).removeprefix("#"))
        tip = page.find(id=str(cite["aria-describedby"]))
        assert source is not None
        assert tip is not None
        assert source.blockquote is not None
        assert tip.q is not None
        assert source.blockquote.text == tip.q.text


def test_the_brief_comes_first_and_the_pictures_are_inline() -> None:
    page = opened(brief())
    assert page.h1 is not None
    assert page.h1.text == "Bright Harbor Clinicspre-renewal brief"
    assert [h.text for h in page.find_all("h2")] == [
        "The call",
        "What we owe them",
        "What stands behind it",
        "Withheld",
        "What was looked through",
        "Sources",
    ]
    assert len(page.find_all("svg")) == 2
    assert SPONSOR.quote in str(page.select_one(".sources"))
    assert page.select_one(".unknown") is not None
    assert page.select_one("li.superseded") is not None


def test_what_the_record_supplies_stays_text() -> None:
    page = opened(hostile())
    assert page.find_all("b") == []
    first = page.select_one(".claims li span")
    assert first is not None
    assert first.text == plain(HOSTILE)
    assert "javascript:" not in "".join(str(tag.attrs) for tag in page.find_all("a"))


def test_customers_see_nothing_internal() -> None:
    text = opened(for_customer()).main
    assert text is not None
    assert not any(word in str(text) for word in ("raw/", "AT RISK", "weekly.csv", "Withheld", "internal", "negative"))


def test_it_is_the_same_every_time() -> None:
    assert render_html(brief()) == render_html(brief())


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(("name", "wide"), [("brief", 1200), ("brief", 500), ("long", 500), ("hostile", 500)])
def test_a_browser_shows_it_without_sideways_scrolling(name: str, wide: int, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    probe = (
        "<script>addEventListener('load',()=>{document.title='W'+document.documentElement.scrollWidth+'/'+innerWidth})"
        "</script></body>"
    )
    text = render_html(DOCUMENTS[name]()).replace("style-src", "script-src 'unsafe-inline'; style-src")
    file.write_text(text.replace("</body>", probe), encoding="utf-8")
    common = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    common += [f"--window-size={wide},900"]
    shown = subprocess.run([*common, "--dump-dom", file.as_uri()], capture_output=True, check=True, timeout=120)
    found = re.search(rb"<title>W(\d+)/(\d+)</title>", shown.stdout)
    assert found is not None
    assert int(found[1]) <= int(found[2])


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_browser_draws_it(tmp_path: Path) -> None:
    file, picture = tmp_path / "page.html", tmp_path / "page.png"
    file.write_text(render_html(brief()), encoding="utf-8")
    common = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    command = [*common, "--window-size=1200,1800", f"--screenshot={picture}", file.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    with Image.open(BytesIO(picture.read_bytes())) as image:
        assert image.size == (1200, 1800)
        assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 50
