from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from connectors.files import FilesConnector
from copilot.domain.account import Account, Accounts
from copilot.domain.record import Document, Failure
from copilot.domain.words import Visibility

Read = Callable[..., tuple[list[Document], list[Failure]]]


@pytest.fixture
def accounts() -> Accounts:
    return Accounts(
        (
            Account(
                account_id="harbour",
                name="Harbour Bakery",
                domains=("harbour.example", "hb-group.example"),
                csm="Joel Sand",
                csm_email="joel@vendor.example",
                zendesk_org="Harbour",
                salesforce_id="001A00000HARB01AAA",
                renewal_date=date(2026, 12, 31),
            ),
            Account(account_id="mill", name="North Mill", domains=("mill.example",), zendesk_org="Mill Ltd"),
            Account(account_id="mill-haulage", name="North Mill Haulage", domains=("mill.example", "haul.example")),
        ),
        ("vendor.example",),
    )


@pytest.fixture
def read(tmp_path: Path, accounts: Accounts) -> Read:
    """Write one file below the source's root and read it: its documents and its failures."""

    def write_and_read(
        key: str, content: str | bytes, visibility: Visibility | None = None
    ) -> tuple[list[Document], list[Failure]]:
        file = tmp_path / "raw" / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        connector = FilesConnector("files", tmp_path / "raw", tmp_path, accounts, visibility)
        found = list(connector.read(key))
        assert found == list(connector.read(key))
        return (
            [item for item in found if isinstance(item, Document)],
            [item for item in found if isinstance(item, Failure)],
        )

    return write_and_read
