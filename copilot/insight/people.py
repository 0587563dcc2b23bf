"""Who the people of an account are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from copilot.domain.draft import Citation
from copilot.domain.record import Document, Participant
from copilot.domain.words import Side

__all__ = ["Person", "matching", "people_of", "title_words"]

ABBREVIATIONS = {
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "cio": "chief information officer",
    "ciso": "chief information security officer",
    "coo": "chief operating officer",
    "cto": "chief technology officer",
    "vp": "vice president",
    "svp": "senior vice president",
    "evp": "executive vice president",
    "ops": "operations",
    "it": "information technology",
    "hr": "human resources",
    "md": "managing director",
    "gm": "general manager",
    "admin": "administrator",
    "dir": "director",
    "mgr": "manager",
    "eng": "engineering",
    "sec": "security",
    "dpo": "data protection officer",
}
"""Short forms of titles, spelt out, so that "the VP Ops" is the "Vice President, Operations"."""


@dataclass(slots=True)
class Person:
    """Somebody in an account's record, under every name and address they go by."""

    name: str
    email: str = ""
    side: Side = Side.UNKNOWN
    title: str = ""
    titled: Citation | None = None
    listed: Document | None = None
    """The CRM's row for them, where there is one."""
    names: set[str] = field(default_factory=set)


def people_of(participants: Iterable[Participant], contacts: Iterable[Document]) -> list[Person]:
    """The people of one account, merged by address and by full name; titles come from the CRM's contacts.

    People who share only a first name stay apart.
    """
    found: list[Person] = []
    # Those with an address first: a bare name then joins the one person who bears it.
    for who in sorted(participants, key=lambda who: (not who.email, who.email, who.name)):
        person = _known(found, who.name, who.email)
        if person is None:
            person = Person(name=who.name, email=who.email, side=who.side)
            found.append(person)
        _learn(person, who.name, who.email, who.side)
    for document in contacts:
        _learn_title(found, document)
    return found


def matching(people: Sequence[Person], words: Sequence[str]) -> list[Person]:
    """The people whom some words of a question name, by name or by title; best matches only.

    A full name beats a single name; a name beats a title.
    """
    asked = [word.casefold() for word in words]
    by_name: dict[int, list[Person]] = {}
    for person in people:
        parts = {part for name in person.names for part in _words(name) if len(part) > 1}
        hits = len(parts & set(asked))
        if hits:
            by_name.setdefault(hits, []).append(person)
    if by_name:
        return by_name[max(by_name)]
    return _by_title(people, asked)


def title_words(person: Person) -> set[str]:
    """The words of a person's title, and every abbreviation that they spell out."""
    title = _spelt_out(_words(person.title))
    short = {word for word, full in ABBREVIATIONS.items() if set(full.split()) <= title}
    return title | short | set(_words(person.title))


def _known(people: Iterable[Person], name: str, email: str) -> Person | None:
    full = name.casefold()
    for person in people:
        if email and person.email == email:
            return person
        if full and full in person.names and not (email and person.email):
            return person
    return None


def _learn(person: Person, name: str, email: str, side: Side) -> None:
    if name:
        person.names.add(name.casefold())
        if len(name) > len(person.name):
            person.name = name
    person.email = person.email or email
    if person.side is Side.UNKNOWN:
        person.side = side


def _learn_title(people: list[Person], document: Document) -> None:
    fields = {name.casefold().replace(" ", ""): passage for name, passage in document.fields().items()}
    title = fields.get("title")
    email = fields["email"].text.casefold() if "email" in fields else ""
    name = " ".join(fields[part].text for part in ("firstname", "lastname") if part in fields)
    name = name or (fields["name"].text if "name" in fields else "")
    person = _known(people, name, email)
    if person is None and (name or email):
        person = Person(name=name, email=email, side=Side.CUSTOMER)
        people.append(person)
    if person is not None:
        _learn(person, name, email, Side.CUSTOMER)
        person.listed = document
        if title is not None:
            person.title, person.titled = title.text, Citation.of(document, title)


def _by_title(people: Sequence[Person], asked: Sequence[str]) -> list[Person]:
    """Those whose title has the most of the asked words, and all of the title that was asked for."""
    scored: list[tuple[int, Person]] = []
    held = {word for person in people for word in _spelt_out(_words(person.title))}
    for person in people:
        title = _spelt_out(_words(person.title)) - _VAGUE
        fits = [word for word in asked if word not in _VAGUE and _spelt_out([word]) <= title]
        lacks = [word for word in _title_asked(asked, held) if not _spelt_out([word]) <= title]
        if title and fits and not lacks:
            scored.append((len(fits), person))
    best = max((score for score, _ in scored), default=0)
    return [person for score, person in scored if score == best]


def _title_asked(asked: Sequence[str], held: set[str]) -> list[str]:
    """The ranks among some words, and beside a rank the words that stand in anybody's title."""
    words = [word for word in asked if word not in ("of", "the", "for")]
    beside = {
        word
        for at, word in enumerate(words)
        if _spelt_out([word]) <= held and any(_is_rank(near) for near in words[max(0, at - 1) : at + 2])
    }
    return [word for word in words if _is_rank(word) or (word in beside and word not in _VAGUE)]


def _is_rank(word: str) -> bool:
    return word in _RANKS or (word.endswith("o") and word in ABBREVIATIONS)


_RANKS = frozenset("vp svp evp president director manager officer head chief lead administrator admin md gm".split())
_VAGUE = frozenset("a and for of our s the their who what is was last on in new old".split())


def _spelt_out(words: Iterable[str]) -> set[str]:
    return {part for word in words for part in ABBREVIATIONS.get(word, word).split()}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
