"""Points and banked time of single volunteers: nobody is told of, and no deed counts twice."""

import pytest

from etl.run import load_paths, set_withdrawn
from etl.tasks import tasks
from tests.etl.drawn_tables import IDENTITY, MOBILE, judged, rules
from tests.etl.little_tables import COMMUNITY, ORGANIZATIONS, OTHER_STREET, STREET, ask, write_csv

HEADER = "流水编号|志愿者编号|收支类型|发生日期|区域代码|活动编号|积分|小时数|兑换内容"
EARNED = "获得|2016-06-01|330102011|A"
BANKED = "时间存入|2016-06-01|330102011|"


@pytest.mark.parametrize("value", [IDENTITY, IDENTITY[:17] + "0", MOBILE, f"V-{MOBILE}", "李小明"])
def test_a_volunteer_number_that_is_personal_is_refused_and_kept_nowhere(value):
    outcome = judged("points", HEADER, f"J|{value}|{EARNED}|5||")
    assert rules(outcome)[0][0] in ("B111", "B112", "V015")
    assert value[2:] not in repr(outcome) and value[-6:] not in repr(outcome)


def test_the_name_beside_a_number_is_not_kept():
    outcome = judged("points", f"{HEADER}|志愿者姓名", f"J|V1|{EARNED}|5|||李小明", f"K|V2|{EARNED}|0|||王小红")
    assert outcome.has_names and "李小明" not in repr(outcome) and "王小红" not in repr(outcome)


@pytest.mark.parametrize(
    ("rows", "said", "taken"),
    [
        ([f"J|V1|{EARNED}|5||", f"K|V1|{EARNED}|5||"], ["B092"], 1),
        ([f"J|V1|{EARNED}|5||", f"K|V1|{EARNED}|8||"], ["B093", "B093"], 0),
        ([f"J|V1|{EARNED}|5||签到", f"K|V1|{EARNED}|8||服务"], [], 2),
        ([f"J|V1|{EARNED}|5||", f"K|V2|{EARNED}|8||"], [], 2),
        ([f"J|V1|{EARNED.replace('|A', '|')}|5||", f"K|V1|{EARNED.replace('|A', '|')}|8||"], [], 2),
        ([f"J|V1|{EARNED}|5||", f"K|V1|{BANKED}A||2|"], [], 2),
        (["J|V1|兑换|2016-06-01|330102011|A|5||", "K|V1|兑换|2016-06-01|330102011|A|8||"], [], 2),
        ([f"J|V1|{BANKED}||9|", f"K|V1|{BANKED}||9|", f"L|V1|{BANKED}||9|"], ["B090"], 2),
        ([f"J|V1|{BANKED}||2小时30分|"], [], 1),
    ],
)
def test_what_one_person_can_have_booked(rows, said, taken):
    outcome = judged("points", HEADER, *rows)
    assert [rule for found in rules(outcome) for rule in found] + [w.rule for w in outcome.warnings] == said
    assert len(outcome.rows) == taken and outcome.rows_read == len(rows)


def load(folder, **tables):
    paths = [write_csv(folder / f"{name}.csv", table) for name, table in tables.items()]
    return load_paths(paths, folder / "data")["deliveries"]


POINTS = "entry_id|volunteer_id|kind|happened_on|area_code|org_id|partner_id|activity_id|points|hours|item\n"


def points(*rows: str, area: str = COMMUNITY) -> str:
    """number | volunteer | kind | day | organisation | partner | activity | points | hours | item."""
    cells = ([cell.strip() for cell in row.split("|")] for row in rows)
    return POINTS + "\n".join("|".join([*row[:4], area, *row[4:]]) for row in cells)


@pytest.mark.usefixtures("small_reference")
def test_a_deed_told_in_two_deliveries_waits_and_what_cannot_be_is_remarked(tmp_path):
    activity = f"activity_id|org_id|area_code|held_on|kind\nA1|T1|{COMMUNITY}|2016-05-01|讲座"
    partner = f"partner_id|name|kind|area_code|signed_on|ended_on\nS1|某店|商家|{COMMUNITY}|2016-01-01|2016-05-31"
    load(tmp_path, o=ORGANIZATIONS, a=activity, s=partner, p1=points(
        "J1 | V-1 | 获得     | 2016-05-01 | T1 |    | A1 | 5  |    |",
        "J2 | V-2 | 时间存入 | 2016-05-01 | T1 |    |    |    | 20 |",
        "J3 | V-3 | 获得     | 2011-05-01 | T1 |    |    | 9  |    |",
        "J4 | V-4 | 获得     | 2016-05-01 | T1 |    | A1 | 5  |    |",
    ))  # fmt: skip
    entries = load(tmp_path, p2=points(
        "K1 | V-1 | 获得     | 2016-05-01 | T1 |     | A1 | 5 |   |",
        "K2 | V-2 | 时间存入 | 2016-05-01 | T1 |     |    |   | 5 |",
        "K3 | V-4 | 获得     | 2016-05-01 | T1 |     | A1 | 6 |   |",
        "K4 | V-3 | 兑换     | 2016-06-01 |    | 某店 |    | 8 |   | 牛奶",
        "K5 | V-3 | 兑换     | 2016-06-02 |    | S1  |    | 3 |   | 牛奶",
        "K6 | V-3 | 过期     | 2016-06-03 |    |     |    | 1 |   |",
    ))  # fmt: skip
    (entry,) = entries
    assert (entry["accepted"], entry["pending"]) == (6, 2)
    reasons = dict(ask(tmp_path / "data", "SELECT row, reason FROM pending_rows"))
    assert reasons[2].startswith("与《p1.csv》第2行疑似同一笔")
    assert reasons[3] == "与《p1.csv》第3行同一志愿者当天存入累计25小时，超过24小时，请核对是否重复登记"
    told = 'SELECT file, row, "column", rule, message FROM findings'
    found = ask(tmp_path / "data", f"{told} WHERE rule <> 'B088' ORDER BY rule, file, row")
    assert [line[:4] for line in found] == [
        ("p1.csv", 4, "发生日期", "B108"), ("p2.csv", 5, "发生日期", "B108"), ("p2.csv", 6, "发生日期", "B108"),
        ("p2.csv", 6, "积分", "V040"),
    ]  # fmt: skip
    assert "兑换和过期的积分比已经得到的多2分" in found[-1][-1] and "结束于2016-05-31" in found[1][-1]
    assert not any("V-" in f"{line}" for line in [*found, *reasons.items()])
    assert not any("V-" in task["about"] for task in tasks(tmp_path / "data"))
    (first,) = ask(tmp_path / "data", "SELECT delivery FROM deliveries WHERE file = 'p1.csv'")[0]
    set_withdrawn(tmp_path / "data", first, True)
    assert ask(tmp_path / "data", "SELECT count(*) FROM pending_rows") == [(0,)]


@pytest.mark.usefixtures("small_reference")
def test_a_deed_told_elsewhere_too_counts_and_is_told_to_those_who_see_everything(tmp_path):
    hub = f"hub_id|name|level|area_code\nK1|一站|街道|{STREET}"
    activity = f"activity_id|org_id|area_code|held_on|kind|hub_id\nA1|T1|{COMMUNITY}|2016-05-01|讲座|K1"
    first = ("J1 | V-1 | 获得     | 2016-05-01 | T1 | | A1 | 5 |    |",
             "J2 | V-2 | 时间存入 | 2016-05-01 | T1 | |    |   | 20 |")  # fmt: skip
    load(tmp_path, o=ORGANIZATIONS, k=hub, a=activity, p1=points(*first))
    (entry,) = load(tmp_path, p2=points(
        "K1 | V-1 | 获得     | 2016-05-01 | T1 | | A1 | 5 |   |",
        "K2 | V-2 | 时间存入 | 2016-05-01 | T1 | |    |   | 5 |", area=OTHER_STREET,
    ))  # fmt: skip
    assert (entry["accepted"], entry["pending"]) == (2, 0)
    told = 'SELECT row, "column", found, message FROM findings WHERE rule = \'V130\' ORDER BY ALL'
    one, other = ask(tmp_path / "data", told)
    assert one[:3] == (2, "积分", "5.000") and one[3].startswith("与《p1.csv》第2行疑似同一笔")
    assert other[:3] == (3, "小时数", "5.000") and "第3行同一志愿者当天存入累计25小时" in other[3]
