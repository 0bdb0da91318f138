"""What the build says of one's own rows may name those of others: within a scope it is told without them."""

import duckdb
import pytest

from indicators.scope import Scope
from indicators.scope_views import narrow
from jobs.digest import digest
from tests.ownership.people import DISTRICT_A, DISTRICT_B, STREET_A, STREET_B

PAIR = "kind VARCHAR, id_a VARCHAR, id_b VARCHAR, l3 VARCHAR"
PLACED = "l1 VARCHAR, l2 VARCHAR, l3 VARCHAR, l4 VARCHAR, l5 VARCHAR, l6 VARCHAR"
TABLES = f"""
CREATE TABLE areas (area_code VARCHAR, level INTEGER, is_canonical BOOLEAN, {PLACED});
INSERT INTO areas VALUES
    ('{STREET_A}', 4, TRUE, '33', '3301', '{DISTRICT_A}', '{STREET_A}', NULL, NULL),
    ('{DISTRICT_A}', 3, TRUE, '33', '3301', '{DISTRICT_A}', NULL, NULL, NULL);
CREATE TABLE hubs (hub_id VARCHAR, area_code VARCHAR);
CREATE TABLE organizations (org_id VARCHAR, _delivery VARCHAR, _row INTEGER, {PLACED});
INSERT INTO organizations VALUES
    ('A-1', 'own', 1, '33', '3301', '{DISTRICT_A}', '{STREET_A}', NULL, NULL),
    ('A-2', 'own', 2, '33', '3301', '{DISTRICT_A}', '{STREET_A}', NULL, NULL),
    ('A-3', 'undeclared', 3, '33', '3301', '{DISTRICT_A}', '{STREET_A}', NULL, NULL),
    ('A-4', 'clean', 4, '33', '3301', '{DISTRICT_A}', '{STREET_A}', NULL, NULL),
    ('B-1', 'other', 5, '33', '3301', '{DISTRICT_B}', '{STREET_B}', NULL, NULL);
CREATE TABLE activities (activity_id VARCHAR, _delivery VARCHAR, _row INTEGER, {PLACED});
CREATE TABLE near_duplicates ({PAIR});
INSERT INTO near_duplicates VALUES
    ('organizations', 'A-1', 'A-2', '{DISTRICT_A}'), ('organizations', 'A-1', 'B-1', '{DISTRICT_A}');
CREATE TABLE delivery_areas (delivery VARCHAR, area_code VARCHAR, {PLACED});
CREATE TABLE deliveries (delivery VARCHAR, area VARCHAR, rejected INTEGER, pending INTEGER);
INSERT INTO deliveries VALUES
    ('own', '{STREET_A}', 1, 1), ('undeclared', NULL, 1, 0), ('clean', NULL, 0, 0), ('other', '{STREET_B}', 0, 0);
CREATE TABLE rejected_rows (delivery VARCHAR, found VARCHAR);
INSERT INTO rejected_rows VALUES ('own', '甲'), ('undeclared', '乙');
CREATE TABLE findings (delivery VARCHAR, type VARCHAR, row INTEGER, rule VARCHAR, message VARCHAR);
INSERT INTO findings VALUES
    ('own', 'organizations', 1, 'B116', '与《乙区名录.xlsx》第7行（B-1）疑似同一组织：同一代码，请确认'),
    ('own', 'organizations', 1, 'B116', '与《甲区名录.xlsx》第2行（A-2）疑似同一组织：名称相近，请确认'),
    ('own', 'trainings', 8, 'B116', '与第7行疑似同一场（同一天、同一区域，编号不同），请确认是否报了两次'),
    ('own', 'funding', 3, 'B079', '金额明显高于以往（同区县百分之九十九的款项不超过41200元），请确认单位是元还是万元'),
    ('own', 'funding', NULL, 'B079', '这份文件的金额普遍是同区县以往的10000倍，请确认单位是元还是万元'),
    ('own', 'projects', 3, 'B079', '立项金额（9元）多于申请金额（8元），请核对两列是否填反、单位是否一致'),
    ('undeclared', 'organizations', 3, 'B001', '乙'), ('clean', 'organizations', 4, 'B002', '甲'),
    ('other', 'organizations', 5, 'B003', '丙'),
    ('own', 'points', 2, 'V040', '到这一天，这名志愿者兑换和过期的积分比已经得到的多870分，可能缺以前的流水，请核对'),
    ('own', 'activities', NULL, 'V127', '有1行的编号（HD-1）已是“枢纽 SHU-C”报来的记录的'),
    ('own', 'volunteer_hours', 6, 'V130', '与《乙区时长.xlsx》第9行同一志愿者当天累计25小时，超过24小时'),
    ('own', 'activities', 4, 'V101', '人次9999明显高于这个组织平时的一场（平时不到73），请核对'),
    ('own', 'activities', 5, 'B108', '该组织成立于2016-01-01，请核对日期或组织');
CREATE TABLE pending_rows (delivery VARCHAR, reason VARCHAR, candidates JSON);
INSERT INTO pending_rows VALUES ('own', '与《乙区时长.xlsx》第9行是同一次服务', '["B-1"]');
"""


@pytest.fixture
def seen(tmp_path):
    """Asks a small build within the district, and without a scope."""
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as making:
        making.execute(TABLES)

    def ask(sql, scope):
        with duckdb.connect(str(path), read_only=True) as connection:
            cursor = connection.cursor()
            if not scope.is_everything:
                narrow(cursor, "build", scope)
            return cursor.execute(sql).fetchall()

    return lambda sql: (ask(sql, Scope()), ask(sql, Scope(area=DISTRICT_A)))


def test_a_pair_is_seen_when_both_lie_inside(seen):
    whole, within = seen("SELECT id_a, id_b FROM near_duplicates ORDER BY id_b")
    assert (whole, within) == ([("A-1", "A-2"), ("A-1", "B-1")], [("A-1", "A-2")])


def test_rows_that_lie_nobody_knows_where_are_told_of_what_was_sent_for_the_area_alone(seen):
    whole, within = seen("SELECT delivery FROM rejected_rows ORDER BY delivery")
    assert (whole, within) == ([("own",), ("undeclared",)], [("own",)])
    whole, within = seen("SELECT DISTINCT delivery FROM findings ORDER BY delivery")
    assert (len(whole), within) == (4, [("clean",), ("own",)])
    _, within = seen("SELECT delivery FROM deliveries ORDER BY delivery")
    assert within == [("clean",), ("own",)]


def test_what_holds_own_rows_against_those_of_others_is_not_told(seen):
    """Nor counted: what others pay, whether a row outside is alike; what a row says by itself is told."""
    asked = "SELECT type, row, rule FROM findings WHERE delivery = 'own' AND rule IN ('B079', 'B116') ORDER BY ALL"
    whole, within = seen(asked)
    assert len(whole) == 6
    assert within == [("organizations", 1, "B116"), ("projects", 3, "B079"), ("trainings", 8, "B116")]


def test_words_about_own_rows_name_no_row_of_others(seen):
    whole, within = seen("SELECT message FROM findings WHERE delivery = 'own' ORDER BY rule, type")
    assert "41200" in str(whole) and "乙区名录" in str(whole) and "870" in str(whole) and "73" in str(whole)
    assert "累计25小时" in str(whole)
    assert [message for (message,) in within] == [
        "立项金额（9元）多于申请金额（8元），请核对两列是否填反、单位是否一致",
        "该组织成立于2016-01-01，请核对日期或组织",
        "与另一份报送的一行疑似同一组织：名称相近，请确认",
        "与第7行疑似同一场（同一天、同一区域，编号不同），请确认是否报了两次",
    ]
    whole, within = seen("SELECT reason, candidates FROM pending_rows")
    assert "乙区" in str(whole) and "B-1" in str(whole)
    assert within == [("与另一份报送的一行是同一次服务", "[]")]


@pytest.mark.parametrize("rule", ["V101", "V040", "V130", "B079", "B116"])
def test_a_receipt_neither_tells_nor_counts_what_holds_a_row_against_those_of_others(rule):
    own = {"row": 2, "column": "服务人次", "found": "9", "rule": "B108", "severity": "警告", "message": "请核对日期"}
    told = {"file": "a.csv", "warnings": 2, "messages": [own, own | {"rule": rule, "message": "明显高于平时的73"}]}
    for is_within, warnings, rules in ((True, 1, ["B108"]), (False, 2, ["B108", rule])):
        found = digest({"deliveries": [told]}, is_within)
        assert [one["warnings"] for one in found["deliveries"]] == [warnings]
        assert [one["rule"] for one in found["findings"]] == rules and ("73" in str(found)) is not is_within
