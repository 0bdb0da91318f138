"""The command line: what it answers, in which words, and with which exit code."""

import json

import pytest

from etl.cli import main
from etl.run import WrongCallError, load_paths
from tests.etl.little_tables import ORGANIZATIONS, STREET, ask, pointer, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")

BAD = ORGANIZATIONS.replace("2013-03-01", "2013-02-30")


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def call(capsys, *arguments):
    code = main([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_load_build_status_rollback_and_withdraw_answer_in_json(data_dir, tmp_path, capsys):
    file = write_csv(tmp_path / "organizations.csv", ORGANIZATIONS)
    code, first = call(capsys, "load", file, "--area", STREET, "--from", "2012-01-01", "--to", "2015-12-31")
    entry = first["deliveries"][0]
    counts = ("rows_read", "skipped", "accepted", "rejected", "duplicates", "pending", "superseded", "warnings")
    assert code == 0 and [entry[name] for name in counts] == [3, 0, 3, 0, 0, 0, 0, 0]
    assert (entry["file"], entry["sheet"], entry["type"], entry["status"]) == (file.name, "", "organizations", "loaded")
    assert first["build"] == pointer(data_dir)["build"]
    code, sent_back = call(capsys, "load", write_csv(tmp_path / "bad.csv", BAD))
    assert code == 1 and sent_back["deliveries"][0]["rejected"] == 1
    message = sent_back["deliveries"][0]["messages"][0]
    assert set(message) == {"row", "column", "found", "rule", "severity", "message"}
    assert (message["row"], message["found"], message["severity"]) == (3, "2013-02-30", "拒收")
    code, status = call(capsys, "status")
    assert code == 0 and status["build"] == sent_back["build"] and status["rejected"] == 1
    assert [d["status"] for d in status["deliveries"]] == ["loaded", "loaded"]
    assert call(capsys, "rollback", first["build"])[0] == 0 and pointer(data_dir)["build"] == first["build"]
    assert call(capsys, "load", file)[1]["build"] == first["build"]
    assert call(capsys, "build")[1]["build"] == pointer(data_dir)["build"] != first["build"]
    code, gone = call(capsys, "withdraw", entry["delivery"])
    assert code == 0 and gone["status"] == "withdrawn"
    assert ask(data_dir, "SELECT count(*) FROM organizations") == [(2,)]
    assert call(capsys, "restore", entry["delivery"])[0] == 0


def test_people_read_tables_and_sentences(data_dir, tmp_path, capsys):
    folder = write_csv(tmp_path / "inbox" / "bad.csv", BAD).parent
    assert main(["load", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "第3行" in said and "2013-02-30" in said and "已入库" in said
    assert main(["status"]) == 0
    assert "待核" in capsys.readouterr().out


def test_a_dry_run_touches_nothing(data_dir, tmp_path, capsys):
    code, document = call(capsys, "check", write_csv(tmp_path / "bad.csv", BAD))
    assert code == 1 and document["deliveries"][0]["accepted"] == 2 and document["build"] is None
    assert not (data_dir / "lake").exists() and not (data_dir / "warehouse").exists()


def test_nothing_is_published_when_nothing_was_ever_accepted(data_dir, tmp_path, capsys):
    rows = ORGANIZATIONS.strip().splitlines()
    one_bad = "\n".join([rows[0], rows[2].replace("2013-03-01", "2013-02-30")])
    code, document = call(capsys, "load", write_csv(tmp_path / "bad.csv", one_bad))
    assert code == 1 and document["build"] is None and document["deliveries"][0]["status"] == "rejected"
    assert not (data_dir / "warehouse" / "CURRENT.json").exists()


def test_one_file_that_cannot_be_read_does_not_stop_the_others(data_dir, tmp_path, capsys):
    (tmp_path / "empty.csv").write_bytes(b"")
    code, document = call(capsys, "load", tmp_path / "empty.csv", write_csv(tmp_path / "a.csv", ORGANIZATIONS))
    assert code == 1 and [d["status"] for d in document["deliveries"]] == ["rejected", "loaded"]
    assert "没有任何内容" in document["deliveries"][0]["messages"][0]["message"] and document["build"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["load", "没有.csv"], "没有文件“没有.csv”"),
        (["load", "{file}", "--area", "1234567"], "不是一个区域"),
        (["load", "{file}", "--to", "2016-6-31"], "不是日期"),
        (["load", "{file}", "--from", "2016-06-30", "--to", "2016-01-01"], "早于"),
        (["load", "{file}", "--mode", "全部"], "没有“全部”这种报送方式"),
        (["load", "{file}", "--source", "没有的映射"], "没有的映射"),
        (["load", "{file}", "--colour"], "没有 --colour 这个选项"),
        (["load"], "缺少"),
        (["lode"], "没有这个命令"),
        (["withdraw", "abcdef"], "没有编号为“abcdef”的报送"),
        (["rollback", "abcdef"], "没有名为“abcdef”的版本"),
        (["build"], "还没有任何入库的记录"),
    ],
)
def test_a_wrong_call_is_refused_in_chinese(data_dir, tmp_path, capsys, arguments, words):
    file = write_csv(tmp_path / "a.csv", ORGANIZATIONS)
    code, document = call(capsys, *[argument.replace("{file}", str(file)) for argument in arguments])
    assert code == 2 and words in document["error"] + document["hint"]


def test_a_demonstration_folder_takes_no_real_records(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "demonstration.json").write_text("{}")
    with pytest.raises(WrongCallError, match="演示数据的目录"):
        load_paths([write_csv(tmp_path / "a.csv", ORGANIZATIONS)], tmp_path / "demo")


GRANTS = """
    id | receiver | paid       | pounds
    1  | T1       | 2015-02-03 | 10
    2  | T2       | 2015-02-04 | 20
"""
MAPPING = """
name = "资助登记"
licence = "测试"
[[tables]]
name = "资助"
[[tables.records]]
type = "funding"
[tables.records.columns]
funding_id = { column = "id", prefix = "G-" }
paid_on = "paid"
amount = { column = "pounds", number = { factor = 9 } }
status = { value = "拨付" }
source = { value = "基金会" }
instrument = { value = "捐赠" }
org_id = "receiver"
"""


def test_a_changed_mapping_reads_the_same_file_anew_instead_of_beside(data_dir, tmp_path, capsys):
    mapping = data_dir / "sources" / "grants.toml"
    mapping.parent.mkdir(parents=True)
    mapping.write_text(MAPPING, "utf-8")
    file = write_csv(tmp_path / "grants.csv", GRANTS)
    load_paths([write_csv(tmp_path / "a.csv", ORGANIZATIONS)], data_dir)
    amounts = "SELECT funding_id, CAST(amount AS VARCHAR) FROM funding ORDER BY ALL"
    code, document = call(capsys, "load", file, "--source", "grants")
    assert code == 0 and document["deliveries"][0]["status"] == "loaded"
    assert ask(data_dir, amounts) == [("G-1", "90.00"), ("G-2", "180.00")]
    assert call(capsys, "load", file, "--source", "grants")[1]["deliveries"][0]["status"] == "duplicate"
    mapping.write_text(MAPPING.replace("factor = 9", "factor = 10"), "utf-8")
    again = call(capsys, "load", file, "--source", "grants")[1]["deliveries"][0]
    assert again["delivery"] == document["deliveries"][0]["delivery"] and again["status"] == "loaded"
    assert ask(data_dir, amounts) == [("G-1", "100.00"), ("G-2", "200.00")]
    as_activities = MAPPING[: MAPPING.index("[[tables.records]]")] + """
[[tables.records]]
type = "activities"
[tables.records.columns]
activity_id = "id"
org_id = "receiver"
area_code = { value = "330102011001" }
held_on = "paid"
kind = { value = "其他" }
"""
    mapping.write_text(as_activities, "utf-8")
    call(capsys, "load", file, "--source", "grants")
    assert ask(data_dir, "SELECT (SELECT count(*) FROM funding), (SELECT count(*) FROM activities)") == [(0, 2)]
    assert call(capsys, "sources", "try", file, "grants")[1]["records"][0]["accepted"] == 2
    assert "grants" in call(capsys, "sources", "list")[1]["sources"]


def test_a_declared_area_nobody_knows_is_told_and_declares_nothing(data_dir, tmp_path, capsys):
    file = write_csv(tmp_path / "a.csv", ORGANIZATIONS)
    document = call(capsys, "load", file, "--area", "999999", "--to", "2015-12-31")[1]
    assert any("999999000000 不在区划中" in note for note in document["notes"])
    assert ask(data_dir, "SELECT count(*) FROM delivery_areas") == [(0,)]


def test_help_is_chinese(capsys):
    assert main(["load", "--help"]) == 0
    said = capsys.readouterr().out
    assert "用法" in said and "选项" in said and "显示这段说明" in said and "Show this" not in said
