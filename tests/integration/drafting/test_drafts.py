"""The four drafts, the commands around them, and what must never stand in them."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

import docx
import pptx
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot.bootstrap import Workspace, open_workspace
from copilot.domain.draft import Draft
from copilot.domain.errors import InputError
from copilot.domain.words import Audience, DraftKind, Tier, Visibility
from copilot.drafting.period import Period
from copilot.export.formats import Format, render
from tests.conftest import FakeEmbedder, Folder, RunCommand, eml

AS_OF = date(2026, 11, 15)
KINDS = [DraftKind.QBR, DraftKind.RISK, DraftKind.STAKEHOLDERS, DraftKind.BRIEF]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demo's record, synced without a model."""
    folder = tmp_path_factory.mktemp("demo") / "book"
    shutil.copytree(Path(str(files("copilot") / "demo")), folder, ignore=shutil.ignore_patterns("gold"))
    with open_workspace(folder) as opened:
        opened.embedder = FakeEmbedder()
        list(opened.sync(lambda *_: None))
        yield opened


def texts(draft: Draft) -> str:
    return "\n".join([claim.text for claim in draft.claims()] + [c.quote for k in draft.claims() for c in k.citations])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("account", ["quillon-salt", "kestrel-saddle", "quillon-salt-haulage"])
def test_every_export_of_every_draft_opens(demo: Workspace, kind: DraftKind, account: str) -> None:
    document = demo.draft(kind, account, as_of=AS_OF)
    rendered = {form: render(document, form) for form in Format}
    assert rendered[Format.MARKDOWN].decode().startswith("# ")
    assert b"</html>" in rendered[Format.HTML]
    assert docx.Document(io.BytesIO(rendered[Format.DOCX])).paragraphs
    assert len(pptx.Presentation(io.BytesIO(rendered[Format.PPTX])).slides) > 0
    assert pypdf.PdfReader(io.BytesIO(rendered[Format.PDF])).pages


@pytest.mark.parametrize("kind", KINDS)
def test_every_claim_cites_or_says_what_it_needs(demo: Workspace, kind: DraftKind) -> None:
    draft = demo.draft(kind, "quillon-salt", as_of=AS_OF).draft
    assert all(claim.citations or (claim.tier is Tier.UNKNOWN and claim.needs) for claim in draft.claims())


def test_the_brief_leads_with_call_terms_reasons_and_actions(demo: Workspace) -> None:
    first = demo.draft(DraftKind.BRIEF, "quillon-salt", as_of=AS_OF).draft.sections[0]
    said = [claim.text for claim in first.claims]
    assert said[0].startswith("AT RISK, confidence ")
    assert "2 Dec 2026" in said[1]
    assert "$212,000" in said[1]
    assert sum(text.startswith("Reason ") for text in said) == 3
    assert sum(text.startswith("Do: ") for text in said) == 3


@pytest.mark.parametrize("account", ["quillon-salt", "kestrel-saddle", "quillon-salt-haulage"])
def test_a_customers_qbr_holds_nothing_internal(demo: Workspace, account: str) -> None:
    document = demo.draft(DraftKind.QBR, account, as_of=AS_OF)
    cited = [citation for claim in document.draft.claims() for citation in claim.citations]
    assert all(citation.visibility is Visibility.SHARED for citation in cited)
    assert all(held.reason.startswith("roadmap promise") for held in document.draft.withheld)
    assert document.people is None
    assert not document.renewal
    shown = render(document, Format.MARKDOWN).decode().casefold()
    for word in ("at risk", "champion", "stance", "triage", "exploring", "confidential", "churn"):
        assert word not in shown


@pytest.mark.parametrize(("account", "told"), [("quillon-salt", 0), ("kestrel-saddle", 2)])
def test_the_future_is_told_in_approved_words_only(demo: Workspace, account: str, told: int) -> None:
    draft = demo.draft(DraftKind.QBR, account, as_of=AS_OF).draft
    (ahead,) = [section for section in draft.sections if "future" in section.title]
    approved = [item.approved_wording for item in demo.roadmap if item.approved_wording]
    said = [claim for claim in ahead.claims if claim.tier is not Tier.UNKNOWN]
    assert len(said) == told
    assert all(any(f"“{wording}”" in claim.text for wording in approved) for claim in said)
    assert "two-way sync in production" not in texts(draft)


@pytest.mark.parametrize("kind", [DraftKind.RISK, DraftKind.STAKEHOLDERS, DraftKind.BRIEF])
def test_internal_drafts_are_refused_to_customers(demo: Workspace, kind: DraftKind) -> None:
    with pytest.raises(InputError, match="internal readers only"):
        demo.draft(kind, "quillon-salt", as_of=AS_OF, audience=Audience.CUSTOMER)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(as_of=st.dates(date(2025, 8, 1), AS_OF), kind=st.sampled_from(KINDS))
def test_a_draft_of_a_past_day_holds_nothing_said_later(demo: Workspace, as_of: date, kind: DraftKind) -> None:
    draft = demo.draft(kind, "quillon-salt", as_of=as_of).draft
    too_late = datetime.combine(as_of, time.max, UTC)
    cited = [citation for claim in draft.claims() for citation in claim.citations]
    assert all(citation.occurred_at is None or citation.occurred_at <= too_late for citation in cited)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_and_a_tiny_account_give_a_short_honest_draft(empty_folder: Folder, kind: DraftKind) -> None:
    empty_folder.write("raw/beta/mail/a.eml", eml("Hello there.", message_id="a@beta.io", sender="Lee <lee@beta.io>"))
    empty_folder.sync()
    with empty_folder.open() as opened:
        for account in ("acme", "beta"):
            document = opened.draft(kind, account, as_of=AS_OF)
            assert len(list(document.draft.claims())) < 30
            assert document.draft.abstained or any(c.tier is Tier.UNKNOWN for c in document.draft.claims())
            assert render(document, Format.MARKDOWN)


def test_periods_are_read() -> None:
    assert Period.read("2026-Q1") == Period(name="2026-Q1", start=date(2026, 1, 1), end=date(2026, 3, 31))
    assert Period.read("2026-h2").end == date(2026, 12, 31)
    assert Period.read("2024-02").end == date(2024, 2, 29)
    for wrong in ("2026-Q5", "2026-13", "last", "0000"):
        with pytest.raises(InputError):
            Period.read(wrong)


@pytest.mark.usefixtures("stand_ins")
def test_the_commands(folder: Folder, command: RunCommand) -> None:
    folder.sync()
    here = ("-w", folder.path, "--as-of", "2026-08-01")
    assert command("brief", "acme", *here).out.startswith("# Acme Cement: pre-renewal brief")
    assert json.loads(command("risk", "acme", *here, "--format", "json").out)["kind"] == "risk"
    out = folder.path / "map.docx"
    assert command("stakeholders", "acme", *here, "--out", out).code == 0
    assert docx.Document(str(out)).paragraphs
    assert "--out FILE.pdf" in command("qbr", "acme", *here, "--format", "pdf").complaint
    assert "internal readers only" in command("brief", "acme", *here, "--audience", "customer").complaint
    assert command("qbr", "acme", *here, "--period", "2026-Q2").code == 0
    assert json.loads(command("commitments", *here, "--json").out) == []
    book = json.loads(command("portfolio", *here, "--renewing-within", "120d", "--json").out)
    assert [row["account"] for row in book["rows"]] == ["acme"]
    assert "NRR" in command("portfolio", *here).out
    assert "what has changed" in command("changes", "acme", *here, "--since", "2026-03-15").out
    assert "is not a number of days" in command("portfolio", *here, "--renewing-within", "soon").complaint
