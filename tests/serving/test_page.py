"""The page in a browser: sign in, open the book, ask, open a quote, make and download a brief, by keyboard too."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from copilot.domain.access import Role
from tests.browser import CHROMIUM, Browser, browsing
from tests.conftest import Folder
from tests.serving.conftest import write_record
from tests.serving.test_running import PATIENCE, Live, start

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (on Debian: apt install chromium)"
)

LAID_OUT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = Folder(tmp_path_factory.mktemp("page") / "book")
    folder.path.mkdir()
    write_record(folder)
    folder.sync()
    running = start(folder)
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.communicate(timeout=PATIENCE)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with browsing() as opened:
        yield opened
        assert opened.complaints == []  # among them whatever the content policy refuses


def sign_in(browser: Browser, live: Live, role: Role) -> None:
    browser.go(f"{live.url}/")
    browser.until("location.pathname === '/sign-in'")
    browser.type(live.keys[role])  # the field has the focus
    browser.press("Enter")
    browser.until("document.querySelectorAll('#book tbody tr').length > 0")


def picture(browser: Browser, name: str, *, whole: bool = False) -> None:
    """Keep what it looks like, for whoever wants to see."""
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        browser.shot(Path(folder) / f"{name}.png", whole=whole)


AXE = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
FAULTS = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => `${node.target} ${node.failureSummary}`).join(' | ')}`))
"""
FOCUSED = "document.activeElement.id || document.activeElement.dataset.kind || document.activeElement.innerText"
OUTLINED = "document.activeElement.matches(':focus-visible') && getComputedStyle(document.activeElement).outlineWidth"
CONTROLS = "['nav', '.bar form', '#ask', '#make', '.crumb'].map(one => document.querySelector(one))"


def accessible(browser: Browser) -> None:
    """Hold what the page shows against axe's rules: nothing serious, nothing critical."""
    assert browser.apart(AXE, FAULTS) == []


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_every_page_is_accessible_in_light_and_dark(browser: Browser, live: Live, width: int, *, dark: bool) -> None:
    browser.size(width, 844, dark=dark, phone=width < 500)
    browser.go(f"{live.url}/sign-in")
    accessible(browser)
    sign_in(browser, live, Role.CSM)
    accessible(browser)
    browser.go(f"{live.url}/accounts/acme")
    browser.until("document.querySelector('#timeline ol li') && document.querySelector('#people table')")
    browser.run("document.getElementById('question').focus()")
    browser.type("what about the kiln sensors?")
    browser.press("Enter")
    browser.until("document.querySelector('#answer .claims .cite') && document.querySelector('#answer details')")
    browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    browser.run("document.querySelector('#answer .cite').click()")
    browser.until("document.querySelector('#source mark')")
    accessible(browser)
    picture(browser, f"account-{width}", whole=True)
    browser.go(f"{live.url}/accounts/acme/drafts")
    browser.until(
        "document.querySelector('#drafts ul') && document.getElementById('name').textContent === 'Acme Cement'"
    )
    accessible(browser)
    assert browser.run(LAID_OUT)
    browser.go(f"{live.url}/check")
    accessible(browser)


def test_the_portfolio_keeps_how_it_is_sorted_in_its_address(browser: Browser, live: Live) -> None:
    sign_in(browser, live, Role.CSM)
    names = "[...document.querySelectorAll('#book tbody a')].map(a => a.textContent)"
    press = "document.querySelectorAll('.sort')[4].click()"
    browser.run(press)
    assert browser.run(names) == ["Acme Cement", "Beta Foods"]
    assert browser.run("document.querySelectorAll('th')[4].getAttribute('aria-sort')") == "descending"
    assert browser.run("location.search") == "?sort=arr&order=down"
    browser.run(press)
    assert browser.run(names) == ["Beta Foods", "Acme Cement"]
    browser.go(f"{live.url}/?sort=arr&order=down")
    browser.until("document.querySelectorAll('#book tbody tr').length === 2")
    assert browser.run(names) == ["Acme Cement", "Beta Foods"]
    assert browser.run("document.getElementById('summary').getAttribute('role')") == "status"


def test_everything_is_reached_with_the_tab_key_in_reading_order(browser: Browser, live: Live) -> None:
    sign_in(browser, live, Role.CSM)
    browser.go(f"{live.url}/accounts/acme")
    browser.until("document.querySelector('#timeline ol li') && document.querySelector('#people table')")
    seen: list[str] = []
    for _ in range(22):
        browser.press("Tab")
        seen.append(browser.run(FOCUSED))
        if seen[-1] != "as-of":  # the parts of a date show the focus themselves
            assert browser.run(OUTLINED) == "3px", seen
    assert seen[0] == "Skip to the content"
    wanted = ["question", "as-of", "audience", "Ask", "brief", "risk", "qbr", "stakeholders"]
    assert [name for name in dict.fromkeys(seen) if name in wanted] == wanted


def test_it_prints_the_answer_and_not_the_controls(browser: Browser, live: Live) -> None:
    browser.size(1280, 844, dark=True)
    sign_in(browser, live, Role.CSM)
    browser.go(f"{live.url}/accounts/acme")
    browser.until("document.querySelector('#timeline ol li') && document.querySelector('#commitments').children.length")
    browser.printing()
    assert browser.run(f"{CONTROLS}.every(one => getComputedStyle(one).display === 'none')")
    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.run("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert browser.run("getComputedStyle(document.getElementById('overview')).display") == "block"
    picture(browser, "printed", whole=True)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_csm_finds_an_answer_and_its_source(browser: Browser, live: Live, width: int, *, dark: bool) -> None:
    browser.size(width, 844, dark=dark, phone=width < 500)
    sign_in(browser, live, Role.CSM)
    assert browser.run("document.querySelectorAll('#book tbody tr').length") == 2
    assert browser.run(LAID_OUT)
    picture(browser, f"portfolio-{width}")
    browser.run("document.querySelectorAll('.sort')[0].click()")
    assert browser.run("document.querySelector('#book tbody a').textContent") == "Acme Cement"
    assert browser.run("document.activeElement.textContent") == "Account"
    browser.run("document.querySelector('#book tbody a').click()")
    browser.until("document.querySelector('#timeline ol li')")
    browser.run("document.getElementById('question').focus()")
    browser.type("what about the kiln sensors?")
    browser.press("Enter")
    browser.until("document.querySelector('#answer .claims .cite') && document.querySelector('#answer details')")
    assert browser.run(LAID_OUT)
    browser.run("document.querySelector('#answer .cite').focus()")
    browser.press("Enter")
    browser.until("document.querySelector('#source mark')")
    picture(browser, f"source-{width}")
    assert "kiln sensors drop out" in browser.run("document.querySelector('#source mark').textContent")
    browser.press("Escape")
    assert browser.run("document.getElementById('source').hidden")
    assert browser.run("document.activeElement.className") == "cite"


def test_a_link_from_elsewhere_opens_a_source(browser: Browser, live: Live) -> None:
    sign_in(browser, live, Role.CSM)
    browser.go(
        f"{live.url}/accounts/acme#document=files:acme/notes/visit.md&passage=files:acme/notes/visit.md%230&end=9"
    )
    browser.until("document.querySelector('#source mark')")
    assert browser.run("document.querySelector('#source mark').textContent") == "They plan"


def test_a_brief_is_made_and_downloaded(browser: Browser, live: Live) -> None:
    sign_in(browser, live, Role.CSM)
    browser.go(f"{live.url}/accounts/acme")
    browser.until("document.querySelector('#timeline ol li')")
    browser.run("document.querySelector('[data-kind=brief]').click()")
    browser.until("document.querySelectorAll('#drafts .files a').length === 6")
    got = "fetch(document.querySelector('#drafts a[href$=pdf]').href).then(r => r.text()).then(t => t.slice(0, 4))"
    assert browser.run(got) == "%PDF"


def test_a_text_is_checked(browser: Browser, live: Live) -> None:
    sign_in(browser, live, Role.CSM)
    browser.go(f"{live.url}/check")
    browser.run("document.getElementById('text').focus()")
    browser.type("See you on Monday. The SSO will be live in May.")
    browser.run("document.getElementById('check').requestSubmit()")
    browser.until("document.querySelectorAll('#verdicts li').length === 2")
    assert browser.run("document.querySelectorAll('#verdicts li.allow').length") == 1


def test_a_reader_has_no_buttons_that_would_refuse_them(browser: Browser, live: Live) -> None:
    sign_in(browser, live, Role.READER)
    browser.go(f"{live.url}/accounts/acme")
    browser.until("document.querySelector('#timeline ol li')")
    assert browser.run("document.querySelector('#make, #people, #audience')") is None


def test_a_foreign_account_is_as_if_it_were_not_there(browser: Browser, live: Live) -> None:
    sign_in(browser, live, Role.CSM)
    browser.go(f"{live.url}/accounts/acme-labs")
    browser.until("document.querySelector('.problem[role=alert]:not([hidden])')")
    assert "There is no such account." in browser.run("document.body.innerText")
    browser.complaints.clear()  # the 404 itself
