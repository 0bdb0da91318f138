"""Components of the pages in this process, on the demonstration or on nothing."""

import pytest

import app  # noqa: F401 - importing it registers the pages
from indicators import warehouse


@pytest.fixture
def demonstration(demo_dir):
    """The demonstration is served in this process."""
    warehouse.use(demo_dir)
    yield
    warehouse.use(None)


@pytest.fixture
def nothing(tmp_path):
    """A data folder in which nothing was ever published."""
    warehouse.use(tmp_path)
    yield
    warehouse.use(None)
