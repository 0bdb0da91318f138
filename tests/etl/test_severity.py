"""docs/rules.md is true, and rules.toml of a data folder makes rules stricter, never laxer."""

from __future__ import annotations

import json

import pytest

from etl import rulebook
from etl.errors import DeliveryError
from etl.record import record_types
from etl.rulebook import Rule
from etl.run import load_paths
from etl.severity import stricter_rules
from tests.badinput.loading import Desk, good

LONG_DAY = good("volunteer_hours").put(2, "服务时长", "13")


@pytest.fixture
def desk(tmp_path, small_reference):
    return Desk(tmp_path)


def configured(desk: Desk, text: str) -> None:
    desk.data_dir.mkdir(exist_ok=True)
    (desk.data_dir / "rules.toml").write_text(text, "utf-8")


def test_the_document_of_the_rules_is_fresh():
    assert rulebook.DOCUMENT.read_text("utf-8") == rulebook.document(), "请运行 python -m etl.rulebook"


def test_every_check_and_every_kind_of_finding_is_in_the_document():
    codes = {rule.code for rule in rulebook.rules()}
    assert {check.code for record_type in record_types().values() for check in record_type.checks} <= codes
    assert {"B000", "B036", "B048", "B060", "B066", "B071", "B077", "B082", "B111", "V001", "V003", "V014"} <= codes
    assert all(rule.severity in ("拒收", "警告") or rule.about == rulebook.FILE for rule in rulebook.rules())


@pytest.mark.parametrize(
    ("code", "severity", "message"),
    [
        ("B104", "警告", "是9位的旧组织机构代码"),
        ("B048", "拒收", "超过15位的编号在Excel中按数字保存"),
        ("B080", "警告", "小数超过…位，已四舍五入…"),
        ("B066", "警告", "不在本次报送的报告期"),
        ("B097", "拒收", "这是汇总数，不是个人记录"),
    ],
)
def test_a_message_is_told_with_its_rule(code, severity, message):
    assert any(r.code == code and r.severity == severity and message in r.message for r in rulebook.rules())


def test_only_warnings_about_a_row_may_be_stricter():
    assert Rule("B088", "警告", "行", "", "").may_be_stricter
    assert not Rule("B036", "警告", "整份文件", "", "").may_be_stricter
    assert not Rule("B087", "拒收", "行", "", "").may_be_stricter


def test_without_configuration_nothing_is_stricter(tmp_path):
    assert stricter_rules(tmp_path) == frozenset()


def test_a_warning_becomes_a_refusal(desk):
    desk.load(desk.csv("甲.csv", LONG_DAY)).warned("B088", row=2)
    configured(desk, '[severity]\nB088 = "拒收"\n')
    answer = desk.load(desk.csv("乙.csv", LONG_DAY.put(3, "服务时长", "1")))
    answer.quarantined("B088", row=2, column="服务时长", found="13")


def test_the_same_file_is_judged_anew_on_stricter_rules_and_then_known(desk):
    path = desk.csv("甲.csv", LONG_DAY)
    first = desk.load(path)
    first.warned("B088")
    configured(desk, '[severity]\nB088 = "拒收"\n')
    again = desk.load(path)
    again.quarantined("B088")
    versions = [json.loads(file.read_text())["rules_version"] for file in desk.data_dir.rglob("manifest.json")]
    assert len(versions) == 1 and "-" in versions[0]
    assert desk.load(path).entry["status"] == "duplicate"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[severity]\nB087 = "警告"\n', "把“B087”写成了“警告”：规则只能改严，不能放宽"),
        ('[severity]\nB087 = "拒收"\n', "“B087”本来就是拒收"),
        ('[severity]\nB999 = "拒收"\n', "没有“B999”这条规则"),
        ('[severity]\nB036 = "拒收"\n', "“B036”说的是整份文件"),
        ("[severity\n", "读不懂"),
        ("[limits]\nhours = 5\n", "不认识的内容：limits"),
        ("severity = 5\n", "不认识的内容：severity"),
    ],
)
def test_what_cannot_be_meant_stops_everything(desk, text, said):
    configured(desk, text)
    with pytest.raises(DeliveryError) as caught:
        load_paths([desk.csv("甲.csv", LONG_DAY)], desk.data_dir)
    assert said in str(caught.value) and not (desk.data_dir / "warehouse" / "CURRENT.json").exists()
