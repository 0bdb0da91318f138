"""Who a request is from: the session behind its cookie, or on the HTTP API the token it carries."""

from __future__ import annotations

from flask import Response, request

from access import entering, tokens
from access.browsers import words_of
from access.entering import Session
from settings import settings

COOKIE = "wushe_session"
API = "/api/v1/"
BEARER = "bearer "


def visitor() -> Session | None:
    """Whoever the request is from, if their session or token holds."""
    header = request.headers.get("Authorization", "")
    if header.lower().startswith(BEARER) and request.path.startswith(API):
        may_read = request.method in ("GET", "HEAD")
        return tokens.session(header[len(BEARER) :].strip()) if may_read else None
    return entering.session(request.cookies.get(COOKIE))


def came_from() -> tuple[str, str]:
    """The address of the asking browser, and the browser in plain words: what a new session is known by."""
    return request.remote_addr or "", words_of(request.headers.get("User-Agent", ""))


def hand_over(response: Response, secret: str) -> Response:
    """Give the browser the secret of its session, out of reach of scripts."""
    response.set_cookie(COOKIE, secret, path="/", httponly=True, samesite="Lax", secure=is_safe())
    return response


def take_back(response: Response) -> Response:
    """Have the browser forget its session."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=is_safe())
    return response


def is_safe() -> bool:
    """Whether the way to the browser is encrypted."""
    return settings().behind_tls or request.is_secure
