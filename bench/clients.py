"""Programs that ask a server over connections they keep: pages as the browser asks for them, and the API."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from bench.replay import CALLBACK
from bench.scale_asked import addresses, body

LATER = 0.1
"""Seconds until a program that was put off asks the next question."""


@dataclass(frozen=True)
class Question:
    """One request; `body` is the JSON of a callback."""

    method: str
    path: str
    body: str = ""


@dataclass
class Heard:
    """How long every answer took, in milliseconds, how many were put off, how many seconds all of it lasted."""

    times: list[float] = field(default_factory=list)
    later: int = 0
    seconds: float = 0


def page_questions(folder: Path) -> list[Question]:
    """The callback of every page that shows records, at several places and times."""
    return [Question("POST", CALLBACK, body(path, search)) for _, path, search in addresses(folder)]


def api_questions() -> list[Question]:
    """What programs ask: rows, sums, indicators, places."""
    asked = (
        "records/activities?limit=50", "records/organizations?limit=50", "records/funding/summary",
        "indicators/visits?year=2023", "indicators/orgs_per_10k_people?by=area&level=1",
        "indicators/volunteer_hours?by=year", f"areas?q={quote('凯旋')}", "indicators",
    )  # fmt: skip
    return [Question("GET", f"/api/v1/{one}") for one in asked]


class PutOffError(Exception):
    """A program is asked to come again (503 with Retry-After): threads are kept for people who read pages."""


def put(connection: http.client.HTTPConnection, question: Question) -> float:
    """Milliseconds until the last byte. Raises PutOffError, and RuntimeError on any other answer but 200."""
    headers = {"Accept-Encoding": "br, gzip", **({"Content-Type": "application/json"} if question.body else {})}
    began = time.perf_counter()
    connection.request(question.method, question.path, question.body.encode() or None, headers)
    answer = connection.getresponse()
    said = answer.read()
    taken = (time.perf_counter() - began) * 1000
    if answer.status == 503 and answer.headers["Retry-After"]:
        raise PutOffError(question.path)
    if answer.status != 200:
        raise RuntimeError(f"{question.path} answered {answer.status}: {said[:200]!r}")
    return taken


def connected(url: str) -> http.client.HTTPConnection:
    """A connection that stays with one worker of the server."""
    address = urlsplit(url)
    return http.client.HTTPConnection(address.hostname, address.port, timeout=120)


def ask_all(url: str, questions: Sequence[Question], clients: int, seconds: float = 0, least: int = 0) -> Heard:
    """So many clients ask one question after the other, each beginning at another, until the seconds are over and
    each has asked `least`."""
    heard, faults, began = Heard(), [], time.perf_counter()

    def client(number: int) -> None:
        connection, place = connected(url), 0
        try:
            while place < least or time.perf_counter() - began < seconds:
                asked = questions[(place + number * len(questions) // clients) % len(questions)]
                place += 1
                try:
                    heard.times.append(put(connection, asked))
                except PutOffError:
                    heard.later += 1
                    time.sleep(LATER)
        except (OSError, RuntimeError, http.client.HTTPException) as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{len(faults)} 个连接没有问完：{faults[0]}")
    heard.seconds = time.perf_counter() - began
    return heard
