"""The canary data served by the production server to people of every role."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock

from indicators import warehouse
from tests.conftest import serve
from tests.security import canary
from tests.security.people import PEOPLE, Visitor, make_accounts, session_of


@pytest.fixture(scope="session")
def canary_dir(shared_folder) -> Path:
    """A data folder with the canary records; built once per run, read only for tests."""
    folder = shared_folder / "canary"
    with FileLock(str(folder) + ".lock"):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("WUSHE_REFERENCE_DIR", str(canary.reference(folder)))
                canary.publish(folder)
            (folder / "ready").touch()
    return folder


@pytest.fixture(scope="session")
def guarded_dir(canary_dir, tmp_path_factory) -> Path:
    """A copy of the canary records with accounts, for one server."""
    return guarded_copy(canary_dir, tmp_path_factory.mktemp("guarded"))


def guarded_copy(canary_dir: Path, folder: Path) -> Path:
    """The canary records with accounts in a folder of their own."""
    data = folder / "data"
    shutil.copytree(canary_dir / "data", data)
    data.chmod(0o700)
    make_accounts(data)
    return data


@pytest.fixture(scope="session")
def guarded(canary_dir, guarded_dir):
    """The production server on the canary records with accounts: `url`, `data_dir`, `log`, and a visitor by name."""
    for url in serve(guarded_dir, WUSHE_REFERENCE_DIR=str(canary_dir / "reference")):
        found = served(url, guarded_dir)
        yield found
        for visitor in (*found.people.values(), found.nobody):
            visitor.close()


def served(url: str, data_dir: Path) -> SimpleNamespace:
    """A running server and people with sessions at it."""
    secrets = {one.name: session_of(data_dir, one.name) for one in PEOPLE}
    people = {one.name: Visitor(url, one, secrets[one.name]) for one in PEOPLE}
    log = data_dir / f"server-{url.rpartition(':')[2]}.log"
    return SimpleNamespace(url=url, data_dir=data_dir, log=log, people=people, nobody=Visitor(url, None, None))


@pytest.fixture
def registries(canary_dir):
    """The product in this process on the canary records, for its registries alone; nothing is asked of it."""
    import app

    warehouse.use(canary_dir / "data")
    yield app
    warehouse.use(None)
