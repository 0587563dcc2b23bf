"""How drafts look in Slack: kept as snapshots, and within the limits whatever a draft holds."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.domain.draft import Citation, Claim, Draft, Section, Withheld
from copilot.domain.record import Document, Passage
from copilot.domain.words import Audience, DocumentKind, DraftKind, Side, Tier, Visibility
from copilot.drafting.portfolio import PortfolioRow
from copilot.guard.check import Checked
from copilot.slack.blocks import messages_of
from copilot.slack.commands import help_blocks
from copilot.slack.home import home_view
from copilot.slack.limits import MARKDOWN
from copilot.slack.rendering import Numbers, claim_blocks, claim_markdown, closing, head, quote_blocks, title_line
from copilot.slack.views import check_form, checked_blocks, shown
from tests.slack.payloads import faults
from tests.slack.test_home import row

SNAPSHOTS = Path(__file__).with_name("snapshots")


def document(text: str, title: str = "Recap <b>of</b> *May*") -> Document:
    """A call with one passage."""
    name = "files:acme/calls/may.vtt"
    said = Passage(
        id=f"{name}#0",
        text=text,
        speaker="Dana Roy",
        side=Side.CUSTOMER,
        visibility=Visibility.SHARED,
        occurred_at=datetime(2026, 5, 12, 10, tzinfo=UTC),
        locator="00:14:05",
    )
    return Document(
        id=name,
        source="files",
        external_id="acme/calls/may.vtt",
        kind=DocumentKind.CALL,
        account="acme",
        title=title,
        visibility=Visibility.SHARED,
        occurred_at=datetime(2026, 5, 12, 10, tzinfo=UTC),
        passages=(said,),
    )


def draft(*claims: Claim, **more: Any) -> Draft:
    """An answer about Acme."""
    given: dict[str, Any] = {
        "kind": DraftKind.ANSWER,
        "account": "acme",
        "audience": Audience.INTERNAL,
        "as_of": date(2026, 11, 22),
        "sections": (Section(claims=claims),) if claims else (),
        **more,
    }
    return Draft(**given)


def _answer() -> Draft:
    told = document("We need <SSO> by May, or *we* leave. See https://acme.example & ask @dana.")
    first = Citation.find(told, told.passages[0], "We need <SSO> by May, or *we* leave.")
    second = Citation.find(told, told.passages[0], "See https://acme.example & ask @dana.")
    return draft(
        Claim(
            text="Dana Roy (customer) said on 12 May 2026: “We need <SSO> by May, or *we* leave.”", citations=(first,)
        ),
        Claim(text="They point to their page.", citations=(second, first), superseded=True),
        Claim(text="The sponsor is gone.", tier=Tier.INFERRED, rule="no contact for 90 days", citations=(first,)),
        Claim(text="Sentiment.", tier=Tier.UNKNOWN, needs="a survey answer"),
        withheld=(Withheld(claim=Claim(text="SSO ships in March.", citations=(first,)), reason="not approved"),),
        trace={"notice": "quotes only: no model is configured"},
    )


def _streamed(answer: Draft) -> dict[str, Any]:
    numbers = Numbers("https://copilot.example.com/")
    title = title_line("Acme Cement", answer.audience, answer.as_of)
    text = head(title) + "".join(claim_markdown(claim, numbers) for claim in answer.claims())
    return {"markdown": text, "blocks": closing(answer, numbers, "0123456789abcdef")}


def _book() -> tuple[PortfolioRow, ...]:
    return (row(), row("calm", None, call=None, reasons=(), owed=0, arr=None, last_record=None))


def _checked() -> list[Checked]:
    told = {"start": 0, "end": 1, "label": "roadmap_promise", "item": "SSO-1", "reason": "not_approved", "promise": 0.9}
    return [
        Checked(
            sentence="SSO ships in March.", verdict="block", why="nothing is approved", approved_wording="", **told
        ),
        Checked(
            sentence="SSO is near.", verdict="rewrite", why="say it so", approved_wording="SSO is planned.", **told
        ),
        Checked(sentence="Thanks <!here>.", verdict="allow", why="", approved_wording="", **{**told, "item": None}),
    ]


PICTURES: dict[str, Any] = {
    "answer": lambda: _streamed(_answer()),
    "answer for the customer": lambda: _streamed(_answer().model_copy(update={"audience": Audience.CUSTOMER})),
    "private answer": lambda: list(claim_blocks(_answer(), Numbers())),
    "quotes": lambda: quote_blocks(_answer(), "https://copilot.example.com"),
    "home": lambda: home_view(_book(), 2, 1, date(2026, 11, 22), opted_out=False),
    "check": check_form,
    "checked": lambda: shown("Checked", checked_blocks(_checked())),
    "help": lambda: help_blocks("I know no “dance”. "),
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_looks_as_it_did(name: str) -> None:
    """To accept a new look, delete the file and run the test twice; then look at it."""
    made = json.dumps(PICTURES[name](), indent=1, ensure_ascii=False) + "\n"
    kept = SNAPSHOTS / f"{name.replace(' ', '_')}.json"
    if not kept.exists():
        SNAPSHOTS.mkdir(exist_ok=True)
        kept.write_text(made, encoding="utf-8")
        pytest.fail(f"{kept.name} was not there; it is now. Look at it")
    assert made == kept.read_text(encoding="utf-8")


words = st.text(min_size=1, max_size=40).filter(lambda text: bool(text.strip()))


claims = st.tuples(words, st.sampled_from([1, 3, 200]), st.text(max_size=30), st.sampled_from([1, 100]))


@settings(deadline=None)
@given(st.lists(claims, max_size=30), st.booleans())
def test_every_draft_fits(said: list[tuple[str, int, str, int]], old: bool) -> None:  # noqa: FBT001
    made = draft(abstained=True, reason="Nothing.")
    if said:
        held = [document(text * times, title * more) for text, times, title, more in said]
        cited = [(one, Citation.of(one, one.passages[0])) for one in held]
        told = [Claim(text=one.passages[0].text, citations=(quote,), superseded=old) for one, quote in cited]
        made = draft(*told, withheld=tuple(Withheld(claim=one, reason=said[0][0]) for one in told[:5]))
    numbers = Numbers("https://copilot.example.com")
    paragraphs = [claim_markdown(claim, numbers) for claim in made.claims()]
    assert all(len(paragraph) <= MARKDOWN for paragraph in paragraphs)
    below = closing(made, numbers, "0123456789abcdef")
    private = [*claim_blocks(made, Numbers()), *below]
    for message in [below, *messages_of(private), *messages_of(quote_blocks(made, "https://copilot.example.com"))]:
        assert list(faults("chat.postMessage", {"text": "x", "blocks": message})) == []


@given(st.lists(st.integers(min_value=1, max_value=2500), max_size=80))
def test_messages_keep_every_block_in_order(sizes: list[int]) -> None:
    blocks = [{"type": "rich_text", "n": n, "text": "x" * size} for n, size in enumerate(sizes)]
    messages = messages_of(blocks)
    assert [block for message in messages for block in message] == blocks
    assert all(0 < len(message) <= 50 for message in messages)
