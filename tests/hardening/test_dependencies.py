"""Every package is fixed by version and hash; a silent vulnerability database is not taken for a clean one."""

import json
import shutil
import subprocess
from datetime import date

import pytest

from dependencies.audit import accepted, read
from dependencies.lock import LISTS, faults, fixed
from tests.conftest import ROOT

HASH = "--hash=sha256:" + "ab" * 32


@pytest.fixture
def lists(tmp_path):
    """The project's own lists, where a test may spoil them."""
    for name in [*LISTS, *LISTS.values()]:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def _add(path, line: str) -> None:
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")


def test_the_projects_own_lists_are_whole(lists):
    assert faults(lists) == [] and len(fixed((lists / "requirements.txt").read_text("utf-8"))) > 50


@pytest.mark.parametrize(
    "line",
    [
        "flask-extra==1.0",
        f"flask-extra>=1.0 {HASH}",
        "flask-extra==1.0 --hash=md5:abcd",
        "flask-extra @ https://packages.example/flask-extra.whl",
        "--extra-index-url https://packages.example/simple",
        "-e ../somewhere",
    ],
)
def test_what_could_be_swapped_unseen_is_a_fault(lists, line):
    _add(lists / "requirements.txt", line)
    assert any("没有固定版本和哈希" in fault for fault in faults(lists))


def test_a_wish_that_was_not_resolved_and_a_package_in_two_versions_are_faults(lists):
    _add(lists / "requirements.in", "flask-extra>=1")
    _add(lists / "requirements-dev.txt", f"duckdb==1.0.0 {HASH}")
    assert len(faults(lists)) == 2


def test_a_list_is_read_with_markers_remarks_and_several_lines():
    text = f"Flask_Extra==1.0 ; python_version < '3.14' \\\n    {HASH} \\\n    {HASH}\n    # via dash\n"
    assert fixed(text) == {"flask-extra": "1.0"}


def test_no_list_names_a_place_to_take_packages_from():
    for name in LISTS:
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text and "--index-url" not in text and "--find-links" not in text


def test_installing_asks_for_hashes_and_every_run_of_the_checks_audits():
    recipe = (ROOT / "Makefile").read_text("utf-8")
    installing = [line for line in recipe.split("\n") if "pip install" in line and "--requirement" in line]
    assert len(installing) == 2 and all("--require-hashes" in line for line in installing)
    assert "make audit" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_packages_no_database_knew_are_not_counted_as_looked_at():
    skipped = {"name": "dash", "skip_reason": "not found"}
    clean = {"name": "flask", "version": "3.1.3", "vulns": []}
    nothing = read(json.dumps({"dependencies": [skipped]}))
    assert (nothing.known, nothing.unknown, nothing.vulnerable) == (0, ("dash",), {})
    assert read(json.dumps({"dependencies": [skipped, clean]})).known == 1


def test_a_vulnerability_is_told_and_is_only_accepted_for_a_while():
    fault = {"id": "PYSEC-2099-1", "fix_versions": ["9.9"], "aliases": [], "description": ""}
    verdict = read(json.dumps({"dependencies": [{"name": "flask", "version": "3.1.3", "vulns": [fault]}]}))
    assert "flask 3.1.3" in verdict.vulnerable["PYSEC-2099-1"] and "9.9" in verdict.vulnerable["PYSEC-2099-1"]
    text = '[[accepted]]\nid = "PYSEC-2099-1"\nreason = "没有用到"\nuntil = 2099-01-31\n'
    assert accepted(text, date(2099, 1, 31)) == {"PYSEC-2099-1": "没有用到"}
    assert accepted(text, date(2099, 2, 1)) == {} and accepted("", date(2099, 1, 1)) == {}


def test_what_an_installation_keeps_beside_its_program_is_never_committed():
    kept = ["access.sqlite", "access.sqlite-wal", "views.sqlite", "jobs/a/b", "frozen/1/a", "decisions.jsonl", "lake/x"]
    names = [f"data/{name}" for name in kept]
    told = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode == 128:
        pytest.skip("这里不是 git 的工作目录")
    assert told.stdout.split() == names
