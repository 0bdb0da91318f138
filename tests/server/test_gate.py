"""What the server refuses before anything else looks at a request, and how it says no."""

import json
import logging
import re

import pytest

from entrance import permissions
from entrance.permissions import CallbackRule
from indicators import warehouse
from server import make_server


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A client of a server without any data."""
    warehouse.use(tmp_path)
    monkeypatch.setitem(permissions.ENDPOINTS, "api.broken", permissions.READ)
    monkeypatch.setitem(permissions.CALLBACKS, "page.children", CallbackRule("path"))
    server = make_server()

    def broken():
        raise ValueError("secret path /srv/data")

    server.add_url_rule("/api/v1/broken", "api.broken", broken)
    server.add_url_rule("/", "/", lambda: "<!doctype html><script>1</script>")
    server.add_url_rule(
        "/<path:path>", "/<path:path>", lambda path: broken() if path == "broken" else "<!doctype html>"
    )
    server.add_url_rule("/_dash-update-component", "/_dash-update-component", lambda: {}, methods=["POST"])
    server.add_url_rule("/_reload-hash", "/_reload-hash", lambda: {})
    server.add_url_rule("/_mcp", "_mcp", lambda: {})
    server.config["SCRIPT_HASHES"] = lambda: ["'sha256-abc'"]
    server.config["KNOWN_PAGE"] = lambda path: path == "/"
    server.config["INPUTS_OF"] = {"page.children": [[("asked", "data")], []]}.get
    yield server.test_client()
    warehouse.use(None)


@pytest.mark.parametrize("host", ["localhost", "localhost:8050", "127.0.0.1:9", "[::1]:8050"])
def test_this_machine_may_ask(empty, host):
    assert empty.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8050", "127.0.0.1.evil.example", "192.168.1.5", "a@127.0.0.1", "::1::", ""]
)
def test_a_foreign_host_name_is_refused(empty, host):
    answer = empty.get("/api/v1/indicators", headers={"Host": host})
    assert answer.status_code in (400, 403)
    assert set(answer.json) == {"error", "hint"}


ASKED = {"id": "asked", "property": "data", "value": {"path": "/"}}
CALL = {"output": "page.children", "outputs": {"id": "page", "property": "children"}, "inputs": [ASKED]}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_post(empty, headers):
    assert empty.post("/_dash-update-component", json=CALL, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_our_own_pages_can_post(empty, headers):
    assert empty.post("/_dash-update-component", json=CALL, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        [],
        1,
        {},
        {"output": 1},
        {**CALL, "inputs": "x"},
        {**CALL, "output": "nix"},
        {"output": "page.children"},
        {**CALL, "outputs": {}},
        {**CALL, "outputs": {"id": "menu", "property": "children"}},
        {**CALL, "inputs": []},
        {**CALL, "inputs": [ASKED, ASKED]},
        {**CALL, "inputs": [{**ASKED, "id": "other"}]},
        {**CALL, "inputs": [{**ASKED, "value": "/"}]},
        {**CALL, "inputs": [[ASKED]]},
        {**CALL, "state": [ASKED]},
        {**CALL, "changedPropIds": "x"},
    ],
)
def test_a_malformed_callback_is_refused(empty, body):
    answer = empty.post("/_dash-update-component", json=body)
    assert answer.status_code == 400
    assert answer.json["error"]


@pytest.mark.parametrize("key", ["path", "search", "whole"])
def test_an_endless_address_is_refused_before_a_page_repeats_it_in_its_links(empty, key):
    def asked(given):
        call = {**CALL, "inputs": [{**ASKED, "value": {"path": "/", key: given}}]}
        return empty.post("/_dash-update-component", data=json.dumps(call), content_type="application/json")

    for let in ("/?x=" + "a" * 7996, "", None):
        assert asked(let).status_code == 200
    for endless in ("/?x=" + "a" * 7997, "/?x=" + "社" * 3000, "/" + "\ud800" * 9000):
        answer = asked(endless)
        assert (answer.status_code, answer.json) == (400, {"error": "地址太长", "hint": "请减少筛选条件。"})
    assert asked(["?x=" + "a" * 9000]).status_code == 400


def test_a_page_has_no_endless_address(empty):
    assert empty.get("/?x=" + "a" * 7990).status_code == 200
    answer = empty.get("/?x=" + "a" * 9000)
    assert answer.status_code == 414 and "请减少筛选条件。" in answer.get_data(as_text=True)


def test_a_callback_nested_too_deep_is_refused(empty):
    answer = empty.post("/_dash-update-component", data=b"[" * 100_000, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["error"]


@pytest.mark.parametrize("path", ["/_reload-hash", "/_mcp", "/static/x", "/api/v1/nix", "/api/v2/indicators"])
def test_addresses_no_page_needs_do_not_exist(empty, path):
    assert empty.get(path).status_code == 404


def test_other_methods_are_refused_with_the_allowed_ones(empty):
    answer = empty.post("/api/v1/indicators")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert set(answer.json) == {"error", "hint"}


def test_a_large_body_is_refused(empty):
    answer = empty.post("/_dash-update-component", data=b"x" * 1_100_000, content_type="application/json")
    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("path", ["/api/v1/broken", "/broken"])
def test_a_fault_of_ours_shows_a_number_and_nothing_else(empty, path, caplog):
    with caplog.at_level(logging.ERROR, logger="wushe"):
        answer = empty.get(path)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 500
    number = re.search(r"编号 ([0-9a-f]{8})", text)[1]
    assert "secret" not in text and "Traceback" not in text
    assert number in caplog.text and "secret path" in caplog.text


@pytest.mark.parametrize("path", ["/api/v1/deliveries", "/api/v1/cases", "/api/v1/records/activities", "/api/v1/areas"])
def test_without_data_the_answer_says_how_to_get_some(empty, path):
    answer = empty.get(path)
    assert answer.status_code == 503
    assert "数据尚未发布" in answer.json["error"] and "python -m etl" in answer.json["hint"]


def test_the_description_of_the_api_needs_no_data(empty):
    assert empty.get("/api/v1/openapi.json").json["openapi"].startswith("3.1")


def test_every_answer_carries_the_protective_headers(empty):
    for path in ("/", "/healthz", "/api/v1/nix", "/api/v1/broken"):
        headers = empty.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_pages_allow_only_our_scripts(empty):
    policy = empty.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self' 'sha256-abc';" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/", "/api/v1/indicators/orgs/", "/healthz/x"])
def test_an_unknown_address_of_the_api_is_a_404_in_its_own_shape(empty, path):
    answer = empty.get(path)
    assert answer.status_code == 404
    assert answer.json.keys() == {"error", "hint"}


def test_an_unknown_page_is_a_404(empty):
    assert empty.get("/").status_code == 200
    assert empty.get("/nowhere").status_code == 404


@pytest.mark.parametrize(
    "told", [{"REMOTE_ADDR": "192.168.1.5"}, {"REMOTE_ADDR": ""}, {"HTTP_X_FORWARDED_FOR": "10.0.0.9"}]
)
def test_without_accounts_nobody_comes_from_another_machine_or_through_a_proxy(empty, told):
    answer = empty.get("/api/v1/openapi.json", environ_overrides=told)
    assert answer.status_code == 403 and "还没有账户" in answer.json["error"]


@pytest.mark.parametrize("path", ["/login", "/password"])
def test_without_accounts_there_is_no_login(empty, path):
    answer = empty.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert empty.post(path).status_code == 404 and empty.post("/logout").status_code == 404
