"""Views are kept, found again, renamed, taken away and brought back; what cannot be kept is refused in words."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from views import database, store
from views.errors import ViewError

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "/density?area=330114000000&legal_form__not=%E5%BF%97%E6%84%BF%E5%9B%A2%E9%98%9F"


def test_nothing_is_made_by_looking(folder):
    assert store.listed() == [] and store.find("abcdefg") is None
    assert list(folder.iterdir()) == []


def test_a_view_is_found_by_its_short_link(folder):
    kept = store.save("钱塘  不含团队 ", ADDRESS)
    assert kept.name == "钱塘 不含团队" and kept.address == ADDRESS and kept.link == f"/v/{kept.code}"
    assert store.find(kept.code) == kept and store.CODE.fullmatch(kept.code)
    assert store.listed() == [kept]


def test_an_open_panel_is_not_part_of_a_view(folder):
    assert store.save("甲", "/density?panel=orgs&year=2024").address == "/density?year=2024"
    assert store.save("乙", "/?panel=orgs").address == "/"


def test_saving_the_same_again_is_the_same_view(folder):
    assert store.save("甲", "/density") == store.save("甲", "/density")
    with pytest.raises(ViewError, match="已经有叫“甲”的视图") as refused:
        store.save("甲", "/tiers")
    assert refused.value.status == 409 and len(store.listed()) == 1


def test_rename_delete_restore(folder):
    first, second = store.save("甲", "/density"), store.save("乙", "/tiers")
    assert store.rename(first.code, "丙").name == "丙"
    with pytest.raises(ViewError, match="已经有叫“乙”"):
        store.rename(first.code, "乙")
    assert store.delete(second.code).is_deleted
    assert [view.code for view in store.listed()] == [first.code] and store.find(second.code).is_deleted
    assert store.restore(second.code) == second


def test_what_was_deleted_long_ago_is_forgotten(folder):
    old, new = store.save("甲", "/density"), store.save("乙", "/tiers")
    store.delete(old.code)
    with database.writing() as connection:
        connection.execute("UPDATE views SET deleted_at = '2020-01-01T00:00:00.000+00:00'")
    store.restore(new.code)
    store.delete(new.code)
    assert store.find(old.code) is None and store.find(new.code).is_deleted


@pytest.mark.parametrize(
    "address",
    ["", "density", "//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/a\nb",
     "/density?area=甲", "/" + "a" * 5000],
)  # fmt: skip
def test_only_addresses_of_this_product_are_kept(folder, address):
    with pytest.raises(ViewError) as refused:
        store.save("甲", address)
    assert refused.value.hint and store.listed() == []


@pytest.mark.parametrize("name", ["", "   ", "甲" * 101, "甲\x00乙"])
def test_a_view_needs_a_name(folder, name):
    with pytest.raises(ViewError):
        store.save(name, "/density")


@pytest.mark.parametrize("change", [store.delete, store.restore, lambda code: store.rename(code, "甲")])
def test_what_is_not_there_is_said(folder, change):
    with pytest.raises(ViewError, match="没有这个视图") as refused:
        change("abcdefg")
    assert refused.value.status == 404


def test_many_writers_at_once_lose_nothing(folder):
    script = (
        "import sys; from views import database, store; database.use(sys.argv[1]);"
        "[store.save(f'{sys.argv[2]}-{n}', '/density') for n in range(20)]"
    )

    def run(name: str) -> int:
        return subprocess.run([sys.executable, "-c", script, str(folder), name], cwd=ROOT, check=False).returncode

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, "甲乙丙丁")) == [0, 0, 0, 0]
    assert len({view.code for view in store.listed()}) == 80


def test_a_folder_that_cannot_be_written_is_said_in_words_and_still_read(folder, monkeypatch):
    kept = store.save("甲", "/density")

    def refuse(*_args, **_more):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    with monkeypatch.context() as patched:
        patched.setattr(database.sqlite3, "connect", refuse)
        with pytest.raises(ViewError, match="数据目录不能写入") as refused:
            store.save("乙", "/density")
        assert refused.value.status == 507 and "权限" in refused.value.hint
    folder.chmod(0o500)
    try:
        assert store.find(kept.code) == kept
        if os.geteuid():
            with pytest.raises(ViewError, match="不能写入"):
                store.save("乙", "/density")
    finally:
        folder.chmod(0o700)


def test_a_broken_file_is_said_in_words(folder):
    (folder / database.FILE).write_bytes(b"this is no database at all, not even a little of one")
    with pytest.raises(ViewError, match="损坏"):
        store.listed()
