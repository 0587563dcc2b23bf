from __future__ import annotations

import os
from pathlib import Path

import pytest

from connectors.files import FilesConnector
from copilot.domain.account import Account, Accounts
from copilot.domain.errors import PermanentError
from copilot.domain.record import Failure
from copilot.domain.words import Visibility


def connector(tmp_path: Path, accounts: Accounts, visibility: Visibility | None = None) -> FilesConnector:
    return FilesConnector("files", tmp_path / "raw", tmp_path, accounts, visibility)


def put(tmp_path: Path, *keys: str) -> None:
    for key in keys:
        path = tmp_path / "raw" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("- x\n")


def test_lists_what_is_there(tmp_path: Path, accounts: Accounts) -> None:
    put(
        tmp_path,
        "b.md",
        "a/c.TXT",
        "a/z.png",
        "noend",
        ".hidden.md",
        ".git/x.md",
        "Thumbs.db",
        "~$plan.docx",
        "__MACOSX/x.md",
    )
    assert list(connector(tmp_path, accounts).listing()) == ["a/c.TXT", "a/z.png", "b.md", "noend"]


def test_the_fingerprint_follows_content_accounts_and_settings(tmp_path: Path, accounts: Accounts) -> None:
    put(tmp_path, "a.md")
    first = connector(tmp_path, accounts).listing()
    os.utime(tmp_path / "raw" / "a.md", (1, 1))
    assert connector(tmp_path, accounts).listing() == first
    changed = Accounts((*accounts, Account(account_id="n", name="N")), accounts.vendor_domains)
    vendors = Accounts(accounts, ("other.example",))
    listings = [
        first,
        connector(tmp_path, changed).listing(),
        connector(tmp_path, vendors).listing(),
        connector(tmp_path, accounts, Visibility.SHARED).listing(),
    ]
    (tmp_path / "raw" / "a.md").write_text("- y\n")
    listings.append(connector(tmp_path, accounts).listing())
    assert len({listing["a.md"] for listing in listings}) == len(listings)


def test_links(tmp_path: Path, accounts: Accounts) -> None:
    put(tmp_path, "real/a.md")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "o.md").write_text("- o\n")
    (outside / "back").symlink_to(outside)
    raw = tmp_path / "raw"
    for name, target in (
        ("loop", raw),
        ("real/up", raw / "real"),
        ("again", raw / "real"),
        ("out", outside),
        ("gone", raw / "x"),
    ):
        (raw / name).symlink_to(target)
    (raw / "self").symlink_to(raw / "self")
    (raw / "copy.md").symlink_to(raw / "real" / "a.md")
    assert list(connector(tmp_path, accounts).listing()) == ["out/o.md", "real/a.md"]


def test_what_cannot_be_read_is_told(tmp_path: Path, accounts: Accounts) -> None:
    put(tmp_path, "harbour/z.png", "harbour/none")
    for key, said in (("harbour/z.png", ".png files cannot be read"), ("harbour/none", "files without a suffix")):
        (failure,) = connector(tmp_path, accounts).read(key)
        assert isinstance(failure, Failure)
        assert said in failure.reason
    (failure,) = connector(tmp_path, accounts).read("harbour/gone.md")
    assert isinstance(failure, Failure)
    assert "gone" in failure.reason


def test_a_missing_root_and_keys_outside_are_permanent(tmp_path: Path, accounts: Accounts) -> None:
    with pytest.raises(PermanentError, match="is not there"):
        connector(tmp_path, accounts).listing()
    for key in ("../secrets.md", "/etc/passwd", "a/../../x.md"):
        with pytest.raises(PermanentError):
            list(connector(tmp_path, accounts).read(key))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied(tmp_path: Path, accounts: Accounts) -> None:
    put(tmp_path, "harbour/a.md", "harbour/dir/b.md")
    file = tmp_path / "raw" / "harbour" / "a.md"
    file.chmod(0)
    (tmp_path / "raw" / "harbour" / "dir").chmod(0)
    listing = connector(tmp_path, accounts).listing()
    assert list(listing) == ["harbour/a.md", "harbour/dir"]
    (failure,) = connector(tmp_path, accounts).read("harbour/a.md")
    assert isinstance(failure, Failure)
    assert "may not be opened" in failure.reason
    (failure,) = connector(tmp_path, accounts).read("harbour/dir")
    assert isinstance(failure, Failure)
    assert "the folder may not be opened" in failure.reason
    (tmp_path / "raw" / "harbour" / "dir").chmod(0o700)
    file.chmod(0o600)
    assert connector(tmp_path, accounts).listing()["harbour/a.md"] != listing["harbour/a.md"]


def test_a_folder_named_like_a_file_is_told(tmp_path: Path, accounts: Accounts) -> None:
    (tmp_path / "raw" / "a.md").mkdir(parents=True)
    (failure,) = connector(tmp_path, accounts).read("a.md")
    assert isinstance(failure, Failure)


def test_names_that_are_no_text(tmp_path: Path, accounts: Accounts) -> None:
    (tmp_path / "raw").mkdir()
    try:
        Path(os.fsdecode(os.fsencode(tmp_path / "raw") + b"/caf\xe9.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes only valid names")
    (key,) = connector(tmp_path, accounts).listing()
    (failure,) = connector(tmp_path, accounts).read(key)
    assert isinstance(failure, Failure)
    assert "no valid text" in failure.reason


def test_paths_are_relative_to_the_workspace(tmp_path: Path, accounts: Accounts) -> None:
    put(tmp_path, "harbour/2026-03-12.md")
    (document,) = connector(tmp_path, accounts).read("harbour/2026-03-12.md")
    assert not isinstance(document, Failure)
    assert document.path == "raw/harbour/2026-03-12.md"
