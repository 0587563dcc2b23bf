"""A draft as it is read in Slack: claims with numbered citations, their sources, their quotes, what was withheld."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote as in_url
from urllib.parse import urlencode

from copilot.domain.draft import Citation, Claim, Draft
from copilot.domain.words import Audience, Side, Tier
from copilot.slack.blocks import Block, Element, actions, bold, button, faint, lines, link, quote, words
from copilot.slack.escaping import markdown
from copilot.slack.limits import HEADER, SECTION, clipped

__all__ = [
    "Numbers",
    "claim_blocks",
    "claim_markdown",
    "closing",
    "feedback_buttons",
    "head",
    "quote_blocks",
    "title_line",
]

_SOURCES = 25
"""Listed below an answer; the quotes behind the button are all of them."""
_WITHHELD = 3
_CLAIM = 1800
"""Escaped, a text is at most five times as long, and a claim must fit a message."""


class Numbers:
    """The citations of an answer, numbered as they come."""

    def __init__(self, page: str = "") -> None:
        self._page = page.rstrip("/")
        self._seen: dict[tuple[str, int, int], int] = {}
        self.cited: list[Citation] = []

    def of(self, citation: Citation) -> int:
        """The number of a citation."""
        place = (citation.passage, citation.start, citation.end)
        if place not in self._seen:
            self._seen[place] = len(self._seen) + 1
            self.cited.append(citation)
        return self._seen[place]

    def marks(self, claim: Claim) -> list[str]:
        """The numbers of a claim's citations as they are printed."""
        return list(dict.fromkeys(f"[{self.of(one)}]" for one in claim.citations))

    def source(self, citation: Citation, account: str) -> list[Element]:
        """Where a quote stands: who, when, in what; with a link to it where the page's address is known."""
        who = _speaker(citation)
        day = _day(citation)
        said = [words(f"[{self.of(citation)}] {citation.kind} · {day} · " + (f"{who} · " if who else ""))]
        name = " · ".join(part for part in (citation.title, citation.locator) if part) or citation.document
        if not self._page:
            return [*said, words(name)]
        at = {"passage": citation.passage, "start": citation.start, "end": citation.end}
        where = urlencode({"document": citation.document, **at})
        url = f"{self._page}/accounts/{in_url(account, safe='')}#{where}"
        return [*said, link(url, name) if len(url) <= SECTION else words(name)]


def title_line(account: str, audience: Audience, as_of: date) -> str:
    """What an answer is about and for whom."""
    readers = "internal" if audience is Audience.INTERNAL else "what the customer may see"
    return f"{clipped(account, HEADER)} · {readers} · as of {as_of.day} {as_of:%b %Y}"


def head(title: str) -> str:
    """The first line of an answer that is streamed."""
    return f"**{markdown(title)}**\n\n"


def claim_markdown(claim: Claim, numbers: Numbers) -> str:
    """A claim as streamed text: a paragraph."""
    marks = (markdown(mark) for mark in numbers.marks(claim))
    parts = [markdown(clipped(claim.text, _CLAIM)), *marks, markdown(_remark(claim))]
    return " ".join(part for part in parts if part) + "\n\n"


def claim_blocks(draft: Draft, numbers: Numbers) -> Iterator[Block]:
    """The claims of a draft, a block each."""
    for section in draft.sections:
        if section.title:
            yield lines([bold(section.title)])
        for claim in section.claims:
            after = " ".join(part for part in (*numbers.marks(claim), _remark(claim)) if part)
            yield lines([words(clipped(claim.text, SECTION - 500)), *([words(f" {after}")] if after else [])])


def closing(draft: Draft, numbers: Numbers, question_id: str) -> list[Block]:
    """What stands below an answer: sources, what was withheld, how it was made, buttons."""
    shown: list[Block] = []
    if numbers.cited:
        listed = numbers.cited[:_SOURCES]
        rows = [numbers.source(one, draft.account) for one in listed]
        if more := len(numbers.cited) - len(listed):
            rows.append([words(f"and {more} more")])
        shown.append(lines(*rows))
    shown += _withheld(draft)
    if notice := draft.trace.get("notice"):
        shown.append(faint(str(notice)))
    if question_id:
        if numbers.cited:
            shown.append(actions(button("Show quotes", "show_quotes", question_id)))
        shown.append(feedback_buttons(question_id))
    return shown


def quote_blocks(draft: Draft, page: str) -> list[Block]:
    """Every quote of an answer to the letter, with its number and its source."""
    numbers = Numbers(page)
    for claim in draft.claims():
        numbers.marks(claim)
    return [quote(clipped(one.quote, SECTION - 500), *numbers.source(one, draft.account)) for one in numbers.cited]


def feedback_buttons(question_id: str) -> Block:
    """Thumbs up, thumbs down."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {
                    "text": {"type": "plain_text", "text": "👍"},
                    "accessibility_label": "This answer is right",
                    "value": f"right:{question_id}",
                },
                "negative_button": {
                    "text": {"type": "plain_text", "text": "👎"},
                    "accessibility_label": "This answer is wrong",
                    "value": f"wrong:{question_id}",
                },
            }
        ],
    }


def _withheld(draft: Draft) -> Iterator[Block]:
    """Outsiders are not told: the reason alone says something about what they may not see."""
    if draft.audience is Audience.CUSTOMER or not draft.withheld:
        return
    for held in draft.withheld[:_WITHHELD]:
        yield faint(f"Withheld: {clipped(held.claim.text, 1000)} ({clipped(held.reason, 500)})")
    if (more := len(draft.withheld) - _WITHHELD) > 0:
        yield faint(f"… and {more} more withheld")


def _remark(claim: Claim) -> str:
    parts = []
    if claim.tier is Tier.INFERRED:
        parts.append(f"inferred: {clipped(claim.rule, 300)}")
    if claim.tier is Tier.UNKNOWN:
        parts.append(f"UNKNOWN: needs {clipped(claim.needs, 300)}")
    if claim.superseded:
        parts.append("replaced by a later statement")
    return f"({'; '.join(parts)})" if parts else ""


def _speaker(citation: Citation) -> str:
    if not citation.speaker:
        return ""
    return citation.speaker if citation.side is Side.UNKNOWN else f"{citation.speaker} ({citation.side})"


def _day(citation: Citation) -> str:
    when = citation.occurred_at
    return f"{when.day} {when:%b %Y}" if when else "undated"
