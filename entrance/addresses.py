"""What an address says: the host a request was sent to, the site it comes from, where to go on after logging in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from settings import is_loopback, settings

LONGEST_NEXT = 2000
NOT_AGAIN = ("/login", "/logout", "/password")
SIGN_ON = "/login/oidc"
"""Nobody is sent back to where they come from."""


def host_of(header: str) -> str:
    """The host part of a Host header or netloc; empty when it is not one."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return ""
    return "" if parts.username is not None or parts.path else parts.hostname or ""


def is_own_host(header: str, accounts: bool) -> bool:
    """Whether a Host header names this server: this very machine, or with accounts a name of WUSHE_HOSTS."""
    host = host_of(header)
    return is_loopback(host) or (accounts and host.rstrip(".").lower() in settings().host_names)


def is_foreign(headers, host: str) -> bool:
    """Whether a browser says that another site sent this request."""
    origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
    if origin is not None and origin not in {f"http://{host}", f"https://{host}"}:
        return True
    return site not in (None, "same-origin", "none")


def says_nothing(headers) -> bool:
    """Whether it cannot be told which site sent this request: browsers always say one of the two when they post."""
    return headers.get("Origin") is None and headers.get("Sec-Fetch-Site") is None


def own_path(wanted: str | None) -> str:
    """Where to go on: a path on this server with its query, or empty for anything else — never another site."""
    path = wanted or ""
    if len(path) > LONGEST_NEXT or not re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", path):
        return ""
    parts = urlsplit(path)
    if settings().oidc_issuer and parts.path.startswith(SIGN_ON):
        return ""
    return "" if parts.scheme or parts.netloc or parts.path.rstrip("/") in NOT_AGAIN else path


def wants_page(path: str) -> bool:
    """Whether the answer will be looked at by a person: everything but the API, imports and callbacks."""
    return not path.startswith(("/api/", "/imports/", "/exports", "/_dash", "/healthz"))
