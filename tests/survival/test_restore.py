"""Backup, restore, upgrade and going back as docs/deploy.md describes them."""

import re
import shutil
import subprocess
import sys

import pytest

from etl.run import build, load_paths
from tests.survival.dying import ROOT, environment, etl, healed, served

pytestmark = pytest.mark.usefixtures("small_reference")

DEPLOY = (ROOT / "docs" / "deploy.md").read_text("utf-8")


def test_the_commands_of_the_manual_restore_every_table(case, tmp_path):
    data_dir = case.copy(tmp_path / "data", "after")
    (data_dir / "lake" / "hubs" / ".new-half").mkdir(parents=True)
    told = dict(re.findall(r"\.venv/bin/python -m backup (make|restore) ([^#\n]+)", DEPLOY))
    assert told["make"].split()[0] == "/backup/wushe" and told["restore"].startswith("/backup/wushe/wushe-")
    made = _backup(data_dir, "make", *told["make"].replace("/backup/wushe", str(tmp_path / "backups")).split())
    assert made.returncode == 0, made.stderr
    shutil.rmtree(data_dir)
    (archive,) = (tmp_path / "backups").iterdir()
    assert _backup(data_dir, "restore", archive).returncode == 0
    assert etl(data_dir, "build", "--verify").returncode == 0
    healed(data_dir, case.content_after)


def _backup(data_dir, *words) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "backup", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=environment(data_dir), capture_output=True, text=True, check=False)


def test_a_copy_taken_while_a_load_runs_is_whole_too(case, tmp_path):
    """The lake only ever gains or replaces whole folders: a copy misses at most what was not yet told as taken."""
    data_dir = case.copy(tmp_path / "data")
    etl(data_dir, "load", *case.second, stop_at="lake-written")
    shutil.copytree(data_dir / "lake", tmp_path / "restored" / "lake")
    build(tmp_path / "restored")
    load_paths(case.second, tmp_path / "restored")
    healed(tmp_path / "restored", case.content_after)


def test_one_can_go_back_to_the_build_before_and_forward_again(case, tmp_path):
    data_dir = case.copy(tmp_path / "data", "after")
    newest, before = served(data_dir)["build"], served(case.folder / "before")["build"]
    assert etl(data_dir, "rollback", before).returncode == 0
    assert served(data_dir)["activities"] == 0
    assert etl(data_dir, "rollback", newest).returncode == 0
    assert served(data_dir)["activities"] == 3


def test_every_command_of_the_manual_is_one_of_ours():
    known = (ROOT / "etl" / "cli.py").read_text("utf-8")
    for word in re.findall(r"python -m etl ([a-z]+)", DEPLOY):
        assert f'@command("{word}")' in known, word
