from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from copilot.domain.draft import Claim, Section
from copilot.export.markdown import render_markdown
from copilot.export.plain import plain
from copilot.export.printable import Printable
from tests.unit.export.records import HOSTILE, abstained, brief, cite, draft, empty, for_customer, hostile, long


def rendered(text: str) -> BeautifulSoup:
    return BeautifulSoup(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text), "html.parser")


def test_a_brief_reads_as_it_should() -> None:
    text = render_markdown(brief())
    assert text.startswith("# Bright Harbor Clinics: pre-renewal brief\n\nrenews 31 Jan 2027 · decide by 2 Dec 2026 ·")
    assert "- No-show rate 11.8 % → 9.1 % against a target under 7 %. [3]\n" in text
    assert "*(UNKNOWN: needs a survey or a call with the director)*" in text
    assert (
        "| them | list of sites for phase 2 | CSM | 5 Oct 2026 | – | open | [2] *(inferred: asked twice, no answer)* |"
        in text
    )
    assert "\n## Withheld\n\n- SSO comes in May. [4] *(withheld: no approved wording)*\n" in text
    assert "| sentiment | none (0 records) | – | missing | a quiet detractor |" in text
    assert "- [1] Dana Roy (customer) · 2 Mar 2026 · e-mail · Message 1 ·" in text
    assert text.index("## The call") < text.index("## What we owe them") < text.index("## Sources")


def test_a_table_keeps_its_columns_whatever_stands_in_it() -> None:
    for document in (brief(), hostile()):
        for table in rendered(render_markdown(document)).find_all("table"):
            assert len({len(row.find_all(["td", "th"])) for row in table.find_all("tr")}) == 1


def test_nothing_in_the_record_becomes_markup() -> None:
    page = rendered(render_markdown(hostile()))
    assert {tag.name for tag in page.find_all()} <= set(
        "h1 h2 p ul li blockquote em table thead tbody tr th td".split()
    )
    assert plain(HOSTILE) in page.li.text if page.li else False


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda text: plain(text) != "")


@given(words, st.sampled_from("*_`#-+>=~|[]()!\\<&1."))
def test_any_text_comes_out_as_it_went_in(text: str, first: str) -> None:
    written = first + text
    section = Section(claims=(Claim(text=written, citations=(cite("x"),)),))
    page = rendered(render_markdown(Printable(draft=draft(section), account_name="A")))
    assert page.li is not None
    assert page.li.text == f"{plain(written)} [1]"


@pytest.mark.parametrize("link", ["https://x.example/a?b=1|2", "https://x.example/<script>"])
def test_a_link_stays_a_link_and_no_more(link: str) -> None:
    section = Section(claims=(Claim(text="A.", citations=(cite("A.", url=link),)),))
    page = rendered(render_markdown(Printable(draft=draft(section), account_name="A")))
    assert [str(a["href"]).startswith("https://x.example/") for a in page.find_all("a")] == [True]
    assert page.script is None


def test_short_documents_are_honest() -> None:
    assert "holds nothing" in render_markdown(empty())
    assert "> What are their data residency needs?" in render_markdown(abstained())
    assert "| usage |" in render_markdown(abstained())


def test_customers_see_nothing_internal() -> None:
    text = render_markdown(for_customer())
    assert not any(word in text for word in ("raw/", "AT RISK", "weekly.csv", "Withheld", "internal"))


def test_sixty_claims_are_sixty_claims() -> None:
    assert render_markdown(long()).count("- Claim ") == 62
