"""What to do about what was found: an owner, a day and a reason that cites, for each finding that has a remedy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from copilot.domain.draft import Claim
from copilot.domain.finding import Finding
from copilot.domain.words import Value
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.phrases import clipped, concluded, ended
from copilot.drafting.wording import day

__all__ = ["Action", "actions_for"]

_SATURDAY = 5
_AE = "account executive"
_PLAYBOOK: dict[str, tuple[str, str, int]] = {
    "notice_given": ("Ask what would have the notice withdrawn, and answer in writing", "", 3),
    "notice_threatened": ("Settle what the notice hangs on, in writing", "", 3),
    "renewal_lost": ("Hold a leaving conversation: data export, dates, and what would have kept them", "", 7),
    "held_back": ("Settle what the paper is held back for", "", 5),
    "we_owe": ("Deliver what is late, or give a new day that holds", "", 3),
    "critical_buyer": ("Meet the buyer with an answer to what troubles them", "", 7),
    "champion_gone": ("Meet whoever takes over, with their own figures in hand", "", 7),
    "no_buyer_contact": ("Get a call with the economic buyer", "", 10),
    "looks_elsewhere": ("Ask what the other offer does better, and set their own results against it", _AE, 7),
    "goal_missed": ("Agree a plan for the missed goal: one owner on each side, one day, one figure", "", 10),
    "ticket_open": ("Get a dated answer on the open ticket from support, and give it to the requester", "", 5),
    "usage_falls": ("Find out with their administrator which teams stopped, and why", "", 10),
    "seats_idle": ("Agree a plan with dates for the idle seats", "", 14),
    "bad_ratings": ("Call those who rated support badly", "", 7),
    "detractor": ("Call the detractor about their answer", "", 7),
    "critical_blocker": ("Meet the blocker: hear the objection, agree what would settle it", "", 10),
    "ticket_surge": ("Go through the new tickets with support for a common cause", "", 7),
    "reorganised": ("Ask where sponsor and budget go in the new organisation", "", 7),
    "single_threaded": ("Meet a second person who decides or uses", "", 14),
    "missing_champion": ("Find somebody who gains by it and will say so", "", 21),
    "missing_economic_buyer": ("Ask the main contact who holds the budget", "", 14),
    "missing_executive_sponsor": ("Ask for an introduction to an executive", "", 21),
    "bargains": ("Settle price and term with the buyer, against value proven", _AE, 10),
    "seats_full": ("Offer seats for those who wait for one", _AE, 14),
    "goal_reached": ("Have the customer confirm the result in their own words, for the renewal paper", "", 14),
    "value_told": ("Put a figure on the value they tell of, together with them", "", 14),
}
"""By finding: what to do, who (empty: the CSM), within how many days. Field practice, in the order of urgency."""


class Action(Value):
    """Something to be done, by whom and when, and the finding that is the reason."""

    text: str
    owner: str
    by: date
    reason: str
    claim: Claim


def actions_for(reading: AccountReading, findings: Iterable[Finding], most: int = 6) -> list[Action]:
    """The actions for some findings, one for each sort of finding, most urgent first."""
    order = list(_PLAYBOOK)
    first: dict[str, Finding] = {}
    for finding in findings:
        known = first.get(finding.name)
        if finding.name in _PLAYBOOK and (known is None or _is_nearer(finding, known)):
            first[finding.name] = finding
    return [_action(reading, first[name]) for name in sorted(first, key=order.index)[:most]]


def _is_nearer(one: Finding, other: Finding) -> bool:
    """Of what we owe, what fell due last can best still be delivered."""
    return one.name == "we_owe" and (one.seen_on or date.min) > (other.seen_on or date.min)


def _action(reading: AccountReading, finding: Finding) -> Action:
    what, who, days = _PLAYBOOK[finding.name]
    owner = who or reading.owner
    by = _in_time(reading, days)
    reason = clipped(finding.text, 160)
    return Action(
        text=what,
        owner=owner,
        by=by,
        reason=reason,
        claim=concluded(
            ended(f"Do: {what[0].lower()}{what[1:]}, by {day(by)} ({owner}). Why: {reason}"),
            f"playbook for “{finding.name.replace('_', ' ')}”: within {days} days, before the opt-out or else the "
            "renewal date where that lies ahead, on a working day where one is left.",
            finding.citations[:2],
            finding.needs,
        ),
    )


def _in_time(reading: AccountReading, days: int) -> date:
    """The last working day within so many days and before the day that governs, today at worst; that day itself
    where no working day is left before it.
    """
    today, terms = reading.as_of, reading.terms
    # Without a notice period on record the renewal date is the only limit there is.
    limit = next((one for one in (terms.opt_out, terms.on) if one is not None and one >= today), None)
    for ahead in range(days, -1, -1):
        by = today + timedelta(days=ahead)
        if by.weekday() < _SATURDAY and (limit is None or by < limit):
            return by
    return limit or today
