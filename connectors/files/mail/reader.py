"""Mail files: each message a record, its author's words cut from those they repeat."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from connectors.files.mail.attachments import read_attachment
from connectors.files.mail.bodies import Attached, Enclosed, Text, is_truncated, parts_of
from connectors.files.mail.headers import bare_subject, header, ids_in, is_reply, people_of, sent_at
from connectors.files.mail.mailbox import messages_in
from connectors.files.mail.quoting import slice_text
from connectors.files.office.texts import Unreadable
from connectors.people import domain_of, is_under
from connectors.records import Person, Piece, Problem, Record, Unit
from copilot.domain.words import DocumentKind, Part, Visibility

__all__ = ["read_mailbox", "read_message_file"]

_TELLING = ("From", "To", "Date", "Subject", "Message-ID")
_NO_DATE = "Put the date into the file's name, as 2026-03-12_subject.eml"


def read_message_file(unit: Unit) -> Iterator[Record | Problem]:
    """The message of an .eml file."""
    yield from _read(unit, unit.file.read_bytes(), unit.key, "", {})


def read_mailbox(unit: Unit) -> Iterator[Record | Problem]:
    """The messages of an .mbox file; one whose Message-ID came before is passed over."""
    seen: dict[str, str] = {}
    count = 0
    with unit.file.open("rb") as mailbox:
        for count, raw in enumerate(messages_in(mailbox), start=1):
            yield from _read(unit, raw, f"{unit.key}/{count}", f"message {count}", seen)
    if not count:
        yield Problem(reason="the mailbox is empty", remedy="Export it again")


def _read(
    unit: Unit, raw: bytes, fallback_id: str, locator: str, threads: dict[str, str]
) -> Iterator[Record | Problem]:
    message = BytesParser(policy=compat32).parsebytes(raw.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf"))
    if not any(header(message, name) for name in _TELLING):
        what = "no mail headers" if raw.strip() else "nothing in it"
        yield Problem(reason=f"the message has {what}", remedy="Export it again as a whole .eml", locator=locator)
        return
    ids = ids_in(header(message, "Message-ID"))
    if ids and ids[0] in threads:
        return
    thread = _thread(message, ids, threads)
    if ids:
        threads[ids[0]] = thread
    truncated = is_truncated(message)
    people = people_of(message)
    pieces, problems = _pieces(message, people, locator)
    if truncated:
        sound = any(piece.part in {Part.BODY, Part.QUOTED, Part.ATTACHMENT} for piece in pieces)
        yield Problem(
            reason="the message is cut off" + (": only its readable part is kept" if sound else ""),
            remedy="Export it again; the file ends before the message does",
            locator=locator,
            severity="conflict" if sound else "failure",
        )
        if not sound:
            return
    yield from problems
    occurred_at = sent_at(message, unit.file.stem)
    if occurred_at is None:
        yield Problem(reason="the message has no date", remedy=_NO_DATE, locator=locator, severity="conflict")
    yield Record(
        external_id=ids[0] if ids else fallback_id,
        kind=DocumentKind.EMAIL,
        title=header(message, "Subject") or "(no subject)",
        pieces=tuple(pieces),
        visibility=_visibility(unit, people),
        occurred_at=occurred_at,
        thread=thread or fallback_id,
        people=people,
        locator=locator,
    )


def _thread(message: Message, ids: list[str], threads: dict[str, str]) -> str:
    """The id of the first message of the conversation; where no header tells, the subject."""
    before = ids_in(header(message, "References")) or ids_in(header(message, "In-Reply-To"))
    if before:
        return threads.get(before[0], before[0])
    if ids:
        return ids[0]
    subject = bare_subject(header(message, "Subject"))
    return f"subject:{subject}" if subject else ""


def _pieces(message: Message, people: tuple[Person, ...], locator: str) -> tuple[list[Piece], list[Problem]]:
    sender = next((person for person in people if person.role == "from"), Person())
    name, email = sender.name or sender.email, sender.email
    subject = header(message, "Subject")
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for part, text, where in _texts(message, name, problems, locator):
        # Whose words a quote repeats is another message's to say.
        own = part is not Part.QUOTED
        pieces.append(
            Piece(text=text, part=part, speaker=name if own else "", email=email if own else "", locator=where)
        )
    if subject and (not is_reply(subject) or not pieces):
        pieces.insert(0, Piece(text=subject, part=Part.SUBJECT, speaker=name, email=email, locator="subject"))
    return pieces, problems


def _texts(message: Message, sender: str, problems: list[Problem], locator: str) -> Iterator[tuple[Part, str, str]]:
    for found in parts_of(message):
        if isinstance(found, Text):
            for part, text in slice_text(found.text, sender=sender, hints=found.hints):
                yield part, text, ""
        elif isinstance(found, Enclosed):
            for inner in parts_of(found.message):
                if isinstance(inner, Text) and inner.text.strip():
                    yield Part.QUOTED, inner.text.strip("\n").rstrip(), "attached message"
        else:
            yield from _attachment(found, problems, locator)


def _attachment(found: Attached, problems: list[Problem], locator: str) -> Iterator[tuple[Part, str, str]]:
    try:
        yield from read_attachment(found)
    except Unreadable as error:
        where = f"{locator}, {found.name}" if locator else found.name
        problems.append(
            Problem(reason=f"the attachment {error.reason}", remedy=error.remedy, locator=where, severity="conflict")
        )


def _visibility(unit: Unit, people: tuple[Person, ...]) -> Visibility:
    ours = [is_under(domain_of(person.email), unit.accounts.vendor_domains) for person in people if person.email]
    return Visibility.INTERNAL if ours and all(ours) else Visibility.SHARED
