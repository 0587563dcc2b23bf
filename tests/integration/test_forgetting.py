"""Forgetting: out of every table, index, vector and file, kept out by the next sync, and shown to be out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from copilot.domain.errors import InputError, StoreError
from copilot.domain.forgetting import Removal
from copilot.domain.served import AuditEntry, Feedback, FeedbackVerdict
from copilot.domain.words import Audience, DraftKind
from retrieval import removal
from retrieval.catalog import ledger
from retrieval.catalog.database import transaction
from retrieval.catalog.tables import chunks, documents, drafts
from tests.conftest import Folder, RunCommand, eml, note, ticket, vtt
from tests.judges import NoMeaning, WordPromises, WordSupport

DANA = "dana@acme.com"
WORDS = "kiln sensors drop out every single night"
DAY = date(2026, 5, 1)


@pytest.fixture
def known(empty_folder: Folder) -> Folder:
    write = empty_folder.write
    write("raw/acme/mail/one.eml", eml(f"The {WORDS}. We need a fix by May.", message_id="one@acme.com"))
    reply = eml(
        f"Thank you, we look into it.\n\nOn Monday, Dana Roy wrote:\n> The {WORDS}. We need a fix by May.",
        message_id="two@ourco.com",
        sender="Mara Quist <mara@ourco.com>",
        to="Dana Roy <dana@acme.com>",
    )
    write("raw/acme/mail/two.eml", reply)
    write(
        "raw/acme/mail/three.eml",
        eml("I saw Dana Roy at the fair.", message_id="three@acme.com", sender="Eli Marsh <eli@acme.com>"),
    )
    write("raw/acme/calls/2026-04-10_review.vtt", vtt("Dana Roy: The dashboard is slow.", "Mara Quist: Noted, thanks."))
    write("raw/acme/tickets.ndjson", ticket(1, "Export fails with an error.", private="They are angry.") + "\n")
    write(
        "raw/acme/contacts.csv", "Name,Title,Email\nDana Roy,Head of Kilns,dana@acme.com\nEli Marsh,COO,eli@acme.com\n"
    )
    write("raw/acme/notes/visit.md", note("They plan a second plant in Ostrava.", confidentiality="internal"))
    write(
        "raw/beta/mail/hello.eml",
        eml("The forklift labels print upside down.", message_id="b1@beta.io", sender="Lee Ott <lee@beta.io>"),
    )
    empty_folder.sync()
    return empty_folder


def forget(folder: Folder, **whom: str) -> Removal:
    with folder.open() as opened:
        return opened.forget(**whom, by="the tests")


def files(folder: Folder) -> bytes:
    return b"".join(one.read_bytes() for one in (folder.path / ".copilot").rglob("*") if one.is_file())


def said(folder: Folder, account: str = "acme") -> str:
    with folder.open() as opened:
        found = opened.timeline(account, as_of=date(2026, 12, 31), audience=Audience.INTERNAL)
    return " ".join(passage.text for document in found for passage in document.passages)


def test_a_person_is_out_of_every_table_index_and_file(known: Folder) -> None:
    assert WORDS.encode() in files(known)
    done = forget(known, person="Dana@Acme.com")
    assert done.traces == ()
    assert done.searched >= 2
    assert WORDS.encode() not in files(known)
    assert DANA.encode() not in files(known)
    assert "dashboard" not in said(known)
    assert "Head of Kilns" not in said(known)
    assert "Export fails" not in said(known)


def test_what_others_said_stays_and_is_listed_where_it_names_them(known: Folder) -> None:
    done = forget(known, person=DANA)
    left = said(known)
    assert "Noted, thanks." in left
    assert "They are angry." in left
    assert "Thank you, we look into it." in left
    assert "I saw Dana Roy at the fair." in left
    assert len(done.still_named) == 1
    assert any("one.eml" in path for path in done.sources)


def test_no_sync_brings_them_back_and_the_list_names_nobody(known: Folder) -> None:
    forget(known, person=DANA)
    before = said(known)
    known.write("raw/acme/mail/four.eml", eml("It happened again last night.", message_id="four@acme.com"))
    known.write("raw/acme/calls/2026-05-10_next.vtt", vtt("Dana Roy: Still slow.", "Mara Quist: We know."))
    reports = known.sync()
    assert reports["files"].passed_over >= 2
    assert sorted(said(known).split()) == sorted(f"{before} We know.".split())
    assert "Still slow" not in said(known)
    assert "last night" not in said(known)
    assert DANA.encode() not in files(known)
    known.sync(rebuild=True)
    assert "kiln" not in said(known)


def test_lifting_it_lets_the_next_sync_read_them_again(known: Folder) -> None:
    forget(known, person=DANA)
    with known.open() as opened:
        assert opened.lift(person=DANA, by="the tests")
        assert not opened.lift(person=DANA, by="the tests")
    known.sync()
    assert WORDS in said(known)
    assert "dashboard" in said(known)


def test_vector_files_hold_nothing_that_only_the_memory_held(known: Folder) -> None:
    def laid_out() -> list[bytes]:
        return [path.read_bytes() for path in known.path.glob(".copilot/vectors/*/data_level0.bin")]

    assert laid_out()
    assert not any(map(any, laid_out()))
    forget(known, person=DANA)
    assert laid_out()
    assert not any(map(any, laid_out()))


def test_an_account_goes_with_all_that_was_written_about_it(known: Folder) -> None:
    with known.open() as opened:
        opened.promises, opened.support, opened.meaning = WordPromises(), WordSupport(), NoMeaning()
        opened.ask("what about the kiln sensors?", "acme", as_of=DAY, audience=Audience.INTERNAL)
        opened.draft(DraftKind.RISK, "acme", as_of=DAY)
        kept = opened.ask("what about the forklift?", "beta", as_of=DAY, audience=Audience.INTERNAL)
    done = forget(known, account="acme")
    assert done.traces == ()
    assert done.drafts == 2
    assert WORDS.encode() not in files(known)
    assert said(known) == ""
    assert "forklift" in said(known, "beta")
    with known.open() as opened, transaction(opened.engine) as connection:
        assert {row.id for row in connection.execute(select(drafts.c.id))} == {kept.trace["id"]}
    known.sync()
    assert said(known) == ""
    again = known.ask("what about the forklift labels?", "beta")
    assert "forklift" in again.model_dump_json()


def test_verdicts_and_the_audit_log_lose_what_was_forgotten_and_keep_that_it_was(known: Folder) -> None:
    now = datetime.now(UTC)
    with known.open() as opened, transaction(opened.engine) as connection:
        (mail,) = connection.execute(select(documents.c.id).where(documents.c.path.like("%one.eml"))).scalars()
        entry = AuditEntry(
            at=now, who="Ada", role="admin", action="ask", account="acme", detail=f"who is {DANA}?", documents=(mail,)
        )
        ledger.record(connection, entry)
        verdict = Feedback(
            id="1",
            at=now,
            who="k",
            account="acme",
            verdict=FeedbackVerdict.RIGHT,
            question="what drops out?",
            as_of=DAY,
            claim="The sensors.",
            passages=(f"{mail}#0",),
        )
        ledger.add_feedback(connection, verdict)
    done = forget(known, person=DANA)
    assert (done.traces, done.feedback) == ((), 1)
    with known.open() as opened, transaction(opened.engine) as connection:
        asked, forgot = ledger.list_audit(connection)
        assert ledger.list_feedback(connection) == []
    assert (asked.who, asked.action, asked.detail, asked.documents) == ("Ada", "ask", "[forgotten]", ("[forgotten]",))
    assert (forgot.who, forgot.action) == ("the tests", "forget person")
    assert forgot.detail.startswith(done.digest)
    with (
        known.open() as opened,
        pytest.raises(StoreError, match="only added to"),
        transaction(opened.engine) as connection,
    ):
        connection.execute(text("UPDATE audit SET who = 'nobody'"))


def test_the_proof_finds_what_is_left(known: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "rewrite", lambda _: None)  # the pages of what was deleted stay
    known.write(".copilot/left.txt", f"the {WORDS} and {DANA}")
    done = forget(known, person=DANA)
    assert any(trace.startswith("left.txt still holds") for trace in done.traces)


def test_vectors_are_those_of_what_is_left(known: Folder) -> None:
    done = forget(known, person=DANA)
    with known.open() as opened:
        held = set().union(*(opened.store.ids(name) for name in opened.store.collections()))
        with transaction(opened.engine) as connection:
            assert held == set(connection.execute(select(chunks.c.id)).scalars())
    assert done.chunks > 0


def test_records_and_drafts_are_dropped_when_they_are_too_old(known: Folder) -> None:
    young = (datetime.now(UTC) - timedelta(days=3)).date()
    known.write("raw/acme/mail/new.eml", eml("The new kiln arrived.", message_id="n@acme.com", day=f"{young}"))
    known.sync()
    known.write("copilot.toml", "retention_days = 30\n")
    reports = known.sync()
    left = said(known)
    assert "The new kiln arrived." in left
    assert WORDS not in left
    assert reports["files"].removed == 0
    assert known.sync()["files"].passed_over == 0  # what was read and is too old is not read again
    known.write("copilot.toml", "retention_days = 0\n")
    known.sync()
    assert WORDS in said(known)


@pytest.mark.usefixtures("stand_ins")
def test_the_command_says_what_it_took_out(known: Folder, command: RunCommand) -> None:
    ran = command("forget", "--person", DANA, "-w", known.path)
    assert ran.code == 0
    assert "none is left" in ran.out
    assert "I saw" not in ran.out
    assert "one.eml" in ran.out
    as_json = json.loads(command("forget", "--account", "acme", "--json", "-w", known.path).out)
    assert as_json["traces"] == []
    for wrong in ([], ["--person", DANA, "--account", "acme"], ["--person", "dana"]):
        assert command("forget", *wrong, "-w", known.path).code == 2


def test_who_is_no_address_is_refused(known: Folder) -> None:
    with pytest.raises(InputError, match="no e-mail address"):
        forget(known, person="Dana")
