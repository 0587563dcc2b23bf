"""Who says what: speakers from voice tags, or from a name and a colon that begin a line."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator

__all__ = ["named_prefixes", "said", "speaker_prefix"]

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|em|strong|ruby|rt|lang|font)(?:[.\s][^<>]*)?/?>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ter",
        "ten",
        "zu",
        "zur",
        "of",
        "and",
        "und",
        "y",
        "e",
    ]
)
_PREFIX = re.compile(
    r"^[ \t]*(?:[-–>]+[ \t]*)?(?P<name>[^\W\d_][^:\n<>\[\]]{0,58}?)"
    r"(?P<aside>[ \t]*[\[(][^\])\n]{1,40}[\])])?[ \t]*:[ \t]+(?=\S)"
)
_NO_NAMES = frozenset(
    [
        "note",
        "notes",
        "http",
        "https",
        "re",
        "fw",
        "fwd",
        "ps",
        "todo",
        "action",
        "actions",
        "warning",
        "question",
        "answer",
        "example",
        "q",
        "a",
        "summary",
        "agenda",
        "decision",
        "decisions",
        "date",
        "title",
        "time",
        "attendees",
        "participants",
        "subject",
        "from",
        "to",
        "cc",
        "sent",
        "next",
        "step",
        "steps",
        "item",
        "items",
        "topic",
        "update",
        "important",
        "result",
        "results",
        "goal",
        "goals",
        "risk",
        "risks",
        "issue",
        "issues",
        "owner",
        "status",
        "so",
        "and",
        "but",
        "well",
        "okay",
        "ok",
        "right",
        "also",
        "plus",
        "meaning",
        "point",
        "points",
        "thing",
        "things",
        "option",
        "options",
        "problem",
        "reason",
        "look",
        "listen",
        "remember",
        "first",
        "second",
        "third",
        "finally",
        "location",
        "recorded",
        "duration",
        "account",
        "organization",
        "organisation",
        "company",
    ]
)
_NAME_WORDS = 5


def said(payload: str, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The utterances of a cue as (speaker, text); the speaker is empty where the cue does not say.

    `names` are the prefixes that are names in this file, as `named_prefixes` finds them.
    """
    voices = list(_VOICE.finditer(payload))
    if not voices:
        yield from _by_line(_plain(payload), names)
        return
    if before := _plain(payload[: voices[0].start()]).strip():
        yield "", before
    for at, voice in enumerate(voices):
        end = voices[at + 1].start() if at + 1 < len(voices) else len(payload)
        yield " ".join(html.unescape(voice[1]).split()), _plain(payload[voice.end() : end]).strip()


def speaker_prefix(line: str) -> tuple[str, str] | None:
    """The name and the rest of a line that may begin with a speaker's name and a colon."""
    found = _PREFIX.match(line)
    if not found or not _may_be_name(found["name"]):
        return None
    return found["name"].strip(), line[found.end() :]


def named_prefixes(lines: Iterable[str], known: Iterable[str] = ()) -> frozenset[str]:
    """The prefixes that are names: of several capitalised words, or coming back, or somebody known to be there."""
    counts = Counter(found[0] for line in lines if (found := speaker_prefix(line)))
    present = {word.casefold() for name in known for word in (name, *name.split())}
    return frozenset(name for name, times in counts.items() if times > 1 or " " in name or name.casefold() in present)


def _by_line(text: str, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    speaker, gathered = "", list[str]()
    for line in text.split("\n"):
        found = speaker_prefix(line)
        if found and found[0] in names:
            if gathered:
                yield speaker, "\n".join(gathered).strip()
            speaker, gathered = found[0], [found[1]]
        else:
            gathered.append(line)
    yield speaker, "\n".join(gathered).strip()


def _may_be_name(name: str) -> bool:
    words = name.split()
    if not 0 < len(words) <= _NAME_WORDS or words[0].casefold().strip(".,") in _NO_NAMES:
        return False
    return all(word[:1].isupper() or word.casefold() in _PARTICLES or word.isdigit() for word in words)


def _plain(payload: str) -> str:
    return html.unescape(_TAG.sub("", payload))
