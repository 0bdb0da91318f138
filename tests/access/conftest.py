"""A data folder of its own for the accounts of each test; passwords are hashed quickly, except where that is tested."""

import pytest
from argon2 import PasswordHasher

from access import passwords, store


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    store.use(tmp_path)
    yield tmp_path
    store.use(None)
