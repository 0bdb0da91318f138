"""A backup made while people work is put back on an empty machine: same data, same record, same accounts."""

import gzip
import io
import json
import os
import stat
import subprocess
import sys
import tarfile
import threading
import zlib

import pytest
from argon2 import PasswordHasher

from access import accounts, audit, entering, passwords
from access import store as access_store
from access.errors import AccessError
from access.roles import Role
from access.terminal import at_terminal
from backup.archive import PATTERN, BackupError, read
from backup.cli import main
from backup.making import make
from backup.restoring import restore
from etl.held import read_held, write_held
from etl.lock import locked
from tests.etl.little_tables import pointer
from tests.survival.conftest import case, small_reference
from tests.survival.dying import ROOT, command, environment, etl, healed
from views import database, store

__all__ = ["case", "small_reference"]

pytestmark = pytest.mark.usefixtures("small_reference")


@pytest.fixture
def use_folder(monkeypatch):
    """`use_folder(folder)`: accounts and views are those of this folder from now on."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))

    def use(folder):
        access_store.use(folder)
        database.use(folder)

    yield use
    use(None)


@pytest.fixture(scope="module")
def archive(case, tmp_path_factory):
    """One backup of a folder without accounts."""
    return make(case.folder / "after", tmp_path_factory.mktemp("backups"))[0]


def test_a_backup_made_while_people_work_restores_everything(case, tmp_path, use_folder):
    data_dir = case.copy(tmp_path / "data")
    use_folder(data_dir)
    password = accounts.add("chief", Role.ADMINISTRATOR)
    session = entering.enter("chief", password)
    view = store.save("钱塘", "/density")
    for passing in ("jobs/1/file", "inbox", "exports"):
        (data_dir / passing).mkdir(parents=True)
        (data_dir / passing / "passing.csv").write_text("姓名\n", "utf-8")
    loading = subprocess.Popen([*command("load"), *map(str, case.second)], cwd=ROOT, env=environment(data_dir))
    is_over = threading.Event()

    def work() -> None:
        number = 0
        while not is_over.wait(0.01):
            number += 1
            store.save(f"视图{number}", "/tiers")
            audit.record("chief", "管理员", "导出", {"rows": number})

    people = threading.Thread(target=work)
    people.start()
    try:
        before, _ = make(data_dir, tmp_path / "backups")
        assert loading.wait(120) == 1, "one of its rows is refused, the others are taken"
        after, manifest = make(data_dir, tmp_path / "later")
    finally:
        is_over.set()
        people.join()
        loading.wait()
    assert read(before).files and manifest.content == pointer(data_dir)["content"]
    data_dir.rename(tmp_path / "gone")
    restored, verdict = restore(after, data_dir)
    assert restored == manifest and verdict.broken is None and verdict.lines > 2
    assert etl(data_dir, "build", "--verify").returncode == 0
    assert pointer(data_dir)["content"] == manifest.content
    healed(data_dir, case.content_after)
    use_folder(data_dir)
    assert audit.verify().broken is None and audit.latest(1)[0].action == "恢复备份"
    made = [line.name for line in audit.latest(9_999) if line.action in ("备份", "恢复备份")]
    assert set(made) == {at_terminal()} and len(made) > 1
    assert entering.whose(session) is None, "a session that may have been ended since must not come alive again"
    assert entering.whose(entering.enter("chief", password)).role is Role.ADMINISTRATOR
    assert store.find(view.code) == view
    assert not any((data_dir / name).exists() for name in ("jobs", "inbox", "exports"))
    assert stat.S_IMODE((data_dir / access_store.FILE).stat().st_mode) == 0o600


def test_what_waits_for_a_person_still_waits_and_shared_files_are_kept_once(case, tmp_path):
    data_dir = case.copy(tmp_path / "data", "after")
    folder, served = data_dir / "warehouse", pointer(data_dir)["file"]
    (folder / "held.duckdb").write_bytes(b"held")
    write_held(folder, {"build": "held", "file": "held.duckdb", "changes": ["少了一半"]})
    (folder / "older.duckdb").write_bytes(b"older")
    (data_dir / "frozen" / "databases").mkdir(parents=True)
    os.link(folder / served, data_dir / "frozen" / "databases" / served)
    archive, manifest = make(data_dir, tmp_path / "backups")
    assert list(manifest.links.values()) == [f"frozen/databases/{served}"]
    restore(archive, tmp_path / "restored")
    again = tmp_path / "restored" / "warehouse"
    assert read_held(again)["changes"] == ["少了一半"] and (again / "held.duckdb").read_bytes() == b"held"
    assert not (again / "older.duckdb").exists()
    assert (again / served).samefile(tmp_path / "restored" / "frozen" / "databases" / served)


def test_what_was_drawn_of_a_build_is_not_copied(case, tmp_path):
    data_dir = case.copy(tmp_path / "data", "after")
    before = make(data_dir, tmp_path / "before")[1]
    for name in (pointer(data_dir)["build"], "asked"):
        (data_dir / "warehouse" / "kept" / name).mkdir(parents=True)
        (data_dir / "warehouse" / "kept" / name / "CURRENT.json").write_text("a body", "utf-8")
    assert set(make(data_dir, tmp_path / "after")[1].files) == set(before.files)


def test_a_running_load_is_waited_for_but_not_for_ever(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    with locked(data_dir), pytest.raises(BackupError, match="一直没有结束"):
        make(data_dir, tmp_path / "backups", patience=0)
    assert list((tmp_path / "backups").iterdir()) == []


def test_only_the_newest_backups_stay(case, tmp_path):
    data_dir, folder = case.copy(tmp_path / "data"), tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"wushe-2020010{n}T000000.tar.gz" for n in (1, 2, 3)]
    for path in [*old, folder / "notes.txt"]:
        path.write_bytes(b"")
    newest, _ = make(data_dir, folder, keep=2)
    assert sorted(folder.glob(PATTERN)) == [old[2], newest] and (folder / "notes.txt").exists()
    assert stat.S_IMODE(newest.stat().st_mode) == 0o600


def test_without_a_line_in_the_record_nothing_is_copied(case, tmp_path, use_folder):
    data_dir = case.copy(tmp_path / "data")
    use_folder(data_dir)
    accounts.add("chief", Role.ADMINISTRATOR)
    (data_dir / access_store.FILE).chmod(0o644)
    with pytest.raises(BackupError, match="chmod 600"):
        make(data_dir, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_changed_record_is_told_and_nobody_is_let_in_quietly(case, tmp_path, use_folder):
    data_dir = case.copy(tmp_path / "data")
    use_folder(data_dir)
    accounts.add("chief", Role.ADMINISTRATOR)
    accounts.add("li.w", Role.ANALYST)
    with access_store.writing() as connection:
        connection.execute("DROP TRIGGER audit_stays")
        connection.execute("UPDATE audit SET name = 'nobody' WHERE id = 1")
    archive, _ = make(data_dir, tmp_path / "backups")
    told = _run("restore", archive, data_dir=tmp_path / "restored")
    assert told.returncode == 1 and "第 1 条对不上" in told.stdout


def test_every_damage_is_noticed_and_leaves_the_folder_empty(archive, tmp_path):
    whole, size = archive.read_bytes(), archive.stat().st_size
    damaged = tmp_path / "wushe-damaged.tar.gz"
    spoiled = [whole[:cut] for cut in (0, 9, size // 3, size - 1, size - 9)]
    for place in range(20, size - 8, size // 23):
        content = whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
        if not _is_the_same(content, whole):
            spoiled.append(content)
    assert len(spoiled) > 20
    for content in spoiled:
        damaged.write_bytes(content)
        with pytest.raises(BackupError):
            restore(damaged, tmp_path / "restored")
        assert list((tmp_path / "restored").iterdir()) == []
    damaged.write_bytes(whole)
    assert read(damaged).files


def _is_the_same(one: bytes, other: bytes) -> bool:
    """Whether both unpack to the same bytes: a run of zeros can be told in several ways."""
    try:
        return gzip.decompress(one) == gzip.decompress(other)
    except (OSError, EOFError, zlib.error):
        return False


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "lake/../../outside", "C:/outside", "a\\..\\b", "./x"])
def test_a_path_that_leads_elsewhere_is_refused(tmp_path, name):
    path = _archive(tmp_path, tarfile.TarInfo(name))
    with pytest.raises(BackupError, match="指向别处"):
        restore(path, tmp_path / "data")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_nothing_but_plain_files_is_taken(tmp_path, kind):
    member = tarfile.TarInfo("lake/x")
    member.type, member.linkname = kind, "/etc/passwd"
    with pytest.raises(BackupError, match="不认识的内容"):
        read(_archive(tmp_path, member))


def test_a_link_to_what_the_backup_does_not_hold_is_refused(tmp_path):
    path = _archive(tmp_path, links={"lake/x": "../../etc/passwd"})
    with pytest.raises(BackupError, match="与清单不符"):
        restore(path, tmp_path / "data")


def _archive(tmp_path, *members, links=None):
    path = tmp_path / "wushe-strange.tar.gz"
    said = {"made_at": "", "build": "", "content": "", "files": {}, "links": links or {}}
    manifest = tarfile.TarInfo("MANIFEST.json")
    text = json.dumps(said).encode()
    manifest.size = len(text)
    with tarfile.open(path, "w:gz") as archive:
        for member in members:
            archive.addfile(member)
        archive.addfile(manifest, io.BytesIO(text))
    return path


def test_nothing_that_is_there_is_overwritten(archive, case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    before = {path: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()}
    with pytest.raises(BackupError, match="里已经有"):
        restore(archive, data_dir)
    assert before == {path: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()}


def test_reference_files_of_the_program_stay_as_they_are(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    (data_dir / "reference").mkdir()
    (data_dir / "reference" / "aliases.csv").write_text("older", "utf-8")
    (data_dir / "reference" / "own.csv").write_text("own", "utf-8")
    archive, _ = make(data_dir, tmp_path / "backups")
    target = tmp_path / "restored"
    (target / "reference").mkdir(parents=True)
    (target / "reference" / "aliases.csv").write_text("newer", "utf-8")
    restore(archive, target)
    assert [(target / "reference" / name).read_text("utf-8") for name in ("aliases.csv", "own.csv")] == ["newer", "own"]


def test_the_command_line_speaks_chinese_and_answers_programs(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    assert "里面" in _run("make", data_dir / "lake", data_dir=data_dir).stderr
    made = _run("make", tmp_path / "backups", "--json", data_dir=data_dir)
    told = json.loads(made.stdout)
    assert made.returncode == 0 and told["content"] == pointer(data_dir)["content"] and told["bytes"] > 0
    assert "备份完整" in _run("check", told["file"], data_dir=data_dir).stdout
    there = _run("restore", told["file"], data_dir=data_dir)
    assert there.returncode == 1 and "请恢复到空的目录" in there.stderr
    assert _run("check", tmp_path / "nothing.tar.gz", data_dir=data_dir).returncode == 1
    assert "没有数据目录" in _run("make", tmp_path / "backups", data_dir=tmp_path / "nowhere").stderr
    assert main(["nonsense"]) == 2


def _run(*arguments, data_dir) -> subprocess.CompletedProcess:
    words = [sys.executable, "-m", "backup", *map(str, arguments)]
    run = subprocess.run(words, cwd=ROOT, env=environment(data_dir), capture_output=True, text=True, check=False)
    assert "Traceback" not in run.stderr
    return run


def test_a_backup_nobody_may_read_is_said_in_words(archive, tmp_path):
    if not os.geteuid():
        pytest.skip("root 什么都能读")
    archive.chmod(0)
    try:
        with pytest.raises(BackupError, match="没有权限"):
            read(archive)
    finally:
        archive.chmod(0o600)


def test_accounts_that_cannot_be_read_after_restoring_are_told(archive, tmp_path, monkeypatch):
    monkeypatch.setattr("access.accounts.any_exist", _refuse)
    with pytest.raises(BackupError, match="损坏"):
        restore(archive, tmp_path / "restored")


def _refuse():
    raise AccessError("账户文件损坏了。")
