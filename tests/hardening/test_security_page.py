"""docs/security.md says what the program does: tables are generated, every test and command it names exists."""

import ast
import os
import re
import subprocess
import sys
from functools import cache

import pytest

import app  # noqa: F401 - importing it registers the pages
from access.roles import May, Role
from security_book import PAGE, PERSONAL, class_of, filled
from tests.conftest import ROOT

TEXT = PAGE.read_text("utf-8")
CHECKLIST = TEXT.partition("## 等保 2.0 第二级")[2].partition("## 由单位做的")[0]
LINES = [line for line in CHECKLIST.split("\n") if line.startswith("| ") and not line.startswith(("| 要求", "|--"))]
PROOFS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


@cache
def _tests_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_generated_tables_are_those_of_the_program():
    assert filled(TEXT) == TEXT, "请执行 make handbook"
    roles = TEXT.partition("<!-- roles -->")[2].partition("<!-- /roles -->")[0]
    assert all(f"| {right} |" in roles for right in May) and all(f" {role} |" in roles for role in Role)


@pytest.mark.parametrize(("path", "name"), PROOFS, ids=[name for _, name in PROOFS])
def test_a_proof_is_a_test_that_exists(path, name):
    assert (ROOT / path).is_file(), f"{path} 没有了"
    assert name in _tests_of(path), f"{path} 里没有 {name}：改名了请同时改 docs/security.md"


@pytest.mark.parametrize("line", LINES, ids=[line.split("|")[1].strip() for line in LINES])
def test_every_line_of_the_checklist_points_at_its_proof(line):
    requirement, does, proof = (cell.strip() for cell in line.strip("|").split("|"))
    assert requirement and does and re.fullmatch(r"(`tests/[\w/]+\.py::\w+` ?)+", proof)


def test_the_checklist_has_every_heading_of_the_standard():
    headings = re.findall(r"^### (.+)$", CHECKLIST, re.M)
    assert headings == ["身份鉴别", "访问控制", "安全审计", "入侵防范", "数据完整性与保密性", "数据备份恢复",
                        "剩余信息保护", "个人信息保护"]  # fmt: skip
    assert len(LINES) > 25


def test_what_numbers_people_is_the_only_personal_column():
    from etl.record import record_types

    types = record_types()
    found = [
        (one.id, column.id)
        for one in (types.values() if isinstance(types, dict) else types)
        for column in one.columns
        if class_of(one, column.id) == PERSONAL
    ]
    assert found == [("volunteer_hours", "volunteer_id"), ("points", "volunteer_id")]


COMMANDS = sorted(
    {
        (module, *re.findall(r"^[a-z]+", words.strip()))
        for page in ("security.md", "deploy.md")
        for module, words in re.findall(
            r"python -m (access user|access audit|access|backup) ([a-z][^`\n]*)",
            (ROOT / "docs" / page).read_text("utf-8"),
        )
    }
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_of_the_manuals_is_one_of_ours(command):
    words = [sys.executable, "-m", *" ".join(command).split(), "--help"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0 and "用法" in told.stdout, told.stderr


def test_the_question_after_an_incident_is_one_command(tmp_path):
    (line,) = re.findall(r"python -m (access audit show .*)", TEXT)
    words = [sys.executable, "-m", *line.split(), "--json"]
    environment = os.environ | {"WUSHE_DATA_DIR": str(tmp_path)}
    told = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0 and '"lines"' in told.stdout, told.stderr
