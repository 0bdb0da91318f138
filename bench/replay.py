"""The callback of a page as a browser sends it, sent again and timed."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import brotli

CALLBACK = "/_dash-update-component"


@dataclass(frozen=True)
class Answer:
    """One answer: time until its last byte, bytes on the wire and unpacked."""

    milliseconds: float
    wire: int
    plain: int


def warm(url: str, calls: Sequence[str], rounds: int) -> None:
    """Send every body `rounds` times, each over a connection of its own.

    One connection stays with one worker of the server; another would meet the measured questions for the first time.
    """
    for _ in range(rounds):
        for call in calls:
            replay(url, [call], rounds=1)


def replay(url: str, calls: Sequence[str], rounds: int) -> list[Answer]:
    """Send every body `rounds` times over one connection. Raises RuntimeError on any answer but 200."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    try:
        return [_send(connection, call) for _ in range(rounds) for call in calls]
    finally:
        connection.close()


def _send(connection: http.client.HTTPConnection, call: str) -> Answer:
    started = time.perf_counter()
    connection.request(
        "POST", CALLBACK, body=call.encode(), headers={"Content-Type": "application/json", "Accept-Encoding": "br"}
    )
    answer = connection.getresponse()
    body = answer.read()
    elapsed = (time.perf_counter() - started) * 1000
    if answer.status != 200:
        raise RuntimeError(f"{CALLBACK} answered {answer.status}: {body[:200]!r}")
    packed = answer.headers.get("Content-Encoding") == "br"
    return Answer(elapsed, len(body), len(brotli.decompress(body)) if packed else len(body))
