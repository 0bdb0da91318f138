"""Without a login the product listens on this machine only, however it is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from access import present, store
from entrance.opening import is_required, refuse_open_door
from indicators import scope, warehouse
from serve import description
from settings import SettingError, Settings, is_loopback

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "localhost.", "::1", "[::1]", "::ffff:127.0.0.1"]
FOREIGN = [
    "0.0.0.0",
    "::",
    "",
    "192.168.1.5",
    "10.0.0.1",
    "example.org",
    "localhost.example.org",
    "127.0.0.1.example.org",
]


@pytest.fixture(autouse=True)
def nobody(tmp_path):
    store.use(tmp_path)
    yield
    store.use(None)


@pytest.mark.parametrize("host", LOCAL)
def test_this_machine_is_accepted(host):
    assert is_loopback(host)
    refuse_open_door(host)


@pytest.mark.parametrize("host", FOREIGN)
def test_any_other_address_is_refused_with_the_reason(host):
    assert not is_loopback(host)
    with pytest.raises(SettingError, match=r"还没有账户.*python -m access user add"):
        refuse_open_door(host)


def started(command: list[str], **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.7.7"])
def test_serve_refuses_a_foreign_address(host, tmp_path):
    run = started([sys.executable, "serve.py"], WUSHE_HOST=host, WUSHE_DATA_DIR=str(tmp_path))
    assert run.returncode == 2
    assert "拒绝在地址" in run.stderr
    assert "Traceback" not in run.stderr


def test_gunicorn_by_hand_is_refused_too(tmp_path):
    command = [sys.executable, "-m", "gunicorn", "app:server", "-b", "0.0.0.0:0"]
    run = started(command, WUSHE_DATA_DIR=str(tmp_path))
    assert run.returncode != 0
    assert "还没有账户" in run.stderr


def test_a_setting_that_makes_no_sense_is_named():
    run = started([sys.executable, "serve.py"], WUSHE_PORT="八千")
    assert run.returncode == 2
    assert "WUSHE_PORT" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_taken_port_is_named(tmp_path):
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        run = started([sys.executable, "serve.py"], WUSHE_PORT=port, WUSHE_DATA_DIR=str(tmp_path))
    assert run.returncode == 2
    assert port in run.stderr and "换一个端口" in run.stderr


def test_the_readme_names_every_setting():
    table = (ROOT / "README.md").read_text("utf-8").partition("## 环境变量")[2]
    assert [name for name in Settings.model_fields if f"`WUSHE_{name.upper()}`" not in table] == []


def test_what_once_had_accounts_does_not_start_without_them(tmp_path):
    store.use(None)
    accounts_of = started([sys.executable, "-m", "access", "user", "add", "root1", "--role", "管理员"],
                          WUSHE_DATA_DIR=str(tmp_path))  # fmt: skip
    assert accounts_of.returncode == 0
    for kept in tmp_path.glob(f"{store.FILE}*"):
        kept.unlink()
    run = started([sys.executable, "serve.py"], WUSHE_DATA_DIR=str(tmp_path))
    assert run.returncode == 2
    assert "账户文件不见了" in run.stderr and "从备份恢复" in run.stderr and "access.required" in run.stderr
    store.use(tmp_path)
    assert is_required(), "nor does one that was running as for one person go on as such"
    present.require(False)
    scope.require(False)


def test_the_start_says_which_data_are_shown_whoever_may_see_them(tmp_path):
    warehouse.use(tmp_path)
    scope.require()
    try:
        assert description() == "数据：尚未发布"
    finally:
        scope.require(False)
        warehouse.use(None)
