"""Which statement a later one replaces, and when two merely disagree."""

from __future__ import annotations

from datetime import UTC, datetime

from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Side, Visibility
from copilot.drafting.candidates import Candidate
from copilot.drafting.supersession import superseded


def said(day: int, text: str, side: Side = Side.CUSTOMER) -> Candidate:
    moment = datetime(2026, 3, day, 9, tzinfo=UTC)
    passage = Passage(
        id=f"files:{day}#0", text=text, side=side, visibility=Visibility.SHARED, occurred_at=moment, speaker="Ada"
    )
    document = Document(
        id=f"files:{day}",
        source="files",
        external_id=str(day),
        kind=DocumentKind.EMAIL,
        account="tern",
        title="Go-live",
        occurred_at=moment,
        visibility=Visibility.SHARED,
        passages=(passage,),
    )
    return Candidate(document, passage, 0, len(text), "", 0, 1.0)


def test_a_moved_date_replaces_the_former_one() -> None:
    chosen = [said(9, "The go-live is moved to 20 April."), said(2, "We plan the go-live for 1 April.")]
    assert superseded(chosen) == {1}


def test_the_same_side_may_replace_its_own_figure_without_saying_so() -> None:
    chosen = [said(2, "The morning round takes 55 minutes."), said(9, "The morning round takes 46 minutes.")]
    assert superseded(chosen) == {0}


def test_two_people_who_disagree_both_stand() -> None:
    ours = said(2, "The outage lasted 115 minutes.", Side.VENDOR)
    theirs = said(9, "By our count the outage lasted 160 minutes.")
    assert superseded([ours, theirs]) == set()


def test_the_same_value_replaces_nothing() -> None:
    assert superseded([said(2, "Go-live is 1 April."), said(9, "Go-live is still 1 April.")]) == set()


def test_statements_about_different_things_replace_nothing() -> None:
    assert superseded([said(2, "The invoice is due on 1 April."), said(9, "Captain Weir retires on 30 June.")]) == set()
