from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from copilot.domain.record import Document, Failure, Passage, latest, revision_of
from copilot.domain.words import Audience, DocumentKind, Part, Visibility

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def document(**changed: Any) -> Document:
    given = {
        "source": "files",
        "external_id": "a",
        "kind": DocumentKind.NOTE,
        "account": "acme",
        "title": "A note",
        "visibility": Visibility.SHARED,
        "passages": (Passage(id="files:a#0", text="One.", visibility=Visibility.SHARED),),
    }
    return Document(**{**given, **changed})


def test_a_document_is_identified_by_source_and_external_id() -> None:
    assert document().id == "files:a"
    with pytest.raises(ValidationError, match="source:external_id"):
        document(id="files:b")


@pytest.mark.parametrize("identity", ["files:a#1", "files:b#0", "files:a#00"])
def test_a_passage_is_identified_by_its_place(identity: str) -> None:
    with pytest.raises(ValidationError, match="its place in it"):
        document(passages=(Passage(id=identity, text="One.", visibility=Visibility.SHARED),))


@pytest.mark.parametrize(("whole", "part"), list(product(Visibility, Visibility)))
def test_a_passage_is_never_laxer_than_its_document(whole: Visibility, part: Visibility) -> None:
    passages = (Passage(id="files:a#0", text="One.", visibility=part),)
    if part < whole:
        with pytest.raises(ValidationError, match="never laxer"):
            document(visibility=whole, passages=passages)
    else:
        assert document(visibility=whole, passages=passages).visibility is whole


def test_the_revision_says_whether_anything_changed() -> None:
    assert document().revision == document().revision == revision_of(document())
    others = [
        document(title="B"),
        document(path="raw/a.md"),
        document(occurred_at=DAY),
        document(passages=(Passage(id="files:a#0", text="Two.", visibility=Visibility.SHARED),)),
    ]
    assert len({document().revision, *(other.revision for other in others)}) == 5


def test_times_need_a_zone_and_are_kept_in_utc() -> None:
    with pytest.raises(ValidationError, match="needs its zone"):
        document(occurred_at=datetime(2026, 3, 1))  # noqa: DTZ001 - what is refused
    moment = document(occurred_at=datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))).occurred_at
    assert moment is not None
    assert moment.isoformat() == "2026-02-28T23:00:00+00:00"


def test_fields_are_read_by_name() -> None:
    passages = (
        Passage(id="files:a#0", text="One.", visibility=Visibility.SHARED),
        Passage(id="files:a#1", text="open", part=Part.FIELD, locator="status", visibility=Visibility.SHARED),
    )
    assert {name: found.text for name, found in document(passages=passages).fields().items()} == {"status": "open"}


def test_visibilities_are_ordered_from_lax_to_strict() -> None:
    lax, middle, strict = Visibility
    assert lax < middle < strict
    assert strict > middle >= lax
    assert max(Visibility) is Visibility.CONFIDENTIAL
    assert Audience.CUSTOMER.sees == {Visibility.SHARED}
    assert Audience.INTERNAL.sees == set(Visibility)


def test_latest_passes_over_what_has_no_time() -> None:
    assert latest([None, DAY, DAY - timedelta(1)]) == DAY
    assert latest([None]) is None


def test_values_are_frozen_and_closed() -> None:
    failure = Failure(source="s", key="k", reason="r", remedy="m")
    with pytest.raises(ValidationError, match="frozen"):
        failure.reason = "x"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        Failure(source="s", key="k", reason="r", remedy="m", mood="x")  # type: ignore[call-arg]
