"""A mailbox larger than memory should hold: messages are read one by one."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from connectors.files import FilesConnector
from copilot.domain.account import Account, Accounts
from copilot.domain.record import Document

SIZE, MESSAGES = 50 << 20, 400


@pytest.fixture
def connector(tmp_path: Path) -> FilesConnector:
    line = "the number of the day is 45 and the oven at the quay is warm again; " * 13 + "\n"
    body = line * (SIZE // MESSAGES // len(line))
    (tmp_path / "harbour").mkdir()
    with (tmp_path / "harbour" / "all.mbox").open("w") as mailbox:
        for number in range(MESSAGES):
            mailbox.write(
                f"From dana Tue Mar 10 09:30:00 2026\nFrom: Dana <d@harbour.example>\nTo: j@vendor.example\n"
                f"Date: Tue, 10 Mar 2026 09:30:00 +0100\nMessage-ID: <{number}@h.example>\nSubject: {number}\n"
                'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="zz"\n\n--zz\n\nShort answer.\n\n'
                "--zz\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=log.bin\n\n"
                f"{body}\n--zz--\n\n"
            )
    accounts = Accounts(
        (Account(account_id="harbour", name="Harbour", domains=("harbour.example",)),), ("vendor.example",)
    )
    return FilesConnector("files", tmp_path, tmp_path, accounts)


def test_memory_stays_far_below_the_file(connector: FilesConnector) -> None:
    list(connector.read("harbour/none.eml"))  # what is imported at first use is not the mailbox's
    tracemalloc.start()
    try:
        (key,) = connector.listing()
        count = sum(isinstance(found, Document) for found in connector.read(key))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == MESSAGES
    assert peak < SIZE / 8
