"""The small SQLite files are for the account the server runs under and for nobody else."""

import os
import stat

import pytest

from access import accounts
from access import store as access_store
from access.roles import Role
from views import database, store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows 的文件权限不用这种写法")


@pytest.fixture
def data_dir(tmp_path):
    """A data folder that anybody may read, as a careless installation has it."""
    before = os.umask(0)
    tmp_path.chmod(0o755)
    for use in (database.use, access_store.use):
        use(tmp_path)
    yield tmp_path
    for use in (database.use, access_store.use):
        use(None)
    os.umask(before)


def _modes(folder) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_both_files_are_made_for_their_owner_alone_whatever_the_umask(data_dir):
    store.save("甲", "/density")
    accounts.add("li.w", Role.ANALYST)
    names = {path.name for path in data_dir.iterdir()}
    assert {database.FILE, access_store.FILE} <= names and _modes(data_dir) == {0o600}


def test_views_of_an_older_release_are_closed_to_others_by_the_next_change(data_dir):
    kept = store.save("甲", "/density")
    for path in data_dir.iterdir():
        path.chmod(0o644)
    assert store.listed() == [kept]
    store.save("乙", "/tiers")
    assert _modes(data_dir) == {0o600} and len(store.listed()) == 2
