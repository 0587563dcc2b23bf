"""Signing in with a browser, and the keys themselves."""

from __future__ import annotations

import json

from copilot.domain.access import Role
from tests.conftest import Folder, RunCommand
from tests.serving.conftest import Server

OURS = {"Sec-Fetch-Site": "same-origin"}


def test_a_browser_signs_in_and_out(own_server: Server) -> None:
    client = own_server.client
    assert client.get("/", follow_redirects=False).headers["location"] == "/sign-in"
    wrong = client.post("/sign-in", data={"key": "csmk_no_no"}, headers=OURS)
    assert wrong.status_code == 401
    assert "opens nothing" in wrong.text
    right = client.post("/sign-in", data={"key": own_server.keys[Role.CSM]}, headers=OURS, follow_redirects=False)
    assert right.status_code == 303
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert own_server.keys[Role.CSM] not in cookie
    assert "Mara" in client.get("/").text
    assert client.get("/v1/me").json()["role"] == "csm"
    client.post("/sign-out", headers=OURS)
    client.cookies.set("csm_session", cookie.partition("=")[2].partition(";")[0])
    assert client.get("/v1/me").status_code == 401


def test_a_foreign_page_cannot_act_with_the_cookie(own_server: Server) -> None:
    client = own_server.client
    client.post("/sign-in", data={"key": own_server.keys[Role.CSM]}, headers=OURS)
    body = {"account": "acme", "question": "why?"}
    assert client.post("/v1/ask", json=body).status_code == 403
    assert client.post("/v1/ask", json=body, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/v1/ask", json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/v1/ask", json=body, headers={"Origin": "http://testserver"}).status_code == 200


def test_revoking_a_key_ends_its_sessions_too(own_server: Server, command: RunCommand) -> None:
    client = own_server.client
    client.post("/sign-in", data={"key": own_server.keys[Role.CSM]}, headers=OURS)
    ran = command("keys", "revoke", own_server.ids[Role.CSM], "-w", own_server.folder.path)
    assert ran.code == 0
    assert client.get("/v1/me").status_code == 401
    client.cookies.clear()
    assert own_server.ask("GET", "/v1/me", Role.CSM).status_code == 401
    assert "revoked" in command("keys", "list", "-w", own_server.folder.path).out


def test_keys_are_kept_as_hashes(folder: Folder, command: RunCommand) -> None:
    made = command("keys", "create", "--role", "csm", "--name", "Mara", "--email", "mara@ourco.com", "-w", folder.path)
    key = made.out.strip()
    assert "2 accounts" in made.err
    held = b"".join(path.read_bytes() for path in (folder.path / ".copilot").iterdir() if path.is_file())
    assert key.split("_", 2)[2].encode() not in held
    listed = json.loads(command("keys", "list", "--json", "-w", folder.path).out)
    assert [one["name"] for one in listed] == ["Mara"]


def test_keys_that_cannot_be_made(folder: Folder, command: RunCommand) -> None:
    for wrong in (["--role", "king"], ["--role", "csm", "--accounts", "nobody"]):
        assert command("keys", "create", "--name", "X", "-w", folder.path, *wrong).code == 2
    assert "no key in force" in command("keys", "revoke", "xyz", "-w", folder.path).complaint


def test_the_audit_log_can_only_be_added_to(own_server: Server) -> None:
    import pytest
    from sqlalchemy import text

    from copilot.domain.errors import StoreError
    from retrieval.catalog.database import transaction

    own_server.ask("GET", "/v1/portfolio")
    for statement in ("UPDATE audit SET who = 'nobody'", "DELETE FROM audit"):
        with pytest.raises(StoreError, match="only added to"), transaction(own_server.opened.engine) as connection:
            connection.execute(text(statement))
