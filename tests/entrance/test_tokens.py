"""Tokens for programs: they read the API as their owner does, and nothing else; they end at once."""

import json
from datetime import timedelta

import pytest
import requests

from access import store, tokens
from access.errors import AccessError
from access.roles import Role
from access.store import now, written
from tests.entrance.conftest import access, add, alter


def made(served, name: str) -> str:
    return json.loads(access(served.folder, "token", "add", name, "--purpose", "夜间同步", "--json"))["token"]


def asks(served, token: str, path: str = "/api/v1/openapi.json", method: str = "GET", **headers) -> int:
    told = {"Authorization": f"Bearer {token}", "Origin": served.url, **headers}
    return requests.request(method, served.url + path, headers=told, allow_redirects=False, timeout=60).status_code


def test_a_token_reads_the_api_and_opens_nothing_else(everybody):
    token = made(everybody, "analyst")
    assert asks(everybody, token) == 200 and asks(everybody, token, method="HEAD") == 200
    for path in ("/", "/density", "/_dash-layout", "/_dash-dependencies", "/exports/nothing", "/imports/jobs"):
        assert asks(everybody, token, path) in (302, 401), path
    for path in ("/views/save", "/exports", "/logout", "/_dash-update-component", "/api/v1/indicators", "/password"):
        assert asks(everybody, token, path, "POST") == 401, path


def test_a_token_may_what_the_role_of_its_owner_may(everybody):
    token = made(everybody, "leader")
    assert asks(everybody, token, "/api/v1/reports/areas/all") == 403
    assert asks(everybody, token, "/api/v1/pages/density") == 403
    assert asks(everybody, made(everybody, "clerk"), "/api/v1/indicators") == 403
    assert asks(everybody, made(everybody, "admin"), "/api/v1/records/organizations") == 403


@pytest.mark.parametrize("token", ["", "wushe_", "wushe_" + "x" * 43, "x" * 5000, "\u00e9", "a b"])
def test_what_is_no_token_is_refused_even_with_a_session(everybody, inside, token):
    session = inside["分析员"]
    answer = everybody.get(session, "/api/v1/openapi.json", headers={"Authorization": f"Bearer {token}".encode()})
    assert answer.status_code == (401 if token.strip() else 200)
    assert answer.status_code == 200 or answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_is_kept_nowhere_and_named_by_a_mark(everybody, guest):
    token = made(everybody, guest)
    kept = b"".join(path.read_bytes() for path in everybody.folder.glob(f"{store.FILE}*"))
    assert token.encode() not in kept
    listed = json.loads(access(everybody.folder, "token", "list", "--account", guest, "--json"))["tokens"]
    assert [(one["account"], one["purpose"], one["state"]) for one in listed] == [(guest, "夜间同步", "有效")]
    access(everybody.folder, "token", "revoke", listed[0]["token"])
    assert asks(everybody, token) == 401
    assert "已作废" in access(everybody.folder, "token", "list", "--account", guest)


@pytest.mark.parametrize("how", ["disable", "expire", "reset"])
def test_a_token_ends_with_its_account_and_its_time(everybody, guest, how):
    token = made(everybody, guest)
    assert asks(everybody, token) == 200
    if how == "expire":
        alter(everybody.folder, "UPDATE tokens SET expires_at = ? WHERE name = ?", written(now()), guest)
    else:
        access(everybody.folder, "user", how, guest)
    assert asks(everybody, token) == (403 if how == "reset" else 401), "403: a new password has to be changed first"


@pytest.mark.parametrize("change", [("--role", "填报员"), ("--area", "330114000000")])
def test_a_token_ends_with_the_role_and_the_scope_it_was_made_for(everybody, guest, change):
    token = made(everybody, guest)
    assert asks(everybody, token) == 200
    assert "1 个令牌已作废" in access(everybody.folder, "user", "change", guest, *change)
    assert asks(everybody, token) == 401
    assert "已作废" in access(everybody.folder, "token", "list", "--account", guest)
    assert '"ended_tokens": 1' in access(everybody.folder, "audit", "show", "--text", guest, "--json")


@pytest.mark.parametrize(
    ("purpose", "days", "words"),
    [("", 1, "用途"), ("x" * 81, 1, "用途"), ("同步", 0, "有效期"), ("同步", 366, "有效期")],
)
def test_a_token_says_what_it_is_for_and_does_not_last_for_ever(tmp_path, purpose, days, words):
    add(tmp_path, "one", Role.ANALYST)
    store.use(tmp_path)
    with pytest.raises(AccessError, match=words):
        tokens.add("one", purpose, timedelta(days=days))
    with pytest.raises(AccessError, match="没有可用的账户"):
        tokens.add("nobody", "同步")
    for _ in range(tokens.MOST):
        tokens.add("one", "同步")
    with pytest.raises(AccessError, match="已经有"):
        tokens.add("one", "同步")
    with pytest.raises(AccessError, match="没有这个令牌"):
        tokens.revoke(tokens.listed()[0].mark, owner="another")
    store.use(None)
