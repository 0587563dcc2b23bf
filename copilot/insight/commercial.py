"""What the customer does about the renewal: gives notice, holds back, looks elsewhere, bargains, buys more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from copilot.domain.commitment import Commitment, CommitmentStatus, Signal
from copilot.domain.draft import Citation
from copilot.domain.finding import Finding, Weight
from copilot.domain.record import Document
from copilot.domain.words import DocumentKind, Side, SignalFamily
from copilot.insight.known import field_day, folded, known_documents, known_signals, number

__all__ = ["closed_by", "commercial_findings", "overdue_findings"]

_FRESH = timedelta(days=180)
_YEAR = timedelta(days=365)
_COMMERCIAL = SignalFamily.COMMERCIAL
_ACTS: dict[str, tuple[str, Weight, str, str, str]] = {
    "notice": (
        "notice_given",
        "high",
        "Notice was given",
        "notice that the customer gave stands until it is withdrawn",
        "a written withdrawal of the notice",
    ),
    "threaten": (
        "notice_threatened",
        "high",
        "Notice is threatened or prepared",
        "notice that is announced under a condition, in the last 180 days",
        "the condition met, and the customer's word that no notice follows",
    ),
    "hold": (
        "held_back",
        "high",
        "A signature or letter is held back",
        "the customer holds the renewal's paper back until something is settled, in the last 180 days",
        "the paper released",
    ),
    "elsewhere": (
        "looks_elsewhere",
        "high",
        "The customer looks at alternatives",
        "a tender, trial, demo or talk of another supplier in the last 180 days",
        "the customer's word that the comparison is over",
    ),
    "bargain": (
        "bargains",
        "low",
        "Price or terms are under negotiation",
        "a demand on price, term or seats in the last 180 days; bargaining is also a sign of wanting to stay",
        "agreed terms",
    ),
}


def commercial_findings(documents: Iterable[Document], signals: Iterable[Signal], as_of: date) -> Iterator[Finding]:
    """One finding for each sort of act, with its two newest quotes, and those of closed deals."""
    told = known_signals(signals, as_of)
    fresh = [signal for signal in told if signal.seen_on is not None and signal.seen_on > as_of - _FRESH]
    for how, (name, weight, lead, rule, falsified) in _ACTS.items():
        acts = [signal for signal in fresh if _how(signal) == how]
        if not acts:
            continue
        newest = acts[-1]
        yield Finding(
            name=name,
            family=_COMMERCIAL,
            weight=weight,
            text=f"{lead}: {newest.text}",
            rule=rule,
            falsified_by=falsified,
            seen_on=newest.seen_on,
            citations=tuple(act.citations[0] for act in reversed(acts[-2:])),
        )
    yield from _deals(known_documents(documents, as_of), as_of)


def _how(signal: Signal) -> str:
    if signal.name == "act":
        return signal.attributes.get("how", "")
    ours = signal.citations[0].side is Side.VENDOR
    return "elsewhere" if signal.name == "risk" and signal.attributes.get("cue") == "competitor" and not ours else ""


def closed_by(document: Document, as_of: date) -> str:
    """Whether an opportunity was "won" or "lost" by the day; nothing where it was still open."""
    fields = folded(document)
    stage, closes = fields.get("stagename"), field_day(fields.get("closedate"))
    if document.kind is not DocumentKind.OPPORTUNITY or stage is None or (closes is not None and closes > as_of):
        return ""
    said = stage.text.casefold()
    return "won" if "won" in said else "lost" if "lost" in said or "churn" in said else ""


def _deals(documents: Sequence[Document], as_of: date) -> Iterator[Finding]:
    for document in documents:
        outcome = closed_by(document, as_of)
        fields = folded(document)
        kind = f"{document.title} {fields['type'].text if 'type' in fields else ''}".casefold()
        closes = field_day(fields.get("closedate"))
        if not outcome or closes is None:
            continue
        cited = (Citation.of(document, fields["stagename"]), Citation.of(document, fields["closedate"]))
        if outcome == "lost" and ("renew" in kind or "extension" in kind) and closes > as_of - _YEAR:
            yield Finding(
                name="renewal_lost",
                family=_COMMERCIAL,
                weight="high",
                text=f"The renewal {document.title} was closed as lost on {closes}",
                rule="a renewal opportunity that is closed lost",
                falsified_by="a new renewal opportunity",
                seen_on=closes,
                citations=cited,
            )
        bought = outcome == "won" and "new business" not in kind and (number(fields.get("amount")) or 0) > 0
        if bought and closes > as_of - _YEAR:
            yield Finding(
                name="bought_more" if "renew" not in kind else "renewed",
                family=_COMMERCIAL,
                weight="good",
                text=f"{document.title} was closed as won on {closes}",
                rule="an expansion or renewal that was won in the last 365 days",
                falsified_by="a cancellation of that order",
                seen_on=closes,
                citations=cited,
            )


def overdue_findings(commitments: Iterable[Commitment], as_of: date) -> Iterator[Finding]:
    """What we promised and are late with."""
    for one in commitments:
        if (
            one.by is Side.VENDOR
            and one.status is CommitmentStatus.OVERDUE
            and one.due is not None
            and one.made_on <= as_of
        ):
            days = (as_of - one.due).days
            yield Finding(
                name="we_owe",
                family=SignalFamily.RELATIONSHIP,
                weight="medium",
                text=f"We owe them: {one.what}, {days} days late",
                rule="a promise of ours that is past its day and not kept on record",
                falsified_by="a record that it was done",
                seen_on=one.due,
                citations=(one.citation,),
            )
