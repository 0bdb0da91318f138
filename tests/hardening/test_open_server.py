"""The production server, asked by its environment for every tool of developers: what it says and what it hides."""

import os
import re
import socket
import subprocess
import sys

import pytest
import requests

from tests.conftest import ROOT, free_port, wait_until_up

TOOLS = {
    "DASH_MCP_ENABLED": "true",
    "DASH_DEBUG": "true",
    "DASH_UI": "true",
    "FLASK_DEBUG": "1",
    "DASH_HOT_RELOAD": "1",
}
PROTECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Host and port of gunicorn on an empty data folder."""
    folder, port = tmp_path_factory.mktemp("open"), free_port()
    log = folder / "server.log"
    chosen = {"WUSHE_DATA_DIR": str(folder), "WUSHE_PORT": str(port), "WUSHE_WORKERS": "1", **TOOLS}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "app:server"]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | chosen, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_until_up(f"http://127.0.0.1:{port}", process, log)
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def ask(server):
    """`ask(method, path, …)` → the answer, followed nowhere."""
    address = f"http://{server[0]}:{server[1]}"
    with requests.Session() as session:
        yield lambda method, path, **more: session.request(
            method, address + path, timeout=60, allow_redirects=False, **more
        )


@pytest.mark.parametrize(
    "path", ["/_mcp", "/_reload-hash", "/_dash-ws-callback", "/console", "/?__debugger__=yes&cmd=resource"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_variable_of_the_environment_opens_a_tool_of_developers(ask, path, method):
    answer = ask(method, path, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"} if method == "POST" else None)
    if path.startswith("/?") and method == "GET":
        assert answer.status_code == 200 and "EVALEX" not in answer.text and "debugger.js" not in answer.text
    else:
        assert answer.status_code in (400, 404, 405), answer.text[:300]
        assert "inputSchema" not in answer.text and "EVALEX" not in answer.text


def test_the_page_tells_no_version_of_python_or_packages(ask):
    text = ask("GET", "/").text
    assert '"ui":false' in text and "validation_layout" not in text and "hot_reload" not in text
    for word in ("python_version", "dash_version", "plotly_version", "GCC", sys.version.split()[0], "plotly.com"):
        assert word not in text, word
    assert "dash_renderer.min.js" in re.sub(r"\.v[0-9_]+m[0-9]+\.", ".", text) or "dash_renderer.v" in text
    assert "dash_renderer.dev" not in text


JSON = {"Content-Type": "application/json"}
CASES = {
    "page": ("GET", "/", {}, 200),
    "unknown page": ("GET", "/nowhere", {}, 404),
    "health": ("GET", "/healthz", {}, 200),
    "unknown address of the API": ("GET", "/api/v1/nowhere", {}, 404),
    "without data": ("GET", "/api/v1/deliveries", {}, 503),
    "wrong method": ("POST", "/api/v1/indicators", {}, 405),
    "broken callback": ("POST", "/_dash-update-component", {"data": b"[1", "headers": JSON}, 400),
    "large body": ("POST", "/_dash-update-component", {"data": b"x" * 1_100_000, "headers": JSON}, 413),
    "foreign host": ("GET", "/", {"headers": {"Host": "evil.example"}}, 403),
    "foreign site": ("POST", "/_dash-update-component", {"headers": {"Origin": "http://evil.example"}}, 403),
    "endless address": ("GET", "/api/v1/areas?q=" + "a" * 9000, {}, 414),
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "more", "status"), CASES.values(), ids=[one.replace(" ", "-") for one in CASES]
)
def test_every_kind_of_answer_is_protected_and_tells_no_version(ask, method, path, more, status):
    answer = ask(method, path, **more)
    assert answer.status_code == status
    _is_protected(answer.headers)


@pytest.mark.parametrize(
    "lines",
    [b"GARBAGE\r\n\r\n", b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
     b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
)  # fmt: skip
def test_what_is_refused_before_the_program_sees_it_is_protected_too(server, lines):
    with socket.create_connection(server, timeout=30) as connection:
        connection.sendall(lines)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    head, _, body = answer.decode("utf-8").partition("\r\n\r\n")
    assert re.match(r"HTTP/1\.1 [45]\d\d ", head), head
    _is_protected(dict(line.split(": ", 1) for line in head.split("\r\n")[1:]))
    assert "Traceback" not in body and "gunicorn" not in body.lower()


def _is_protected(headers) -> None:
    assert {name: headers.get(name) for name in PROTECTED} == PROTECTED
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy or ("default-src 'self'" in policy and "object-src 'none'" in policy)
    assert "frame-ancestors 'none'" in policy and "unsafe-eval" not in policy
    assert not re.search(r"script-src[^;]*unsafe-inline", policy)
    assert not re.search(r"\d", headers.get("Server", "")) and "X-Powered-By" not in headers
    assert "Access-Control-Allow-Origin" not in headers
