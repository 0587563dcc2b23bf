"""The call on a renewal, as a decision list over findings: the first rule whose condition holds decides.

1. lost: the renewal is closed as lost, or notice was given and nothing on record speaks of staying since.
2. at-risk: notice stands, is threatened or prepared.
3. at-risk: the customer looks elsewhere or holds the paper back, and a risk of at least medium weight
   stands in another family than commercial.
4. at-risk: risks of high weight in two families.
5. at-risk: a risk of high weight, and nothing good in value, relationship or commercial acts against it.
6. at-risk: risks of medium weight in four families.
7. commit: no risk of high weight, at most one family with a medium one, and something good on record.
8. likely: everything else.

No call is made where the record covers less than 40 % of the families.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from copilot.domain.commitment import RoadmapItem, RoadmapStatus, Signal
from copilot.domain.finding import Finding
from copilot.domain.health import Health
from copilot.domain.record import Document
from copilot.domain.renewal import Triage, TriageCall
from copilot.domain.words import Side, SignalFamily
from copilot.insight.confidence import enough_to_call
from copilot.insight.known import known_signals

__all__ = ["save_or_let_go", "supporting", "triage"]

_ANSWERING = frozenset({SignalFamily.VALUE, SignalFamily.RELATIONSHIP, SignalFamily.COMMERCIAL})
_BROAD = 4


def triage(health: Health, documents: Iterable[Document], signals: Iterable[Signal]) -> TriageCall:
    """Call a renewal from the findings of its account, with the rule that decided."""
    risks, good = health.risks(), health.good()
    told = known_signals(signals, health.as_of)
    if not enough_to_call(documents, health.as_of, told):
        reason = "the record covers less than 40 % of the families of evidence"
        return TriageCall(call=None, rule="coverage under 40 %: no call", reason=reason, fired=risks, against=good)
    for call, rule, holds in _RULES:
        fired = holds(risks, good, told)
        if fired is not None:
            reason = "; ".join(finding.text for finding in fired[:3]) or "nothing speaks against it"
            opposed = good if call in (Triage.AT_RISK, Triage.LOST) else risks
            against = tuple(finding for finding in opposed if finding not in fired)
            return TriageCall(call=call, rule=rule, reason=reason, fired=tuple(fired), against=against)
    raise AssertionError  # the last rule always holds


def supporting(call: TriageCall, health: Health) -> tuple[Finding, ...]:
    """The findings that point the way of a call: risks of at least medium weight, or what is good."""
    if call.call in (Triage.AT_RISK, Triage.LOST):
        return tuple(finding for finding in health.risks() if finding.weight != "low")
    return health.good()


_Fired = Sequence[Finding] | None


def _lost(risks: Sequence[Finding], _: Sequence[Finding], told: Sequence[Signal]) -> _Fired:
    closed = [finding for finding in risks if finding.name == "renewal_lost"]
    if closed:
        return closed
    given = [finding for finding in risks if finding.name == "notice_given"]
    if not given or given[0].seen_on is None:
        return None
    return None if _talks_since(given[0].seen_on, told) else given


def _talks_since(day: date, told: Sequence[Signal]) -> bool:
    """Whether the customer bargains, decides or speaks of staying after a day: then notice is but a position."""
    return any(
        signal.seen_on is not None
        and signal.seen_on > day
        and signal.citations[0].side is Side.CUSTOMER
        and (
            signal.attributes.get("how") in ("bargain", "decide", "vouch")
            or (signal.name == "renewal_statement" and signal.attributes.get("decision") in ("yes", "open"))
            or (signal.name == "positive" and signal.family is SignalFamily.COMMERCIAL)
        )
        for signal in told
    )


def _notice(risks: Sequence[Finding], _: Sequence[Finding], __: Sequence[Signal]) -> _Fired:
    return [finding for finding in risks if finding.name in ("notice_given", "notice_threatened")] or None


def _leaning_out(risks: Sequence[Finding], _: Sequence[Finding], __: Sequence[Signal]) -> _Fired:
    acts = [finding for finding in risks if finding.name in ("looks_elsewhere", "held_back")]
    others = [f for f in risks if f.weight != "low" and f.family is not SignalFamily.COMMERCIAL]
    return [*acts, *others] if acts and others else None


def _two_heavy(risks: Sequence[Finding], _: Sequence[Finding], __: Sequence[Signal]) -> _Fired:
    heavy = [finding for finding in risks if finding.weight == "high"]
    return heavy if len({finding.family for finding in heavy}) > 1 else None


def _one_heavy(risks: Sequence[Finding], good: Sequence[Finding], _: Sequence[Signal]) -> _Fired:
    heavy = [finding for finding in risks if finding.weight == "high"]
    answered = any(finding.family in _ANSWERING for finding in good)
    return heavy if heavy and not answered else None


def _broad(risks: Sequence[Finding], _: Sequence[Finding], __: Sequence[Signal]) -> _Fired:
    weighty = [finding for finding in risks if finding.weight != "low"]
    return weighty if len({finding.family for finding in weighty}) >= _BROAD else None


def _sound(risks: Sequence[Finding], good: Sequence[Finding], _: Sequence[Signal]) -> _Fired:
    heavy = any(finding.weight == "high" for finding in risks)
    families = {finding.family for finding in risks if finding.weight == "medium"}
    return good if good and not heavy and len(families) <= 1 else None


def _otherwise(risks: Sequence[Finding], _: Sequence[Finding], __: Sequence[Signal]) -> _Fired:
    return [finding for finding in risks if finding.weight != "low"]


_Rule = Callable[[Sequence[Finding], Sequence[Finding], Sequence[Signal]], _Fired]
_RULES: tuple[tuple[Triage, str, _Rule], ...] = (
    (Triage.LOST, "the renewal is closed as lost, or notice was given and nothing speaks of staying since", _lost),
    (Triage.AT_RISK, "notice stands, is threatened or prepared", _notice),
    (
        Triage.AT_RISK,
        "the customer looks elsewhere or holds the paper back, and another family shows a risk",
        _leaning_out,
    ),
    (Triage.AT_RISK, "risks of high weight in two families", _two_heavy),
    (
        Triage.AT_RISK,
        "a risk of high weight, and nothing good in value, relationship or commercial acts against it",
        _one_heavy,
    ),
    (Triage.AT_RISK, "risks of at least medium weight in four families", _broad),
    (
        Triage.COMMIT,
        "no risk of high weight, at most one family with a medium one, and something good on record",
        _sound,
    ),
    (Triage.LIKELY, "none of the rules for lost, at-risk or commit holds", _otherwise),
)


def save_or_let_go(call: TriageCall, health: Health, requests: Iterable[Signal], roadmap: Iterable[RoadmapItem]) -> str:
    """A note where fit is the cause: the account is at risk or lost, no goal was reached, and either less
    than half the seats are in use or what they ask for was declined on the roadmap. Else empty.
    """
    names = {finding.name for finding in health.findings}
    if call.call not in (Triage.AT_RISK, Triage.LOST) or names & {"goal_reached", "value_told"}:
        return ""
    declined = [item for item in roadmap if item.status is RoadmapStatus.DECLINED]
    asked = " ".join(signal.text.casefold() for signal in requests)
    refused = [item.title for item in declined if any(word.casefold() in asked for word in (item.title, *item.aliases))]
    idle = "seats_idle" in names
    if not refused and not idle:
        return ""
    cause = (
        f"they ask for what we declined ({', '.join(refused)})" if refused else "less than half of the seats are in use"
    )
    return (
        f"Fit may be the cause: no goal is on record as reached, and {cause}. Save only with a smaller scope that "
        "has a goal it can reach; else let go in good order (data export, dates, no discount to delay it)."
    )
