"""A data folder that may not be written to: said in Chinese, and what is published is still served."""

import os
import shutil
import stat
import subprocess

import pytest

from tests.survival.dying import complaint, etl, served

pytestmark = pytest.mark.usefixtures("small_reference")

READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'


def read_only(folder) -> tuple[tuple[str, ...], dict]:
    """How to start a process for which the folder is read-only: root needs a mount, everybody else no write bits."""
    if os.geteuid():
        for path in [folder, *folder.rglob("*")]:
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
        return (), {}
    within = ("unshare", "-rm", "sh", "-c", READ_ONLY, "sh", str(folder))
    if shutil.which("unshare") and subprocess.run([*within, "true"], capture_output=True).returncode == 0:
        return within, {}
    print("这台机器不能挂载只读目录，改用没有权限的用户。")
    return (), {"user": 65534}


@pytest.mark.parametrize("arguments", [["load", "FILE"], ["build"], ["withdraw", "x"], ["watch", "--once"]])
def test_a_read_only_folder_is_named(case, tmp_path, arguments):
    data_dir = case.copy(tmp_path / "data")
    before = served(data_dir)
    within, options = read_only(data_dir)
    words = [str(case.second[0]) if word == "FILE" else word for word in arguments]
    said = complaint(etl(data_dir, *words, "--json", within=within, **options))
    assert "没有写入权限" in said and str(data_dir) in said
    assert served(data_dir) == before


def test_status_and_check_need_no_right_to_write(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    within, options = read_only(data_dir)
    run = etl(data_dir, "status", "--json", within=within, **options)
    assert run.returncode == 0 and served(data_dir)["build"] in run.stdout
    run = etl(data_dir, "check", case.first, "--out", tmp_path, "--json", within=within, **options)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_file_nobody_may_read_is_sent_back_by_name(case, tmp_path):
    data_dir = case.copy(tmp_path / "data")
    run = etl(data_dir, "load", tmp_path / "没有.csv", "--json")
    assert "没有文件" in complaint(run)
