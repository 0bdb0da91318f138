"""A hub's rows that name the hub alone, or its activity or organisation alone, under numbers that others use later in
rows that leave the hub out: they stay, whatever kind of record they are; and who puts them right replaces them."""

import shutil

from etl.apart import NUMBERED
from tests.ownership.people import HUB_A, HUB_B
from tests.ownership.test_numbers_since import IN_HUB_A, OF_A, load, shown
from tests.ownership.test_two_worlds import ask_file, seen, sent

NEXT_DOOR = "330102008000"
"""A street of the hub's district, in which its rows may lie."""
TABLES = {
    "activities": "活动编号,活动名称,组织编号,枢纽编号,区域代码,活动日期,活动类型\n"
    "{n},棋,{org},{hub},{place},2016-06-01,文体活动\n",
    "funding": "资金编号,日期,金额,资金状态,资金来源,资金用途,枢纽编号,组织编号,区域代码\n"
    "{n},2016-08-01,{value},拨付,财政资金,公益创投,{hub},{org},{place}\n",
    "volunteer_hours": "记录编号,志愿者编号,组织编号,活动编号,区域代码,服务日期,服务时长\n"
    "{n},ZYZ0001234{n},{org},{activity},{place},2016-06-01,2\n",
    "points": "流水编号,志愿者人数,收支类型,发生日期,区域代码,枢纽编号,组织编号,活动编号,积分\n"
    "{n},10,获得,2016-06-05,{place},{hub},{org},{activity},{value}\n",
    "trainings": "培训编号,培训名称,培训类型,培训形式,培训日期,枢纽编号,组织编号,区域代码,参训人次\n"
    "{n},课,能力培训,线下,2016-08-01,{hub},{org},{place},{value}\n",
    "demands": "需求编号,需求内容,需求类型,区域代码,收集渠道,提出日期,组织编号\n"
    "{n},灯,服务需求,{place},网格,2016-03-01,{org}\n",
    "facilities": "阵地编号,阵地名称,阵地类型,区域代码,枢纽编号,组织编号,启用日期,面积\n"
    "{n},室,服务站,{place},{hub},{org},2016-08-01,{value}\n",
    "honours": "荣誉编号,荣誉名称,荣誉类型,枢纽编号,组织编号,区域代码,获得日期,数量\n"
    "{n},奖,媒体报道,{hub},{org},{place},2016-08-01,{value}\n",
    "improvements": "优化编号,优化事项,区域代码,枢纽编号,优化日期,原环节数,现环节数\n"
    "{n},快办,{place},{hub},2016-08-01,9,5\n",
    "projects": "项目编号,项目名称,组织编号,枢纽编号,区域代码,申报日期\n{n},项目{n},{org},{hub},{place},2016-01-10\n",
    "partners": "资源编号,资源名称,资源类型,区域代码,枢纽编号,签约日期\n{n},店{n},商家,{place},{hub},2016-01-01\n",
}  # fmt: skip
OWN = {"hub": HUB_A, "org": "", "activity": "HD-A002", "place": NEXT_DOOR, "value": 1}
NEEDED = {type_id: {"org": "A-003"} for type_id in ("activities", "volunteer_hours", "demands", "projects")}
"""What rows of a hub have to name besides."""
THEIRS = {type_id: {"org": "B-003"} for type_id in NEEDED if type_id != "demands"}
"""What no row may leave out."""
ELSEWHERE = {"hub": "", "activity": "", "place": NEXT_DOOR, "value": 50}
LATER = (ELSEWHERE | {"org": "B-003"}, ELSEWHERE | {"org": ""}, ELSEWHERE | {"hub": HUB_B, "org": ""})
"""What others send under these numbers: of an organisation of theirs, of a place alone, and of a hub alone."""
CORRECTED = (
    OWN | {"value": 7, "org": "A-005"},
    OWN | {"value": 7, "hub": "甲街枢纽", "org": "A-007", "activity": ""},
    ELSEWHERE | {"org": "A-005"},
)
"""How others put them right: with the hub or its activity, or an organisation of the hub."""
NO_ORGANISATION = {type_id: {"hub": HUB_A} for type_id in ("improvements", "partners")}
"""What has no organisation names the hub."""


def tables(rows, who, first=1, filled=None):
    """A file of each kind of record with a row for each of these, numbered from the first; some columns are `filled`
    where they would be empty."""
    found = {}
    for type_id, text in TABLES.items():
        head, row = text.split("\n", 1)
        words = (filled or {}).get(type_id, {})
        given = [one | {name: one[name] or word for name, word in words.items()} for one in rows]
        found[f"{who}{type_id}.csv"] = f"{head}\n" + "".join(
            row.format(n=f"N-{at}", **one) for at, one in enumerate(given, first)
        )
    return found


def test_what_a_hub_left_out_is_nothing_by_which_it_is_told_that_others_use_its_number(copied, tmp_path):
    assert set(TABLES) == set(NUMBERED)
    brought = sent(copied, tables([OWN] * 4, "甲", filled=NEEDED), IN_HUB_A)
    assert [one["accepted"] for one in brought["deliveries"]] == [4] * len(TABLES)
    other = tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    load(copied, tables(LATER, "官", 10, THEIRS))
    document = load(other, tables(LATER, "官", 1, THEIRS))
    said = [" ".join(one["message"] for one in entry["messages"]) for entry in document["deliveries"]]
    assert all("按两条记录分开存" in one for one in said)
    assert seen(copied, OF_A) == seen(other, OF_A) and shown(copied, OF_A) == shown(other, OF_A)
    for type_id, number in NUMBERED.items():
        kept = ask_file(other, f"SELECT {number} FROM {type_id} WHERE {number} LIKE 'N-%' ORDER BY 1")
        assert kept == [(f"N-{at}{behind}",) for at in (1, 2, 3) for behind in ("", f"⟪{HUB_A}⟫")] + [("N-4",)], type_id


def test_who_names_what_lies_inside_the_hub_puts_its_rows_right(copied):
    sent(copied, tables([OWN] * 3, "甲", filled=NEEDED), IN_HUB_A)
    document = load(copied, tables(CORRECTED, "官", filled=NO_ORGANISATION))
    for type_id, entry in zip(TABLES, document["deliveries"], strict=True):
        assert not [one for one in entry["messages"] if "分开存" in one["message"]], type_id
        rows = f"FROM {type_id} WHERE {NUMBERED[type_id]} LIKE 'N-%'"
        assert ask_file(copied, f"SELECT count(*), count(DISTINCT _delivery) {rows}") == [(3, 1)], type_id
