"""What counts as a wish of the customer."""

from __future__ import annotations

from copilot.domain.words import Side
from copilot.drafting.asks import ask_claims
from tests.unit.drafting.readings import read
from tests.unit.insight_account.record import mail, person


def test_wishes_of_half_a_year_stand_in_their_words_newest_first() -> None:
    record = (
        mail("Dana Roy", "We need an export to Excel.", "2026-03-01"),
        mail("Dana Roy", "Could you add a German report? Please call me tomorrow.", "2026-08-01"),
        mail("Dana Roy", "I'd like a dark mode please.", "2026-09-02"),
        mail("Mara Quist", "Could you send us the user list?", "2026-09-03", side=Side.VENDOR, to=person("Dana Roy")),
    )
    assert [claim.text for claim in ask_claims(read(*record))] == [
        "Dana Roy (customer) wrote on 2 Sep 2026: “I'd like a dark mode please.”",
        "Dana Roy (customer) wrote on 1 Aug 2026: “Could you add a German report?”",
    ]
