from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from copilot.domain.draft import Citation, Claim, Draft, Section
from copilot.domain.errors import CitationError
from copilot.domain.record import Document, Passage
from copilot.domain.words import Audience, DocumentKind, DraftKind, Tier, Visibility

TEXT = "We stop in May. We stop in June."
texts = st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable() or "\n" in text)


def document_of(text: str) -> Document:
    return Document(
        id="files:a",
        source="files",
        external_id="a",
        kind=DocumentKind.NOTE,
        account="acme",
        title="A note",
        path="raw/a.md",
        occurred_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        visibility=Visibility.SHARED,
        passages=(Passage(id="files:a#0", text=text, visibility=Visibility.SHARED, speaker="Dana Roy"),),
    )


def cite(text: str, start: int, end: int) -> Citation:
    document = document_of(text)
    return Citation.of(document, document.passages[0], start, end)


def fields(**changed: Any) -> dict[str, Any]:
    cited = cite(TEXT, 0, 15)
    return {**cited.model_dump(), "passage_text": TEXT, **changed}


CLAIM = Claim(text="They stop in May.", citations=(cite(TEXT, 0, 15),))


class TestCitation:
    @given(texts, st.data())
    def test_what_is_cited_stands_in_the_passage(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        cited = cite(text, start, end)
        assert cited.quote == text[start:end]
        again = Citation.model_validate({**cited.model_dump(), "passage_text": text})
        assert again == cited
        found = Citation.find(document_of(text), document_of(text).passages[0], cited.quote)
        assert text[found.start : found.end] == found.quote == cited.quote

    @given(texts, st.integers(0, 80), st.integers(-5, 80), st.text(min_size=1, max_size=20))
    def test_anything_else_cannot_be_constructed(self, text: str, start: int, end: int, quote: str) -> None:
        assume(text[start:end] != quote)
        changed = fields(start=start, end=end, quote=quote, passage_text=text)
        with pytest.raises((CitationError, ValidationError)):
            Citation(**changed)
        with pytest.raises((CitationError, ValidationError)):
            Citation.model_validate(changed)

    @pytest.mark.parametrize(("start", "end"), [(1, 16), (0, 14), (0, 16), (1, 15), (16, 31)])
    def test_off_by_one_is_refused(self, start: int, end: int) -> None:
        with pytest.raises((CitationError, ValidationError), match="does not stand"):
            Citation(**fields(start=start, end=end))

    @pytest.mark.parametrize("start", [-1, -32])
    def test_counting_from_the_end_is_refused(self, start: int) -> None:
        with pytest.raises(ValidationError):
            Citation(**fields(start=start, end=len(TEXT), quote=TEXT[start:]))

    @pytest.mark.parametrize(
        "quote", ["we stop in May.", "We stop in May.  ", "We  stop in May.", "", "We stop in May…", "We stop in Maу."]
    )
    def test_almost_the_words_is_refused(self, quote: str) -> None:
        document = document_of(TEXT)
        with pytest.raises(CitationError, match="does not stand"):
            Citation.find(document, document.passages[0], quote)
        with pytest.raises((CitationError, ValidationError)):
            Citation(**fields(quote=quote))

    def test_an_empty_span_is_refused(self) -> None:
        for start, end in ((3, 3), (5, 2), (99, 120)):
            with pytest.raises(ValidationError):
                cite(TEXT, start, end)

    def test_it_cannot_be_changed_after(self) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            CLAIM.citations[0].quote = "other"  # type: ignore[misc]

    def test_it_cannot_be_read_without_its_passage(self) -> None:
        with pytest.raises(ValidationError, match="passage_text"):
            Citation.model_validate_json(CLAIM.citations[0].model_dump_json())

    def test_it_carries_what_a_reader_needs(self) -> None:
        cited = CLAIM.citations[0]
        assert (cited.title, cited.path, cited.speaker, cited.document) == ("A note", "raw/a.md", "Dana Roy", "files:a")
        assert cited.occurred_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
        assert "passage_text" not in cited.model_dump_json()
        assert "passage_text" not in repr(cited)


class TestClaim:
    @pytest.mark.parametrize(
        ("given_", "said"),
        [
            ({"text": "So."}, "needs a citation"),
            ({"text": "So.", "tier": Tier.INFERRED, "rule": "r"}, "needs a citation"),
            ({"text": "So.", "tier": Tier.INFERRED, "citations": CLAIM.citations}, "names its rule"),
            ({"text": "So.", "tier": Tier.UNKNOWN}, "names the source it needs"),
            ({"text": "", "citations": CLAIM.citations}, "at least 1 character"),
            ({"text": "So.", "citations": CLAIM.citations, "mood": "x"}, "Extra inputs"),
        ],
    )
    def test_it_needs_its_foundation(self, given_: dict[str, Any], said: str) -> None:
        with pytest.raises(ValidationError, match=said):
            Claim(**given_)

    def test_every_tier_with_its_foundation_stands(self) -> None:
        assert Claim(text="So.", tier=Tier.INFERRED, citations=CLAIM.citations, rule="r").rule == "r"
        assert Claim(text="So.", tier=Tier.UNKNOWN, needs="usage").citations == ()


class TestDraft:
    def draft(self, **changed: Any) -> Draft:
        given_ = {
            "kind": DraftKind.ANSWER,
            "account": "acme",
            "audience": Audience.INTERNAL,
            "as_of": date(2026, 5, 1),
            "sections": (Section(claims=(CLAIM,)),),
        }
        return Draft(**{**given_, **changed})

    def test_it_abstains_wholly(self) -> None:
        with pytest.raises(ValidationError, match="abstains"):
            self.draft(abstained=True, reason="nothing")
        with pytest.raises(ValidationError, match="abstains"):
            self.draft(abstained=True, sections=())
        assert self.draft(abstained=True, reason="nothing", sections=()).reason == "nothing"

    def test_claims_come_in_reading_order(self) -> None:
        other = CLAIM.model_copy(update={"text": "Later."})
        sections = (Section(claims=(CLAIM,)), Section(claims=(other, CLAIM)))
        assert [claim.text for claim in self.draft(sections=sections).claims()] == [
            "They stop in May.",
            "Later.",
            "They stop in May.",
        ]

    def test_it_is_frozen_and_closed(self) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            self.draft().account = "beta"  # type: ignore[misc]
        with pytest.raises(ValidationError, match="Extra inputs"):
            self.draft(tone="kind")
