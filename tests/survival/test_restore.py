"""Backup, restore, upgrade and going back as docs/deploy.md describes them."""

import re
import shutil
import subprocess

import pytest

from etl.run import build, load_paths
from tests.survival.dying import ROOT, etl, healed, served

pytestmark = pytest.mark.usefixtures("small_reference")

DEPLOY = (ROOT / "docs" / "deploy.md").read_text("utf-8")


def test_a_backup_taken_under_the_lock_restores_every_table(case, tmp_path):
    data_dir = case.copy(tmp_path / "data", "after")
    (data_dir / "lake" / "hubs" / ".new-half").mkdir(parents=True)
    (backup,) = re.findall(r"^sudo -u wushe (flock .*?)\n\n?```", DEPLOY, re.DOTALL | re.MULTILINE)
    archive = tmp_path / "backup.tar"
    command = re.sub(r"/backup/.*?\.tar\.zst", str(archive), backup).replace("--zstd", "")
    subprocess.run(["sh", "-c", command], cwd=data_dir, check=True)
    shutil.rmtree(data_dir)
    restored = tmp_path / "restored"
    restored.mkdir()
    subprocess.run(["tar", "--extract", "--file", archive, "--directory", restored], check=True)
    build(restored)
    assert etl(restored, "build", "--verify").returncode == 0
    healed(restored, case.content_after)


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
