"""Reading what a model returns: words that stand become citations, all else is refused with its reason."""

from __future__ import annotations

import json

import pytest

from copilot.domain.words import Tier
from copilot.drafting.llm.claims import CONCLUDED, Malformed, Read, read_claims
from copilot.drafting.llm.counting import at_most
from copilot.drafting.llm.evidence import Piece, pack
from copilot.drafting.llm.redaction import Redactor
from tests.model_server import output
from tests.unit.drafting_llm.records import cited

SAID = "It’s slow — every  night –\nand we won’t pay for “Gold”. Write to dana@acme.com."


def read(text: str, said: str = SAID) -> Read:
    redactor = Redactor()
    return read_claims(text, pack([Piece(cited(said))], 10_000, at_most, redactor), redactor, 6)


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("every  night", "every  night"),
        ("every night – and we", "every  night –\nand we"),
        ("It's slow", "It’s slow"),
        ('pay for "Gold".', "pay for “Gold”."),
        ("Write to <EMAIL_1>.", "Write to dana@acme.com."),
    ],
)
def test_words_are_found_as_they_stand(words: str, quote: str) -> None:
    (claim,) = read(output(("They say so.", [(1, words)]))).claims
    (citation,) = claim.citations
    assert citation.quote == quote
    assert SAID[citation.start : citation.end] == quote


@pytest.mark.parametrize("words", ["every day", "", "  ", "…", "It", "slow every night", "IT’S SLOW"])
def test_words_that_do_not_stand_there_are_refused(words: str) -> None:
    found = read(output(("They say so.", [(1, words)])))
    assert not found.claims
    assert "do not stand in evidence [1]" in found.refused[0].reason


def test_one_wrong_citation_among_right_ones_refuses_the_claim() -> None:
    found = read(output(("They say so.", [(1, "every  night"), (2, "every  night")])))
    assert not found.claims
    assert "evidence [2], which was not given" in found.refused[0].reason


def test_a_conclusion_is_marked_with_our_rule_never_with_the_models() -> None:
    given = json.loads(output(("They are leaving.", [(1, "we won’t pay")])))
    given["claims"][0]["concluded"] = True
    (claim,) = read(json.dumps(given)).claims
    assert (claim.tier, claim.rule) == (Tier.INFERRED, CONCLUDED)


def test_every_kind_of_quotation_marks_is_one_that_the_guard_reads() -> None:
    (claim,) = read(output(('He wrote "never", „nie“ and «jamais».', [(1, "we won’t pay")]))).claims
    assert claim.text == "He wrote “never”, “nie” and “jamais”."


def test_a_fence_around_the_json_does_no_harm() -> None:
    assert read(f"```json\n{output(('They say so.', [(1, 'slow')]))}\n```").claims


def test_more_claims_than_asked_for_are_cut() -> None:
    assert len(read(output(*(("They say so.", [(1, "slow")]),) * 9)).claims) == 6


@pytest.mark.parametrize(
    "text", ["", "[]", "null", '{"claims": null}', '{"claims": [{"text": 1}]}', '{"claims": [], "x": 1}']
)
def test_what_is_not_of_the_schema_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        read(text)
