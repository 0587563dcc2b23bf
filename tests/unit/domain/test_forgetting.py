"""What is left of a document when somebody in it was forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from copilot.domain.forgetting import GONE, Forgotten
from copilot.domain.record import Document, Failure, Participant, Passage
from copilot.domain.words import DocumentKind, Part, Visibility

NOBODY = Forgotten("salt")
DANA = NOBODY.with_more([NOBODY.of_person("Dana@Acme.com"), NOBODY.of_name("acme", "dana roy")])


def document(kind: DocumentKind, people: list[tuple[str, str, str]], spoken: list[Any]) -> Document:
    return Document(
        id="files:1",
        source="files",
        external_id="1",
        kind=kind,
        account="acme",
        title="A title",
        visibility=Visibility.SHARED,
        participants=tuple(Participant(name=name, email=email, role=role) for name, email, role in people),
        passages=tuple(
            Passage(
                id=f"files:1#{n}", text=text, speaker=name, speaker_email=email, part=part, visibility=Visibility.SHARED
            )
            for n, (name, email, text, part) in enumerate(spoken)
        ),
    )


CALL = document(
    DocumentKind.CALL,
    [("Dana Roy", "", "speaker"), ("Mara Quist", "", "speaker")],
    [
        ("Dana Roy", "", "It is slow.", Part.BODY),
        ("Mara Quist", "", "Noted.", Part.BODY),
        ("Dana Roy", "", "And loud.", Part.BODY),
        ("Mara Quist", "", "Oh.", Part.BODY),
    ],
)


def test_turns_go_and_what_is_left_is_a_document_of_its_own() -> None:
    left = DANA.without(CALL)
    assert left is not None
    assert [one.text for one in left.passages] == ["Noted.", "Oh."]
    assert [one.id for one in left.passages] == ["files:1#0", "files:1#1"]
    assert [one.name for one in left.participants] == ["Mara Quist"]
    assert left.revision != CALL.revision
    assert Document.model_validate(left.model_dump()) == left
    assert DANA.without(left) is left


def test_a_bare_name_is_somebody_of_one_account_only() -> None:
    other = CALL.model_copy(update={"account": "beta"})
    assert DANA.without(other) is other


def test_an_address_tells_more_than_a_name() -> None:
    namesake = document(
        DocumentKind.EMAIL, [("Dana Roy", "dana@other.com", "from")], [("Dana Roy", "dana@other.com", "Hi.", Part.BODY)]
    )
    assert DANA.without(namesake) is namesake


@pytest.mark.parametrize(
    "theirs",
    [
        document(DocumentKind.EMAIL, [("D", "dana@acme.com", "from")], [("D", "dana@acme.com", "Hi.", Part.BODY)]),
        document(DocumentKind.CONTACT, [("D", "dana@acme.com", "contact")], [("", "", "Head of Kilns", Part.FIELD)]),
        document(DocumentKind.SURVEY, [("D", "dana@acme.com", "author")], [("", "", "3", Part.FIELD)]),
        document(
            DocumentKind.TICKET,
            [("D", "dana@acme.com", "requester")],
            [("", "", "open", Part.FIELD), ("D", "dana@acme.com", "It fails.", Part.BODY)],
        ),
    ],
    ids=lambda one: one.kind.value,
)
def test_what_is_theirs_alone_goes_whole(theirs: Document) -> None:
    assert DANA.without(theirs) is None
    assert NOBODY.without(theirs) is theirs


def test_a_ticket_of_theirs_keeps_our_comments_without_their_title() -> None:
    ticket = document(
        DocumentKind.TICKET,
        [("D", "dana@acme.com", "requester"), ("Mara", "mara@ourco.com", "author")],
        [("D", "dana@acme.com", "It fails.", Part.BODY), ("Mara", "mara@ourco.com", "Fixed.", Part.BODY)],
    )
    left = DANA.without(ticket)
    assert left is not None
    assert (left.title, [one.text for one in left.passages]) == (GONE, ["Fixed."])


def test_replies_lose_what_they_repeat_and_rows_their_name() -> None:
    reply = document(
        DocumentKind.EMAIL,
        [("Mara", "mara@ourco.com", "from"), ("D", "dana@acme.com", "to")],
        [("Mara", "mara@ourco.com", "Thanks.", Part.BODY), ("Mara", "mara@ourco.com", "> It fails.", Part.QUOTED)],
    )
    left = DANA.without(reply)
    assert left is not None
    assert [one.text for one in left.passages] == ["Thanks."]
    row = document(
        DocumentKind.ACTIVITY,
        [("Dana Roy", "dana@acme.com", "owner")],
        [("", "", "Dana Roy", Part.FIELD), ("", "", "Call", Part.FIELD)],
    )
    left = DANA.without(row)
    assert left is not None
    assert [one.text for one in left.passages] == ["Call"]


def test_an_account_goes_whole() -> None:
    assert NOBODY.with_more([NOBODY.of_account("acme")]).without(CALL) is None


def test_the_list_names_nobody_and_means_nothing_elsewhere() -> None:
    assert not any("dana" in digest for digest in DANA.digests)
    mail = document(DocumentKind.EMAIL, [("D", "dana@acme.com", "from")], [("D", "dana@acme.com", "Hi.", Part.BODY)])
    assert Forgotten("another", DANA.digests).without(mail) is mail


def test_a_failure_is_told_without_their_address() -> None:
    failure = Failure(
        source="files", key="a.eml", reason="dana@acme.com and lee@beta.io are of two accounts.", remedy="-"
    )
    assert DANA.masked(failure).reason == f"{GONE} and lee@beta.io are of two accounts."
