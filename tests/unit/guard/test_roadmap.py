# ruff: noqa: E501 - cases read best on one line
"""The verdict on a sentence, given its label: no model is needed to hold it against the registry."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain.commitment import RoadmapItem, window_days
from copilot.domain.words import Audience
from copilot.guard.labels import Label, Labelled
from copilot.guard.registry import matches
from copilot.guard.roadmap import Reader, Ruling, rule_on
from copilot.guard.windows import sooner

REGISTRY = [
    RoadmapItem.model_validate(item)
    for item in (
        {"id": "SSO", "title": "Single sign-on", "aliases": ["SSO", "SAML login"], "status": "planned", "audience": "public",
         "window": "2027-Q1", "approved_wording": "Single sign-on is planned for the first quarter of 2027; the date may change.",
         "expires": "2026-12-31"},
        {"id": "OFF", "title": "Offline mode", "aliases": ["offline"], "status": "committed", "audience": "nda", "nda_accounts": ["acme"],
         "window": "2026-Q4", "approved_wording": "Offline mode is committed for the fourth quarter of 2026."},
        {"id": "BI", "title": "Power BI connector", "status": "exploring", "audience": "internal"},
        {"id": "DARK", "title": "Dark theme", "status": "declined", "audience": "public",
         "approved_wording": "We have no plan to build a dark theme."},
        {"id": "EXP", "title": "Export to Parquet", "status": "shipped", "audience": "public"},
    )
]  # fmt: skip
TODAY = date(2026, 9, 14)


def ruled(
    text: str, label: Label, account: str = "acme", audience: Audience = Audience.CUSTOMER, today: date = TODAY
) -> Ruling:
    return rule_on(
        text,
        Labelled(label, 0.9 if label is Label.PROMISE else 0.0, unsure=False),
        REGISTRY,
        Reader(account, audience, today),
    )


@pytest.mark.parametrize(
    ("text", "label", "verdict", "reason"),
    [
        ("Single sign-on is planned for the first quarter of 2027; the date may change.", Label.PROMISE, "allow", "approved"),
        ("SSO will be there in the first quarter of 2027.", Label.PROMISE, "rewrite", "firmer"),
        ("SSO is planned for January and the date may change.", Label.PROMISE, "rewrite", "earlier"),
        ("SSO is planned for all plans and all regions in Q1 2027; the date may change.", Label.PROMISE, "rewrite", "wider"),
        ("Offline mode is committed for the fourth quarter of 2026.", Label.PROMISE, "allow", "approved"),
        ("A Power BI connector is something we are looking at.", Label.HEDGE, "block", "internal"),
        ("The dark theme comes in spring.", Label.PROMISE, "block", "declined"),
        ("We have no plan to build a dark theme.", Label.HEDGE, "allow", "approved"),
        ("A kiosk mode comes next month.", Label.PROMISE, "block", "unknown"),
        ("You can export to Parquet under Settings.", Label.SHIPPED, "allow", "shipped"),
        ("SSO is live in your tenant.", Label.SHIPPED, "block", "not_shipped"),
        ("On 3 March our CSM told their admin that SSO would come in Q2.", Label.PROMISE, "block", "history"),
        ("I will send you the deck on Friday.", Label.SERVICE, "allow", "not_roadmap"),
        ("They asked for SSO twice.", Label.REQUEST, "allow", "not_roadmap"),
    ],
)  # fmt: skip
def test_a_sentence_for_a_customer(text: str, label: Label, verdict: str, reason: str) -> None:
    found = ruled(text, label)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_an_item_under_nda_is_not_for_other_accounts() -> None:
    assert ruled("Offline mode is committed for Q4 2026.", Label.PROMISE, account="other").reason == "nda"


def test_an_approval_holds_to_the_end_of_its_last_day() -> None:
    text = "Single sign-on is planned for the first quarter of 2027; the date may change."
    assert ruled(text, Label.PROMISE, today=date(2026, 12, 31)).verdict == "allow"
    assert ruled(text, Label.PROMISE, today=date(2027, 1, 1)).reason == "expired"


def test_history_may_be_told_within_the_house() -> None:
    text = "On 3 March our CSM told their admin that SSO would come in Q2."
    assert ruled(text, Label.PROMISE, audience=Audience.INTERNAL).verdict == "allow"


def test_doubt_counts_as_a_promise_for_a_customer_only() -> None:
    doubtful = Labelled(Label.OTHER, 0.04, unsure=True)
    text = "You will not miss the kiosk much longer."
    assert rule_on(text, doubtful, REGISTRY, Reader("acme", Audience.CUSTOMER, TODAY)).verdict == "block"
    assert rule_on(text, doubtful, REGISTRY, Reader("acme", Audience.INTERNAL, TODAY)).verdict == "allow"


def test_a_rewrite_hands_over_the_approved_words() -> None:
    assert ruled("SSO will be there in Q1 2027.", Label.PROMISE).wording.startswith("Single sign-on is planned")
    assert ruled("A kiosk mode comes next month.", Label.PROMISE).wording == ""


def test_near_names_are_told_apart() -> None:
    near = [
        RoadmapItem.model_validate({"id": "WEB", "title": "SSO for the web app", "status": "shipped"}),
        RoadmapItem.model_validate({"id": "MOB", "title": "SSO for the mobile app", "status": "planned"}),
    ]
    assert next(match.item.id for match in matches("SSO for the mobile app", near)) == "MOB"


@pytest.mark.parametrize(
    ("text", "window", "early"),
    [
        ("in the first quarter of 2027", "2027-Q1", False),
        ("in January 2027", "2027-Q1", True),
        ("by the summer of 2027", "2027-Q1", False),
        ("before the end of this year", "2027-Q1", True),
        ("next release", "2027-Q1", True),
        ("some day", "2027-Q1", False),
        ("in March 2027", "2027-03", False),
    ],
)
def test_a_time_is_sooner_where_it_ends_before_the_window_does(text: str, window: str, *, early: bool) -> None:
    assert sooner(text, window, TODAY) is early


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027-H2", date(2027, 7, 1), date(2027, 12, 31)),
        ("2027-Q1", date(2027, 1, 1), date(2027, 3, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2027-03-09", date(2027, 3, 9), date(2027, 3, 9)),
    ],
)
def test_a_window_goes_from_its_first_day_to_its_last(window: str, first: date, last: date) -> None:
    assert window_days(window) == (first, last)


@pytest.mark.parametrize("window", ["soon", "2027-13", "2027-02-30", "", None])
def test_what_is_no_window_has_no_days(window: str | None) -> None:
    assert window_days(window) is None


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize(
    "text",
    [
        "A kiosk mode will be there for you by March.",
        "The new planner will soon be available for your teams.",
        "By January 2027 you will be working with offline charts.",
        "From spring on you'll be able to use the kiosk mode.",
        "SSO will be ready for you by the first quarter of 2027.",
    ],
)
def test_what_is_handed_over_to_the_reader_is_a_promise_whatever_its_label(text: str, audience: Audience) -> None:
    for label in (Label.SERVICE, Label.OTHER):
        assert ruled(text, label, audience=audience).verdict != "allow"


@pytest.mark.parametrize(
    "text",
    [
        "A trainer will be there for you by March.",
        "The minutes will be ready for you by Friday.",
        "It may be there for you.",
    ],
)
def test_the_help_of_people_and_papers_are_no_capability(text: str) -> None:
    assert ruled(text, Label.SERVICE).verdict == "allow"


def test_a_word_that_is_given_counts_among_ourselves_too() -> None:
    doubtful = Labelled(Label.PROMISE, 0.06, unsure=False, otherwise=Label.OTHER)
    reader = Reader("acme", Audience.INTERNAL, TODAY)
    for text in (
        "We guarantee the kiosk mode in January.",
        "The team is on track to deliver the kiosk mode in January.",
    ):
        assert rule_on(text, doubtful, REGISTRY, reader).verdict == "block"
    assert rule_on("The kiosk was fitted in January.", doubtful, REGISTRY, reader).verdict == "allow"


def test_you_can_plan_with_it_is_no_hedge() -> None:
    ruling = ruled("SSO is coming in the first quarter of 2027, you can plan with it.", Label.PROMISE)
    assert (ruling.verdict, ruling.reason) == ("rewrite", "firmer")
