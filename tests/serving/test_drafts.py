"""Drafts as jobs: every format, once for each idempotency key, and taken up again after a restart."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime

from fastapi.testclient import TestClient

from copilot.api.app import create_app
from copilot.domain.access import Role
from copilot.domain.served import Job, JobStatus
from copilot.domain.words import Audience, DraftKind
from retrieval.catalog import jobs
from retrieval.catalog.database import transaction
from tests.serving.conftest import OWN, Server

MAGIC = {"json": b"{", "md": b"#", "html": b"<!doctype html>", "docx": b"PK", "pptx": b"PK", "pdf": b"%PDF"}


def test_a_draft_comes_in_every_format(server: Server) -> None:
    made = server.drafted(OWN)
    job = server.ask("GET", f"/v1/drafts/{made}").json()
    assert job["done"] == job["steps"]
    assert {file["format"] for file in job["files"]} == set(MAGIC)
    for file in job["files"]:
        got = server.ask("GET", file["href"])
        assert got.content.lower().startswith(MAGIC[file["format"]].lower())
        assert got.headers["content-disposition"].endswith(f'.{file["format"]}"')
    assert server.ask("GET", f"/v1/drafts/{made}/files/exe").status_code == 404


def test_the_same_request_twice_is_one_job(server: Server) -> None:
    asked = {"kind": "risk", "account": OWN, "as_of": "2026-05-01"}
    name = {"Idempotency-Key": secrets.token_hex(4)}
    one, again = (server.ask("POST", "/v1/drafts", json=asked, headers=name).json()["id"] for _ in range(2))
    assert one == again
    other = server.ask("POST", "/v1/drafts", json={**asked, "kind": "brief"}, headers=name)
    assert other.status_code == 422
    mine = server.ask("POST", "/v1/drafts", Role.CSM, json=asked, headers=name).json()["id"]
    assert mine != one


def test_internal_drafts_are_not_for_readers(server: Server) -> None:
    asked = {"kind": "brief", "account": OWN}
    assert server.ask("POST", "/v1/drafts", Role.READER, json=asked).status_code == 403
    made = server.drafted(OWN)
    assert server.ask("GET", f"/v1/drafts/{made}", Role.READER).status_code == 404
    assert server.ask("GET", f"/v1/drafts/{made}/files/md", Role.READER).status_code == 404


def test_what_cannot_be_drafted_is_refused_at_once(server: Server) -> None:
    for wrong in ({"kind": "answer"}, {"kind": "risk", "period": "2026"}, {"kind": "qbr", "period": "soon"}):
        assert server.ask("POST", "/v1/drafts", json={"account": OWN, **wrong}).status_code == 422


def test_a_job_that_was_left_is_done_after_the_next_start(own_server: Server) -> None:
    left = Job(
        id=secrets.token_hex(12),
        asked_by=own_server.ids[Role.ADMIN],
        kind=DraftKind.RISK,
        account=OWN,
        audience=Audience.INTERNAL,
        as_of=date(2026, 5, 1),
        status=JobStatus.RUNNING,
        created_at=datetime.now(UTC),
    )
    with transaction(own_server.opened.engine) as connection:
        jobs.add_job(connection, left, None)
    app = create_app(own_server.opened)
    key = {"Authorization": f"Bearer {own_server.keys[Role.ADMIN]}"}
    with TestClient(app) as client:
        while (job := client.get(f"/v1/drafts/{left.id}", headers=key).json())["status"] in {"queued", "running"}:
            pass
    assert job["status"] == "done"
