from __future__ import annotations

import pytest
from pydantic import ValidationError

from copilot.domain.commitment import RoadmapAudience, RoadmapItem, RoadmapStatus
from copilot.domain.words import Audience


@pytest.mark.parametrize(
    ("item_for", "reader", "account", "may"),
    [
        (RoadmapAudience.PUBLIC, Audience.CUSTOMER, "beta", True),
        (RoadmapAudience.NDA, Audience.CUSTOMER, "acme", True),
        (RoadmapAudience.NDA, Audience.CUSTOMER, "beta", False),
        (RoadmapAudience.INTERNAL, Audience.CUSTOMER, "acme", False),
        (RoadmapAudience.INTERNAL, Audience.INTERNAL, "beta", True),
    ],
)
def test_who_may_hear_of_a_roadmap_item(
    item_for: RoadmapAudience, reader: Audience, account: str, *, may: bool
) -> None:
    item = RoadmapItem(id="r", title="SSO", status=RoadmapStatus.PLANNED, audience=item_for, nda_accounts=("acme",))
    assert item.may_be_heard_by(account, reader) is may


def test_a_roadmap_item_is_internal_unless_it_says_otherwise() -> None:
    assert RoadmapItem(id="r", title="SSO", status=RoadmapStatus.PLANNED).audience is RoadmapAudience.INTERNAL
    with pytest.raises(ValidationError):
        RoadmapItem(id="", title="SSO", status=RoadmapStatus.PLANNED)
