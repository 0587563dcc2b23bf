"""Bearer tokens of an identity provider (OIDC): signature, issuer, audience and time are checked."""

from __future__ import annotations

import hmac
import logging
from typing import Any

import jwt

from copilot.domain.access import Principal, Role
from copilot.settings import OidcSettings

__all__ = ["Tokens"]

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Of public keys only: a token signed with a shared secret, or with none, is refused."""
_log = logging.getLogger(__name__)


class Tokens:
    """Reads tokens of one issuer; its keys are fetched when first needed, and again when an unknown one signs."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings = settings
        self._keys = jwt.PyJWKClient(settings.jwks_url, cache_keys=True, lifespan=600, timeout=5)

    def principal(self, token: str, nonce: str | None = None) -> Principal | None:
        """Who a token speaks for; None where it is expired, forged, for somebody else, or names no role of ours.

        `nonce`, where there is one, is that of the sign-in that the token must answer.
        """
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=_ALGORITHMS,
                audience=self._settings.audience,
                issuer=self._settings.issuer,
                options={"require": ["exp", "iss", "aud", "sub"]},
                leeway=30,
            )
            if nonce is not None and not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
                raise jwt.InvalidTokenError("it answers another sign-in")
            return self._of(claims)
        except (jwt.PyJWTError, ValueError) as error:
            _log.info("a token was refused: %s", type(error).__name__)
            return None

    def _of(self, claims: dict[str, Any]) -> Principal:
        granted = claims.get(self._settings.accounts_claim, [])
        return Principal(
            id=f"oidc:{claims['sub']}",
            name=str(claims.get("name") or claims.get("email") or claims["sub"]),
            role=Role(str(claims.get(self._settings.role_claim))),
            # An address that the provider has not verified could be anybody's.
            email=str(claims.get("email", "")).casefold() if claims.get("email_verified", False) else "",
            accounts=tuple(str(one) for one in granted) if isinstance(granted, list) else (),
        )
