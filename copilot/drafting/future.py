"""What may be said of the future: the approved wording of what an account raised, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain.commitment import RoadmapItem, RoadmapStatus
from copilot.domain.draft import Citation, Claim
from copilot.domain.words import Part, Side
from copilot.drafting.account_reading import AccountReading
from copilot.drafting.sayable import is_sayable
from copilot.drafting.wording import day

__all__ = ["future_claims"]

_AHEAD = frozenset({RoadmapStatus.COMMITTED, RoadmapStatus.PLANNED})


def future_claims(reading: AccountReading) -> Iterator[Claim]:
    """Approved wording of what the record speaks of and this account may hear, word for word."""
    for item in reading.registry:
        if item.status in _AHEAD and is_sayable(item, reading) and (spoken := _mention(item, reading)) is not None:
            until = f" (approved until {day(item.expires)})" if item.expires else ""
            raised = "You raised it" if spoken.side is Side.CUSTOMER else "It came up"
            when = f"{raised} on {day(spoken.occurred_at)}. " if spoken.occurred_at else ""
            yield Claim(text=f"{when}“{item.approved_wording}”{until}", citations=(spoken,))


def _mention(item: RoadmapItem, reading: AccountReading) -> Citation | None:
    """Where the customer last spoke of the item; else where we last said of it what is approved, and no more."""
    named = "|".join(re.escape(name) for name in (item.title, *item.aliases))
    raised = re.compile(rf"(?<!\w)(?:{named})s?(?!\w)", re.IGNORECASE)
    approved = _approved(item)
    theirs: Citation | None = None
    ours: Citation | None = None
    for document in reading.documents:
        for passage in document.passages:
            if passage.part not in {Part.BODY, Part.ATTACHMENT, Part.SUBJECT}:
                continue
            if passage.side is Side.CUSTOMER:
                if found := raised.search(passage.text):
                    theirs = Citation.of(document, passage, *_sentence(passage.text, found.start()))
            elif found := approved.search(passage.text):
                ours = Citation.of(document, passage, *found.span("said"))
    return theirs or ours


def _approved(item: RoadmapItem) -> re.Pattern[str]:
    """What we may be quoted with: the approved wording, or the bare name, from its beginning to its end.

    A quote of ours stands under the approved wording as its proof, so it must not promise anything else.
    """
    wording = re.sub(r"^under NDA:\s*", "", item.approved_wording or item.title, flags=re.IGNORECASE)
    spoken = [re.findall(r"\w+", text) for text in (wording, item.title, *item.aliases)]
    texts = [r"\W+".join(words) for words in spoken if words]
    return re.compile(
        rf"(?:^|(?<=[.!?:\n“\"]))\s*(?P<said>(?:{'|'.join(texts)})(?:[.!?]|(?=[\n”\"])|$))", re.IGNORECASE
    )


def _sentence(text: str, at: int) -> tuple[int, int]:
    """The span of the sentence around a place."""
    starts = [found.end() for found in re.finditer(r"[.!?]\s+|\n+", text) if found.end() <= at]
    stop = re.compile(r"[.!?](?=\s|$)|\n").search(text, at)
    end = stop.end() if stop else len(text)
    start = starts[-1] if starts else 0
    return start, start + len(text[start:end].rstrip())
