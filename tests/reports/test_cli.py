"""`python -m reports`: what it writes, what it says, and that no file is ever half there."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indicators import warehouse
from reports import county, files
from reports.cli import main
from reports.county import make_all, tasks
from reports.files import FORMATS, Format, ReportError, formats_named, put
from reports.orders import Order
from tests.reports import plain_files
from tests.reports.made_up import report

ROOT = Path(__file__).resolve().parents[2]
KAIXUAN, STREET = "H330102011000", "330102011000"


@pytest.fixture
def quick(demonstration, monkeypatch):
    """Reports that say little and files that are quick to write; hubs and areas are those of the demonstration."""
    kind = Format("txt", "文本", "text/plain", plain_files.__name__, "write")
    for ending in list(FORMATS):
        monkeypatch.setitem(FORMATS, ending, replace(kind, ending=ending))
    monkeypatch.setattr(Order, "make", lambda self: replace(report(), subject=self.key, period=f"{self.year}年"))
    monkeypatch.setattr(county, "MOST_PROCESSES", 1)
    yield
    plain_files.REFUSED.clear()


def said(capsys, *arguments) -> tuple[int, dict]:
    code = main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_one_report_and_a_whole_area(quick, tmp_path, capsys):
    code, told = said(capsys, "hub", "凯益荟", "--year", 2015, "--format", "docx,XLSX", "--out", tmp_path / "one")
    assert code == 0 and [Path(name).suffix for name in told["reports"][0]["files"]] == [".docx", ".xlsx"]
    assert all(Path(name).is_file() for name in told["reports"][0]["files"])

    asked = ("--area", "上城区 凯旋街道", "--year", 2015, "--formats", "pptx", "--out", tmp_path)
    code, told = said(capsys, "hubs", *asked)
    assert code == 0 and told["reports"][0]["kind"] == "area" and told["reports"][0]["key"] == STREET
    hubs = [one["key"] for one in told["reports"][1:]]
    assert KAIXUAN in hubs and len(hubs) == len(set(hubs)) > 5
    assert len(list(tmp_path.glob("*.pptx"))) == len(hubs) + 1 and not list(tmp_path.glob(".*"))
    assert told["not_open"] == ["凯华社区社会组织服务站"]
    assert main(["hubs", "--area", STREET, "--year", "2015", "--format", "pptx", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert f"{len(hubs) + 1} 份报告、{len(hubs) + 1} 个文件写在" in shown.out


def test_one_that_fails_takes_no_other_along(quick, tmp_path, capsys):
    plain_files.REFUSED.add(KAIXUAN)
    code, told = said(capsys, "hubs", "--area", STREET, "--year", 2015, "--format", "docx", "--out", tmp_path)
    failed = [one for one in told["reports"] if one["error"]]
    assert code == 1 and [one["key"] for one in failed] == [KAIXUAN] and failed[0]["files"] == []
    assert len(list(tmp_path.glob("*.docx"))) == len(told["reports"]) - 1
    assert main(["hub", KAIXUAN, "--year", "2015", "--out", str(tmp_path)]) == 1
    assert "没有写成" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["hub", "没有的枢纽", "--year", "2015"], "没有叫“没有的枢纽”的枢纽"),
        (["hub", "社会组织服务站", "--year", "2015"], "不止一个枢纽"),
        (["hub", "凯益荟", "--year", "2015", "--format", "pdf"], "没有这种格式：pdf"),
        (["hub", "凯益荟", "--year", "2015", "--choice", "x"], "看不懂的条件"),
        (["hub", "凯益荟"], "缺少"),
        (["hubs", "--area", "没有的地方", "--year", "2015"], "没有叫“没有的地方”的地区"),
        (["hubs", "--area", "鼓楼区", "--year", "2015"], "不止一个地区"),
        (["freeze", "--year", "2015"], "而且只写一个"),
        (["reproduce", "77"], "没有这份定稿"),
        (["hub", "凯益荟", "--year", "2015", "--out", "/proc/none"], "文件没有写成"),
        (["nothing"], "没有这个命令"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(quick, arguments, words, capsys):
    code = main([*arguments, "--json"])
    shown = capsys.readouterr().out
    assert code in (1, 2) and words in shown and "Traceback" not in shown


def test_nothing_published_is_said(nothing, capsys):
    assert main(["frozen"]) == 2 and "数据尚未发布" in capsys.readouterr().err
    assert main([]) == 2 and "用法" in capsys.readouterr().out


@pytest.fixture
def nothing(tmp_path):
    """A data folder in which nothing was ever published."""
    warehouse.use(tmp_path)
    yield
    warehouse.use(None)


def test_files_are_whole_or_not_there(tmp_path, monkeypatch):
    put(tmp_path, "a.docx", b"old")
    monkeypatch.setattr(files.os, "fsync", lambda _file: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        put(tmp_path, "a.docx", b"new")
    assert (tmp_path / "a.docx").read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1
    assert [one.ending for one in formats_named(["docx,xlsx", "docx"])] == ["docx", "xlsx"]
    for wrong in ([], ["pdf"], [","]):
        with pytest.raises(ReportError):
            formats_named(wrong)


def test_two_hubs_of_one_name_keep_their_own_files(quick, tmp_path, monkeypatch):
    monkeypatch.setattr(Order, "make", lambda self: replace(report(), subject="服务站"))
    wanted = tasks([(Order("hub", key, 2024), "服务站") for key in ("H1", "H2")], ["docx"], tmp_path)
    done = make_all(wanted, lambda _made: None)
    names = [path.name for one in done for path in one.files]
    assert [name.partition("_")[0] for name in names] == ["服务站（H1）", "服务站（H2）"]


def test_what_is_frozen_is_listed_and_brought_back(quick, tmp_path, capsys, monkeypatch):
    frozen = tmp_path / "frozen"
    monkeypatch.setattr("reports.frozen.store.folder_of", lambda _taken: frozen)
    assert main(["frozen"]) == 0 and "还没有定稿" in capsys.readouterr().out
    code, told = said(capsys, "freeze", "--hub", "凯益荟", "--year", 2015, "--by", "办公室", "--why", "报区里")
    assert code == 0 and told["is_new"] and told["version"] == 1 and told["by"] == "办公室"
    assert not said(capsys, "freeze", "--hub", KAIXUAN, "--year", 2015)[1]["is_new"]
    number = told["id"]
    assert [one["id"] for one in said(capsys, "frozen")[1]["frozen"]] == [number]
    code, told = said(capsys, "reproduce", number, "--out", tmp_path / "again")
    assert code == 0 and told["recalculated_same"] and all(told["rewritten_same"].values())
    assert len(told["files"]) == len(FORMATS) and all(Path(name).is_file() for name in told["files"])
    assert main(["reproduce", number, "--out", str(tmp_path / "again")]) == 0
    assert "逐字节相同" in capsys.readouterr().out


@pytest.mark.soak
def test_a_county_in_one_go_with_real_files_in_processes(demo_dir, tmp_path):
    asked = ["--area", STREET, "--year", "2015", "--processes", "2", "--out", str(tmp_path), "--json"]
    run = subprocess.run(
        [sys.executable, "-m", "reports", "hubs", *asked], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"WUSHE_DATA_DIR": str(demo_dir)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    told = json.loads(run.stdout)["reports"]
    assert all(len(one["files"]) == 3 and not one["error"] for one in told)
    for one in told:
        assert load_workbook(next(name for name in one["files"] if name.endswith("xlsx"))).sheetnames
