"""Requests that are wrong, hostile or too much: the right refusal, in one shape, and nothing leaked."""

from __future__ import annotations

from typing import Any

import pytest

from copilot.api.pacing import Pace
from copilot.domain.access import Role
from tests.serving.conftest import OWN, Server

TRICKS = [
    "'; DROP TABLE documents; --",
    '" OR 1=1 --',
    'NEAR("a" "b", 5)',
    "kiln* AND (sensor OR NOT night",
    "{account} : ^kiln",
    "\x00\x01",
    "%s %n {0} {{7*7}} ${jndi:ldap://x}",
    "ﷺ" * 50,
]


def refused(got: Any, status: int) -> dict[str, Any]:
    assert got.status_code == status, got.text
    assert got.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = got.json()
    assert set(found) == {"type", "title", "status", "detail", "remedy"}
    assert "Traceback" not in got.text
    assert "sqlite" not in got.text.casefold()
    return found


@pytest.mark.parametrize("question", TRICKS)
def test_syntax_in_a_question_is_only_words(server: Server, question: str) -> None:
    got = server.ask("POST", "/v1/ask", json={"account": OWN, "question": question})
    assert got.status_code == 200
    assert "zeppelin" not in got.text
    assert server.ask("GET", f"/v1/accounts/{OWN}").status_code == 200


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"account": OWN, "question": "x" * 10_000}, "at most 4000"),
        ({"account": OWN, "question": ""}, "question"),
        ({"account": OWN, "question": "   "}, "question"),
        ({"account": OWN, "question": "why?", "role": "admin"}, "role"),
        ({"account": OWN, "question": "why?", "as_of": "tomorrow"}, "as_of"),
        ({"account": OWN, "question": "why?", "audience": "everyone"}, "audience"),
        ({"account": [OWN], "question": "why?"}, "account"),
        ([], "body"),
    ],
)
def test_a_body_that_is_not_as_described(server: Server, body: Any, says: str) -> None:
    assert says in refused(server.ask("POST", "/v1/ask", json=body), 422)["detail"]


def test_bytes_that_are_no_text(server: Server) -> None:
    as_json = {"Content-Type": "application/json"}
    half = b'{"account": "acme", "question": "\\ud800 why"}'
    for content in (b'{"account": "acme", "question": "\xff\xfe"}', half, b"{", b"", b"\x00" * 100):
        got = server.ask("POST", "/v1/ask", content=content, headers=as_json)
        assert got.status_code in {400, 422}, got.text
        refused(got, got.status_code)
    assert server.ask("GET", "/v1/accounts/%ff%fe").status_code == 404


def test_a_body_that_is_too_large(server: Server) -> None:
    large = b'{"question": "' + b"x" * 1_200_000 + b'"}'
    refused(server.ask("POST", "/v1/ask", content=large), 413)

    def unannounced() -> Any:
        for _ in range(40):
            yield b"x" * 50_000

    refused(server.ask("POST", "/v1/ask", content=unannounced()), 413)


@pytest.mark.parametrize(
    "trick", ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "files:../../accounts.csv", "%00", "a" * 900]
)
def test_path_tricks_find_nothing(server: Server, trick: str) -> None:
    for path in (f"/v1/documents/{trick}", f"/v1/accounts/{trick}", f"/static/{trick}", f"/v1/drafts/{trick}/files/md"):
        got = server.ask("GET", path)
        assert got.status_code in {404, 422}, (path, got.text)
        assert "root:" not in got.text


@pytest.mark.parametrize(
    "credential",
    ["", "csmk", "csmk_x_y", "Basic abc", "a.b.c", "eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.", "é" * 20, "x" * 5000],
)
def test_what_is_no_key_opens_nothing(own_server: Server, credential: str) -> None:
    got = own_server.client.get("/v1/accounts", headers={b"Authorization": f"Bearer {credential}".encode()})
    refused(got, 401)
    assert got.headers["www-authenticate"] == "Bearer"


def test_a_key_with_another_secret_or_another_id(server: Server) -> None:
    prefix, number, secret = server.keys[Role.ADMIN].split("_", 2)
    _, other, _ = server.keys[Role.READER].split("_", 2)
    for forged in (f"{prefix}_{number}_{secret[:-1]}", f"{prefix}_{other}_{secret}", f"{prefix}_{number}_"):
        refused(server.client.get("/v1/accounts", headers={"Authorization": f"Bearer {forged}"}), 401)


def test_guessing_is_slowed_down(own_server: Server) -> None:
    seen = [
        own_server.client.get("/v1/me", headers={"Authorization": f"Bearer csmk_{n}_x"}).status_code for n in range(40)
    ]
    assert seen[0] == 401
    assert seen[-1] == 429


def test_asking_too_often_is_refused_for_that_key_only(own_server: Server) -> None:
    own_server.service.pace = Pace(3, 30)
    seen = [own_server.ask("GET", "/v1/me", Role.CSM) for _ in range(5)]
    assert [got.status_code for got in seen] == [200, 200, 200, 429, 429]
    assert int(seen[-1].headers["retry-after"]) >= 1
    assert own_server.ask("GET", "/v1/me", Role.READER).status_code == 200


def test_every_answer_carries_the_security_headers(server: Server) -> None:
    for got in (server.client.get("/sign-in"), server.client.get("/v1/accounts"), server.client.get("/nowhere")):
        assert got.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert got.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in got.headers
    crossing = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in server.client.options("/v1/ask", headers=crossing).headers


def test_cursors_are_ours(server: Server) -> None:
    first = server.ask("GET", "/v1/accounts", params={"limit": 1}).json()
    second = server.ask("GET", "/v1/accounts", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert first["items"] != second["items"]
    for cursor in ("x", "after-1", "after", "after99999999999", "é", "' OR 1"):
        refused(server.ask("GET", "/v1/accounts", params={"cursor": cursor}), 422)


def test_a_broken_index_says_nothing_of_where_it_lies(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from copilot.domain.errors import StoreError

    def broken(*_: Any, **__: Any) -> Any:
        raise StoreError(f"the catalog {own_server.folder.path} cannot be used: disk i/o")

    monkeypatch.setattr(own_server.opened, "asking", broken)
    got = own_server.ask("POST", "/v1/ask", json={"account": OWN, "question": "why?"})
    refused(got, 503)
    assert str(own_server.folder.path) not in got.text
    told = own_server.ask(
        "POST", "/v1/ask", json={"account": OWN, "question": "why?"}, headers={"Accept": "text/event-stream"}
    )
    assert "event: problem" in told.text
    assert str(own_server.folder.path) not in told.text
