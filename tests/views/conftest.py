"""A data folder of its own for every test."""

import pytest

from views import database


@pytest.fixture
def folder(tmp_path):
    """Where views and events of this test are kept."""
    database.use(tmp_path)
    yield tmp_path
    database.use(None)
