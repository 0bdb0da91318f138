"""An office with a single sign-on, and the production server set up for it."""

from dataclasses import dataclass

import pytest
import requests
from argon2 import PasswordHasher

from access import accounts, audit, passwords, store
from access.roles import Role
from tests.entrance.conftest import HUB, Served
from tests.entrance.sign_on.office import CLIENT, SECRET, Office

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
BEGIN, BACK = "/login/oidc", "/login/oidc/callback"


@dataclass
class Desk:
    """The server, the provider, and a browser going from one to the other."""

    served: Served
    office: Office

    def browser(self) -> requests.Session:
        return self.served.anybody()

    def sent_off(self, browser: requests.Session, wanted: str | None = None) -> str:
        """Where the server sends the browser."""
        answer = self.served.get(browser, BEGIN, params={"next": wanted} if wanted else {})
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def way_back(self, browser: requests.Session, wanted: str | None = None) -> str:
        """Where the provider sends the browser back to, with a code."""
        answer = requests.get(self.sent_off(browser, wanted), allow_redirects=False, timeout=60)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def open(self, browser: requests.Session, address: str) -> requests.Response:
        return browser.get(address, allow_redirects=False, timeout=60)

    def come_in(self, browser: requests.Session, wanted: str | None = None) -> requests.Response:
        """The whole way; the last answer."""
        return self.open(browser, self.way_back(browser, wanted))

    def lines(self) -> list[audit.Line]:
        """The record, the newest line first."""
        store.use(self.served.folder)
        try:
            return audit.latest(20)
        finally:
            store.use(None)

    def account(self, work, *arguments, **more):
        """Something done to the accounts behind the server's back."""
        store.use(self.served.folder)
        try:
            return work(*arguments, **more)
        finally:
            store.use(None)


@pytest.fixture(scope="session")
def office():
    made = Office()
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def set_up(office, start, tmp_path_factory) -> Served:
    """A server that people come in to by the office's sign-on; their first passwords are known to nobody."""
    folder = tmp_path_factory.mktemp("signed-on")
    secret = folder / "oidc.secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    store.use(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", QUICK)
        accounts.add("admin", Role.ADMINISTRATOR)
        accounts.add("li.w", Role.ANALYST)
        accounts.add("hub.w", Role.HUB_LEADER, hub=HUB)
    store.use(None)
    told = {"ISSUER": office.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET_FILE": str(secret), "LABEL": "省统一身份认证"}
    served = start(folder, WUSHE_WORKERS="1", **{f"WUSHE_OIDC_{name}": value for name, value in told.items()})
    office.redirect = served.url + BACK
    return served


@pytest.fixture
def desk(set_up, office, monkeypatch) -> Desk:
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    office.truthful()
    return Desk(set_up, office)
