"""Turns: what one speaker says until another one speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.records import Piece

__all__ = ["Turn", "join_turns", "pieces_of"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said, by whom, from when: seconds from the start, or None where no times are kept."""

    speaker: str
    text: str
    start: int | None


def join_turns(utterances: Iterable[Turn]) -> list[Turn]:
    """Join what the same speaker goes on to say, line by line; an utterance without a speaker goes on too."""
    turns: list[Turn] = []
    for said in utterances:
        if not said.text.strip():
            continue
        if turns and said.speaker in {"", turns[-1].speaker}:
            turns[-1] = Turn(turns[-1].speaker, f"{turns[-1].text}\n{said.text}", turns[-1].start)
        else:
            turns.append(said)
    return turns


def pieces_of(turns: Iterable[Turn], began: datetime | None) -> tuple[Piece, ...]:
    """The turns as passages, each at its own time."""
    return tuple(
        Piece(
            text=turn.text,
            speaker=turn.speaker,
            occurred_at=began + timedelta(seconds=turn.start or 0) if began else None,
            locator=_clock(turn.start) if turn.start is not None else f"turn {place}",
        )
        for place, turn in enumerate(turns, start=1)
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
