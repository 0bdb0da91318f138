"""Two data folders that differ by rows outside the scope alone: a sender with that scope cannot tell them apart."""

import json
import shutil

import duckdb
import pytest

from etl.apart import NUMBERED
from etl.bounds import Bounds
from etl.run import load_paths
from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.scope import Scope, within
from indicators.warehouse import ask, snapshot
from jobs.digest import digest
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B

IN_HUB_A, IN_A = Bounds(hub=HUB_A), Bounds(area=STREET_A)
SCOPES = {IN_HUB_A: Scope(hub=HUB_A), IN_A: Scope(area=STREET_A)}
FUNDING = "资金编号,日期,金额,资金状态,资金来源,资金用途,枢纽编号,组织编号,区域代码,上级资金编号\n"
HOURS = "记录编号,志愿者编号,组织编号,活动编号,区域代码,服务日期,服务时长\n"
OF_THE_BUILD = {"builds", "build_history"}
CHANGING = {"build", "delivery", "_delivery", "received_at", "pair_id"}


def files(letter, hub, street, twin="HD-1"):
    """The rows of one hub: an activity, hours at it, a payment and one that passes it on, under plain numbers."""
    return {
        "活动.csv": f"{ACTIVITIES}{twin},棋{letter},{letter}-003,{hub},{street},2016-06-01,文体活动,9\n",
        "时长.csv": f"{HOURS}R-1,ZYZ0001234{letter},{letter}-003,{twin},{street},2016-06-01,3\n",
        "资金.csv": f"{FUNDING}ZJ-1,2016-03-01,900,拨付,财政资金,公益创投,{hub},{letter}-003,{street},\n",
        "转拨.csv": f"{FUNDING}ZJ-2,2016-04-01,400,拨付,财政资金,公益创投,{hub},{letter}-005,{street},ZJ-1\n",
    }  # fmt: skip


def sent(data, given, bounds):
    """What the sender is told of the files."""
    for name, content in given.items():
        (data.parent / name).write_text(content, "utf-8-sig")
    told = digest(load_paths([data.parent / name for name in given], data, bounds=bounds), bool(bounds.key))
    return {key: value for key, value in told.items() if key != "build"}


def ask_file(data, sql):
    folder = data / "warehouse"
    named = json.loads((folder / "CURRENT.json").read_text("utf-8"))["file"]
    with duckdb.connect(str(folder / named), read_only=True, config=warehouse.LOCKED_DOWN) as connection:
        return connection.execute(sql).fetchall()


def seen(data, scope):
    """Every row of every table that the scope shows, and some numbers made of them."""
    warehouse.use(data)
    with within(scope), snapshot() as now:
        tables = ask_file(data, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY ALL")
        found = {
            table: sorted(map(repr, ({k: v for k, v in row.items() if k not in CHANGING} for row in rows)))
            for (table,) in tables
            if table not in OF_THE_BUILD and (rows := now.rows(f'SELECT * FROM "{table}"')) is not None
        }
        span = {"from_on": "2016-01-01", "to_on": "2016-12-31"}
        found["flow"] = [dict(row) for row in ask("funding_flow", **span, ownership="自有")]
        for indicator in ("activities", "visits", "funds_received", "funds_granted", "budget_use", "volunteer_hours"):
            found[indicator] = [row["numerator"] for row in evaluate(indicator, {"by": "year"}).rows]
    warehouse.use(None)
    return found


def foreign(hub, street):
    """The same numbers in the hands of somebody else, and one of them in a row that waits."""
    rows = files("B", hub, street)
    rows["等.csv"] = f"{HOURS}R-9,ZYZ00099999,B-003,HD-2,{street},2016-06-01,3\n"
    return rows


@pytest.mark.parametrize("bounds", [IN_HUB_A, pytest.param(IN_A, marks=pytest.mark.soak)], ids=["hub", "area"])
def test_whether_somebody_outside_has_a_number_is_told_by_nothing(copied, tmp_path, bounds):
    other = tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    sent(other, foreign(HUB_B, STREET_B), Bounds())
    own = files("A", HUB_A, STREET_A)
    more = {
        "活动二.csv": own["活动.csv"].replace(",9\n", ",11\n"),
        "时长二.csv": own["时长.csv"].replace(",3\n", ",2\n"),
        "活动三.csv": own["活动.csv"].replace("HD-1", "HD-2"),
        "错.csv": own["活动.csv"].replace("HD-1", "HD-1⟪x⟫"),
        "无.csv": own["时长.csv"].replace("HD-1", "HD-无"),
    }
    told = [[sent(data, given, bounds) for given in (own, more)] for data in (copied, other)]
    assert told[0] == told[1]
    assert [[one["accepted"] for one in answer["deliveries"]] for answer in told[0]] == [[1, 1, 1, 1], [1, 1, 1, 0, 0]]
    assert seen(copied, SCOPES[bounds]) == seen(other, SCOPES[bounds])
    kept = ask_file(other, "SELECT activity_id, visits FROM activities WHERE activity_id LIKE 'HD-%⟪%' ORDER BY ALL")
    behind = f"⟪{bounds.hub or bounds.area}⟫"
    assert kept == [(f"HD-1{behind}", 11), (f"HD-2{behind}", 9)]
    assert ask_file(other, "SELECT org_id, visits FROM activities WHERE activity_id = 'HD-1'") == [("B-003", 9)]
    passed = "SELECT amount FROM funding WHERE parent_id = 'ZJ-1' OR funding_id = 'ZJ-1' ORDER BY ALL"
    assert [float(amount) for (amount,) in ask_file(other, passed)] == [400, 900]  # of the other hub
    assert not ask_file(copied, "SELECT 1 FROM activities WHERE activity_id LIKE '%⟪%'")


def test_every_record_but_areas_hubs_and_organisations_is_kept_apart_by_its_number():
    from etl.record import record_types

    alone = {
        one.id: key[0]
        for one in record_types().values()
        for key in one.key
        if len(key) == 1 and not one.column(key[0]).references
    }
    once = {"areas", "hubs", "organizations"}
    assert {type_id: column for type_id, column in alone.items() if type_id not in once} == NUMBERED
