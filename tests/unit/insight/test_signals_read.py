"""Signals other than commitments."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copilot.domain.commitment import Signal
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side
from copilot.insight.signals import read_signals

Read = Callable[..., list[Signal]]
CUSTOMER = {"side": Side.CUSTOMER}


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Logins have dropped by half since the summer.", "decline"),
        ("Honestly nobody uses it any more.", "not_using"),
        ("The night shift is back on paper.", "workaround"),
        ("This is simply too expensive for what we get.", "price"),
        ("We want to cut forty seats at renewal.", "fewer_seats"),
        ("We hereby give notice of termination.", "notice"),
        ("Procurement has started a tender.", "procurement"),
        ("The system was down for three hours.", "outage"),
        ("All photos from Monday are missing.", "data_loss"),
        ("I am very disappointed with the handling of this.", "frustration"),
        ("The target for this quarter was missed.", "goal_missed"),
        ("We are evaluating two other tools.", "competitor"),
        ("I am escalating this to your management.", "escalation"),
    ],
)
def test_reads_a_risk(read: Read, text: str, cue: str) -> None:
    assert cue in {signal.attributes["cue"] for signal in read(text, "risk", **CUSTOMER)}


@pytest.mark.parametrize(
    "text",
    [
        "We have had no complaints.",
        "There was no outage in August.",
        "If the system were down we would lose a day.",
        "Another customer complained about the price.",
        "My previous company had terrible tools.",
        "I would not say that I am disappointed.",
    ],
)
def test_reads_no_risk_in_a_denial_a_supposition_or_the_affairs_of_others(read: Read, text: str) -> None:
    assert read(text, "risk", **CUSTOMER) == []


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("We reached the goal a month early.", "goal_reached"),
        ("The team is very happy with it.", "praise"),
        ("We want to add twenty seats for the new site.", "expansion"),
        ("It saves us four hours a week.", "improved"),
    ],
)
def test_reads_a_positive(read: Read, text: str, cue: str) -> None:
    assert cue in {signal.attributes["cue"] for signal in read(text, "positive", **CUSTOMER)}


@pytest.mark.parametrize(
    ("text", "name", "parts"),
    [
        ("My last day is Friday 18 September.", "departure", {"who": "Carl Custer", "when": "2026-09-18"}),
        ("Dana Okoro has left the company.", "departure", {"who": "Dana Okoro"}),
        ("Our new CFO is Priya Nair.", "arrival", {"who": "Priya Nair"}),
        ("I took over from Dana as Head of IT.", "arrival", {"who": "Carl Custer"}),
        ("Maintenance now reports to finance.", "reorganisation", {}),
        ("Priya Nair, our new Chief Financial Officer, will sign.", "title", {"who": "Priya Nair"}),
        ("Notice: ninety (90) days before the end of the term.", "notice", {"days": "90"}),
        ("It renews for 12 months unless cancelled by 60 days' written notice.", "notice", {"days": "60"}),
        ("We will not renew in January.", "renewal_statement", {"decision": "no"}),
        ("Audit preparation took us 3 days instead of 9 days.", "outcome", {"number": "3", "unit": "days"}),
        ("No-show rate fell from 11.8 to 9.1 per cent.", "outcome", {"number": "9.1", "before": "11.8"}),
        ("Could you send us the penetration test report?", "request", {"kind": "document"}),
        ("When will the export be ready?", "open_question", {}),
        ("I have received the report, thank you.", "delivery", {"by": "customer"}),
        ("I still have not received the report.", "reminder", {}),
    ],
)
def test_reads_a_sentence(read: Read, text: str, name: str, parts: dict[str, str]) -> None:
    found = read(text, name, **CUSTOMER)
    assert found
    assert parts.items() <= dict(found[0].attributes).items()


@pytest.mark.parametrize(
    "text", ["What's left is the paperwork.", "She left the report on my desk.", "The pain is gone."]
)
def test_not_everything_that_left_is_a_person(read: Read, text: str) -> None:
    assert read(text, "departure", **CUSTOMER) == []


def test_a_vendor_withdraws(read: Read) -> None:
    assert read("We won't be building the connector after all.", "withdrawal")
    assert read("I was too quick in March, please do not plan with it.", "withdrawal")


@pytest.mark.parametrize(("score", "name"), [("3", "risk"), ("6", "risk"), ("7", "score"), ("9", "positive")])
def test_a_survey_score_is_a_signal(make: Callable[..., Document], score: str, name: str) -> None:
    document = make(kind=DocumentKind.SURVEY, fields={"score": score, "respondent": "Carl Custer"})
    (found,) = read_signals(document)
    assert found.name == name
    assert found.citations[0].quote == score


def test_a_ticket_gives_its_priority_its_rating_and_its_end(make: Callable[..., Document]) -> None:
    fields = {"status": "solved", "priority": "urgent", "satisfaction_rating": "bad"}
    rules = {signal.rule for signal in read_signals(make(kind=DocumentKind.TICKET, fields=fields))}
    assert rules == {"ticket:priority", "ticket:satisfaction", "delivery:ticket_closed"}


def test_a_logged_activity_was_done_unless_it_is_planned(make: Callable[..., Document]) -> None:
    done = make("Sent the deck", kind=DocumentKind.ACTIVITY, fields={"Subject": "Deck"})
    planned = make("Send the deck", kind=DocumentKind.ACTIVITY, fields={"Subject": "Deck", "Status": "Not Started"})
    assert "delivery:activity" in {signal.rule for signal in read_signals(done)}
    assert "delivery:activity" not in {signal.rule for signal in read_signals(planned)}


def test_reading_is_pure(make: Callable[..., Document]) -> None:
    document = make("I'll send it by Friday.", "The system was down again.", side=Side.CUSTOMER)
    assert read_signals(document) == read_signals(document)
