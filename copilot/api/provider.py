"""Signing in through an identity provider: OpenID Connect's authorization code with PKCE, by its discovery document."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from copilot.api.tokens import Tokens
from copilot.domain.access import Principal
from copilot.settings import OidcSettings

__all__ = ["Attempt", "Provider", "SignInRefused"]

ATTEMPT_SECONDS = 600
"""How long somebody may take at the provider's page."""
_MOST = 10_000
"""Attempts kept at a time: whoever starts more pushes out the oldest."""
_DISCOVERY_SECONDS = 3600
_log = logging.getLogger(__name__)


class SignInRefused(Exception):
    """The provider, or what came back from it, does not let somebody in; the text may be shown to them."""


@dataclass(frozen=True)
class Attempt:
    """One browser's way to the provider and back; `browser` is the secret of its cookie."""

    browser: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    until: float = field(default_factory=lambda: time.monotonic() + ATTEMPT_SECONDS)
    callback: str = ""

    @property
    def challenge(self) -> str:
        """The verifier's hash, which the provider is told beforehand (RFC 7636, S256)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class Provider:
    """One identity provider. Safe to use from several threads."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._attempts: OrderedDict[str, Attempt] = OrderedDict()
        self._found: tuple[float, dict[str, Any], Tokens] | None = None

    def begin(self, callback: str) -> tuple[Attempt, str]:
        """A new attempt, and the address at the provider that the browser goes to. Raises SignInRefused."""
        attempt = Attempt(callback=callback)
        document, _ = self._discovered()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": callback,
            "scope": self._settings.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        with self._lock:
            self._attempts[attempt.browser] = attempt
            while len(self._attempts) > _MOST:
                self._attempts.popitem(last=False)
        place = document["authorization_endpoint"]
        return attempt, f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}"

    def finish(self, browser: str, state: str, code: str) -> Principal:
        """Who came back with a code. An attempt counts once, whatever comes of it. Raises SignInRefused."""
        with self._lock:
            attempt = self._attempts.pop(browser, None)
        if attempt is None or attempt.until < time.monotonic():
            raise SignInRefused("This sign-in was not begun here, or took too long. Begin again.")
        if not hmac.compare_digest(attempt.state.encode(), state.encode("utf-8", "replace")):
            raise SignInRefused("This answer belongs to another sign-in. Begin again.")
        if not code:
            raise SignInRefused("The identity provider did not let you in.")
        token = self._exchanged(attempt, code)
        _, tokens = self._discovered()
        who = tokens.principal(token, nonce=attempt.nonce)
        if who is None:
            raise SignInRefused("The identity provider says nothing of you that opens anything here. Ask an admin.")
        return who

    def _exchanged(self, attempt: Attempt, code: str) -> str:
        document, _ = self._discovered()
        secret = self._settings.client_secret.get_secret_value()
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.callback,
            "client_id": self._settings.client_id,
            "code_verifier": attempt.verifier,
            **({"client_secret": secret} if secret else {}),
        }
        found = self._fetched("POST", document["token_endpoint"], data=sent).get("id_token")
        if not isinstance(found, str):
            raise SignInRefused("The identity provider gave no token.")
        return found

    def _discovered(self) -> tuple[dict[str, Any], Tokens]:
        """What the provider says of itself, asked for once an hour, and what reads its tokens."""
        known = self._found
        if known is None or known[0] < time.monotonic():
            issuer = self._settings.issuer
            document = self._fetched("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if document.get("issuer") != issuer or not all(isinstance(document.get(one), str) for one in places):
                _log.error("the discovery document of %s is of another issuer, or lacks an endpoint", issuer)
                raise SignInRefused("The identity provider does not say what it should of itself.")
            keys = self._settings.jwks_url or document["jwks_uri"]
            reader = Tokens(self._settings.model_copy(update={"audience": self._settings.client_id, "jwks_url": keys}))
            known = self._found = (time.monotonic() + _DISCOVERY_SECONDS, document, reader)
        return known[1], known[2]

    def _fetched(self, method: str, url: str, **given: Any) -> dict[str, Any]:
        try:
            answer = httpx.request(method, url, timeout=10, headers={"Accept": "application/json"}, **given)
            found = answer.raise_for_status().json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            _log.error("%s %s failed: %s", method, url, error)
            raise SignInRefused("The identity provider does not answer. Try again later.") from error
        if not isinstance(found, dict):
            raise SignInRefused("The identity provider answers with something else.")
        return found
