"""One attempt to come in by the single sign-on: what ties the answer of the provider to the browser that asked.

The browser keeps one random text in a cookie; what the provider is told (state, nonce, the challenge of the verifier)
is worked out from it one way. Nothing is kept on the server for people who only look at the login page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass

from flask import Response, request

from entrance.addresses import own_path
from entrance.people import is_safe

LASTS = 600
"""Seconds between asking for the login and coming back from it."""
NAME = "wushe_oidc"
KEPT = re.compile(r"([0-9]{10})\.[\w-]{43}\.([\w-]{0,4000})", re.ASCII)


@dataclass(frozen=True)
class Attempt:
    """What the browser keeps, and where to go on when it came in."""

    kept: str
    onward: str

    @property
    def state(self) -> str:
        """Comes back with the answer: proves that this browser asked."""
        return self._worked_out("state")

    @property
    def nonce(self) -> str:
        """Comes back inside the ID token: proves that the token was made for this attempt."""
        return self._worked_out("nonce")

    @property
    def verifier(self) -> str:
        """Goes with the code: proves to the provider that the code is ours (PKCE)."""
        return self._worked_out("verifier")

    @property
    def mark(self) -> str:
        """Tells this attempt from every other, and nothing about its secrets."""
        return self._worked_out("mark")

    def _worked_out(self, purpose: str) -> str:
        return _text(hmac.digest(self.kept.encode(), purpose.encode(), hashlib.sha256))


def begin(onward: str) -> Attempt:
    """A new attempt; `onward` is a path of this server, or empty."""
    return Attempt(f"{int(time.time())}.{secrets.token_urlsafe(32)}.{_text(onward.encode())}", onward)


def under_way() -> Attempt | None:
    """The attempt this browser began, unless it was too long ago."""
    kept = request.cookies.get(_cookie(), "")
    found = KEPT.fullmatch(kept)
    if found is None or not 0 <= time.time() - int(found[1]) <= LASTS:
        return None
    try:
        onward = base64.urlsafe_b64decode(found[2] + "=" * (-len(found[2]) % 4)).decode()
    except ValueError:
        return None
    return Attempt(kept, own_path(onward))


def keep(answer: Response, attempt: Attempt) -> Response:
    """Have the browser keep it until it comes back; with TLS no other host can put one in its place."""
    answer.set_cookie(_cookie(), attempt.kept, max_age=LASTS, path="/", httponly=True, samesite="Lax", secure=is_safe())
    return answer


def drop(answer: Response) -> Response:
    """Have the browser forget it."""
    answer.delete_cookie(_cookie(), path="/", httponly=True, samesite="Lax", secure=is_safe())
    return answer


def _cookie() -> str:
    return f"__Host-{NAME}" if is_safe() else NAME


def _text(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()
