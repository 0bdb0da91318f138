"""Projects and partners are named by number and by name: whether somebody outside has either is told by nothing."""

import json
import shutil

import duckdb
import pytest

from etl.apart import NOBODYS, Meant
from etl.bounds import Bounds
from etl.run import load_paths
from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.scope import Scope, within
from indicators.warehouse import ask, snapshot
from jobs.digest import digest
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B

SENDERS = {"hub": (Bounds(hub=HUB_A), Scope(hub=HUB_A)), "area": (Bounds(area=STREET_A), Scope(area=STREET_A))}
HELD = ACTIVITIES.replace("枢纽编号", "枢纽编号,项目")
PROJECTS = "项目编号,项目名称,组织编号,枢纽编号,区域代码,申报日期,立项日期,立项金额\n"
PARTNERS = "资源编号,资源名称,资源类型,区域代码,枢纽编号,签约日期\n"
POINTS = "流水编号,志愿者编号,收支类型,发生日期,区域代码,枢纽编号,积分,商家编号\n"
SCORES = "项目编号,评委编号,公益性,专业性,经济性,凝聚性,发展性,评审日期\n"
SHOWN = ("projects", "project_scores", "partners", "points", "activities", "pending_rows", "rejected_rows", "findings")
CHANGING = {"_delivery", "delivery", "build"}


def files(letter, hub, street):
    """A project, a score of it, an activity for it, a partner and what was redeemed there: some say the name."""
    return {
        "项目": f"{PROJECTS}P-1,邻里客厅,{letter}-003,{hub},{street},2016-01-10,2016-02-10,5000\n",
        "打分": f"{SCORES}邻里客厅,P01,20,20,20,20,20,2016-01-20\n",
        "活动": f"{HELD}HD-{letter},棋{letter},{letter}-003,{hub},P-1,{street},2016-06-01,文体活动,20\n",
        "商家": f"{PARTNERS}SJ-1,便民超市,商家,{street},{hub},2016-01-01\n",
        "积分": f"{POINTS}JF-{letter},ZYZ0001234{letter},兑换,2016-03-01,{street},{hub},30,便民超市\n",
    }


def sent(data, given, bounds):
    for name, content in given.items():
        (data.parent / f"{name}.csv").write_text(content, "utf-8-sig")
    told = digest(load_paths([data.parent / f"{name}.csv" for name in given], data, bounds=bounds), bool(bounds.key))
    return {key: value for key, value in told.items() if key != "build"}


def seen(data, scope):
    """Every row of these tables that the scope shows, and some answers made of them."""
    warehouse.use(data)
    with within(scope), snapshot() as now:
        rows = {table: now.rows(f'SELECT * FROM "{table}"') for table in SHOWN}
        found = {
            table: sorted(repr({k: v for k, v in row.items() if k not in CHANGING}) for row in some)
            for table, some in rows.items()
        }
        found["at partners"] = ask("points_at_partners", year=2016)
        found["listed"] = ask("projects_listed", from_on="2016-01-01", to_on="2016-12-31")
        found["kept"] = evaluate("partners", {"year": "2016"}).rows
    warehouse.use(None)
    return found


def ask_file(data, sql):
    named = json.loads((data / "warehouse" / "CURRENT.json").read_text("utf-8"))["file"]
    path = str(data / "warehouse" / named)
    with duckdb.connect(path, read_only=True, config=warehouse.LOCKED_DOWN) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("sender", ["hub", pytest.param("area", marks=pytest.mark.soak)])
def test_whether_somebody_outside_has_a_project_or_partner_is_told_by_nothing(copied, tmp_path, sender):
    bounds, scope = SENDERS[sender]
    other = tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    waiting = {"等": f"{POINTS}JF-9,ZYZ00099999,兑换,2016-03-01,{STREET_B},{HUB_B},10,SJ-2\n"}
    sent(other, files("B", HUB_B, STREET_B) | waiting, Bounds())
    own = files("A", HUB_A, STREET_A)
    more = {
        "项目二": own["项目"].replace(",5000", ",6000"),
        "商家二": own["商家"].replace("SJ-1,便民超市", "SJ-2,百货店"),
        "错": own["商家"].replace("便民超市", "便民⟪x⟫"),
    }
    told = [[sent(data, given, bounds) for given in (own, more)] for data in (copied, other)]
    assert told[0] == told[1]
    assert [[one["accepted"] for one in answer["deliveries"]] for answer in told[0]] == [[1] * 5, [1, 1, 0]]
    found = seen(copied, scope)
    assert found == seen(other, scope) and "⟪" not in repr(found)
    assert [len(found[one]) for one in ("projects", "project_scores", "points", "at partners")] == [1, 1, 1, 1]
    behind = f"⟪{bounds.hub or bounds.area}⟫"
    asked = "SELECT project_id, name, CAST(granted AS INTEGER) FROM projects WHERE project_id LIKE 'P-1%' ORDER BY ALL"
    assert ask_file(copied, asked) == [("P-1", "邻里客厅", 6000)]
    assert ask_file(other, asked) == [("P-1", "邻里客厅", 5000), (f"P-1{behind}", f"邻里客厅{behind}", 6000)]
    redeemed = "SELECT entry_id, partner_id FROM points WHERE partner_id IS NOT NULL ORDER BY ALL"
    assert ask_file(other, redeemed) == [("JF-A", f"SJ-1{behind}"), ("JF-B", "SJ-1")]
    waits = "SELECT value FROM pending_rows WHERE key = 'JF-9'"
    assert ask_file(other, waits) == [("SJ-2",)]  # not drawn to the sender


def test_a_word_means_the_senders_own_record_and_a_name_of_two_means_none():
    meant = Meant("SHU-A", [("P-1", "棋"), ("P-1⟪SHU-A⟫", "邻里客厅⟪SHU-A⟫"), ("P-2", "画"), ("P-3", "画")])
    assert meant.known(["P-1", "邻里客厅", "画", "歌"]) == {"P-1", "邻里客厅", "画"}
    assert meant.numbers(["P-1", "邻里客厅", "画"]) == {
        "P-1": "P-1⟪SHU-A⟫", "邻里客厅": "P-1⟪SHU-A⟫", "画": f"画{NOBODYS}",
    }  # fmt: skip
    assert meant.numbers(["P-2", "邻里客厅", "画"], is_free=True) == {"P-2": "P-2"}
