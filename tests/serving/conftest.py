"""A server on a small record, with a key for each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from copilot.api.app import create_app
from copilot.api.service import Service
from copilot.bootstrap import Workspace
from copilot.domain.access import KeyRequest, Role
from copilot.web.site import add_pages
from retrieval.catalog.database import transaction
from retrieval.catalog.keyring import create_key
from tests.conftest import ACCOUNTS, Folder, eml, note, ticket, vtt
from tests.judges import NoMeaning, WordPromises, WordSupport

OWN, FOREIGN = "acme", "acme-labs"
"""An account that every key may see, and one that only the admin's may."""


@dataclass
class Server:
    """The app, its state, and who may come in."""

    folder: Folder
    opened: Workspace
    app: FastAPI
    client: TestClient
    keys: Mapping[Role, str]
    ids: Mapping[Role, str]

    @property
    def service(self) -> Service:
        service: Service = self.app.state.service
        return service

    def ask(self, method: str, path: str, role: Role | None = Role.ADMIN, **given: Any) -> Response:
        """Send a request with the key of a role."""
        headers = dict(given.pop("headers", {}))
        if role is not None:
            headers["Authorization"] = f"Bearer {self.keys[role]}"
        return self.client.request(method, path, headers=headers, **given)

    def drafted(self, account: str, kind: str = "brief") -> str:
        """The id of a draft that is done."""
        made = self.ask("POST", "/v1/drafts", json={"kind": kind, "account": account, "as_of": "2026-05-01"})
        assert made.status_code == 202, made.text
        while (job := self.ask("GET", made.headers["Location"]).json())["status"] in {"queued", "running"}:
            pass
        assert job["status"] == "done", job
        return str(job["id"])


def write_record(folder: Folder) -> None:
    """A little of everything for one account, a secret of another."""
    folder.write("accounts.csv", ACCOUNTS)
    folder.write(
        "raw/acme/mail/one.eml",
        eml("The kiln sensors drop out every night. We need a fix by May.", message_id="one@acme.com"),
    )
    folder.write("raw/acme/calls/2026-04-10_review.vtt", vtt("Dana Roy: The dashboard is slow.", "Mara Quist: Noted."))
    folder.write("raw/acme/notes/visit.md", note("They plan a second plant in Ostrava.", confidentiality="internal"))
    folder.write("raw/acme/tickets.ndjson", ticket(1, "Export fails with an error.", private="They are angry.") + "\n")
    folder.write("raw/acme/usage.csv", "week,active_users,licensed_seats\n2026-03-02,40,60\n2026-03-09,44,60\n")
    folder.write(
        "raw/acme-labs/mail/secret.eml",
        eml("The zeppelin budget is cancelled.", message_id="z@acmelabs.org", sender="Zoe Lab <zoe@acmelabs.org>"),
    )
    folder.write("raw/acme-labs/usage.csv", "week,active_users,licensed_seats\n2026-03-02,4,6\n2026-03-09,4,6\n")
    folder.write(
        "raw/beta/mail/hello.eml",
        eml("The forklift labels print upside down.", message_id="b@beta.io", sender="Lee Ott <lee@beta.io>"),
    )


def stand_in(opened: Workspace) -> None:
    """Let the guard run without models."""
    opened.promises = WordPromises()
    opened.support = WordSupport()
    opened.meaning = NoMeaning()


def make_keys(opened: Workspace) -> tuple[dict[Role, str], dict[Role, str]]:
    """A key for each role, and its id."""
    asked = {
        Role.READER: KeyRequest(name="Rex", role=Role.READER, accounts=(OWN,)),
        Role.CSM: KeyRequest(name="Mara", role=Role.CSM, email="Mara@ourco.com"),
        Role.MANAGER: KeyRequest(name="Lea", role=Role.MANAGER, email="lea@ourco.com", team=("mara@ourco.com",)),
        Role.ADMIN: KeyRequest(name="Ada", role=Role.ADMIN),
    }
    with transaction(opened.engine) as connection:
        made = {role: create_key(connection, one) for role, one in asked.items()}
    return {role: text for role, (_, text) in made.items()}, {role: key.id for role, (key, _) in made.items()}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that several tests share: they look at it, and leave its record as it is."""
    yield from serving(Folder(tmp_path_factory.mktemp("served") / "book"))


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own."""
    yield from serving(Folder(tmp_path / "book"))


def serving(folder: Folder) -> Iterator[Server]:
    folder.path.mkdir(parents=True)
    folder.write("copilot.toml", "[serve]\nrequests_per_minute = 100000\n")
    write_record(folder)
    folder.sync()
    with folder.open() as opened, opened.owning():
        stand_in(opened)
        keys, ids = make_keys(opened)
        app = create_app(opened, add_pages)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Server(folder, opened, app, client, keys, ids)
