"""Records of two districts, built once; and asking the addresses as a person, as the gate would let them in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from flask import Flask
from flask.testing import FlaskClient

from access import present
from access import store as accounts
from access.roles import Person
from api import blueprint
from api.answers import ApiError, json_answer
from api.exports import exports_blueprint
from api.imports import imports_blueprint
from api.targets import targets_blueprint
from api.todo import todo_blueprint
from api.views import views_blueprint
from etl.delivery import Request
from etl.run import load_requests
from exports import spool
from indicators import scope, warehouse
from jobs import store
from reports.frozen.routes import blueprint as frozen_blueprint
from tests.ownership import people
from views import database

ROOMS = (blueprint, imports_blueprint, exports_blueprint, todo_blueprint, targets_blueprint, views_blueprint,
         frozen_blueprint)  # fmt: skip


@pytest.fixture(scope="session")
def built(shared_folder) -> Path:
    """A data folder with the records of two districts; read only."""
    folder = shared_folder / "two-districts"
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").exists():
            sent = folder / "sent"
            sent.mkdir(parents=True)
            tables = {
                "枢纽.csv": people.HUBS,
                "名录甲.csv": people.organizations("A", people.STREET_A, people.HUB_A, 12),
                "名录乙.csv": people.organizations("B", people.STREET_B, people.HUB_B, 12),
                "活动甲.csv": people.activities("A", people.STREET_A, people.HUB_A, 20),
                "活动乙.csv": people.activities("B", people.STREET_B, people.HUB_B, 20),
                "目标甲.csv": f"{people.TARGETS}orgs,{people.STREET_A},,2016,30,≥,目标,甲街计划\n",
                "目标乙.csv": f"{people.TARGETS}orgs,{people.STREET_B},,2016,40,≥,目标,乙街计划\n",
            }
            for name, content in tables.items():
                (sent / name).write_text(content, "utf-8-sig")
            about = {"甲": people.STREET_A, "乙": people.STREET_B}
            requests = [Request(sent / name, about.get(Path(name).stem[-1])) for name in tables]
            document = load_requests(requests, folder / "data")
            assert "error" not in document and all(one["rejected"] == 0 for one in document["deliveries"]), document
            (folder / "ready").touch()
    return folder / "data"


@pytest.fixture
def data(built, tmp_path) -> Iterator[Path]:
    """The records, and an empty place for what people make of them."""
    own = tmp_path / "data"
    own.mkdir()
    for name in ("lake", "warehouse"):
        (own / name).symlink_to(built / name)
    _use(own)
    yield own
    _use(None)


@pytest.fixture(scope="session")
def apart(built, tmp_path_factory) -> Path:
    """The records in a copy that no server of this process has open, for the ETL to read."""
    own = tmp_path_factory.mktemp("apart") / "data"
    shutil.copytree(built, own)
    return own


@pytest.fixture
def copied(built, tmp_path) -> Iterator[Path]:
    """The records in a copy that may be changed."""
    own = tmp_path / "data"
    shutil.copytree(built, own)
    _use(own)
    yield own
    _use(None)


def _use(folder: Path | None) -> None:
    store.use(folder)
    warehouse.use(folder)
    database.use(folder)
    accounts.use(folder)
    spool.use(folder / "exports" if folder else None)


@contextmanager
def asking(person: Person | None) -> Iterator[None]:
    """Inside, this person asks, as the gate says it of a request; nobody has come in where it is None."""
    present.require(True)
    scope.require(True)
    tokens = present.set_person(person), scope.set_scope(scope.Scope(person.area, person.hub) if person else None)
    try:
        yield
    finally:
        present.forget(tokens[0])
        scope.forget(tokens[1])
        present.require(False)
        scope.require(False)


@pytest.fixture
def opened(monkeypatch) -> Callable[[Callable[[], object], Path], set[str]]:
    """The names of the folders in a place of which a file is opened while something is asked."""
    real = Path.open

    def names(asks: Callable[[], object], place: Path) -> set[str]:
        found = set()

        def noted(path: Path, *args, **more):
            if place in path.parents:
                found.add(path.relative_to(place).parts[0])
            return real(path, *args, **more)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", noted)
            asks()
        return found

    return names


@pytest.fixture(scope="session")
def server() -> Flask:
    """The rooms that keep what people make, without the gate: each has its own lock."""
    rooms = Flask("rooms", static_folder=None)
    rooms.config["FURTHER_PATHS"] = dict
    rooms.config["KNOWN_PAGE"] = lambda path: True
    for room in ROOMS:
        rooms.register_blueprint(room)
    rooms.register_error_handler(ApiError, lambda fault: json_answer(
        {"error": fault.message, "hint": fault.hint}, fault.status))  # fmt: skip
    return rooms


@pytest.fixture
def client(server, data) -> FlaskClient:
    """Asks in the name of whoever is `asking`."""
    return server.test_client()
