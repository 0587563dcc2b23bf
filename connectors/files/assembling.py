"""From what a reader found to a document: whose it is, who speaks on which side, who may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.confidences import asks_for_confidence, is_marked_confidential
from connectors.people import side_of
from connectors.records import Person, Piece, Problem, Record, Unit
from connectors.resolution import fold_folder, resolve
from copilot.domain.account import Account
from copilot.domain.record import Document, Failure, Participant, Passage
from copilot.domain.words import DocumentKind, Part, Side, Visibility

__all__ = ["assemble"]

_FOLDERS = {
    "internal": Visibility.INTERNAL,
    "private": Visibility.INTERNAL,
    "confidential": Visibility.CONFIDENTIAL,
}
_TURNS_AFTER = 4
"""How many turns of a call a request for confidence reaches ahead."""


def assemble(unit: Unit, record: Record) -> Iterator[Document | Failure]:
    """The document of a record, after what a person should look at; only a failure where it is nobody's."""
    addresses = [person.email for person in record.people if person.email]
    settled = resolve(unit.accounts, keys=record.keys, addresses=addresses, folders=unit.folders)
    for problem in settled.problems:
        yield replace(problem, locator=problem.locator or record.locator).as_failure(unit.source, unit.key)
    if settled.account is None:
        return
    try:
        yield _document(unit, record, settled.account)
    except ValueError as error:
        problem = Problem(
            reason=f"the record contradicts itself ({str(error).splitlines()[0]})",
            remedy="Look at it in its own program and export it again",
            locator=record.locator,
        )
        yield problem.as_failure(unit.source, unit.key)


def _document(unit: Unit, record: Record, account: Account) -> Document:
    floor = max(record.visibility, _folder_floor(unit.folders), key=list(Visibility).index)
    pieces = [piece for piece in record.pieces if piece.text.strip()]
    private = _private(record.kind, record.title, pieces)
    whole = bool(pieces) and len(private) == len(pieces)
    visibility = Visibility.CONFIDENTIAL if whole else floor
    known = {person.name.casefold(): person.email for person in record.people if person.name and person.email}
    identity = _text(f"{unit.source}:{record.external_id}")
    people = (*dict.fromkeys(record.people),)
    return Document(
        id=identity,
        source=_text(unit.source),
        external_id=_text(record.external_id),
        kind=record.kind,
        account=account.account_id,
        title=" ".join(_text(record.title).split()),
        path=_text(unit.path),
        occurred_at=record.occurred_at,
        thread=_text(record.thread),
        visibility=visibility,
        participants=tuple(_participant(person, account, unit) for person in people),
        passages=tuple(
            _passage(
                replace(piece, email=piece.email or known.get(piece.speaker.casefold(), "")),
                f"{identity}#{place}",
                Visibility.CONFIDENTIAL
                if place in private
                else max(piece.visibility or floor, visibility, key=_strictness),
                account,
                unit,
            )
            for place, piece in enumerate(pieces)
        ),
    )


def _passage(piece: Piece, identity: str, visibility: Visibility, account: Account, unit: Unit) -> Passage:
    return Passage(
        id=identity,
        text=_text(piece.text),
        part=piece.part,
        speaker=_text(piece.speaker),
        speaker_email=_text(piece.email).lower(),
        side=_side(piece.speaker, piece.email, piece.side, account, unit),
        visibility=visibility,
        occurred_at=piece.occurred_at,
        locator=_text(piece.locator),
    )


def _participant(person: Person, account: Account, unit: Unit) -> Participant:
    return Participant(
        name=_text(person.name),
        email=_text(person.email).lower(),
        side=_side(person.name, person.email, person.side, account, unit),
        role=person.role,
    )


def _side(name: str, email: str, stated: Side | None, account: Account, unit: Unit) -> Side:
    if not name and not email:
        return stated or Side.UNKNOWN
    found = side_of(name, email, account, unit.accounts)
    return found if found is not Side.UNKNOWN else stated or Side.UNKNOWN


def _private(kind: DocumentKind, title: str, pieces: Sequence[Piece]) -> frozenset[int]:
    """The places of the pieces that somebody asked to keep private, and of those that the request covers."""
    asked = [place for place, piece in enumerate(pieces) if _may_ask(piece) and asks_for_confidence(piece.text)]
    if kind is DocumentKind.EMAIL and any(pieces[place].part is not Part.QUOTED for place in asked):
        return frozenset(range(len(pieces)))
    if kind is DocumentKind.NOTE and any(map(is_marked_confidential, (title, *(piece.text for piece in pieces[:1])))):
        return frozenset(range(len(pieces)))
    covered = set(asked)
    for place in asked:
        if kind is DocumentKind.CALL:
            covered |= _around(place, pieces)
        elif kind is DocumentKind.NOTE and place + 1 < len(pieces):
            covered.add(place + 1)
    return frozenset(covered)


def _around(place: int, turns: Sequence[Piece]) -> set[int]:
    """The speaker's turn before the request and their turns shortly after it: the secret is on either side."""
    speaker = turns[place].speaker
    before = next((at for at in range(place - 1, -1, -1) if turns[at].speaker == speaker), place)
    after = range(place + 1, min(place + 1 + _TURNS_AFTER, len(turns)))
    return {before, *(at for at in after if turns[at].speaker == speaker)}


def _may_ask(piece: Piece) -> bool:
    return piece.part not in {Part.SIGNATURE, Part.FIELD}


def _folder_floor(folders: Sequence[str]) -> Visibility:
    found = [_FOLDERS[name] for name in map(fold_folder, folders) if name in _FOLDERS]
    return max(found, key=_strictness, default=Visibility.SHARED)


def _strictness(visibility: Visibility) -> int:
    return list(Visibility).index(visibility)


def _text(text: str) -> str:
    # JSON and damaged files can hold half a surrogate pair, which no database stores.
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
