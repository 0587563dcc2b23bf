from __future__ import annotations

from collections.abc import Callable

import pytest

from copilot.domain.draft import Claim
from evals.wording import excluded, holds, missing


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("It moved to 14 March.", "14 March|Mar 14|2026-03-14"),
        ("It moved to Mar 14", "14 March|Mar 14|2026-03-14"),
        ("They use OKTA now", "okta"),
        ("the go-live\n  date", "go-live date"),
        ("US$220 a month", "$220"),
        ("a rise of 5%.", "5%"),
        ("we paid £3,150", "3,150"),
        ("Groß", "GROSS"),
        ("it is 26.", "26"),
        ("26, then 27", "26"),
    ],
)
def test_an_entry_is_met(text: str, entry: str) -> None:
    assert holds(text, entry)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("It moved to 114 March.", "14 March"),
        ("They use Oktave", "okta"),
        ("unokta", "okta"),
        ("£3,150", "3"),
        ("£3,150", "150"),
        ("7.6 stoppages", "7"),
        ("14 or March", "14 March"),
        ("anything", ""),
        ("anything", "|"),
        ("a|b", "a|b|c and d|zzz x"[8:]),
    ],
)
def test_an_entry_is_not_met(text: str, entry: str) -> None:
    assert not holds(text, entry)


def test_every_entry_must_be_met_by_a_claim_or_a_quote(claim: Callable[..., Claim]) -> None:
    claims = [claim("Dana confirmed the date.", "it is 14 March"), claim("Okta is in place.")]
    assert missing(["Mar 14|14 March", "okta"], claims) == []
    assert missing(["14 March", "Okta", "Ping"], claims) == ["Ping"]
    assert missing(["14 March"], []) == ["14 March"]


def test_an_entry_must_stand_whole_in_one_claim_or_quote(claim: Callable[..., Claim]) -> None:
    assert missing(["14 March"], [claim("It is the 14"), claim("March is busy")]) == ["14 March"]


def test_a_wrong_thing_said_is_a_violation_in_claims_and_in_quotes(claim: Callable[..., Claim]) -> None:
    assert excluded(["will get SSO"], [claim("They will get SSO.")], negation_ok=False) == ["will get SSO"]
    assert excluded(["will get SSO"], [claim("On SSO:", "you will get  SSO")], negation_ok=False) == ["will get SSO"]
    assert excluded(["will get SSO", "July"], [claim("In June.")], negation_ok=False) == []


@pytest.mark.parametrize(
    "told",
    [
        "They will not go live on 3 May.",
        "Go-live isn't 3 May.",
        "It never was 3 May.",
        "Dana (customer) wrote on 2 Mar 2026: “We start. Go-live is 3 May.”",
        "According to Dana it is 3 May.",
        "It is 9 June rather than 3 May.",
    ],
)
def test_a_denied_or_attributed_hit_passes_only_where_negation_is_ok(told: str, claim: Callable[..., Claim]) -> None:
    assert excluded(["3 May"], [claim(told)], negation_ok=True) == []
    assert excluded(["3 May"], [claim(told)], negation_ok=False) == ["3 May"]


def test_a_hit_in_another_sentence_than_the_denial_is_a_violation(claim: Callable[..., Claim]) -> None:
    told = claim("They will not renew early. Go-live is 3 May.")
    assert excluded(["3 May"], [told], negation_ok=True) == ["3 May"]
    assert excluded(["3 May"], [claim("Go-live is 3 May.")], negation_ok=True) == ["3 May"]


def test_one_denied_hit_does_not_excuse_a_plain_one(claim: Callable[..., Claim]) -> None:
    claims = [claim("It is not 3 May."), claim("Go-live is 3 May.")]
    assert excluded(["3 May"], claims, negation_ok=True) == ["3 May"]


def test_a_claim_that_attributes_speaks_for_the_quote_it_cites(claim: Callable[..., Claim]) -> None:
    assert excluded(["3 May"], [claim("Dana said when.", "Go-live is 3 May")], negation_ok=True) == []
    assert excluded(["3 May"], [claim("The date stands.", "Go-live is 3 May")], negation_ok=True) == ["3 May"]


def test_a_superseded_claim_denies_what_it_says(claim: Callable[..., Claim]) -> None:
    assert excluded(["3 May"], [claim("Go-live is 3 May.", superseded=True)], negation_ok=True) == []
    assert excluded(["3 May"], [claim("Go-live is 3 May.", superseded=True)], negation_ok=False) == ["3 May"]
