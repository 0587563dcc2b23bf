"""Records of an account from short strings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from copilot.domain.commitment import Signal
from copilot.domain.record import Document, Participant, Passage
from copilot.domain.words import DocumentKind, Part, Side, Visibility
from copilot.insight.acts import acts_in
from copilot.insight.signals import read_signals
from copilot.insight.terms import terms_in

AS_OF = date(2026, 9, 30)
OURS = Participant(name="Mara Quist", email="mara.quist@ourco.example", side=Side.VENDOR)


def moment(day: str | None) -> datetime | None:
    return datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC) if day else None


def person(name: str, role: str = "from", side: Side = Side.CUSTOMER) -> Participant:
    email = f"{name.casefold().replace(' ', '.')}@{'acme' if side is Side.CUSTOMER else 'ourco'}.example"
    return Participant(name=name, email=email, side=side, role=role)


def document(
    kind: DocumentKind,
    key: str,
    day: str | None,
    parts: Sequence[tuple[Part, str, str]],
    participants: Sequence[Participant] = (),
    *,
    speaker: Participant | None = None,
    title: str = "",
) -> Document:
    """A document; `parts` are (part, locator, text)."""
    name = f"test:{key}"
    spoken = speaker or Participant()
    passages = [
        Passage(
            id=f"{name}#{n}",
            text=text,
            part=part,
            locator=locator,
            speaker=spoken.name if part is not Part.FIELD else "",
            speaker_email=spoken.email if part is not Part.FIELD else "",
            side=spoken.side if part is not Part.FIELD else Side.UNKNOWN,
            visibility=Visibility.SHARED,
        )
        for n, (part, locator, text) in enumerate(parts)
    ]
    return Document(
        id=name,
        source="test",
        external_id=key,
        kind=kind,
        account="acme",
        title=title or key,
        occurred_at=moment(day),
        visibility=Visibility.SHARED,
        participants=tuple(participants),
        passages=tuple(passages),
    )


def row(kind: DocumentKind, key: str, day: str | None, fields: Mapping[str, str], title: str = "") -> Document:
    return document(kind, key, day, [(Part.FIELD, name, text) for name, text in fields.items()], title=title)


def mail(
    name: str,
    text: str,
    day: str,
    *,
    to: Participant | None = None,
    side: Side = Side.CUSTOMER,
    key: str = "",
) -> Document:
    sender = person(name, side=side)
    addressed = (to or OURS).model_copy(update={"role": "to"})
    parts = [(Part.BODY, "", text)]
    return document(DocumentKind.EMAIL, key or f"{name}-{day}", day, parts, [sender, addressed], speaker=sender)


def contract(text: str, day: str | None, key: str = "order form") -> Document:
    return document(DocumentKind.FILE, key, day, [(Part.BODY, "", line) for line in text.splitlines()], title=key)


def contact(name: str, title: str, *, status: str = "", touched: str = "") -> Document:
    first, last = name.split(" ", 1)
    fields = {"FirstName": first, "LastName": last, "Title": title, "Email": person(name).email}
    fields |= {"Status": status} if status else {}
    fields |= {"LastActivityDate": touched} if touched else {}
    return row(DocumentKind.CONTACT, f"contact-{name}", None, fields, f"{name}, {title}")


def account(renewal: str = "2026-12-31", arr: str = "120000") -> Document:
    return row(DocumentKind.ACCOUNT, "account", None, {"renewal_date": renewal, "arr_usd": arr}, "Acme")


def opportunity(name: str, stage: str, amount: str, closes: str, kind: str) -> Document:
    fields = {"Name": name, "StageName": stage, "Amount": amount, "CloseDate": closes, "Type": kind}
    return row(DocumentKind.OPPORTUNITY, name, None, fields, name)


def score(name: str, given: str, day: str) -> Document:
    fields = {"date": day, "respondent": name, "email": person(name).email, "score": given}
    return row(DocumentKind.SURVEY, f"survey-{name}-{day}", day, fields, f"Survey answer by {name}")


def week(day: str, active: int, seats: int = 100) -> Document:
    fields = {"week": day, "active_users": str(active), "licensed_seats": str(seats)}
    return row(DocumentKind.USAGE, f"usage-{day}", day, fields)


def ticket(key: str, day: str, *, status: str = "open", priority: str = "normal", updated: str = "") -> Document:
    parts = [(Part.SUBJECT, "subject", f"#{key}"), (Part.FIELD, "status", status), (Part.FIELD, "priority", priority)]
    parts += [(Part.FIELD, "updated_at", updated)] if updated else []
    return document(DocumentKind.TICKET, key, day, parts, title=f"#{key}")


def signals_of(documents: Sequence[Document]) -> list[Signal]:
    return [signal for one in documents for reader in (read_signals, acts_in, terms_in) for signal in reader(one)]


def participants_of(documents: Sequence[Document]) -> list[Participant]:
    return [who for one in documents for who in one.participants]
