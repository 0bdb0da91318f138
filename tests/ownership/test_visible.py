"""What a sender with a scope brings, its sender sees: no row changes the numbers of others behind their back, and none
counts as one of theirs. What mappings hold and look up tells nothing of others either."""

import shutil
from datetime import date
from itertools import product

import pytest

from etl.bounds import Boundary, Bounds
from etl.lake import Lake
from etl.record import record_types
from etl.run import load_paths
from etl.validate import Validated
from indicators import warehouse
from indicators.scope import Scope, within
from indicators.warehouse import snapshot
from tests.ownership.people import ACTIVITIES, DISTRICT_A, HUB_A, HUB_B, HUBS, STREET_A, STREET_B, TARGETS
from tests.ownership.test_bounds import told
from tests.ownership.test_taken import ask, loaded

IN_HUB_A, IN_A = Bounds(hub=HUB_A), Bounds(area=STREET_A)
OUTSIDE_ALL = {"areas", "population", "workforce", "hubs", "targets"}
"""What no hub may bring."""
OWN = {"org_id": "A-003", "hub_id": HUB_A, "activity_id": "HD-A002", "project_id": "P-1", "partner_id": "SJ-1",
       "parent_id": "ZJ-1", "previous_id": "P-1"}  # fmt: skip
NEIGHBOUR, CITY = "330102008000", "330100000000"
PLACES = ("", STREET_A, NEIGHBOUR, CITY, STREET_B, "430121001000")
BROUGHT = {
    "项目.csv": "项目编号,项目名称,组织编号,枢纽编号,区域代码,申报日期\n"
    f"P-1,邻里客厅,A-003,{HUB_A},{STREET_A},2016-01-10\n",
    "商家.csv": "资源编号,资源名称,资源类型,区域代码,枢纽编号,签约日期\n"
    f"SJ-1,便民超市,商家,{STREET_A},{HUB_A},2016-01-01\n",
    "资金.csv": "资金编号,日期,金额,资金状态,资金来源,资金用途,枢纽编号,组织编号,区域代码\n"
    f"ZJ-1,2016-03-01,900,拨付,财政资金,公益创投,{HUB_A},A-003,{STREET_A}\n",
}  # fmt: skip
SAMPLE = {"text": "词", "code": "X", "date": date(2016, 5, 1), "year": 2016, "integer": 1, "decimal": 1, "money": 1,
          "boolean": True}  # fmt: skip


@pytest.fixture(scope="module")
def brought(apart, tmp_path_factory):
    """The records, with a project, a partner and a payment of the hub."""
    data = tmp_path_factory.mktemp("visible") / "data"
    shutil.copytree(apart, data)
    assert load(data, BROUGHT, IN_HUB_A) == [(1, 0, 0)] * len(BROUGHT)
    return data


def load(data, files, bounds):
    """How many rows of each file were taken, sent back, and wait."""
    for name, content in files.items():
        (data.parent / name).write_text(content, "utf-8-sig")
    entries = load_paths([data.parent / name for name in files], data, bounds=bounds)["deliveries"]
    return [(one["accepted"], one["rejected"], one["pending"]) for one in entries]


def rows_of(record_type):
    """A row for every choice of what it refers to of the hub's, in every place; all that has to be filled is."""
    number = [key[0] for key in record_type.key if len(key) == 1 and not record_type.column(key[0]).references]
    refers = [c for c in record_type.columns if c.id in OWN and c.id not in number]
    places = [c.id for c in record_type.columns if c.id == "area_code"]
    filled = {c.id: (c.choices or [SAMPLE.get(c.kind, "词")])[0] for c in record_type.columns if c.required}
    blank = dict.fromkeys(record_type.column_ids())
    choices = [[OWN[c.id]] if c.required else [None, OWN[c.id]] for c in refers]
    for at, (*referred, place) in enumerate(product(*choices, PLACES if places else [""])):
        if places and not place and record_type.column("area_code").required:
            continue
        row = blank | filled | dict(zip((c.id for c in refers), referred, strict=True))
        named = {"name": f"词{at}"} if "name" in row else {}
        yield row | named | dict.fromkeys(places, place or None) | {name: f"N-{at}" for name in number}


@pytest.mark.parametrize("type_id", sorted(set(record_types()) - OUTSIDE_ALL))
def test_every_row_a_hub_may_bring_is_one_its_scope_shows(brought, type_id):
    record_type = record_types()[type_id]
    rows = list(rows_of(record_type))
    judged = Validated(rows=[dict(row) for row in rows], row_numbers=list(range(len(rows))))
    Boundary(IN_HUB_A, brought).judge(record_type, judged)
    assert judged.accepted and all(is_shown(type_id, row) for row in judged.rows)
    assert {row.get("area_code") for row in judged.rows} <= {None, STREET_A, NEIGHBOUR, CITY}
    refused = [rows[at] for at, *_ in judged.rejected if rows[at].get("area_code") in (None, STREET_A, NEIGHBOUR)]
    assert not any(is_shown(type_id, row) for row in refused)


def is_shown(type_id, row):
    """By the words of indicators/scope_tables.toml, and where the models take a hub from."""
    if type_id in ("ratings", "milestones", "demands"):  # the hub of the organisation
        return row["org_id"] == "A-003"
    if type_id == "project_scores":
        return row["project_id"] == "P-1"
    if type_id == "volunteer_hours":  # the hub of the activity
        return row["activity_id"] == "HD-A002"
    return row["hub_id"] == HUB_A or (type_id == "points" and row["activity_id"] == "HD-A002")


FILES = {
    "demands": "需求编号,需求内容,需求类型,区域代码,收集渠道,提出日期,项目编号,组织编号\n"
    "{n},灯,服务需求,{place},网格,2016-03-01,P-1,{org}\n",
    "funding": "资金编号,日期,金额,资金状态,资金来源,资金用途,区域代码,上级资金编号,枢纽编号\n"
    "{n},2016-05-03,100,到账,财政资金,公益创投,{place},ZJ-1,{hub}\n",
    "points": "流水编号,志愿者编号,收支类型,发生日期,区域代码,商家编号,积分,枢纽编号\n"
    "{n},ZYZ00012345,兑换,2016-03-01,{place},SJ-1,5,{hub}\n",
    "volunteer_hours": "记录编号,志愿者编号,组织编号,活动编号,区域代码,服务日期,服务时长\n"
    "{n},ZYZ00012345,A-003,{activity},{place},2016-03-01,5\n",
}  # fmt: skip
FILLED = {"org": "A-003", "hub": HUB_A, "activity": "HD-A002"}


@pytest.mark.soak
def test_what_was_brought_is_seen_by_the_hub_and_the_rest_was_sent_back(brought):
    for content in FILES.values():
        refused = content.format(n="N-1", place=STREET_A, **dict.fromkeys(FILLED, ""))
        assert told(brought, IN_HUB_A, refused)[1] == {2: "V126"}
        assert told(brought, IN_HUB_A, content.format(n="N-2", place="430121001000", **FILLED))[1] == {2: "V121"}
    taken = {f"{one}.csv": text.format(n="N-3", place=NEIGHBOUR, **FILLED) for one, text in FILES.items()}
    assert load(brought, taken, IN_HUB_A) == [(1, 0, 0)] * len(FILES)
    warehouse.use(brought)
    with within(Scope(hub=HUB_A)), snapshot() as now:
        for one in FILES:
            assert len(now.rows(f"SELECT * FROM {one} WHERE {record_types()[one].key[0][0]} = 'N-3'")) == 1
    warehouse.use(None)


ABOVE = "SHU-QU"
SCORES = "枢纽编号,评估细则,年度,一级指标,评估项目,得分,满分,评估日期\n"
PAID = "资金编号,日期,金额,资金状态,资金来源,资金用途,枢纽编号\n"


def test_a_hub_above_the_area_is_named_but_nothing_of_its_own_is_replaced(copied):
    hubs = HUBS.splitlines()[0] + f"\n{ABOVE},上城区枢纽,区县,{DISTRICT_A}\n"
    scores = f"{SCORES}%s,枢纽,2016,规范运行,章程,%s,10,2016-12-01\n"
    assert load(copied, {"区枢纽.csv": hubs, "评估.csv": scores % (ABOVE, 9)}, Bounds()) == [(1, 0, 0)] * 2
    for content, rule in (
        (scores % (ABOVE, 1), "V122"),
        (scores % ("上城区枢纽", 1), "V122"),
        (f"{TARGETS}activities,,{ABOVE},2016,1,≥,目标,街里\n", "V122"),
        (f"{PAID}Z-1,2016-03-01,900,拨付,财政资金,公益创投,{ABOVE}\n", "V122"),  # it would lie in the district
        (hubs.replace(DISTRICT_A, STREET_A), "V123"),
        (hubs.replace(f"{ABOVE},", "N-1,").replace(DISTRICT_A, STREET_A), "V123"),
    ):
        assert told(copied, IN_A, content)[1] == {2: rule}, content
    assert told(copied, IN_A, scores % (HUB_A, 1))[1] == {}
    named = f"{ACTIVITIES}N-1,棋,A-003,{ABOVE},{STREET_A},2016-06-01,文体活动,9\n"
    assert told(copied, IN_A, named)[1] == {}


MAPPING = """
name = "活动登记"
licence = "内部"
{constants}
[[tables]]
name = "活动"
files = ["*.csv"]
[[tables.records]]
type = "activities"
columns.activity_id = "编号"
columns.name = "名称"
columns.org_id = {org}
columns.hub_id = {{ value = "SHU-A" }}
columns.held_on = {{ column = "日期", dates = ["iso"] }}
columns.area_code = "地点"
columns.kind = {{ value = "文体活动" }}
"""
CONSTANTS = """
[[constants]]
type = "areas"
rows = [{ area_code = "E08000035", name = "Leeds", level = 3 }]
[[constants]]
type = "organizations"
rows = [{ org_id = "WAI", name = "外社", legal_form = "其他", registration = "登记", area_code = "E08000035" }]
"""
LOOKED_UP = '{ column = "单位", lookup = { type = "organizations", match = "name", give = "org_id" } }'


def mapped(data, name, text, rows, bounds):
    (data / "sources").mkdir(exist_ok=True)
    (data / "sources" / f"{name}.toml").write_text(text, "utf-8")
    path = data.parent / "登记.csv"
    path.write_text("编号,名称,单位,日期,地点\n" + rows, "utf-8-sig")
    return load_paths([path], data, source=name, bounds=bounds)["deliveries"]


def test_the_constant_rows_of_a_mapping_are_brought_by_nobody_with_a_scope(copied):
    text = MAPPING.format(constants=CONSTANTS, org='{ value = "WAI" }')
    row = "1,棋,x,2016-05-01,430121001000\n"
    for bounds in (IN_HUB_A, IN_A):
        answers = [mapped(copied, "wai", text, row, bounds) for _ in range(2)]
        assert [[(one["type"], one["accepted"]) for one in answer] for answer in answers] == [[("activities", 0)]] * 2
    assert not [one for one in Lake(copied).manifests() if one.type == "areas"]
    assert ask(copied, "SELECT 1 FROM organizations WHERE org_id = 'WAI'") == []
    allowed = MAPPING.format(constants=CONSTANTS, org='"单位"')
    (entry,) = mapped(copied, "nei", allowed, f"2,棋,A-003,2016-05-01,{STREET_A}\n", IN_A)
    assert entry["accepted"] == 1
    first = mapped(copied, "wai", text, "1,棋,x,,\n", Bounds())  # sent back whole, twice: nothing is taken in
    again = mapped(copied, "wai", text, "1,棋,x,,\n", Bounds())
    assert [len(answer) for answer in (first, again)] == [1, 1] and again[0]["accepted"] == 0
    assert not [one for one in Lake(copied).manifests() if one.type == "areas"]


@pytest.mark.parametrize("bounds", [IN_HUB_A, pytest.param(IN_A, marks=pytest.mark.soak)], ids=["hub", "area"])
def test_a_mapping_looks_up_nothing_of_others(copied, bounds):
    head = "组织编号,组织名称,组织类型,登记状态,区域代码,枢纽编号,备案日期\n"
    twice = "".join(f"MM-{n},同名社,社区社会组织,备案,{STREET_B},{HUB_B},2016-01-01\n" for n in (1, 2))
    assert loaded(copied, "同名.csv", head + twice) == (2, 0, 0)
    text = MAPPING.format(constants="", org=LOOKED_UP)
    names = ("同名社", "B街第3社", "没有这个社", "A街第3社")
    rows = "".join(f"{n},棋,{name},2016-05-01,{STREET_A}\n" for n, name in enumerate(names))
    (entry,) = mapped(copied, "cha", text, rows, bounds)
    refused = [one for one in entry["messages"] if one["severity"] == "拒收"]
    assert [one["row"] for one in refused] == [2, 3, 4] and entry["accepted"] == 1
    assert {one["rule"] for one in refused} == {"S02"} and len({one["message"] for one in refused}) == 1
    assert "MM-" not in repr(entry) and "B-003" not in repr(entry)
    assert mapped(copied, "cha", text, f"9,棋,B街第3社,2016-05-01,{STREET_B}\n", Bounds())[-1]["accepted"] == 1


def test_of_what_others_sent_a_mapping_looks_up_what_holds_today_alone(copied):
    head = "组织编号,组织名称,组织类型,登记状态,区域代码,枢纽编号,备案日期\n"
    line = "%s,%s,社区社会组织,备案,%s,%s,2016-01-01\n"
    assert loaded(copied, "从前.csv", head + line % ("MV-1", "从前的名", STREET_B, HUB_B)) == (1, 0, 0)
    assert loaded(copied, "自己.csv", head + line % ("MV-2", "自己起的名", STREET_A, HUB_A), IN_HUB_A) == (1, 0, 0)
    moved = line % ("MV-1", "迁来社", STREET_A, HUB_A) + line % ("MV-2", "改名社", STREET_A, HUB_A)
    assert loaded(copied, "现在.csv", head + moved) == (2, 0, 0)
    names = ("从前的名", "没有这个名", "自己起的名", "迁来社", "改名社")
    rows = "".join(f"{n},棋,{name},2016-05-01,{STREET_A}\n" for n, name in enumerate(names))
    (entry,) = mapped(copied, "cha", MAPPING.format(constants="", org=LOOKED_UP), rows, IN_HUB_A)
    refused = [one for one in entry["messages"] if one["severity"] == "拒收"]
    assert [one["row"] for one in refused] == [2, 3] and len({one["message"] for one in refused}) == 1
    assert entry["accepted"] == 3
