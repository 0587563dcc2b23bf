"""Bearer tokens of an identity provider: whose are taken, and which are refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from copilot.api.tokens import Tokens
from copilot.domain.access import Role
from copilot.settings import OidcSettings

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ISSUER, AUDIENCE = "https://login.ourco.example", "csm-copilot"


class _Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        body = json.dumps({"keys": [{**found, "kid": "one", "use": "sig", "alg": "RS256"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Keys)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/keys"
    yield Tokens(OidcSettings(issuer=ISSUER, audience=AUDIENCE, jwks_url=url))
    server.shutdown()
    thread.join()
    server.server_close()


def token(key: Any = KEY, algorithm: str = "RS256", **changed: Any) -> str:
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "u1",
        "email": "Mara@ourco.com",
        "email_verified": True,
        "role": "csm",
        "accounts": ["beta"],
        "exp": datetime.now(UTC) + timedelta(minutes=5),
    }
    wanted = {name: value for name, value in {**claims, **changed}.items() if value is not None}
    return jwt.encode(wanted, key, algorithm, headers={"kid": "one"})


def test_a_token_says_who_it_is(tokens: Tokens) -> None:
    who = tokens.principal(token())
    assert who is not None
    assert (who.id, who.role, who.email, who.accounts) == ("oidc:u1", Role.CSM, "mara@ourco.com", ("beta",))


def test_an_address_that_is_not_verified_opens_no_accounts(tokens: Tokens) -> None:
    who = tokens.principal(token(email_verified=False))
    assert who is not None
    assert who.email == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"exp": None},
        {"iss": "https://login.evil.example"},
        {"aud": "another-app"},
        {"sub": None},
        {"role": "king"},
        {"role": None},
        {"key": OTHER},
        {"key": "a secret that both would have to know, at length", "algorithm": "HS256"},
        {"key": None, "algorithm": "none"},
    ],
    ids="expired endless other-issuer other-app nobody no-such-role no-role other-key shared-secret unsigned".split(),
)
def test_what_is_expired_forged_or_for_somebody_else_opens_nothing(tokens: Tokens, changed: dict[str, Any]) -> None:
    assert tokens.principal(token(**changed)) is None


def test_what_is_no_token_opens_nothing(tokens: Tokens) -> None:
    for text in ("a.b.c", "..", "é.é.é"):
        assert tokens.principal(text) is None
