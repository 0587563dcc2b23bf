from __future__ import annotations

import pytest

from copilot.domain.draft import Claim, Section, Withheld
from copilot.domain.errors import AudienceError, CopilotError
from copilot.domain.words import Audience, DraftKind, Tier, Visibility
from copilot.export.formats import Format, render
from copilot.export.printable import Printable, lay_out
from tests.unit.export.records import (
    BRIEF,
    CALL,
    COMMITMENTS,
    HOSTILE,
    REMARK,
    SPONSOR,
    abstained,
    brief,
    cite,
    draft,
    empty,
    for_customer,
    people,
)


def test_quotes_are_numbered_by_first_use_and_each_has_one_number() -> None:
    page = lay_out(brief())
    assert [line.marks for block in page.blocks for line in block.lines] == [
        (1, 2, 3),
        (1,),
        (3,),
        (),
        (4,),
        (2,),
        (4,),
        (5,),
    ]
    assert [source.number for source in page.sources] == [1, 2, 3, 4, 5]
    assert page.sources[0].quote == SPONSOR.quote
    assert page.withheld[0].marks == (4,)


def test_two_quotes_of_one_passage_have_two_numbers() -> None:
    part = SPONSOR.model_copy(update={"end": 5, "quote": SPONSOR.quote[:5]})
    page = lay_out(
        Printable(
            draft=draft(Section(claims=(Claim(text="A.", citations=(SPONSOR, part, SPONSOR)),))), account_name="A"
        )
    )
    assert page.blocks[0].lines[0].numbers == "[1][2]"


def test_how_a_claim_is_known_is_said_unless_it_was_observed() -> None:
    notes = [line.note for block in lay_out(brief()).blocks for line in block.lines]
    assert notes[0] == "inferred: departed champion and no buyer contact for 90 days"
    assert notes[1] == ""
    assert notes[3] == "UNKNOWN: needs a survey or a call with the director"
    assert notes[6] == "superseded"


def test_an_unknown_that_says_so_itself_is_not_said_twice() -> None:
    claim = Claim(text="UNKNOWN: needs a survey", tier=Tier.UNKNOWN, needs="a survey")
    page = lay_out(Printable(draft=draft(Section(claims=(claim,))), account_name="A"))
    assert page.blocks[0].lines[0].note == ""


def test_a_table_gets_a_column_for_the_evidence_unless_it_has_one() -> None:
    page = lay_out(brief())
    assert page.blocks[1].columns[-1] == "evidence"
    assert page.blocks[1].evidence == 6
    own = Section(columns=("evidence", "who"), claims=(Claim(text="A.", citations=(CALL,), cells=("", "Dana")),))
    block = lay_out(Printable(draft=draft(own), account_name="A")).blocks[0]
    assert (block.columns, block.evidence) == (("evidence", "who"), 0)


def test_a_source_says_who_when_where_and_how_guarded() -> None:
    last = lay_out(brief()).sources[-1]
    assert last.heading == "Dana Roy (customer) · 6 Mar 2026 · note · Message 5 · raw/acme/mail/5.eml, body · internal"


def test_a_link_is_kept_only_where_it_opens_a_page() -> None:
    for url, link in [
        ("https://x.example/t/1", "https://x.example/t/1"),
        ("javascript:alert(1)", ""),
        ("file:///etc", ""),
    ]:
        section = Section(claims=(Claim(text="A.", citations=(cite("A.", url=url),)),))
        assert lay_out(Printable(draft=draft(section), account_name="A")).sources[0].link == link


class TestCustomers:
    def test_a_guarded_quote_is_refused_in_every_format(self) -> None:
        for visibility in (Visibility.INTERNAL, Visibility.CONFIDENTIAL):
            section = Section(
                claims=(Claim(text="They are angry.", citations=(cite("angry", visibility=visibility),)),)
            )
            for form in Format:
                with pytest.raises(AudienceError, match="Draft it again"):
                    render(for_customer(section), form)

    def test_they_see_no_paths_links_ledger_withheld_renewal_or_feelings(self) -> None:
        held = Withheld(claim=Claim(text="Secret.", citations=(REMARK,)), reason="internal")
        linked = Section(claims=(Claim(text="A.", citations=(cite("A.", url="https://internal.example/1"),)),))
        page = lay_out(for_customer(BRIEF, COMMITMENTS, linked, withheld=(held,)))
        assert page.coverage is None
        assert page.withheld == ()
        assert len(page.sources) == 5
        assert page.facts == ("as of 12 Nov 2026", "audience: customer")
        assert page.timeline is not None
        assert page.timeline.marks == ()
        assert not any("raw/" in source.heading or source.link for source in page.sources)

    @pytest.mark.parametrize("kind", [DraftKind.RISK, DraftKind.BRIEF])
    def test_internal_kinds_are_refused(self, kind: DraftKind) -> None:
        written = draft(BRIEF, kind=kind, audience=Audience.CUSTOMER)
        with pytest.raises(AudienceError, match="internal readers"):
            lay_out(Printable(draft=written, account_name="A"))

    def test_the_picture_of_the_people_is_refused(self) -> None:
        with pytest.raises(AudienceError, match="stand to us"):
            lay_out(for_customer().model_copy(update={"people": people()}))

    def test_the_refusal_is_told_like_any_other(self) -> None:
        assert issubclass(AudienceError, CopilotError)


def test_an_empty_draft_says_so_and_an_abstention_gives_its_reason() -> None:
    assert lay_out(empty()).reason == "The record holds nothing that could stand here."
    assert lay_out(abstained()).reason == "I found nothing about data residency in 214 documents."
    assert lay_out(brief()).reason == ""


def test_the_record_cannot_hide_or_turn_text_anywhere() -> None:
    section = Section(
        title=HOSTILE,
        columns=(HOSTILE,),
        claims=(Claim(text=HOSTILE, citations=(cite(HOSTILE, title=HOSTILE, speaker=HOSTILE),), cells=(HOSTILE,)),),
    )
    page = lay_out(Printable(draft=draft(section, question=HOSTILE), account_name=HOSTILE, renewal=HOSTILE))
    assert not any(hidden in repr(page) for hidden in ("\u202e", "\\u202e", "\u200b", "\\u200b"))


def test_only_documents_of_several_parts_start_with_a_page() -> None:
    assert lay_out(brief()).starts_with_a_page
    assert not lay_out(abstained()).starts_with_a_page
    assert not lay_out(
        Printable(draft=draft(BRIEF, COMMITMENTS, kind=DraftKind.ANSWER), account_name="A")
    ).starts_with_a_page
