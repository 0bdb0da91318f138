"""Clients that dawdle cost no thread: others are answered while they wait, on a server of two threads."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from patient_worker import LARGEST_HEAD, SMALL_BODY, is_whole
from serve import SLOW_CLIENTS
from tests.conftest import ROOT, free_port

MANY = 24
HEAD = b"GET / HTTP/1.1\r\nHost: here\r\n"
POST = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n"
SMALL = """
def app(environ, start_response):
    body = b"" if environ["PATH_INFO"] == "/unread" else environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body) + 2))])
    return [b"ok" + body]
"""


@pytest.mark.parametrize(
    ("seen", "whole"),
    [
        (HEAD, False),
        (HEAD + b"\r\n", True),
        (b"", False),
        (POST % 5 + b"ab", False),
        (POST % 5 + b"abcde", True),
        (POST.lower() % 5 + b"ab", False),
        (POST % (SMALL_BODY + 1) + b"ab", True),
        (HEAD + b"\r\nContent-Length: 5\r\n\r\n", True),
        (b"x" * LARGEST_HEAD, True),
    ],
)
def test_a_thread_begins_when_it_need_not_wait(seen, whole):
    assert is_whole(seen) == whole


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """The port of gunicorn with our worker and a small application."""
    folder, chosen = tmp_path_factory.mktemp("patience"), free_port()
    (folder / "small_one.py").write_text(SMALL)
    command = [sys.executable, "-m", "gunicorn", "-c", os.devnull, "-k", "patient_worker.PatientWorker", "-w", "1",
               "--threads", "2", "-b", f"127.0.0.1:{chosen}", "--keep-alive", "5", "--no-control-socket",
               "--pythonpath", f"{ROOT},{folder}", "small_one:app"]  # fmt: skip
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "Booting worker" in line:
            break
    yield chosen
    process.terminate()
    process.communicate(timeout=20)


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def asked(port: int, method: str = "GET", path: str = "/", body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, {"Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def read_until(connection: socket.socket, end: bytes, times: int) -> None:
    """Read until it has come so many times; a connection that ends before fails."""
    seen = b""
    while seen.count(end) < times:
        more = connection.recv(4096)
        assert more, f"ended after {seen!r}"
        seen += more


def stalled(port: int, kept: ExitStack, first: bytes) -> None:
    """A connection that sends so much and then nothing, for as long as the test goes on."""
    kept.enter_context(connected(port)).sendall(first)


def test_on_windows_more_than_waitress_takes_by_itself_keep_nobody_out(tmp_path):
    chosen = free_port()
    (tmp_path / "small_one.py").write_text(SMALL)
    code = f"import small_one, waitress; waitress.serve(small_one.app, port={chosen}, threads=2, **{SLOW_CLIENTS!r})"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        wait_for(chosen)
        with ExitStack() as kept:
            for _ in range(120):
                stalled(chosen, kept, HEAD)
            assert asked(chosen) == (200, b"ok")
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(200):
        try:
            connected(port).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nobody listens")


@pytest.mark.parametrize("first", [b"", b"G", HEAD, POST % 500 + b"name="], ids=["nothing", "byte", "head", "body"])
def test_many_who_stop_in_the_middle_keep_nobody_else_out(port, first):
    with ExitStack() as kept:
        for _ in range(MANY):
            stalled(port, kept, first)
        for _ in range(5):
            assert asked(port) == (200, b"ok")
            assert asked(port, "POST", "/", b"x" * 1000) == (200, b"ok" + b"x" * 1000)


def test_many_who_do_not_close_after_their_answer_keep_nobody_else_out(port):
    with ExitStack() as kept:
        for _ in range(MANY):
            one = kept.enter_context(connected(port))
            one.sendall(HEAD + b"Connection: close\r\n\r\n")
            assert one.recv(4096).startswith(b"HTTP/1.1 200")
        for _ in range(5):
            assert asked(port) == (200, b"ok")


def test_a_body_nobody_reads_ends_the_connection_instead_of_keeping_a_thread(port):
    with ExitStack() as kept:
        for _ in range(MANY // 4):
            stalled(port, kept, POST.replace(b"/ ", b"/unread ", 1) % 900_000 + b"x")
        for _ in range(5):
            assert asked(port) == (200, b"ok")


def test_a_head_and_a_body_that_come_in_pieces_are_answered(port):
    with connected(port) as slow:
        for letter in HEAD + b"\r\n":
            slow.sendall(bytes([letter]))
        read_until(slow, b"\r\n\r\nok", 1)
        slow.sendall((POST % 6)[:20])
        slow.sendall((POST % 6)[20:] + b"abc")
        slow.sendall(b"def")
        read_until(slow, b"\r\n\r\nokabcdef", 1)  # the same connection, kept
        slow.sendall((HEAD + b"\r\n") * 2)
        read_until(slow, b"\r\n\r\nok", 2)


@pytest.mark.parametrize("first", [b"", HEAD, POST % 500 + b"name="], ids=["nothing", "head", "body"])
def test_whoever_goes_away_in_the_middle_is_let_go_at_once(port, first):
    with connected(port) as gone:
        gone.sendall(first)
        gone.shutdown(socket.SHUT_WR)
        while gone.recv(4096):
            pass


def test_a_large_body_comes_whole(port):
    body = os.urandom(3_000_000)
    assert asked(port, "POST", "/", body) == (200, b"ok" + body)
