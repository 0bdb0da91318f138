"""What only the whole of the data tells of a row: in the table `findings`, and in the answer to its load."""

import pytest

from etl.findings import MOST_TOLD, rules, unsaid
from etl.run import load_paths
from etl.tasks import tasks
from tests.etl.little_tables import COMMUNITY, ORGANIZATIONS, STREET, ask, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")

HOURS = "volunteer_id | org_id | area_code | served_on | hours | started_at | ended_at | record_id | activity_id\n"


def load(tmp_path, **tables):
    paths = [write_csv(tmp_path / f"{name}.csv", table) for name, table in tables.items()]
    return load_paths(paths, tmp_path / "data")


def hours(*rows: str) -> str:
    """volunteer | hours | from | to | record."""
    lines = [[cell.strip() for cell in row.split("|")] for row in rows]
    return HOURS + "\n".join(
        f"{who} | T1 | {COMMUNITY} | 2016-05-01 | {long} | {start} | {end} | {record} | "
        for who, long, start, end, record in lines
    )


def test_every_rule_says_what_it_is_and_reads():
    assert len(rules()) >= 10
    for name, sql in rules().items():
        lines = [line for line in sql.splitlines() if line.startswith("-- ")]
        assert any(line[3:7].rstrip(":")[0] in "BV" for line in lines[:1]), name
        assert any("Reads: " in line for line in lines), name


def test_a_volunteers_day_is_not_counted_twice_across_deliveries(tmp_path):
    load(tmp_path, o=ORGANIZATIONS, h1=hours("V-1 | 3 | 09:00 | 12:00 | R1", "V-2 | 20 | | | R2", "V-3 | 2 | | | R3"))
    document = load(tmp_path, h2=hours("V-1 | 2 | 11:00 | 13:00 | R4", "V-2 | 5 | | | R5", "V-3 | 2 | | |",
                                       "V-4 | 24 | | | R6"))  # fmt: skip
    (entry,) = document["deliveries"]
    assert (entry["accepted"], entry["pending"]) == (4, 3)
    reasons = dict(ask(tmp_path / "data", "SELECT row, reason FROM pending_rows"))
    assert reasons[2] == "与《h1.csv》第2行同一志愿者当天的服务时间重叠（11:00至12:00），不能重复计算"
    assert reasons[3] == "与《h1.csv》第3行同一志愿者当天累计25小时，超过24小时，请核对是否重复登记"
    assert reasons[4].startswith("与《h1.csv》第4行疑似同一次服务")
    assert ask(tmp_path / "data", "SELECT CAST(sum(hours) AS VARCHAR) FROM volunteer_hours") == [("49.000",)]
    assert not any("V-" in task["about"] for task in tasks(tmp_path / "data"))
    sums = "SELECT bool_and(accepted = current + superseded + withdrawn + pending) FROM deliveries"
    assert ask(tmp_path / "data", sums) == [(True,)]


def test_visits_far_above_what_is_usual_of_the_organisation(tmp_path):
    rows = [f"A{n} | T1 | {COMMUNITY} | 2016-05-0{n} | 讲座 | {40 if n < 7 else 4000}" for n in range(1, 8)]
    load(tmp_path, o=ORGANIZATIONS)
    document = load(tmp_path, a="activity_id | org_id | area_code | held_on | kind | visits\n" + "\n".join(rows))
    (entry,) = document["deliveries"]
    assert entry["warnings"] == 1
    assert entry["messages"] == [
        {"row": 8, "column": "服务人次", "found": "4000", "rule": "V101", "severity": "警告",
         "message": "人次是这个组织同类活动的100倍（一般约40人次），请确认是否多写了几位"}
    ]  # fmt: skip
    told = 'SELECT type, file, sheet, row, "column", found, rule, severity FROM findings'
    assert ask(tmp_path / "data", told) == [("activities", "a.csv", "", 8, "服务人次", "4000", "V101", "警告")]


def test_warnings_of_the_reading_stand_beside_those_of_the_build(tmp_path):
    table = f"""
        org_id | name | legal_form | registration | area_code | filed_on   | 备注
        T1     | 一队 | 志愿团队   | 备案         | {STREET}  | 2012-03-01 | 好
    """
    document = load(tmp_path, o=table)
    (entry,) = document["deliveries"]
    said = {(message["rule"], message["row"]) for message in entry["messages"] if message["severity"] != "拒收"}
    assert set(ask(tmp_path / "data", "SELECT rule, row FROM findings")) == said and said
    again = load(tmp_path, p=table.replace("一队", "第一队"))
    assert [message["rule"] for message in again["deliveries"][0]["messages"]].count("B105") == 1


def test_of_one_rule_no_more_is_told_than_a_person_reads():
    found = [{"row": n, "column": "金额", "found": "", "rule": "B079", "severity": "警告", "message": "大"}
             for n in range(300)]  # fmt: skip
    assert len(unsaid(found, [])) == MOST_TOLD
    assert len(unsaid(found[:5], found[:2])) == 3
