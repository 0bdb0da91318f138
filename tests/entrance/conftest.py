"""A production server with an account of every role and no records: what is let through says 数据尚未发布, not 403."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from access import accounts, store
from access.roles import Role
from tests.conftest import ROOT, free_port, wait_until_up

PASSWORD = "Luohan-Song-2031"
HUB = "KXJD-SN-01"
NAMES = {
    Role.ADMINISTRATOR: "admin",
    Role.OFFICIAL: "official",
    Role.ANALYST: "analyst",
    Role.HUB_LEADER: "leader",
    Role.CLERK: "clerk",
}


def add(folder: Path, name: str, role: Role, changed: bool = True, **scope: str) -> str:
    """Makes an account in a data folder; the answer is its password, which it has changed already or must change."""
    store.use(folder)
    try:
        first = accounts.add(name, role, **scope)
        if changed:
            accounts.change_password(name, PASSWORD)
        return PASSWORD if changed else first
    finally:
        store.use(None)


def add_everybody(folder: Path) -> None:
    """One account of every role."""
    for role, name in NAMES.items():
        add(folder, name, role, **({"hub": HUB} if role is Role.HUB_LEADER else {}))


def access(folder: Path, *arguments: str) -> str:
    """Runs the command line of the accounts on a data folder."""
    run = subprocess.run(
        [sys.executable, "-m", "access", *arguments], cwd=ROOT, env=os.environ | {"WUSHE_DATA_DIR": str(folder)},
        capture_output=True, text=True, check=True,
    )
    return run.stdout


def alter(folder: Path, sql: str, *values: object) -> None:
    """Changes the file of accounts behind the server's back: how time passes in these tests."""
    store.use(folder)
    try:
        with store.writing() as connection:
            connection.execute(sql, values)
    finally:
        store.use(None)


@dataclass
class Served:
    """A running server and its data folder."""

    url: str
    folder: Path

    def anybody(self) -> requests.Session:
        """A browser that nobody has logged in with."""
        session = requests.Session()
        session.headers["Origin"] = self.url
        return session

    def enter(self, name: str, password: str = PASSWORD) -> requests.Session:
        """A browser somebody has logged in with."""
        session = self.anybody()
        answer = session.post(
            f"{self.url}/login", data={"name": name, "password": password}, allow_redirects=False, timeout=60
        )
        assert answer.status_code == 303, answer.text
        return session

    def get(self, session: requests.Session, path: str, **options) -> requests.Response:
        """Asks without following where the answer leads."""
        return session.get(self.url + path, allow_redirects=False, timeout=60, **options)

    def post(self, session: requests.Session, path: str, **options) -> requests.Response:
        """Sends without following where the answer leads."""
        return session.post(self.url + path, allow_redirects=False, timeout=60, **options)


@pytest.fixture(scope="session")
def start():
    """Starts gunicorn on a data folder, with variables of the installation; all are stopped at the end."""
    running = []

    def begin(folder: Path, host: str = "127.0.0.1", **variables: str) -> Served:
        port = free_port()
        log = folder / f"server-{port}.log"
        told = {"WUSHE_DATA_DIR": str(folder), "WUSHE_PORT": str(port), "WUSHE_HOST": host, **variables}
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:server"],
                cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=os.environ | told,
            )
        running.append(process)
        wait_until_up(f"http://127.0.0.1:{port}", process, log)
        return Served(f"http://127.0.0.1:{port}", folder)

    yield begin
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def everybody(start, tmp_path_factory) -> Served:
    """One server with an account of every role; tests leave these accounts as they are."""
    folder = tmp_path_factory.mktemp("everybody")
    add_everybody(folder)
    return start(folder)


@pytest.fixture(scope="session")
def inside(everybody) -> dict[str, requests.Session]:
    """Somebody of every role, logged in, and nobody at all."""
    return {"": everybody.anybody(), **{role.value: everybody.enter(name) for role, name in NAMES.items()}}


_made = []


@pytest.fixture
def guest(everybody) -> str:
    """An analyst's account of its own, for tests that lock, change or end it; the password is PASSWORD."""
    name = f"guest{len(_made)}"
    _made.append(name)
    add(everybody.folder, name, Role.ANALYST)
    return name
