"""The provider of an office, as real as a test needs it: HTTP, RSA keys, codes that are good once, PKCE.

A test may have it lie: `lie` changes header or claims of the next ID token, `sign` signs it another way.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "wushe", "the-secret-of-the-office-2031"
ROOM = "/realms/office"


def key(kid: str) -> RSAKey:
    """A new pair of keys under a name."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass
class Office:
    """The provider; `person` are the claims of whoever is logged in there."""

    redirect: str = ""
    person: dict = field(default_factory=lambda: {"sub": "1001", "preferred_username": "li.w"})
    keys: list[RSAKey] = field(default_factory=lambda: [key("first")])
    lie: dict = field(default_factory=dict)
    sign: object = None
    is_careless: bool = False
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict] = field(default_factory=dict)
    server: ThreadingHTTPServer | None = None
    port: int = 0
    tls: ssl.SSLContext | None = None

    @property
    def issuer(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}{ROOM}"

    def start(self) -> None:
        """Answer, on the same port as before."""
        office = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                office.answer(self, dict(parse_qsl(urlsplit(self.path).query)))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                office.answer(self, dict(parse_qsl(body)))

            def log_message(self, *_words) -> None:
                """Quiet."""

        ThreadingHTTPServer.allow_reuse_address = True
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Nobody answers any more."""
        self.server.shutdown()
        self.server.server_close()

    def truthful(self) -> None:
        """As it was."""
        self.person = {"sub": "1001", "preferred_username": "li.w"}
        self.lie, self.sign, self.is_careless = {}, None, False
        self.asked.clear()

    def answer(self, request: BaseHTTPRequestHandler, given: dict[str, str]) -> None:
        """One request."""
        path = urlsplit(request.path).path.removeprefix(ROOM)
        self.asked.append(path)
        if path == "/authorize":
            return _redirect(request, self.authorized(given))
        if path == "/token":
            return _json(request, *self.traded(given, request.headers.get("Authorization", "")))
        known = {"/.well-known/openid-configuration": self.about, "/jwks": self.published}
        return _json(request, 200, known[path]()) if path in known else _json(request, 404, {})

    def about(self) -> dict:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def published(self) -> dict:
        return {"keys": [one.as_dict(private=False) for one in self.keys]}

    def authorized(self, given: dict[str, str]) -> str:
        """Where the browser is sent back to with a code; the person is logged in already."""
        assert given["response_type"] == "code" and "openid" in given["scope"].split(), given
        assert given["client_id"] == CLIENT and given["redirect_uri"] == self.redirect, given
        assert given["code_challenge_method"] == "S256" and given["state"] and given["nonce"], given
        code = secrets.token_urlsafe(16)
        self.codes[code] = given
        return f"{self.redirect}?{urlencode({'code': code, 'state': given['state'], 'iss': self.issuer})}"

    def traded(self, given: dict[str, str], proof: str) -> tuple[int, dict]:
        """Tokens for a code: only for the client, with its secret, the address and the verifier it began with."""
        begun = self.codes.get(given["code"], {}) if self.is_careless else self.codes.pop(given["code"], {})
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=")
        fits = (
            proof == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            and given["grant_type"] == "authorization_code"
            and begun.get("redirect_uri") == given["redirect_uri"]
            and begun.get("code_challenge") == challenge.decode()
        )
        if not fits:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "of-no-use", "token_type": "Bearer", "id_token": self.id_token(begun["nonce"])}

    def id_token(self, nonce: str) -> str | None:
        """What the provider says of the person, signed."""
        now = int(time.time())
        true = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.person}
        told = true | self.lie
        claims = {name: value for name, value in told.items() if value is not None}
        return self.sign(claims) if self.sign else signed(claims, self.keys[-1])


def signed(claims: dict, by: RSAKey) -> str:
    """An ID token as providers make them."""
    return jwt.encode({"alg": "RS256", "kid": by.kid}, claims, by)


def by_hand(header: dict, claims: dict, signature: bytes | object) -> str:
    """A token no library would make; `signature` is its bytes, or makes them of what is signed."""
    parts = [json.dumps(header).encode(), json.dumps(claims).encode()]
    text = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    made = signature if isinstance(signature, bytes) else signature(text.encode())
    return f"{text}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def _redirect(request: BaseHTTPRequestHandler, where: str) -> None:
    request.send_response(302)
    request.send_header("Location", where)
    request.send_header("Content-Length", "0")
    request.end_headers()


def _json(request: BaseHTTPRequestHandler, status: int, document: dict) -> None:
    body = json.dumps(document).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
