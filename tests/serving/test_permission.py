"""Every route × role × own and foreign account, from the route table: a new route without a rule fails here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from copilot.api.app import create_app
from copilot.api.entry import Needs
from copilot.bootstrap import Workspace
from copilot.domain.access import Role
from copilot.settings import Settings
from tests.serving.conftest import FOREIGN, OWN, Server

OPEN = {"/healthz", "/readyz"}
"""What needs no key."""


@dataclass(frozen=True)
class Sample:
    """How to call a route about an account; `about` is false where it is about none."""

    path: str
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    about: bool = True


_Build = Callable[[Server, str], Sample]
_ON = {"as_of": "2026-05-01"}


def _account(ending: str = "") -> _Build:
    return lambda _, account: Sample(f"/v1/accounts/{account}{ending}", query=_ON)


def _posting(path: str, **body: Any) -> _Build:
    return lambda _, account: Sample(path, {**body, "account": account})


def _plain(path: str, body: Any = None) -> _Build:
    return lambda *_: Sample(path, body, about=False)


def _document(server: Server, account: str) -> Sample:
    listed = server.ask("GET", f"/v1/accounts/{account}/timeline").json()["items"]
    return Sample(f"/v1/documents/{next(one['id'] for one in listed if one['kind'] == 'email')}")


SAMPLES: dict[str, _Build] = {
    "GET /v1/accounts": _plain("/v1/accounts"),
    "GET /v1/accounts/{account_id}": _account(),
    "GET /v1/accounts/{account_id}/timeline": _account("/timeline"),
    "GET /v1/accounts/{account_id}/timeline.svg": _account("/timeline.svg"),
    "GET /v1/accounts/{account_id}/stakeholders": _account("/stakeholders"),
    "GET /v1/accounts/{account_id}/stakeholders.svg": _account("/stakeholders.svg"),
    "GET /v1/accounts/{account_id}/commitments": _account("/commitments"),
    "GET /v1/accounts/{account_id}/signals": _account("/signals"),
    "GET /v1/accounts/{account_id}/coverage": _account("/coverage"),
    "POST /v1/ask": _posting("/v1/ask", question="what do they need?"),
    "GET /v1/me": _plain("/v1/me"),
    "GET /v1/portfolio": _plain("/v1/portfolio"),
    "GET /v1/commitments": _plain("/v1/commitments"),
    "POST /v1/check": _posting("/v1/check", text="See you on Monday."),
    "POST /v1/drafts": _posting("/v1/drafts", kind="qbr", as_of="2026-05-01"),
    "GET /v1/drafts": lambda _, account: Sample("/v1/drafts", query={"account": account}),
    "GET /v1/drafts/{draft_id}": lambda server, account: Sample(f"/v1/drafts/{server.drafted(account, 'qbr')}"),
    "GET /v1/drafts/{draft_id}/files/{form}": lambda server, account: Sample(
        f"/v1/drafts/{server.drafted(account, 'qbr')}/files/md"
    ),
    "GET /v1/documents/{document_id:path}": _document,
    "GET /v1/metrics": _plain("/v1/metrics"),
    "POST /v1/sync": _plain("/v1/sync", {}),
    "GET /v1/sync": _plain("/v1/sync"),
    "GET /v1/sync/failures": _plain("/v1/sync/failures"),
    "POST /v1/feedback": _posting("/v1/feedback", question="who signs?", verdict="missing"),
    "GET /v1/audit": _plain("/v1/audit"),
    "POST /v1/local/ask": _plain(
        "/v1/local/ask", {"account": OWN, "question": "why?", "as_of": "2026-05-01", "audience": "internal"}
    ),
    "POST /v1/local/draft": _plain("/v1/local/draft", {"account": OWN, "kind": "qbr", "as_of": "2026-05-01"}),
    "POST /v1/local/sync": _plain("/v1/local/sync", {}),
    "POST /v1/local/forget": _plain("/v1/local/forget", {"person": "nobody@nowhere.example"}),
    "POST /v1/local/lift": _plain("/v1/local/lift", {"person": "nobody@nowhere.example"}),
    "GET /v1/openapi.json": _plain("/v1/openapi.json"),
}


def _needs(dependant: Dependant) -> Iterator[Needs]:
    if isinstance(dependant.call, Needs):
        yield dependant.call
    for below in dependant.dependencies:
        yield from _needs(below)


def _routes() -> list[tuple[str, RouteContext]]:
    app: FastAPI = create_app(Workspace(Settings(workspace="/nowhere")))
    return [
        (f"{method} {route.path}", route)
        for route in iter_route_contexts(app.routes)
        if route.path not in OPEN
        for method in sorted(route.methods or ())
    ]


ROUTES = _routes()


def test_the_table_lists_every_route() -> None:
    assert {name for name, _ in ROUTES} == set(SAMPLES)


@pytest.mark.parametrize(("name", "route"), ROUTES, ids=[name for name, _ in ROUTES])
def test_a_route_serves_its_roles_and_their_accounts_only(server: Server, name: str, route: RouteContext) -> None:
    rules = list(_needs(route.dependant))
    assert rules, f"{name} names no role: add Needs to it"
    allowed = frozenset.intersection(*(rule.roles for rule in rules))
    own, foreign = (SAMPLES[name](server, account) for account in (OWN, FOREIGN))
    method = name.partition(" ")[0]

    def call(sample: Sample, role: Role | None) -> Any:
        return server.ask(method, sample.path, role, params=sample.query, json=sample.body)

    assert call(own, None).status_code == 401
    for role in Role:
        got = call(own, role)
        if role not in allowed:
            assert got.status_code == 403, (role, got.text)
            continue
        assert got.is_success or got.status_code == 409, (role, got.text)  # a sync may still run
        if not own.about:
            continue
        theirs = call(foreign, role)
        if role is Role.ADMIN:
            assert theirs.is_success, theirs.text
        else:
            assert theirs.status_code == 404, (role, theirs.text)
            assert theirs.headers["content-type"] == "application/problem+json"
            assert FOREIGN not in theirs.text
            assert "Labs" not in theirs.text


def test_what_one_may_not_see_is_word_for_word_what_is_not_there(server: Server) -> None:
    for path in ("/v1/accounts/{}", "/v1/accounts/{}/signals", "/v1/drafts?account={}"):
        there, nowhere = (server.ask("GET", path.format(name), Role.CSM) for name in (FOREIGN, "nobody"))
        assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
    for name in (FOREIGN, "Acme Labs", "acmelabs.org", "nobody"):
        got = server.ask("POST", "/v1/ask", Role.CSM, json={"account": name, "question": "why?"})
        assert got.json()["detail"] == "There is no such account."
    secret = SAMPLES["GET /v1/documents/{document_id:path}"](server, FOREIGN).path
    there, nowhere = (server.ask("GET", path, Role.MANAGER) for path in (secret, "/v1/documents/files:nothing"))
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)


def test_lists_and_counts_hold_only_what_is_theirs(server: Server) -> None:
    def seen(role: Role) -> set[str]:
        return {one["account_id"] for one in server.ask("GET", "/v1/accounts", role).json()["items"]}

    assert seen(Role.READER) == {"acme"}
    assert seen(Role.CSM) == seen(Role.MANAGER) == {"acme", "beta"}
    assert seen(Role.ADMIN) == {"acme", "beta", "acme-labs"}
    book = server.ask("GET", "/v1/portfolio", Role.CSM).json()
    assert {row["account"] for row in book["rows"]} == {"acme", "beta"}
    assert "acme-labs" not in str(book)


def test_a_reader_sees_nothing_internal(server: Server) -> None:
    asked = {"account": OWN, "question": "where do they plan a second plant?", "as_of": "2026-05-01"}
    assert "Ostrava" in server.ask("POST", "/v1/ask", Role.CSM, json=asked).text
    answer = server.ask("POST", "/v1/ask", Role.READER, json=asked)
    assert answer.status_code == 200
    assert "Ostrava" not in answer.text
    assert "angry" not in server.ask("GET", f"/v1/accounts/{OWN}/signals", Role.READER).text
    refused = server.ask("POST", "/v1/ask", Role.READER, json={**asked, "audience": "internal"})
    assert refused.status_code == 403
    listed = server.ask("GET", f"/v1/accounts/{OWN}/timeline", Role.READER).json()["items"]
    assert listed
    assert {one["visibility"] for one in listed} == {"shared"}
    ticket = next(one["id"] for one in listed if one["kind"] == "ticket")
    assert "angry" not in server.ask("GET", f"/v1/documents/{ticket}", Role.READER).text
    assert "angry" in server.ask("GET", f"/v1/documents/{ticket}", Role.CSM).text
    overview = server.ask("GET", f"/v1/accounts/{OWN}", Role.READER).json()
    assert (overview["arr_usd"], overview["call"], overview["reasons"]) == (None, None, [])
