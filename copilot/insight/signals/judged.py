# ruff: noqa: E501 - patterns read best on one line
"""Undertakings that no grammar foresees: read by the judge that also stands in the guard, trained on many writers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from copilot.domain.words import DocumentKind, Side, SignalFamily, Visibility
from copilot.insight.signals.commitments import added_later, family_of, is_mass_mail, is_our_own_note
from copilot.insight.signals.due import Due, find_due, may_name_a_time
from copilot.insight.signals.grammar import is_conditional, is_hedged
from copilot.insight.signals.readings import Reading
from copilot.insight.signals.sentences import Sentence
from copilot.insight.signals.speakers import addressee, author

__all__ = ["PromiseJudge", "undertakings_judged"]

SURE = 0.6
"""The probability from which a sentence is read as an undertaking. On nine accounts of three authors 0.5 to 0.7 finds
88 to 81 of 105 commitments; the grammar alone finds 65, both together 92 to 88 (docs/adr/0008)."""
_WORDS = range(4, 60)
"""Shorter is no statement, longer is a clause of a contract."""

_AHEAD = re.compile(
    r"'ll\b|\bwill\b|\bshall\b|going to|gonna|\blet (?:me|us)\b|\bowe|\bleave (?:it|that|this)\b|\bon (?:me|us|it|its way)\b|promis|commit|undertak|guarantee|\bword\b|\bfollows?\b|credit"
    r"|\bget(?:s|ting)? (?:you|it|them|that)\b|\byou (?:all )?(?:get|have)\b|\bsend|\b(?:i'm|i am|we're|we are) \w+ing\b|\bplan|\bcan (?:have|do|get|give|send|put|build|make)\b|\bto (?:follow|do)\b|\bgoes\b|\bcoming\b|\barriv|\bland|\bship|\blaunch|\breleas"
)
_DEADLINE = re.compile(r"\b(?:by|until|till?|before|no later than|from) ")
_CONTRACT = re.compile(r"^\||\b(?:the (?:supplier|customer|parties|provider)|hereunder|hereto|thereof|pursuant)\b")
_FOR_THE_OTHER = re.compile(r"\byou\b|\byour\b|\byou'll\b")
_HELD_BACK = re.compile(
    r"\b(?:may|might|can|could) (?:still )?(?:change|slip|move|shift)\b|\bsubject to change\b|\b(?:is|are|was|were) planned\b|\b(?:can't|cannot|can not|won't|not) (?:yet )?(?:promise|commit|say|guarantee)|\bno commitment\b"
    r"|\bsee what (?:i|we) can\b|\bi(?:'d| would) (?:like|love|want)\b|\bwe(?:'d| would) (?:like|love|want)\b|\bas a (?:wish|request|idea)\b"
)
_ORDER = re.compile(r"^(?:please|kindly|could you|can you|would you)\b")


class PromiseJudge(Protocol):
    """Tells what sentences say of what is to come: a probability for each label."""

    def judge(self, texts: Sequence[tuple[str, str, str]]) -> list[dict[str, float]]: ...


def undertakings_judged(
    sentences: Sequence[Sentence], known: Collection[tuple[str, int]], judge: PromiseJudge
) -> dict[tuple[str, int], Reading]:
    """A `commitment` for each sentence that the judge takes for one, by passage and start; `known` ones are left out.

    The judge is asked about what looks ahead only, in one batch: about one sentence in seven.
    """
    asked = [one for one in sentences if (one.passage.id, one.start) not in known and _may_be(one)]
    if not asked:
        return {}
    said = judge.judge([(one.text, one.side.value, one.document.kind.value) for one in asked])
    found = {(one.passage.id, one.start): _reading(one, judged) for one, judged in zip(asked, said, strict=True)}
    return {place: reading for place, reading in found.items() if reading is not None}


def _may_be(sentence: Sentence) -> bool:
    flat = sentence.flat
    if sentence.question or len(flat.split()) not in _WORDS or sentence.said_on is None:
        return False
    if not (_AHEAD.search(flat) or (_DEADLINE.search(flat) and may_name_a_time(flat))):
        return False
    document = sentence.document
    if document.kind not in _CONVERSED or is_mass_mail(document) or is_our_own_note(sentence):
        return False
    if document.kind is DocumentKind.TICKET and sentence.passage.visibility > Visibility.SHARED:
        return False
    held_back = _HELD_BACK.search(flat) or is_conditional(flat, 0, 0) or is_hedged(flat, 0, 0, len(flat))
    return not (held_back or _CONTRACT.search(flat) or _ORDER.search(flat))


_CONVERSED = frozenset({DocumentKind.EMAIL, DocumentKind.CALL, DocumentKind.TICKET, DocumentKind.NOTE})


def _reading(sentence: Sentence, judged: Mapping[str, float]) -> Reading | None:
    service, roadmap = judged["service_commitment"], judged["roadmap_promise"]
    if service + roadmap < SURE:
        return None
    side, who = author(sentence)
    kind = "roadmap" if roadmap > service else "service"
    due = find_due(sentence.flat, sentence.said_on) or added_later(sentence)
    addressed = due is not None or _FOR_THE_OTHER.search(sentence.flat) is not None
    if side is Side.CUSTOMER and (kind == "roadmap" or not addressed):
        return None
    attributes = {
        "by": side.value,
        "who": who,
        "to": addressee(sentence),
        "what": _what(sentence, due),
        "due": due.day.isoformat() if due else "",
        "made_on": sentence.said_on.isoformat() if sentence.said_on else "",
        "kind": kind,
        "about": sentence.previous[-200:],
        "addressed": "yes" if addressed else "no",
    }
    family = SignalFamily.ROADMAP if kind == "roadmap" else family_of(sentence.flat)
    return Reading("commitment", family, "commitment:judged", attributes)


_OPENING = re.compile(
    r"^(?:(?:and|so|but|ok|okay|yes|yeah|right|well|good|fine|i'll|we'll|i will|we will|i|we)[,.]? )+", re.IGNORECASE
)


def _what(sentence: Sentence, due: Due | None) -> str:
    """The sentence without its opening and, where it ends with it, its deadline."""
    text = sentence.text
    if due is not None and due.start > len(text) // 2 and due.end >= len(text.rstrip(" .!")) - 2:
        text = text[: due.start]
    return _OPENING.sub("", " ".join(text.split())).strip(" ,.;:-–—")[:160]
