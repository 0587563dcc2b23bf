"""An identity provider on loopback: discovery, keys, a page that lets everybody in, and codes under PKCE."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "csm-copilot", "a client's secret"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """What it says of everybody, which a test may change; `asked` are the sign-ins it has seen."""

    url: str = ""
    claims: dict[str, Any] = field(
        default_factory=lambda: (
            {"sub": "u1", "name": "Mara Quist", "role": "csm", "email": "mara@ourco.com"} | {"email_verified": True}
        )
    )
    document: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        places = {name: f"{self.url}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        return {"issuer": self.url, **places, **self.document}

    def keys(self) -> dict[str, Any]:
        found = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**found, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where it sends the browser back to."""
        self.asked.append(asked)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code; None where it is not its holder's."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or (sent["client_id"], sent.get("client_secret")) != (CLIENT, SECRET):
            return None
        hashed = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if hashed != asked["code_challenge"] or sent["redirect_uri"] != asked["redirect_uri"]:
            return None
        claims = {"iss": self.url, "aud": CLIENT, "nonce": asked["nonce"]} | self.claims
        claims.setdefault("exp", datetime.now(UTC) + timedelta(minutes=5))
        signed = jwt.encode(claims, KEY, "RS256", headers={"kid": "one"})
        return {"id_token": signed, "access_token": "x", "token_type": "Bearer"}


@contextmanager
def issuing() -> Iterator[Issuer]:
    """A provider that runs while the context does."""
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorization_endpoint":
                self.send_response(302)
                self.send_header("Location", issuer.authorize(_flat(parts.query)))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif parts.path == "/jwks_uri":
                self._tell(200, issuer.keys())
            else:
                assert parts.path == "/.well-known/openid-configuration"
                self._tell(200, issuer.discovery())

        def do_POST(self) -> None:
            sent = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
            found = issuer.token(sent)
            self._tell(200 if found else 400, found or {"error": "invalid_grant"})

        def _tell(self, status: int, found: dict[str, Any]) -> None:
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
