"""Pages drawn for people with a scope, in this process, on the demonstration."""

import pytest

import app  # noqa: F401 - importing it registers the pages
from indicators import warehouse


@pytest.fixture
def demonstration(demo_dir):
    """The demonstration is served in this process."""
    warehouse.use(demo_dir)
    yield
    warehouse.use(None)
