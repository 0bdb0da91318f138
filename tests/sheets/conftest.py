"""Pages and their exports in this process, on the demonstration."""

import pytest

import app
from indicators import warehouse


@pytest.fixture
def client(demo_dir):
    """A client of the whole application on the demonstration."""
    warehouse.use(demo_dir)
    yield app.server.test_client()
    warehouse.use(None)
