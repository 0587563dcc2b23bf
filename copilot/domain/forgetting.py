"""What is to be forgotten: recognised by keyed hashes, so that the list names nobody, and taken out of documents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from copilot.domain.record import Document, Failure, Participant, Passage, revision_of
from copilot.domain.words import DocumentKind, Part, Value

__all__ = ["Forgotten", "Mention", "Removal"]

GONE = "[forgotten]"
_ABOUT_ONE = frozenset({DocumentKind.CONTACT, DocumentKind.SURVEY})
"""Kinds of row that are about one person: theirs go whole."""
_ROWS = frozenset({DocumentKind.ACCOUNT, DocumentKind.OPPORTUNITY, DocumentKind.ACTIVITY, DocumentKind.USAGE})
"""Kinds of row that say something without anybody's words."""
_UNSPOKEN = frozenset({Part.FIELD, Part.SIGNATURE, Part.QUOTED})
_ADDRESS = re.compile(r"[^\s<>()\[\]{},;:'\"]+@[^\s<>()\[\]{},;:'\"]+\.[^\s<>()\[\]{},;:'\"]+")


class Mention(Value):
    """Somebody else's words that still name who was forgotten."""

    document: str
    title: str
    passage: str


class Removal(Value):
    """What a forgetting took out, and what looking for it afterwards found.

    `digest` is what it is remembered by. `still_named` are others' words, which stay; `sources` the files that
    still hold what is no longer read from them; `traces` what should not be there any more: none where it worked.
    """

    subject: str
    digest: str
    documents: int = 0
    shortened: int = 0
    passages: int = 0
    chunks: int = 0
    signals: int = 0
    drafts: int = 0
    feedback: int = 0
    keys: int = 0
    searched: int = 0
    still_named: tuple[Mention, ...] = ()
    sources: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forgotten:
    """The list of those who were forgotten. `salt` is of the workspace: the hashes say nothing in another."""

    salt: str = ""
    digests: frozenset[str] = frozenset()

    def of_person(self, email: str) -> str:
        """What a person is remembered by."""
        return self._digest("person", email.strip().casefold())

    def of_name(self, account: str, name: str) -> str:
        """What a bare name is remembered by; within one account, for others may bear it too."""
        return self._digest("name", account, " ".join(name.casefold().split()))

    def of_account(self, account: str) -> str:
        """What an account is remembered by."""
        return self._digest("account", account)

    def with_more(self, digests: Iterable[str]) -> Forgotten:
        """The list with some more on it."""
        return Forgotten(self.salt, self.digests | frozenset(digests))

    def without(self, document: Document) -> Document | None:
        """The document without what a forgotten person wrote in it and without them; None where nothing may be kept.

        An e-mail of theirs goes whole, as do their contact row and their survey answers; of a call or a ticket
        their turns and comments go. What others repeat of them in replies goes where they took part.
        """
        if not self.digests:
            return document
        if self.of_account(document.account) in self.digests:
            return None
        present = [one for one in document.participants if self._is(document, one.email, one.name)]
        spoken = [one for one in document.passages if self._is(document, one.speaker_email, one.speaker)]
        if not present and not spoken:
            return document
        if _is_theirs(document, present):
            return None
        kept = [one for one in document.passages if one not in spoken and not self._repeats(document, one)]
        if not kept or (document.kind not in _ROWS and all(one.part in _UNSPOKEN for one in kept)):
            return None
        return _rebuilt(
            document, [one for one in document.participants if one not in present], kept, asked=_asked(present)
        )

    def masked(self, failure: Failure) -> Failure:
        """What could not be read, told without the address of anybody who was forgotten."""
        if not self.digests:
            return failure
        said = {name: self._mask(getattr(failure, name)) for name in ("locator", "reason", "remedy")}
        return failure.model_copy(update=said)

    def _mask(self, text: str) -> str:
        def plain(found: re.Match[str]) -> str:
            return GONE if self.of_person(found.group().rstrip(".")) in self.digests else found.group()

        return _ADDRESS.sub(plain, text)

    def _is(self, document: Document, email: str, name: str) -> bool:
        if email:
            return self.of_person(email) in self.digests
        return bool(name) and self.of_name(document.account, name) in self.digests

    def _repeats(self, document: Document, passage: Passage) -> bool:
        """A quoted reply, or a field that is nothing but their name or address."""
        if passage.part is Part.FIELD:
            return self._is(document, passage.text.strip() if "@" in passage.text else "", passage.text.strip())
        return passage.part is Part.QUOTED

    def _digest(self, *parts: str) -> str:
        packed = "\x1f".join(parts).encode("utf-8", "replace")
        return hashlib.blake2b(packed, key=self.salt.encode(), digest_size=16).hexdigest()


def _is_theirs(document: Document, present: list[Participant]) -> bool:
    if document.kind in _ABOUT_ONE:
        return bool(present)
    return document.kind is DocumentKind.EMAIL and any(one.role in {"from", "author"} for one in present)


def _asked(present: list[Participant]) -> bool:
    return any(one.role in {"requester", "author"} for one in present)


def _rebuilt(document: Document, people: list[Participant], kept: list[Passage], *, asked: bool) -> Document:
    """The document of what is kept, its passages numbered anew. Who asked for a ticket wrote its title."""
    numbered = tuple(one.model_copy(update={"id": f"{document.id}#{n}"}) for n, one in enumerate(kept))
    made = document.model_copy(
        update={
            "participants": tuple(people),
            "passages": numbered,
            "title": GONE if asked else document.title,
            "revision": "",
        }
    )
    return made.model_copy(update={"revision": revision_of(made)})
