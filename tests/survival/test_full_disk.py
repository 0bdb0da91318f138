"""The disk is full, and a limit on file sizes is met: said in Chinese, nothing is lost, the next run heals."""

import json
import resource
import shutil
import subprocess
import sys

import pytest

from etl.run import load_paths
from tests.survival.dying import ROOT, all_is_whole, complaint, environment, etl, healed, served

pytestmark = pytest.mark.usefixtures("small_reference")

SIZE = 64 * 2**20
MOUNT = 'mount -t tmpfs -o size={size} tmpfs "$1" && cp -r "$2" "$1/data" && shift 2 && exec "$@"'


def in_small_filesystem(case, folder, free: int) -> dict:
    """What full_disk.py tells from inside a filesystem of 64 MB that only it can see."""
    folder.mkdir()
    script = [sys.executable, "-m", "tests.survival.full_disk", str(folder / "data"), str(free), *map(str, case.second)]
    mount = ["unshare", "-rm", "sh", "-c", MOUNT.format(size=SIZE), "sh", str(folder), str(case.folder / "before")]
    run = subprocess.run(
        [*mount, *script], cwd=ROOT, env=environment(folder), capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr + run.stdout
    return json.loads(run.stdout)


def why_no_mounts() -> str:
    """Why this machine cannot mount a filesystem for a test; '' if it can."""
    if shutil.which("unshare") is None:
        return "没有 unshare 命令"
    mount = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    tried = subprocess.run(mount, capture_output=True, text=True)
    return tried.stderr.strip() if tried.returncode else ""


@pytest.mark.parametrize("free", [0, 60_000, 2_000_000])
def test_a_full_disk_loses_nothing(case, tmp_path, free):
    a_full_disk(case, tmp_path, free)


@pytest.mark.soak
@pytest.mark.parametrize("free", [4_096, 8_192, 20_000, 40_000, 200_000, 500_000, 1_000_000, 3_000_000, 5_000_000])
def test_a_disk_full_at_other_places_loses_nothing(case, tmp_path, free):
    a_full_disk(case, tmp_path, free)


def a_full_disk(case, tmp_path, free: int) -> None:
    reason = why_no_mounts()
    if reason:  # the limit on file sizes below is the way that works everywhere
        print(f"这台机器不能挂载小文件系统：{reason}；改用文件大小上限。")
        a_file_that_may_not_grow(case, tmp_path, free + 1)
        return
    told = in_small_filesystem(case, tmp_path / "small", free)
    assert told["same"] or told["code"] == 1, told
    if told["same"]:
        assert "Traceback" not in told["errors"] + told["said"]
        assert told["code"] in (1, 2) and "磁盘空间不足" in json.loads(told["said"])["error"], told
    assert told["again"] in (0, 1) and told["served"]["activities"] == 3


@pytest.mark.parametrize("largest", [1, 6_000, 1_000_000])
def test_a_file_that_may_not_grow_loses_nothing(case, tmp_path, largest):
    a_file_that_may_not_grow(case, tmp_path, largest)


def a_file_that_may_not_grow(case, tmp_path, largest: int) -> None:
    data_dir = case.copy(tmp_path / "data")
    before = served(data_dir)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))  # noqa: E731
    run = etl(data_dir, "load", *case.second, "--json", preexec_fn=limit)
    assert "磁盘空间不足" in complaint(run)
    assert served(data_dir) == before
    all_is_whole(data_dir)
    load_paths(case.second, data_dir)
    healed(data_dir, case.content_after)
