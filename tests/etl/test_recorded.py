"""What is done from the server's command line stands in the record of what was done; without accounts nothing does."""

import os

import pytest
from argon2 import PasswordHasher

from access import accounts, audit, audited, passwords, store
from access.roles import Role
from etl import report, run
from etl.cli import main
from etl.recorded import BY_OTHERS, recorded, user

HEAD = "枢纽编号,枢纽名称,枢纽级别,服务区域代码,成立日期\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder that the command line works on."""
    monkeypatch.setenv("WUSHE_DATA_DIR", str(tmp_path))
    monkeypatch.delenv(BY_OTHERS, raising=False)
    return tmp_path


@pytest.fixture
def kept(folder, monkeypatch):
    """The same with an account."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    store.use(folder)
    accounts.add("root1", Role.ADMINISTRATOR)
    yield folder
    store.use(None)


def newest() -> tuple:
    line = audit.latest(1)[0]
    return line.name, line.role, line.action, line.result, line.what


LOADED = {"deliveries": [{"delivery": "d1", "accepted": 7, "rejected": 2, "status": "loaded"}], "build": "b1"}


@pytest.mark.parametrize(
    ("arguments", "does", "came", "line"),
    [
        (["load", "枢纽.csv"], "load_paths", LOADED,
         ("装入", audit.DONE, {"file": "枢纽.csv", "accepted": 7, "refused": 2, "delivery": "d1", "build": "b1"})),
        (["load", "枢纽.csv", "--guard"], "load_paths", LOADED | {"held": {"changes": []}},
         ("装入", audit.DONE, {"state": "等人批准"})),
        (["withdraw", "d1"], "set_withdrawn", {"deliveries": [], "build": "b2"},
         ("撤回", audit.DONE, {"delivery": "d1", "build": "b2"})),
        (["restore", "d1"], "set_withdrawn", {"deliveries": [], "error": "新库没有发布：磁盘满"},
         ("恢复报送", audited.FAILED, {"delivery": "d1", "error": "新库没有发布：磁盘满"})),
        (["build"], "build", {"build": "b3"}, ("重新生成数据库", audit.DONE, {"mode": "duckdb", "build": "b3"})),
        (["rollback", "b1"], "rollback", {"build": "b1"}, ("回到以前的版本", audit.DONE, {"build": "b1"})),
    ],
    ids=["load", "held", "withdraw", "restore", "build", "rollback"],
)  # fmt: skip
def test_a_load_is_a_line_with_its_file_rows_and_delivery(kept, monkeypatch, arguments, does, came, line):
    monkeypatch.setattr(report, "show", lambda *_: None)
    monkeypatch.setattr(run, does, lambda *_given, **_more: came)
    before = audit.verify().lines
    main([*arguments, "--json"])
    name, role, action, result, what = newest()
    assert (name, role, action, result) == (user(), "命令行", *line[:2]) and audit.verify().lines == before + 1
    assert {key: what.get(key) for key in line[2]} == line[2]


def test_what_comes_to_nothing_is_a_line_that_says_why(kept, capsys):
    assert main(["withdraw", "19001011234567890"]) == 2
    name, _, action, result, what = newest()
    assert (name, action, result) == (user(), "撤回", audited.FAILED) and "没有编号为" in what["error"]
    assert main(["decide", "p-000000000000", "退回", "--note", "13800138000 来电"]) == 2
    assert newest()[2] == "处理待办" and "13800138000" not in str(newest()[4])
    assert "138" in newest()[4]["note"]
    capsys.readouterr()


def test_looking_and_trying_leave_no_line(kept, tmp_path, capsys):
    before = audit.verify().lines
    file = tmp_path / "枢纽.csv"
    file.write_text(f"{HEAD}HUB-07,下沙枢纽,街道,330114001000,2019-05-01\n", "utf-8")
    for arguments in (["status"], ["tasks"], ["load", str(file), "--dry-run"]):
        main([*arguments, "--json"])
    assert audit.verify().lines == before
    capsys.readouterr()


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")
def test_what_cannot_be_recorded_is_not_done(kept, capsys):
    store.path().chmod(0o644)
    assert main(["build"]) == 2
    assert "审计记录写不进去，没有办" in capsys.readouterr().err
    assert not (kept / "warehouse").exists()


def test_without_accounts_nothing_is_written(folder, capsys):
    assert main(["withdraw", "19001011234567890"]) == 2
    assert not (folder / store.FILE).exists()
    capsys.readouterr()


def test_what_the_web_server_asks_for_is_recorded_by_it_alone(kept, monkeypatch):
    monkeypatch.setenv(BY_OTHERS, "1")
    before = audit.verify().lines
    with recorded(kept, "装入", {"file": "a.csv"}) as told:
        told["build"] = "b"
    assert audit.verify().lines == before
