"""Fixtures of the catalogue's tests: a desk to write files at and a fresh data folder to load them into."""

import pytest

from tests.badinput.loading import Desk
from tests.etl.conftest import small_reference

__all__ = ["desk", "small_reference"]


@pytest.fixture
def desk(tmp_path, small_reference) -> Desk:
    """Writes files in a folder of its own and loads them into a data folder of its own (the tree is 浙江 only)."""
    return Desk(tmp_path)
