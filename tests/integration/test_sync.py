from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from copilot.domain.errors import MassDeletion, PermanentError
from copilot.domain.record import Failure
from retrieval import chunking, indexing
from tests.conftest import ACCOUNTS, Folder, eml, note, ticket, vtt
from tests.integration.snapshot import snapshot


def state(folder: Folder) -> dict[str, Any]:
    with folder.open() as opened:
        return snapshot(opened)


def test_a_second_sync_does_nothing(folder: Folder) -> None:
    first = folder.sync()
    assert (first["accounts"].stored, first["accounts"].failures) == (3, [])
    assert first["files"].stored == first["files"].read > 5
    assert first["files"].failures == []
    before, embedded = state(folder), len(folder.embedder.embedded)
    again = folder.sync()
    assert all((r.read, r.stored, r.removed, r.unchanged) == (0, 0, 0, 0) for r in again.values())
    assert len(folder.embedder.embedded) == embedded
    assert state(folder) == before


def test_one_changed_file_is_all_that_is_read(folder: Folder) -> None:
    folder.sync()
    embedded = len(folder.embedder.embedded)
    folder.write("raw/acme/notes/visit.md", note("They plan a third plant in Brno.", confidentiality="internal"))
    report = folder.sync()["files"]
    assert (report.read, report.stored, report.removed) == (1, 1, 0)
    (new,) = folder.embedder.embedded[embedded:]
    assert "Brno" in new
    assert not any("Ostrava" in passage for passage in state(folder)["passages"])


def test_a_changed_line_of_many_replaces_only_its_document(folder: Folder) -> None:
    folder.sync()
    folder.write("raw/acme/tickets.ndjson", ticket(1, "Export fails with an error.") + "\n" + ticket(2, "Solved now."))
    report = folder.sync()["files"]
    assert (report.read, report.stored, report.unchanged) == (2, 1, 1)


def test_what_vanished_is_tombstoned(folder: Folder) -> None:
    folder.sync()
    folder.remove("raw/beta/mail/hello.eml")
    assert folder.sync()["files"].removed == 1
    with folder.open() as opened:
        assert opened.overview()[1]["documents"] == 1  # its line in the accounts file
    assert folder.ask("forklift labels", "beta").abstained
    folder.write(
        "raw/beta/mail/hello.eml", eml("The forklift is fine.", message_id="b1@beta.io", sender="Lee Ott <lee@beta.io>")
    )
    assert folder.sync()["files"].stored == 1
    assert not folder.ask("is the forklift fine", "beta").abstained


@pytest.mark.parametrize("names", [("a.eml", "z.eml"), ("z.eml", "a.eml")])
def test_a_message_in_two_files_is_kept_once_whatever_the_order(empty_folder: Folder, names: tuple[str, str]) -> None:
    copies = {name: eml("The kiln stops.", message_id="one@acme.com", subject=f"Copy {name}") for name in names}
    for name in names:
        empty_folder.write(f"raw/acme/{name}", copies[name])
        empty_folder.sync()
    assert sum("Copy a.eml" in line for line in state(empty_folder)["documents"]) == 1
    assert sum("Copy" in line for line in state(empty_folder)["documents"]) == 1
    empty_folder.remove("raw/acme/a.eml")
    assert empty_folder.sync()["files"].removed == 0
    (left,) = [line for line in state(empty_folder)["documents"] if "Copy" in line]
    assert "Copy z.eml" in left
    assert "raw/acme/z.eml" in left


class TestMassDeletion:
    @pytest.fixture
    def many(self, empty_folder: Folder) -> Folder:
        for n in range(10):
            empty_folder.write(f"raw/acme/{n}.md", note(f"Note number {n}."))
        empty_folder.sync()
        return empty_folder

    def test_a_third_may_go(self, many: Folder) -> None:
        for n in range(3):
            many.remove(f"raw/acme/{n}.md")
        assert many.sync()["files"].removed == 3

    def test_more_asks_and_removes_nothing(self, many: Folder) -> None:
        before = state(many)
        for n in range(4):
            many.remove(f"raw/acme/{n}.md")
        many.write("raw/acme/new.md", note("A new one."))
        for _ in range(2):
            with pytest.raises(MassDeletion, match=r"4 of 1[01] .* fewer; none was removed.*--allow-mass-delete"):
                many.sync()
            after = state(many)
            assert set(before["documents"]) < set(after["documents"])
            assert set(before["chunks"]) < set(after["chunks"])
            assert set(before["holdings"]) < set(after["holdings"])
        assert len(after["documents"]) == len(before["documents"]) + 1
        assert after["pending_vectors"] == []
        assert many.sync(allow_mass_delete=True)["files"].removed == 4
        assert len(state(many)["documents"]) == len(before["documents"]) - 3

    def test_documents_that_vanish_inside_a_file_count_too(self, empty_folder: Folder) -> None:
        lines = [ticket(n, f"Trouble number {n}.") for n in range(10)]
        empty_folder.write("raw/acme/tickets.ndjson", "\n".join(lines))
        empty_folder.sync()
        empty_folder.write("raw/acme/tickets.ndjson", "\n".join(lines[:5]))
        with pytest.raises(MassDeletion, match="5 of 10"):
            empty_folder.sync()
        assert empty_folder.sync(allow_mass_delete=True)["files"].removed == 5

    def test_a_folder_that_is_not_there_removes_nothing(self, many: Folder) -> None:
        before = state(many)
        (many.path / "raw").rename(many.path / "away")
        with pytest.raises(PermanentError, match="is not there"):
            many.sync(allow_mass_delete=True)
        assert state(many) == before


class TestFailures:
    def listed(self, folder: Folder) -> list[Failure]:
        with folder.open() as opened:
            return opened.failures()

    def test_they_are_listed_retried_and_cleared_when_mended(self, folder: Folder) -> None:
        broken = '{"id": 9, "subject": '
        folder.write("raw/acme/more.ndjson", f"{ticket(8, 'The printer jams.')}\n{broken}\n")
        first = folder.sync()["files"]
        (failure,) = first.failures
        assert (failure.key, failure.locator) == ("acme/more.ndjson", "line 2")
        assert failure.remedy
        assert self.listed(folder) == [failure]
        again = folder.sync()["files"]
        assert again.read == 1
        assert again.failures == [failure]
        folder.write("raw/acme/more.ndjson", f"{ticket(8, 'The printer jams.')}\n{ticket(9, 'Mended.')}\n")
        assert folder.sync()["files"].stored == 1
        assert self.listed(folder) == []
        assert folder.sync()["files"].read == 0

    def test_what_was_read_before_stays_while_its_file_is_broken(self, folder: Folder) -> None:
        folder.sync()
        before = len(state(folder)["documents"])
        folder.write("raw/acme/tickets.ndjson", "\0\1\2" * 100)
        report = folder.sync()["files"]
        assert report.removed == 0
        assert len(report.failures) == 1
        assert len(state(folder)["documents"]) == before

    def test_a_broken_file_that_goes_takes_its_failure_along(self, folder: Folder) -> None:
        folder.write("raw/acme/odd.xyz", "?")
        assert len(folder.sync()["files"].failures) == 1
        folder.remove("raw/acme/odd.xyz")
        folder.sync()
        assert self.listed(folder) == []


def test_a_change_of_accounts_reads_the_record_again(folder: Folder) -> None:
    folder.sync()
    folder.write("accounts.csv", ACCOUNTS.replace("beta.io;beta.de", "beta.io").replace("acme.com", "acme.com;beta.de"))
    report = folder.sync()
    assert report["accounts"].stored == 2
    assert report["files"].read > 5
    assert report["files"].stored == 0


def test_documents_cut_differently_are_cut_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.sync()
    before = state(folder)
    monkeypatch.setattr(indexing, "CHUNKING", "another")
    monkeypatch.setattr(chunking, "WORDS", 3)
    assert folder.sync()["files"].stored > 5
    after = state(folder)
    assert after["documents"] == before["documents"]
    assert len(after["chunks"]) > len(before["chunks"])
    assert folder.sync()["files"].read == 0


def test_a_rebuild_embeds_everything_anew_and_ends_the_same(folder: Folder) -> None:
    folder.sync()
    before, embedded = state(folder), len(folder.embedder.embedded)
    folder.sync(rebuild=True)
    assert state(folder) == before
    assert len(folder.embedder.embedded) == 2 * embedded


# Whatever happens to the files, the index ends as if they had never been different ------------------

# (A file that breaks keeps what it held until it is mended, so only sound files are written here.)

KEYS = ["acme/a.eml", "acme/b.eml", "acme/sub/c.md", "beta/a.eml", "beta/d.md", "acme/t.ndjson", "beta/e.vtt", "f.md"]
CONTENTS = {
    ".eml": [
        eml("The kiln stops at night.", message_id="one@acme.com"),
        eml("The kiln stops at night, again.", message_id="one@acme.com", subject="Again"),
        eml("Labels print upside down.", message_id="two@beta.io", sender="Lee Ott <lee@beta.io>"),
    ],
    ".md": [note("A note of some words."), note("For us only.", confidentiality="internal")],
    ".ndjson": [
        ticket(1, "Export fails.") + "\n" + ticket(2, "Login is slow.", private="Angry."),
        ticket(2, "Login is slow.", status="solved"),
    ],
    ".vtt": [vtt("Dana Roy: The dashboard is slow.", "Lee Ott: Is it?"), vtt("Lee Ott: Hello.")],
}
steps = st.lists(
    st.tuples(
        st.sampled_from(["write", "write", "write", "remove", "rename"]), st.sampled_from(KEYS), st.integers(0, 7)
    ),
    min_size=1,
    max_size=6,
)


def apply(folder: Folder, change: tuple[str, str, int]) -> None:
    what, key, number = change
    path = folder.path / "raw" / key
    if what == "write":
        kinds = CONTENTS[path.suffix]
        folder.write(f"raw/{key}", kinds[number % len(kinds)])
    elif path.exists() and what == "remove":
        path.unlink()
    elif path.exists():
        target = (folder.path / "raw" / KEYS[number]).with_suffix(path.suffix)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


@given(st.lists(steps, min_size=1, max_size=3))
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])  # a step takes too long to shrink
def test_any_history_of_changes_ends_as_a_fresh_sync(history: list[list[tuple[str, str, int]]]) -> None:
    with tempfile.TemporaryDirectory() as where:
        folder = Folder(Path(where))
        folder.write("accounts.csv", ACCOUNTS)
        (folder.path / "raw").mkdir()
        for changes in history:
            for change in changes:
                apply(folder, change)
            folder.sync(allow_mass_delete=True)
        grown = state(folder)
        (folder.path / ".copilot").rename(folder.path / ".former")
        folder.sync()
        assert grown == state(folder)
