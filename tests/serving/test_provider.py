"""Signing in at the page through an identity provider."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from copilot.api.app import create_app
from copilot.domain.access import Role
from copilot.settings import OidcSettings
from copilot.web.site import add_pages
from tests.serving.conftest import Server
from tests.serving.issuer import CLIENT, SECRET, Issuer, issuing

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as running:
        yield running


@pytest.fixture
def page(own_server: Server, issuer: Issuer) -> Iterator[TestClient]:
    """A browser before the page of a server that knows the provider."""
    opened = own_server.opened
    oidc = OidcSettings(issuer=issuer.url, client_id=CLIENT, client_secret=SECRET)
    serve = opened.settings.serve.model_copy(update={"oidc": oidc})
    opened.settings = opened.settings.model_copy(update={"serve": serve})
    with TestClient(create_app(opened, add_pages), follow_redirects=False) as client:
        yield client


def onward(text: str) -> str:
    """Where a page sends the browser on to."""
    found = re.search(r'content="0;url=([^"]*)"', text)
    assert found, text
    return html.unescape(found.group(1))


def go_and_come_back(page: TestClient) -> dict[str, str]:
    """To the provider, and what it sends back with the browser."""
    begun = page.post("/sign-in/provider", headers=OURS)
    assert begun.status_code == 200
    place = onward(begun.text)
    answer = httpx.get(place)
    back = urlsplit(answer.headers["location"])
    assert back.path == "/sign-in/back"
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def refused(page: TestClient, sent: dict[str, str], says: str) -> None:
    got = page.get("/sign-in/back", params=sent)
    assert got.status_code == 401
    assert says in html.unescape(got.text)
    assert "csm_session" not in page.cookies
    assert page.get("/v1/me").status_code == 401


def test_a_browser_signs_in_and_out_through_the_provider(page: TestClient, issuer: Issuer, own_server: Server) -> None:
    assert "company account" in page.get("/sign-in").text
    got = page.get("/sign-in/back", params=go_and_come_back(page))
    assert got.status_code == 200
    assert onward(got.text) == "/"
    assert {"openid", "email", "profile"} == set(issuer.asked[0]["scope"].split())
    cookie = next(one for one in got.headers.get_list("set-cookie") if one.startswith("csm_session"))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert page.get("/v1/me").json() == {"name": "Mara Quist", "role": "csm", "audience": "internal"}
    assert {one["account_id"] for one in page.get("/v1/accounts").json()["items"]} == {"acme", "beta"}
    audit = own_server.ask("GET", "/v1/audit", Role.ADMIN).json()["items"]
    assert ("Mara Quist (oidc:u1)", "sign in") in {(one["who"], one["action"]) for one in audit}
    page.post("/sign-out", headers=OURS)
    page.cookies.set("csm_session", cookie.partition("=")[2].partition(";")[0])
    assert page.get("/v1/me").status_code == 401


def test_what_comes_back_counts_once(page: TestClient) -> None:
    back = go_and_come_back(page)
    assert page.get("/sign-in/back", params=back).status_code == 200
    page.cookies.clear()
    refused(page, back, "not begun here")


def test_an_answer_to_another_sign_in_opens_nothing(page: TestClient) -> None:
    back = go_and_come_back(page)
    refused(page, {**back, "state": "another"}, "belongs to another sign-in")
    refused(page, back, "not begun here")  # and is used up


def test_a_browser_that_did_not_begin_it_gets_nothing(page: TestClient) -> None:
    back = go_and_come_back(page)
    page.cookies.clear()
    refused(page, back, "not begun here")


def test_a_code_of_another_browser_opens_nothing(page: TestClient) -> None:
    stolen = go_and_come_back(page)["code"]
    page.cookies.clear()
    mine = go_and_come_back(page)
    refused(page, {**mine, "code": stolen}, "does not answer")  # the verifier is not that code's


def test_a_refusal_of_the_provider(page: TestClient) -> None:
    back = go_and_come_back(page)
    refused(page, {"state": back["state"], "error": "access_denied"}, "did not let you in")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another-app"},
        {"iss": "https://login.evil.example"},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"role": "king"},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_for_this_sign_in(page: TestClient, issuer: Issuer, claims: dict[str, Any]) -> None:
    issuer.claims |= claims
    refused(page, go_and_come_back(page), "opens anything here")


@pytest.mark.parametrize("document", [{"issuer": "https://login.evil.example"}, {"token_endpoint": None}])
def test_a_discovery_document_of_somebody_else(page: TestClient, issuer: Issuer, document: dict[str, Any]) -> None:
    issuer.document = document
    got = page.post("/sign-in/provider", headers=OURS)
    assert got.status_code == 401
    assert "does not say what it should" in got.text
    assert "csm_sign_in" not in page.cookies


def test_it_begins_only_from_our_own_page_and_only_where_it_is_set_up(page: TestClient, own_server: Server) -> None:
    assert page.post("/sign-in/provider", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert own_server.client.post("/sign-in/provider", headers=OURS).status_code == 404
    assert own_server.client.get("/sign-in/back").status_code == 404
    assert "company account" not in own_server.client.get("/sign-in").text


def test_a_provider_that_is_away(own_server: Server) -> None:
    opened = own_server.opened
    oidc = OidcSettings(issuer="http://127.0.0.1:9", client_id=CLIENT)
    serve = opened.settings.serve.model_copy(update={"oidc": oidc})
    opened.settings = opened.settings.model_copy(update={"serve": serve})
    with TestClient(create_app(opened, add_pages)) as client:
        got = client.post("/sign-in/provider", headers=OURS)
    assert got.status_code == 401
    assert "does not answer" in got.text
