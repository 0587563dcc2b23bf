"""The pages, and what they are made of. What they show they fetch from the API, with the reader's own rights."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Cookie, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from copilot.api.entry import COOKIE, Served, failed_sign_in, same_site
from copilot.api.problems import Refused
from copilot.api.provider import ATTEMPT_SECONDS, Provider, SignInRefused
from copilot.api.service import Service
from copilot.domain.access import Principal
from copilot.domain.words import Audience
from retrieval.catalog import keyring
from retrieval.catalog.database import transaction

__all__ = ["add_pages"]

router = APIRouter(include_in_schema=False)
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_ASSETS = (
    "app.css",
    "icon.svg",
    "dom.js",
    "portfolio.js",
    "account.js",
    "all_drafts.js",
    "asking.js",
    "drafts.js",
    "sources.js",
    "check.js",
)
_ATTEMPT = "csm_sign_in"
Session = Annotated[str | None, Cookie(alias=COOKIE)]


def add_pages(app: FastAPI) -> None:
    """Add the pages to the API's app."""
    app.include_router(router)


@router.get("/")
def portfolio(service: Served, session: Session = None) -> Response:
    """The portfolio, or the way in."""
    return _page("portfolio", service, session)


@router.get("/accounts/{account_id}")
def account(service: Served, account_id: str, session: Session = None) -> Response:
    """An account. Whether it is there, the API says, to those who may know."""
    return _page("account", service, session, account_id=account_id)


@router.get("/accounts/{account_id}/drafts")
def drafts(service: Served, account_id: str, session: Session = None) -> Response:
    """All drafts of an account."""
    return _page("drafts", service, session, account_id=account_id)


@router.get("/check")
def check(service: Served, session: Session = None) -> Response:
    """A text to be checked before it is sent."""
    return _page("check", service, session)


@router.get("/sign-in")
def way_in(service: Served) -> Response:
    """The way in."""
    return _way_in(service)


@router.post("/sign-in")
def sign_in(request: Request, service: Served, key: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Take a key, and give the browser a cookie for twelve hours."""
    same_site(request)
    address = request.client.host if request.client else ""
    with transaction(service.workspace.engine) as connection:
        found = keyring.key_of(connection, key.strip())
        secret = keyring.start_session(connection, found) if found is not None else ""
    if not secret:
        failed_sign_in(service, address)
        return _way_in(service, "This key opens nothing. Ask an admin for one: csm-copilot keys create.")
    answer = RedirectResponse("/", status_code=303)
    _let_in(answer, secret, keyring.SESSION, request)
    return answer


@router.post("/sign-in/provider")
def to_the_provider(request: Request, service: Served) -> Response:
    """Send a browser to the identity provider."""
    same_site(request)
    provider = _provider(service)
    page = service.settings.oidc.page_url.rstrip("/") or str(request.base_url).rstrip("/")
    try:
        attempt, place = provider.begin(f"{page}/sign-in/back")
    except SignInRefused as refused:
        return _way_in(service, str(refused))
    # A page of ours sends it there: a form that is redirected to another host would need the policy's leave.
    answer = HTMLResponse(_render("onward", who=None, place=place, says="To your identity provider"))
    answer.set_cookie(
        _ATTEMPT,
        attempt.browser,
        max_age=ATTEMPT_SECONDS,
        path="/sign-in",
        httponly=True,
        samesite="lax",  # the provider sends the browser back, and it must come along
        secure=page.startswith("https"),
    )
    return answer


@router.get("/sign-in/back")
def back_from_the_provider(
    request: Request,
    service: Served,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    attempt: Annotated[str | None, Cookie(alias=_ATTEMPT)] = None,
) -> Response:
    """Take what the provider sends back with a browser, and let it in for a working day."""
    provider = _provider(service)
    try:
        who = provider.finish(attempt or "", state, code)
    except SignInRefused as refused:
        failed_sign_in(service, request.client.host if request.client else "")
        return _way_in(service, str(refused))
    with transaction(service.workspace.engine) as connection:
        secret = keyring.start_visit(connection, who)
    service.audit(who, "sign in")
    # Reached from another site, it would not be sent the cookie it now gets: the browser goes on from here.
    answer = HTMLResponse(_render("onward", who=None, place="/", says="Signed in"))
    answer.delete_cookie(_ATTEMPT, path="/sign-in")
    _let_in(answer, secret, keyring.VISIT, request)
    return answer


def _provider(service: Service) -> Provider:
    if service.provider is None:
        raise Refused(404, "No identity provider is set up.", "Set serve.oidc in copilot.toml, or use a key.")
    return service.provider


def _let_in(answer: Response, secret: str, span: timedelta, request: Request) -> None:
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=round(span.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def _way_in(service: Service, wrong: str = "") -> Response:
    page = _render("sign_in", wrong=wrong, provider=service.provider is not None, who=None)
    return HTMLResponse(page, status_code=401 if wrong else 200)


@router.post("/sign-out")
def sign_out(request: Request, service: Served, session: Session = None) -> Response:
    """End the session."""
    same_site(request)
    if session:
        with transaction(service.workspace.engine) as connection:
            keyring.end_session(connection, session)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/static/{name}")
def static(name: str) -> Response:
    """A script, a style or a picture of the page."""
    if name not in _ASSETS:
        raise Refused(404, "There is no such file.")
    content = files("copilot.web").joinpath("static", name).read_bytes()
    headers = {"Cache-Control": "private, max-age=300"}
    return Response(content, media_type=_TYPES[name.rpartition(".")[2]], headers=headers)


def _page(name: str, service: Served, session: str | None, **values: object) -> Response:
    who = service.principal_of_session(session) if session else None
    if who is None:
        return RedirectResponse("/sign-in", status_code=303)
    return HTMLResponse(_render(name, who=who, insider=_is_insider(who), **values))


def _is_insider(who: Principal) -> bool:
    return who.audience is Audience.INTERNAL


def _render(name: str, **values: object) -> str:
    return _templates().get_template(f"{name}.html.j2").render(**values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("copilot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
