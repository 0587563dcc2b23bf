"""The door: who is it, may they do this, and have they asked too often.

Every route names the roles it is for with `Needs`; a test walks the route table and fails where one does not.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import anyio
from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from copilot.api.problems import Refused
from copilot.api.service import Service
from copilot.domain.access import Principal, Role

__all__ = [
    "COOKIE",
    "INSIDERS",
    "Admin",
    "Anyone",
    "Insider",
    "Needs",
    "Served",
    "failed_sign_in",
    "insider",
    "same_site",
    "service_of",
]

COOKIE = "csm_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_bearer = HTTPBearer(auto_error=False, description="An API key, or a token of the identity provider.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A browser that has signed in.")

INSIDERS = frozenset(Role) - {Role.READER}
"""Roles that may see internal material."""


async def service_of(request: Request) -> Service:
    """The server's state."""
    service: Service = request.app.state.service
    return service


class Needs:
    """Lets in whoever has one of some roles, and says who it is."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(
        self,
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
        session: Annotated[str | None, Security(_cookie)] = None,
    ) -> Principal:
        """The principal. Raises Refused: 401, 403 or 429."""
        service: Service = request.app.state.service
        principal = await _known(request, service, bearer, session)
        wait = service.pace.admit(principal.id)
        if wait:
            raise Refused(429, "You have asked too often.", f"Try again in {wait} s.", {"Retry-After": str(wait)})
        if principal.role not in self.roles:
            raise Refused(403, f"This is not for the role {principal.role}.", "Ask an admin for a key that may do it.")
        request.state.principal = principal
        return principal


async def _known(
    request: Request, service: Service, bearer: HTTPAuthorizationCredentials | None, session: str | None
) -> Principal:
    address = request.client.host if request.client else ""
    found: Principal | None = None
    if bearer is not None:
        # A key is looked up here: a thread for it would cost more. A token's signer may have to be asked first.
        known = service.principal_of_key(bearer.credentials)
        found = known or await anyio.to_thread.run_sync(service.principal_of_token, bearer.credentials)
    elif session is not None:
        found = service.principal_of_session(session)
        if found is not None:
            same_site(request)
    if found is None:
        if bearer is not None or session is not None:
            failed_sign_in(service, address)
        raise Refused(
            401,
            "Nobody is answered without a key that holds.",
            "Send one as `Authorization: Bearer …`; `csm-copilot keys create` makes one.",
            {"WWW-Authenticate": "Bearer"},
        )
    return found


def failed_sign_in(service: Service, address: str) -> None:
    """Count what opened nothing. Raises Refused (429) where an address tries too often; a key that holds still does."""
    if not service.pace.may_try(address):
        raise Refused(429, "Too many keys that open nothing.", "Try again in a minute.", {"Retry-After": "60"})
    service.pace.failed(address)


def same_site(request: Request) -> None:
    """Raise Refused (403) where another site's page sent the request: a cookie comes along with those too."""
    if request.method in _SAFE:
        return
    sent_from = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    if not (own or sent_from == "same-origin"):
        raise Refused(403, "The request comes from another site.", "Use the page of this server, or an API key.")


anyone = Needs(*Role)
insider = Needs(*INSIDERS)
admin = Needs(Role.ADMIN)

IdempotencyKey = Annotated[str | None, Header(max_length=200, pattern=r"^[\x21-\x7e]+$")]
"""What makes a repeated request one request."""
Served = Annotated[Service, Depends(service_of)]
Anyone = Annotated[Principal, Depends(anyone)]
Insider = Annotated[Principal, Depends(insider)]
Admin = Annotated[Principal, Depends(admin)]
