"""What only the whole of the data tells of a row: in the table `findings`, and in the answer to its load."""

import re

import pytest

from etl.findings import MOST_TOLD, rules, unsaid
from etl.rulebook import rules as rules_of_reading
from etl.run import load_paths
from etl.tasks import tasks
from tests.etl.little_tables import COMMUNITY, ORGANIZATIONS, OTHER_STREET, STREET, ask, write_csv
from tests.etl.test_increment import assert_as_full

pytestmark = pytest.mark.usefixtures("small_reference")

HOURS = "volunteer_id | org_id | area_code | served_on | hours | started_at | ended_at | record_id | activity_id\n"


def load(tmp_path, **tables):
    paths = [write_csv(tmp_path / f"{name}.csv", table) for name, table in tables.items()]
    return load_paths(paths, tmp_path / "data")


def hours(*rows: str, area: str = COMMUNITY) -> str:
    """volunteer | hours | from | to | record | activity, if there is one."""
    lines = [[cell.strip() for cell in row.split("|")] for row in rows]
    return HOURS + "\n".join(
        f"{who} | T1 | {area} | 2016-05-01 | {long} | {start} | {end} | {record} | {''.join(activity)}"
        for who, long, start, end, record, *activity in lines
    )


def test_every_rule_says_what_it_is_and_reads():
    assert len(rules()) >= 10
    for name, sql in rules().items():
        lines = [line for line in sql.splitlines() if line.startswith("-- ")]
        assert any(line[3:7].rstrip(":")[0] in "BV" for line in lines[:1]), name
        assert any("Reads: " in line for line in lines), name


def test_a_number_of_our_own_means_one_rule():
    """The B numbers are those of docs and may be judged in two places; a V number is given once."""
    of_builds = {number for sql in rules().values() for number in re.findall(r"'(V\d+)' AS rule", sql)}
    assert of_builds and not of_builds & {rule.code for rule in rules_of_reading()}


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


def test_a_day_of_hundreds_of_rows_waits_from_the_hour_on_that_is_too_many(tmp_path):
    """Only the first hundred of a delivery are held against later ones: a made-up day costs no more than its rows."""
    first = [f"V-1 | 0.1 | | | R{row}" for row in range(150)]
    load(tmp_path, o=ORGANIZATIONS, h1=hours(*first))
    document = load(tmp_path, h2=hours(*[f"V-1 | 0.1 | | | S{row}" for row in range(150)]))
    (entry,) = document["deliveries"]
    assert (entry["accepted"], entry["pending"]) == (150, 60)  # 15 hours and 9 more make the day full
    reasons = dict(ask(tmp_path / "data", "SELECT row, reason FROM pending_rows"))
    assert set(reasons) == set(range(92, 152))
    assert all(reason.startswith("与《h1.csv》第2行同一志愿者当天累计") for reason in reasons.values())


def test_a_day_told_elsewhere_counts_and_is_told_until_both_lie_at_one_hub(tmp_path):
    hubs = f"hub_id|name|level|area_code\nK1|一站|街道|{STREET}\nK2|二站|街道|{STREET}"
    held = "activity_id|org_id|area_code|held_on|kind|hub_id\n"
    activities = f"{held}A1|T1|{COMMUNITY}|2016-05-01|讲座|K1\nA2|T1|{COMMUNITY}|2016-05-01|讲座|K2"
    load(tmp_path, o=ORGANIZATIONS, k=hubs, a=activities,
         h1=hours("V-1 | 3 | 09:00 | 12:00 | R1 | A1", "V-2 | 20 | | | R2", "V-3 | 2 | | | R3"))  # fmt: skip
    load(tmp_path, h2=hours("V-2 | 5 | | | R5", "V-3 | 2 | | |", "V-4 | 2 | | | R6", area=OTHER_STREET))
    (entry,) = load(tmp_path, h3=hours("V-1 | 2 | 11:00 | 13:00 | R4 | A2"))["deliveries"]
    assert (entry["accepted"], entry["pending"], entry["warnings"]) == (1, 0, 1)
    told = 'SELECT file, row, "column", found, message FROM findings WHERE rule = \'V130\' ORDER BY ALL'
    counted = "；两行都已计入，请核对是否重复登记"
    elsewhere = [
        ("h2.csv", 2, "服务时长", "5.000", f"与《h1.csv》第3行同一志愿者当天累计25小时，超过24小时{counted}"),
        ("h2.csv", 3, "服务时长", "2.000", "与《h1.csv》第4行疑似同一次服务：同一志愿者、同一活动、同一天、"
         f"同样的时长，一处有记录编号、一处没有{counted}"),
    ]  # fmt: skip
    overlap = "与《h1.csv》第2行同一志愿者当天的服务时间重叠（11:00至12:00）"
    assert ask(tmp_path / "data", told) == [*elsewhere, ("h3.csv", 2, "服务时长", "2.000", overlap + counted)]
    assert_as_full(tmp_path / "data", tmp_path)
    load(tmp_path, moved=f"{held}A2|T1|{COMMUNITY}|2016-05-01|讲座|K1")
    assert ask(tmp_path / "data", told) == elsewhere
    assert ask(tmp_path / "data", "SELECT reason FROM pending_rows") == [(f"{overlap}，不能重复计算",)]
    assert_as_full(tmp_path / "data", tmp_path)


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
