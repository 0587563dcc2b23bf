"""How the reader sees a question and one candidate sentence. Training and product share this file."""

from __future__ import annotations

from datetime import date

__all__ = ["LONGEST", "encode_pair", "evidence_text"]

LONGEST = 160  # word pieces, both segments and the three special tokens
_BEFORE = 25  # words of context kept before the sentence
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def day_words(day: date | str | None) -> str:
    """A day as `12 Mar 2026`; an ISO string (a time after it is ignored) or a date; empty when there is none."""
    text = day.isoformat() if isinstance(day, date) else (day or "")
    parts = text[:10].split("-")
    return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) == 3 else ""


def evidence_text(
    title: str, day: date | str | None, speaker: str, side: str, role: str, before: str, sentence: str
) -> tuple[str, str]:
    """Segment B in two parts: what may be cut (header and text before) and what may not (` >> ` and the sentence).

    `side` is customer, vendor or unknown; `before` is the sentence before it in the passage, else the previous turn.
    """
    who = f"{speaker} ({', '.join(part for part in (side, role) if part)})" if speaker else f"({side})"
    head = f"{' '.join(title.split())} | {day_words(day)} | {who}: {' '.join(before.split()[-_BEFORE:])}"
    return head, f">> {' '.join(sentence.split())}"


def encode_pair(
    question: list[int], head: list[int], sentence: list[int], cls: int, sep: int, longest: int = LONGEST
) -> tuple[list[int], list[int]]:
    """Word pieces and segment ids of one pair; the three lists are word pieces without special tokens.

    Cut to `longest` by dropping the head's first pieces; a sentence that alone is too long keeps its beginning.
    """
    question = question[:48]
    sentence = sentence[: longest - 3 - len(question)]
    room = longest - 3 - len(question) - len(sentence)
    head = head[len(head) - min(room, len(head)) :]
    first = [cls, *question, sep]
    second = [*head, *sentence, sep]
    return first + second, [0] * len(first) + [1] * len(second)
