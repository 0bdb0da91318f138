"""Accounts of every role with different scopes, and how each of them asks a real server."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from argon2 import PasswordHasher

from access import accounts, entering, passwords, store
from access.roles import Role
from tests.security import canary
from tests.security.reading import plain

COOKIE = "wushe_session"
PASSWORD = "Jin-Si-Que-2026"
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
BUSY = (429, 503)
PLACES = '"inputs": '
"""From here on the body of a callback says something; before it stand the names of the parts of a page."""


@dataclass(frozen=True)
class Account:
    """Who it is, what it may see; `letters` are the groups of the canary data inside its scope."""

    name: str
    role: Role
    area: str | None = None
    hub: str | None = None

    @property
    def letters(self) -> frozenset[str]:
        """The groups whose records this person may be shown; an administrator is shown none."""
        return frozenset() if self.role is Role.ADMINISTRATOR else canary.inside(self.area, self.hub)

    @property
    def reads(self) -> bool:
        """Whether pages with data are open to this person."""
        return self.role not in (Role.ADMINISTRATOR, Role.CLERK)


PEOPLE = (
    Account("guanli", Role.ADMINISTRATOR),
    Account("quanbu", Role.OFFICIAL),
    Account("zhejiang", Role.OFFICIAL, "330000000000"),
    Account("shangcheng", Role.OFFICIAL, "330102000000"),
    Account("kaixuan", Role.OFFICIAL, "330102011000"),
    Account("fenxi", Role.ANALYST),
    Account("changsha", Role.ANALYST, "430100000000"),
    Account("niuzhang-a", Role.HUB_LEADER, hub="SHUKANA"),
    Account("niuzhang-d", Role.HUB_LEADER, hub="SHUKAND"),
    Account("tianbao-b", Role.CLERK, "330102001000"),
    Account("tianbao-e", Role.CLERK, hub="SHUKANE"),
)
BY_NAME = {one.name: one for one in PEOPLE}


def make_accounts(data_dir) -> None:
    """All of them in a data folder, each with the password above."""
    kept, passwords.HASHER = passwords.HASHER, QUICK
    store.use(data_dir)
    try:
        for one in PEOPLE:
            accounts.add(one.name, one.role, one.area, one.hub)
            accounts.change_password(one.name, PASSWORD)
    finally:
        passwords.HASHER = kept
        store.use(None)


def session_of(data_dir, name: str) -> str:
    """The secret of a new session, as the login page would hand it out."""
    store.use(data_dir)
    try:
        return entering.enter(name, PASSWORD, "test")
    finally:
        store.use(None)


@dataclass(frozen=True)
class Asked:
    """One request: what, with what, and what of it comes from the canary data (echoes of it prove nothing)."""

    method: str
    path: str
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    said: tuple[str, ...] = ()
    """Words of the request that an answer may repeat."""

    def __str__(self) -> str:
        body = (self.body or b"").decode("utf-8", "backslashreplace")
        shown = f" {body[max(0, body.find(PLACES)) :][:300]}" if body else ""
        return f"{self.method} {self.path}{shown}"


@dataclass
class Answer:
    """What came back, readable whatever kind of file it is."""

    asked: Asked
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """One header, empty when it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @cached_property
    def text(self) -> str:
        """Everything that can be read in it."""
        return plain(self.body, self.header("Content-Type"), self.headers)

    @property
    def json(self):
        """The JSON of the body."""
        return json.loads(self.body)

    def foreign(self, letters: frozenset[str], without: str = r"(?!)") -> set[str]:
        """What of others stands in it, without what the request itself said and what may be told."""
        text = re.sub(without, "", self.text)
        for word in self.asked.said:
            text = text.replace(word, "").replace(word.lower(), "")  # searched for in small letters, as shown SQL says
        return canary.foreign(text, letters)


@dataclass
class Visitor:
    """A person with a session at a server; one connection per thread."""

    base: str
    account: Account | None
    cookie: str | None
    host: str | None = None
    _kept: threading.local = field(default_factory=threading.local, repr=False)
    _opened: list = field(default_factory=list, repr=False)

    def close(self) -> None:
        """No connection stays open."""
        for connection in self._opened:
            connection.close()

    def ask(self, asked: Asked | str, patience: float = 60) -> Answer:
        """The answer; one that is busy making files is asked again."""
        asked = Asked("GET", asked) if isinstance(asked, str) else asked
        until = time.monotonic() + patience
        while True:
            answer = self._once(asked)
            if answer.status not in BUSY or not answer.header("Retry-After") or time.monotonic() > until:
                return answer
            time.sleep(0.3)

    def _once(self, asked: Asked) -> Answer:
        headers = {"Accept": "*/*", "Origin": self.base, **dict(asked.headers)}
        if self.cookie:
            headers["Cookie"] = f"{COOKIE}={self.cookie}"
        if self.host:
            headers["Host"] = self.host
        for is_last in (False, True):
            connection = self._connection()
            try:
                connection.request(asked.method, asked.path, asked.body, headers)
                got = connection.getresponse()
                return Answer(asked, got.status, got.getheaders(), got.read())
            except (http.client.HTTPException, ConnectionError, BrokenPipeError):
                connection.close()
                self._kept.connection = None
                if is_last:
                    raise
        raise AssertionError("unreachable")

    def _connection(self) -> http.client.HTTPConnection:
        connection = getattr(self._kept, "connection", None)
        if connection is None:
            parts = urlsplit(self.base)
            connection = self._kept.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
            self._opened.append(connection)
        return connection


def as_json(method: str, path: str, document, *said: str) -> Asked:
    """A request with a JSON body."""
    return Asked(method, path, json.dumps(document).encode(), (("Content-Type", "application/json"),), said)
