"""Where a request comes from and where it leads: other sites, other names, proxies, encrypted ways, `next`."""

import sqlite3

import pytest
import requests

from access import store
from access.roles import Role
from entrance.addresses import own_path
from tests.entrance.conftest import PASSWORD, access, add, add_everybody

NAME = "fenxi.example.gov"
ELSEWHERE = [
    "http://evil.example/",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example\n",
    " /density",
    "/\x00/evil",
    "javascript:alert(1)",
    "density",
    "",
    "http:/evil",
    "/login",
    "/login/?next=/density",
    "/logout",
    "/password?next=/x",
    "/" + "x" * 3000,
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_led_to_another_site(everybody, wanted):
    assert own_path(wanted) == ""
    session = everybody.anybody()
    answer = everybody.post(session, "/login", data={"name": "analyst", "password": PASSWORD, "next": wanted})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert everybody.get(session, "/login", params={"next": wanted}).headers["Location"] == "/"


@pytest.mark.parametrize("wanted", ["/density?year=2024&area=330114000000", "/hubs/%E6%9E%A2", "/v/abc#x", "/a?b=http://c"])
def test_one_goes_on_to_where_one_wanted(everybody, wanted):
    session = everybody.anybody()
    assert everybody.get(session, "/login", params={"next": wanted}).status_code == 200
    answer = everybody.post(session, "/login", data={"name": "analyst", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted == own_path(wanted)


def test_what_was_typed_comes_back_as_text(everybody):
    nasty = '"><script>alert(1)</script>'
    page = everybody.get(everybody.anybody(), "/login", params={"next": "/x" + nasty, "said": nasty}).text
    typed = {"name": nasty, "password": "x", "next": "/x'\"><b>"}
    again = everybody.post(everybody.anybody(), "/login", data=typed).text
    for text in (page, again):
        assert "<script>alert" not in text and "<b>" not in text
    assert "&lt;script&gt;" in again


@pytest.mark.parametrize(
    ("headers", "let"),
    [
        ({}, False),
        ({"Origin": "{own}"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "{own}.evil.example"}, False),
        ({"Origin": "{own}", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, False),
    ],
)
@pytest.mark.parametrize("path", ["/views/save", "/logout", "/login", "/_dash-update-component", "/exports/nothing"])
def test_only_our_own_pages_can_send(everybody, path, headers, let, guest):
    """Where people log in, a browser's cookie is worth nothing to a page of another site."""
    session = requests.Session()
    session.cookies.set("wushe_session", everybody.enter(guest).cookies["wushe_session"])
    told = {name: value.format(own=everybody.url) for name, value in headers.items()}
    method = "DELETE" if path.startswith("/exports/") else "POST"
    answer = session.request(method, everybody.url + path, headers=told, allow_redirects=False, timeout=60)
    assert ("其他网站" in answer.text) == (not let) and (answer.status_code == 403) == (not let)


def test_without_accounts_everything_is_open_here_until_the_first_account_is_made(start, tmp_path):
    served = start(tmp_path)
    session = requests.Session()
    for path in ("/", "/api/v1/openapi.json", "/_dash-dependencies"):
        assert served.get(session, path).status_code == 200
    assert served.get(session, "/login").headers["Location"] == "/"
    assert not (tmp_path / store.FILE).exists(), "where nobody logs in nothing is written down"
    add(tmp_path, "admin", Role.ADMINISTRATOR)
    answers = [served.get(session, "/api/v1/openapi.json").status_code for _ in range(12)]
    assert answers == [401] * 12
    kept = tmp_path / store.FILE
    kept.rename(tmp_path / "away")
    for path in ("/", "/login", "/api/v1/openapi.json"):
        lost = [served.get(session, path) for _ in range(6)]
        assert {answer.status_code for answer in lost} == {503} and "账户文件不见了" in lost[0].text
    told = {"name": "admin", "password": PASSWORD}
    assert served.post(session, "/login", data=told, headers={"Origin": served.url}).status_code == 503
    assert not kept.exists() and served.get(session, "/healthz").status_code == 200
    (tmp_path / "away").rename(kept)
    assert served.get(served.enter("admin"), "/password").status_code == 200


def test_a_damaged_file_of_accounts_opens_nothing(start, tmp_path):
    add_everybody(tmp_path)
    served = start(tmp_path)
    session = served.enter("official")
    for side in ("-wal", "-shm"):
        (tmp_path / f"{store.FILE}{side}").unlink(missing_ok=True)
    (tmp_path / store.FILE).write_bytes(b"nothing of a database" * 400)
    for path in ("/density", "/api/v1/openapi.json", "/_dash-layout"):
        answer = served.get(session, path)
        assert answer.status_code == 500 and "账户文件损坏" in answer.text
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / store.FILE).execute("SELECT * FROM accounts")


@pytest.fixture(scope="module")
def behind(start, tmp_path_factory):
    """A server for others behind a proxy, with its name."""
    folder = tmp_path_factory.mktemp("behind")
    add_everybody(folder)
    return start(folder, host="0.0.0.0", WUSHE_HOSTS=f"{NAME}, other.example.gov", WUSHE_BEHIND_PROXY="1")


@pytest.mark.parametrize(
    ("host", "let"),
    [
        (NAME, True),
        (NAME.upper(), True),
        (f"{NAME}:8443", True),
        ("other.example.gov", True),
        ("localhost", True),
        ("evil.example", False),
        (f"{NAME}.evil.example", False),
        (f"evil.example#{NAME}", False),
        (f"a@{NAME}", False),
        ("192.168.1.5", False),
    ],
)
def test_only_names_of_this_server_are_answered(behind, host, let):
    answer = behind.get(requests.Session(), "/login", headers={"Host": host})
    assert answer.status_code == (200 if let else 403 if "#" not in host and "@" not in host else answer.status_code)
    assert ("<form" in answer.text) == let


def test_behind_a_proxy_the_address_and_the_way_are_what_the_proxy_says(behind):
    told = {"Host": NAME, "Origin": f"https://{NAME}", "X-Forwarded-For": "6.6.6.6, 10.0.0.9"}
    told["X-Forwarded-Proto"] = "https"
    answer = behind.post(
        requests.Session(), "/login", data={"name": "official", "password": PASSWORD}, headers=told
    )
    assert answer.status_code == 303 and "Secure" in answer.headers["Set-Cookie"]
    plain = told | {"X-Forwarded-Proto": "http", "Origin": f"http://{NAME}"}
    again = behind.post(requests.Session(), "/login", data={"name": "official", "password": PASSWORD}, headers=plain)
    assert again.status_code == 303 and "Secure" not in again.headers["Set-Cookie"]
    shown = access(behind.folder, "audit", "show", "--account", "official", "--json")
    assert "10.0.0.9" in shown and "6.6.6.6" not in shown, "the last one is the proxy's own word"


def test_without_a_proxy_nobody_is_believed_to_be_one(everybody):
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.9.8.7", "X-Forwarded-Host": "evil.example"}
    session = everybody.anybody()
    answer = everybody.post(session, "/login", data={"name": "analyst", "password": PASSWORD}, headers=told)
    assert answer.status_code == 303 and "Secure" not in answer.headers["Set-Cookie"]
    assert "10.9.8.7" not in access(everybody.folder, "audit", "show", "--account", "analyst", "--json")


def test_where_the_way_is_always_encrypted_the_cookie_never_goes_another(start, tmp_path):
    add_everybody(tmp_path)
    served = start(tmp_path, WUSHE_BEHIND_TLS="1")
    answer = served.post(served.anybody(), "/login", data={"name": "official", "password": PASSWORD})
    assert "Secure" in answer.headers["Set-Cookie"]
