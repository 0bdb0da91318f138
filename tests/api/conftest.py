"""Two ways to the API: the Flask test client in this process, and a real server; both on the demonstration."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from exports import spool
from indicators import warehouse
from server import make_server


@pytest.fixture(scope="session")
def demo_flask(demo_dir):
    """The Flask server of this process on the demonstration."""
    warehouse.use(demo_dir)
    yield make_server()
    warehouse.use(None)


@pytest.fixture
def client(demo_flask, demo_dir, tmp_path):
    """A client of the server of this process; its large files are made in a spool of this test alone."""
    warehouse.use(demo_dir)
    spool.use(tmp_path / "spool")
    yield demo_flask.test_client()
    spool.use(None)


@pytest.fixture
def ask(client) -> Callable[..., dict]:
    """GET an address of /api/v1; the JSON of a good answer."""

    def get(path: str, **query) -> dict:
        answer = client.get(f"/api/v1/{path}", query_string={key.rstrip("_"): value for key, value in query.items()})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    return get


@pytest.fixture
def refused(client) -> Callable[..., dict]:
    """GET an address that must be refused with 400; the JSON of the error."""

    def get(path: str, **query) -> dict:
        answer = client.get(f"/api/v1/{path}", query_string={key.rstrip("_"): value for key, value in query.items()})
        assert answer.status_code == 400, answer.get_data(as_text=True)[:500]
        assert set(answer.json) == {"error", "hint"} and answer.json["error"]
        return answer.json

    return get


def csv_rows(content: bytes) -> list[list[str]]:
    """The cells of a CSV file of ours."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
