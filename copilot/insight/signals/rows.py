"""Signals of structured rows: survey scores, opportunities, tickets, logged activities."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from copilot.domain.commitment import Signal
from copilot.domain.record import Document, Passage
from copilot.domain.words import DocumentKind, Part, Side, SignalFamily
from copilot.insight.signals.readings import Reading, signal_of_field

__all__ = ["signals_of_rows"]

DETRACTOR, PROMOTER = 6, 9
"""Net Promoter Score: 0 to 6 detracts, 9 and 10 promote (Reichheld, 2003)."""

_CLOSED = frozenset({"solved", "closed"})
_URGENT = frozenset({"urgent", "high"})


def signals_of_rows(document: Document) -> list[Signal]:
    """The signals of one structured record; none of a record of another kind."""
    reader = _READERS.get(document.kind)
    return reader(document, _folded(document)) if reader else []


def _folded(document: Document) -> dict[str, Passage]:
    return {name.casefold().replace(" ", "").replace("_", ""): passage for name, passage in document.fields().items()}


def _survey(document: Document, fields: dict[str, Passage]) -> list[Signal]:
    """A score of 6 or less is a risk, of 9 or 10 a positive; the comment is read as a sentence elsewhere."""
    score = fields.get("score")
    try:
        value = float(score.text) if score else None
    except ValueError:
        value = None
    if score is None or value is None:
        return []
    who = fields["respondent"].text if "respondent" in fields else "a respondent"
    attributes = {"score": score.text, "who": who, "email": fields["email"].text if "email" in fields else ""}
    comment = tuple(passage for passage in document.passages if passage.part is Part.BODY)
    cited = (score, *comment[:1])
    text = f"{who} gave {score.text}" + (f": {comment[0].text}" if comment else "")
    if value <= DETRACTOR:
        attributes["cue"] = "low_score"
        return [
            signal_of_field(
                document, cited, text, Reading("risk", SignalFamily.SENTIMENT, "survey:detractor", attributes)
            )
        ]
    if value >= PROMOTER:
        attributes["cue"] = "high_score"
        return [
            signal_of_field(
                document, cited, text, Reading("positive", SignalFamily.SENTIMENT, "survey:promoter", attributes)
            )
        ]
    return [
        signal_of_field(document, cited, text, Reading("score", SignalFamily.SENTIMENT, "survey:passive", attributes))
    ]


def _opportunity(document: Document, fields: dict[str, Passage]) -> list[Signal]:
    stage, amount = fields.get("stagename"), fields.get("amount")
    if stage is None:
        return []
    kind = fields["type"].text if "type" in fields else ""
    attributes = {
        "stage": stage.text,
        "amount": amount.text if amount else "",
        "close": fields["closedate"].text if "closedate" in fields else "",
        "type": kind,
    }
    cited = (stage, amount) if amount else (stage,)
    text = f"{document.title}: {stage.text}" + (f", {amount.text}" if amount else "")
    lost = re.search(r"closed.?lost|churn", stage.text, re.IGNORECASE)
    won = re.search(r"closed.?won", stage.text, re.IGNORECASE)
    if lost:
        reading = Reading("risk", SignalFamily.COMMERCIAL, "opportunity:lost", attributes | {"cue": "lost"})
    elif won and re.search(r"expan|upsell|add-?on|new", f"{kind} {document.title}", re.IGNORECASE):
        reading = Reading(
            "positive", SignalFamily.COMMERCIAL, "opportunity:expansion", attributes | {"cue": "expansion"}
        )
    else:
        reading = Reading("opportunity", SignalFamily.COMMERCIAL, "opportunity:stage", attributes)
    return [signal_of_field(document, cited, text, reading)]


def _ticket(document: Document, fields: dict[str, Passage]) -> list[Signal]:
    found: list[Signal] = []
    status, priority, rating = fields.get("status"), fields.get("priority"), fields.get("satisfactionrating")
    opened = document.occurred_at.date() if document.occurred_at else None
    if priority is not None and priority.text.casefold() in _URGENT:
        attributes = {"cue": "priority", "priority": priority.text, "status": status.text if status else ""}
        text = f"{document.title}: {priority.text}"
        found.append(
            signal_of_field(
                document,
                (priority,),
                text,
                Reading("risk", SignalFamily.SUPPORT, "ticket:priority", attributes),
                opened,
            )
        )
    if rating is not None and rating.text.casefold() in ("good", "bad"):
        good = rating.text.casefold() == "good"
        attributes = {"cue": "satisfaction", "score": rating.text}
        reading = Reading("positive" if good else "risk", SignalFamily.SUPPORT, "ticket:satisfaction", attributes)
        found.append(
            signal_of_field(
                document, (rating,), f"{document.title}: rated {rating.text}", reading, _changed(fields, rating)
            )
        )
    if status is not None and status.text.casefold() in _CLOSED:
        reading = Reading(
            "delivery", SignalFamily.SUPPORT, "delivery:ticket_closed", {"by": Side.VENDOR.value, "who": ""}
        )
        closed = _changed(fields, status)
        if closed is not None:
            found.append(signal_of_field(document, (status,), f"{document.title}: {status.text}", reading, closed))
    return found


def _changed(fields: dict[str, Passage], passage: Passage) -> date | None:
    if passage.occurred_at is not None:
        return passage.occurred_at.date()
    updated = fields.get("updatedat")
    try:
        return datetime.fromisoformat(updated.text).date() if updated else None
    except ValueError:
        return None


_PLANNED = re.compile(r"\b(?:plan(?:ned)?|to ?do|tbd|upcoming|scheduled for|open|not started|next)\b", re.IGNORECASE)


def _activity(document: Document, fields: dict[str, Passage]) -> list[Signal]:
    """A logged activity is something that was done; one that is still planned is not."""
    subject = fields.get("subject")
    status = fields.get("status")
    if subject is None or (status is not None and _PLANNED.search(status.text)) or not document.occurred_at:
        return []
    body = tuple(passage for passage in document.passages if passage.part is Part.BODY)[:1]
    if body and _PLANNED.match(body[0].text):
        return []
    owner = next((who for who in document.participants if who.role == "owner"), None)
    side = owner.side if owner is not None and owner.side is not Side.UNKNOWN else Side.VENDOR
    attributes = {"by": side.value, "who": owner.name if owner else ""}
    text = subject.text + (f": {body[0].text}" if body else "")
    return [
        signal_of_field(
            document,
            (subject, *body),
            text,
            Reading("delivery", SignalFamily.RELATIONSHIP, "delivery:activity", attributes),
        )
    ]


_HANDED_OVER = re.compile(
    r"\b(?:as (?:promised|agreed|requested)|attached|sent|done|live|fixed|signed|delivered|"
    r"shipped|solved|resolved|enclosed)\b",
    re.IGNORECASE,
)


def _message(document: Document, _: dict[str, Passage]) -> list[Signal]:
    """A message's attachments, and a subject that says that something is done, are deliveries of its author."""
    found: list[Signal] = []
    for passage in document.passages:
        attached = passage.part is Part.FIELD and passage.locator == "attachment"
        if attached or (
            passage.part is Part.SUBJECT and not document.title.endswith("?") and _HANDED_OVER.search(passage.text)
        ):
            rule = "delivery:attachment" if attached else "delivery:subject"
            reading = Reading(
                "delivery", SignalFamily.RELATIONSHIP, rule, {"by": passage.side.value, "who": passage.speaker}
            )
            text = passage.text.replace("_", " ") if attached else passage.text
            found.append(signal_of_field(document, (passage,), text, reading))
    return found


_READERS: dict[DocumentKind, Callable[[Document, dict[str, Passage]], list[Signal]]] = {
    DocumentKind.SURVEY: _survey,
    DocumentKind.OPPORTUNITY: _opportunity,
    DocumentKind.TICKET: _ticket,
    DocumentKind.ACTIVITY: _activity,
    DocumentKind.EMAIL: _message,
}
