"""Fixtures of the scope tests: the demonstration asked through the real door, and its file read past it."""

import json
import shutil

import duckdb
import pytest

from indicators import scope, warehouse
from indicators.scope import Scope

STREET, DISTRICT, COMMUNITY, HUB = "330102011000", "330102000000", "330102011001", "H330102011000"
COUNTY_HUB = "H430121001000"
SCOPES = {
    "district": Scope(area=DISTRICT),
    "street": Scope(area=STREET),
    "community": Scope(area=COMMUNITY),
    "elsewhere": Scope(area="430121000000"),
    "hub": Scope(hub=HUB),
    "county hub": Scope(hub=COUNTY_HUB),
}


@pytest.fixture
def published(demo_dir):
    """The demonstration is what questions are put to."""
    warehouse.use(demo_dir)
    yield demo_dir
    warehouse.use(None)


@pytest.fixture(scope="session")
def file(demo_dir, tmp_path_factory):
    """A copy of the published file, as somebody with the file in their hands would read it."""
    folder = demo_dir / "demo" / "warehouse"
    named = json.loads((folder / "CURRENT.json").read_text("utf-8"))["file"]
    copied = shutil.copy(folder / named, tmp_path_factory.mktemp("copy") / "published.duckdb")
    with duckdb.connect(str(copied), read_only=True) as connection:
        yield connection


@pytest.fixture
def required():
    """Every question must say its scope."""
    scope.require()
    yield
    scope.require(False)
