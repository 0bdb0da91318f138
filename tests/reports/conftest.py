"""Reports in this process, on the demonstration."""

import pytest

import app
from indicators import warehouse


@pytest.fixture
def demonstration(demo_dir):
    """The demonstration is served in this process."""
    warehouse.use(demo_dir)
    yield
    warehouse.use(None)


@pytest.fixture
def client(demonstration):
    """A client of the whole application on the demonstration."""
    return app.server.test_client()
