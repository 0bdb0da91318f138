"""The provider of the office, asked over its own address: where people log in, and who came back with a code.

This is the one file that speaks with another host, and only with the one the installation names. What comes back is
believed only with a signature of the provider's published keys, for us, for this attempt, and not yet over.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TypeVar

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from entrance.sign_on.attempt import Attempt
from entrance.sign_on.chosen import Chosen, is_safe_address
from entrance.sign_on.errors import NotProvedError, ProviderAwayError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Signatures with a private key only: neither none nor a shared secret is ever taken."""
ABOUT = "/.well-known/openid-configuration"
SCOPE = "openid profile"
TIMEOUT = (3, 5)  # seconds to connect, and to wait for an answer
LEEWAY = 60  # seconds two clocks may be apart
HELD = 600  # seconds for which what the provider says of itself is taken as it was
QUIET = 15  # seconds in which a provider that did not answer is not asked again
MOST_AT_ONCE = 2  # threads of one process that may wait for the provider
PATIENCE = 1  # seconds another one waits for its turn
LONGEST_TOKEN = 20_000
T = TypeVar("T")


class Provider:
    """One provider; kept for the life of a server process."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self._turns = BoundedSemaphore(MOST_AT_ONCE)
        self._about: tuple[float, dict] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._silent_since = -float(QUIET)

    def way(self, attempt: Attempt) -> str:
        """The address to send the browser to; ProviderAwayError when the provider cannot be asked for it."""
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self._address("authorization_endpoint"),
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return address

    def claims(self, code: str, attempt: Attempt) -> dict:
        """What the provider says of whoever came back; NotProvedError or ProviderAwayError when that cannot be told."""
        address, method = self._address("token_endpoint"), self._method()

        def traded() -> dict:
            with self._session(method) as session:
                return session.fetch_token(
                    address,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                    allow_redirects=False,
                )

        try:
            tokens = self._turn(traded)
        except OAuthError as refused:
            raise NotProvedError(f"提供方不认这个授权码（{str(refused.error)[:40]}）") from refused
        token = tokens.get("id_token")
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            raise NotProvedError("提供方没有给 ID token")
        return self._believed(token, attempt, tokens.get("access_token"))

    def _believed(self, token: str, attempt: Attempt, access_token: object) -> dict:
        """The claims of an ID token that holds; with keys fetched anew when those known do not fit."""
        for keys in (self._known_keys, self._fetched_keys):
            try:
                signed = jwt.decode(token, keys(), algorithms=ALGORITHMS)
            except (JoseError, ValueError, TypeError, KeyError) as reason:
                last: Exception = reason
                continue
            return self._checked(signed, attempt, access_token)
        raise NotProvedError("ID token 的签名不对") from last

    def _checked(self, signed: jwt.Token, attempt: Attempt, access_token: object) -> dict:
        ours = {
            "iss": {"essential": True, "value": self.chosen.issuer},
            "aud": {"essential": True, "value": self.chosen.client_id},
        }
        about = {"nonce": attempt.nonce, "client_id": self.chosen.client_id, "access_token": access_token}
        claims = CodeIDToken(signed.claims, signed.header, options=ours, params=about)
        try:
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError) as reason:
            raise NotProvedError(_fault(reason)) from reason
        return dict(claims)

    def _known_keys(self) -> KeySet:
        if self._keys is not None and time.monotonic() - self._keys[0] < HELD:
            return self._keys[1]
        return self._fetched_keys()

    def _fetched_keys(self) -> KeySet:
        document = self._document(self._address("jwks_uri"))
        try:
            keys = KeySet.import_key_set(document)
        except (JoseError, ValueError, TypeError, KeyError) as reason:
            raise ProviderAwayError("提供方的公钥读不懂") from reason
        self._keys = (time.monotonic(), keys)
        return keys

    def _address(self, name: str) -> str:
        """One of the provider's addresses, as it says itself."""
        address = self._itself().get(name)
        if not is_safe_address(address, near=self.chosen.issuer.startswith("http:")):
            raise ProviderAwayError(f"发现文档里的 {name} 不能用")
        return address

    def _method(self) -> str:
        """How the provider wants our secret: in a header unless it only takes it in the form."""
        known = self._itself().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"

    def _itself(self) -> dict:
        """What the provider says of itself; asked again after a while, and not at once after it was silent."""
        if self._about is not None and time.monotonic() - self._about[0] < HELD:
            return self._about[1]
        if time.monotonic() - self._silent_since < QUIET:
            raise ProviderAwayError("刚才没有应答")
        try:
            found = self._document(self.chosen.issuer.rstrip("/") + ABOUT)
            if found.get("issuer") != self.chosen.issuer:
                raise ProviderAwayError("发现文档里的 issuer 与 WUSHE_OIDC_ISSUER 不同")
        except ProviderAwayError:
            self._silent_since = time.monotonic()
            raise
        self._about = (time.monotonic(), found)
        return found

    def _document(self, address: str) -> dict:
        def fetched() -> dict:
            with self._session() as session:
                answer = session.get(address, withhold_token=True, allow_redirects=False)
            if answer.status_code != 200 or not isinstance(answer.json(), dict):
                raise ValueError(f"{address} 答的是 {answer.status_code}")
            return answer.json()

        return self._turn(fetched)

    def _turn(self, ask: Callable[[], T]) -> T:
        """Ask; only a few threads wait for the provider at any time, so that a slow one stops nobody else."""
        if not self._turns.acquire(timeout=PATIENCE):
            raise ProviderAwayError("同时登录的人太多")
        try:
            return ask()
        except OAuthError:
            raise
        except (RequestException, ValueError) as reason:
            logging.getLogger("wushe").warning("统一身份认证没有应答：%r", reason)
            raise ProviderAwayError("没有应答") from reason
        finally:
            self._turns.release()

    def _session(self, method: str = "client_secret_basic") -> OAuth2Session:
        return OAuth2Session(
            self.chosen.client_id,
            self.chosen.secret,
            token_endpoint_auth_method=method,
            scope=SCOPE,
            redirect_uri=self.chosen.redirect,
            code_challenge_method="S256",
            default_timeout=TIMEOUT,
        )


def _fault(reason: Exception) -> str:
    """What is wrong with the claims of a token, in words."""
    if isinstance(reason, ExpiredTokenError):
        return "ID token 已过期"
    return f"ID token 里的 {reason.claim[:40]} 不对" if isinstance(reason, ClaimError) else "ID token 不对"
