"""What people decide on waiting rows and look-alikes is kept, takes effect in the build, and can be decided anew."""

import json

import duckdb
import pytest

from etl import tasks as etl_tasks
from etl.cli import main
from etl.deciding import decide
from etl.decisions import Decisions
from etl.run import WrongCallError, load_paths
from etl.tasks import listing, tasks
from tests.etl.little_tables import ACTIVITIES, COMMUNITY, ORGANIZATIONS, OTHER_STREET, STREET, ask, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")

HEADING = "org_id | name | legal_form | registration | area_code | filed_on\n"
MORE = f"""
    activity_id | org_id | area_code   | held_on    | kind
    B1          | T9     | {COMMUNITY} | 2015-08-01 | 讲座
    B2          | 同名队 | {COMMUNITY} | 2015-08-02 | 讲座
"""
TWINS = """
    T7 | 同名队 | 志愿团队 | 备案 | 330102011002 | 2012-03-01
    T8 | 同名队 | 志愿团队 | 备案 | 330102011003 | 2012-03-01
"""


@pytest.fixture
def data_dir(tmp_path):
    load_paths([write_csv(tmp_path / "o.csv", ORGANIZATIONS + TWINS), write_csv(tmp_path / "a.csv", ACTIVITIES),
                write_csv(tmp_path / "m.csv", MORE)], tmp_path / "data")  # fmt: skip
    return tmp_path / "data"


def open_tasks(data_dir, kind="待核"):
    return [task for task in tasks(data_dir) if task["kind"] == kind]


def test_rows_that_wait_for_the_same_thing_are_one_task(data_dir):
    found = open_tasks(data_dir)
    assert [(t["type"], t["rows"], t["written"], t["target"]) for t in found] == [
        ("activities", 1, "T9", "organizations"), ("activities", 1, "T9", "organizations"),
        ("activities", 1, "同名队", "organizations"),
    ]  # fmt: skip
    assert found[0]["about"] == "《a.csv》第4行（共1行）待核：写的组织“T9”查不到。"
    twins = next(task for task in found if task["written"] == "同名队")
    means, *others = twins["options"]
    assert means["action"] == "对应到" and means["needs"] == "value"
    assert means["values"] == [{"value": "T7", "label": "同名队"}, {"value": "T8", "label": "同名队"}]
    assert [option["action"] for option in others] == ["退回", "继续等待"]
    assert {task["task"] for task in found} == {task["task"] for task in open_tasks(data_dir)}


def test_a_decided_word_means_that_organisation_in_every_delivery_of_the_type(data_dir, tmp_path):
    first, *_ = open_tasks(data_dir)
    document = decide(data_dir, first["task"], "对应到", "T1", "打电话问过", "王主任")
    assert document["kind"] == "待核" and document["build"]
    held = "SELECT activity_id, org_id FROM activities WHERE activity_id IN ('A3', 'B1', 'C1') ORDER BY ALL"
    assert ask(data_dir, held) == [("A3", "T1"), ("B1", "T1")]
    sums = "SELECT bool_and(accepted = current + superseded + withdrawn + pending) FROM deliveries"
    assert ask(data_dir, sums) == [(True,)]
    later = MORE.replace("B1 ", "C1 ").replace("B2 ", "C2 ")
    load_paths([write_csv(tmp_path / "later.csv", later)], data_dir)
    assert ("C1", "T1") in ask(data_dir, held)


def test_a_second_decision_takes_the_first_back_and_both_stay(data_dir):
    task = open_tasks(data_dir)[0]["task"]
    decide(data_dir, task, "对应到", "T1", by="甲")
    decide(data_dir, task, "继续等待", note="搞错了，手机13812345678", by="乙")
    assert ask(data_dir, "SELECT count(*) FROM activities WHERE activity_id = 'A3'") == [(0,)]
    history = Decisions(data_dir).history()
    assert [(entry["action"], entry["by"], entry["value"]) for entry in history] == [
        ("对应到", "甲", "T1"), ("继续等待", "乙", None),
    ]  # fmt: skip
    assert {"at", "by", "task", "kind", "action", "value", "note"} <= set(history[0])
    assert "13812345678" not in (data_dir / "decisions.jsonl").read_text("utf-8")
    waiting = next(entry for entry in open_tasks(data_dir) if entry["task"] == task)
    assert waiting["decision"]["action"] == "继续等待"


def test_what_is_sent_back_stays_pending_but_leaves_the_list(data_dir):
    task = open_tasks(data_dir)[0]["task"]
    decide(data_dir, task, "退回")
    assert task not in {entry["task"] for entry in open_tasks(data_dir)}
    assert task in {entry["task"] for entry in tasks(data_dir, with_settled=True)}
    assert ask(data_dir, "SELECT count(*) FROM pending_rows WHERE key = 'A3'") == [(1,)]


def test_look_alikes_are_decided_once_and_never_merged(tmp_path):
    again = f"""
        activity_id | org_id | name     | area_code   | held_on    | kind | visits
        A1          | T1     | 端午包粽 | {COMMUNITY} | 2015-05-01 | 讲座 | 30
    """
    data_dir = tmp_path / "data"
    paths = [write_csv(tmp_path / "o.csv", ORGANIZATIONS), write_csv(tmp_path / "a.csv", again)]
    load_paths([*paths, write_csv(tmp_path / "b.csv", again.replace("A1", "Z1"))], data_dir)
    (task,) = open_tasks(data_dir, "疑似重复")
    assert "（A1，《a.csv》第2行）" in task["about"] and "（Z1，《b.csv》第2行）" in task["about"]
    assert task["pair"] == [{"id": "A1", "name": "端午包粽"}, {"id": "Z1", "name": "端午包粽"}]
    document = decide(data_dir, task["task"], "是同一个")
    assert "不会自动合并" in document["advice"] and "withdraw" in document["advice"]
    assert ask(data_dir, "SELECT count(*) FROM activities") == [(2,)]
    assert open_tasks(data_dir, "疑似重复")[0]["decision"]["action"] == "是同一个"
    decide(data_dir, task["task"], "不是同一个")
    assert open_tasks(data_dir, "疑似重复") == []


def test_of_many_look_alikes_the_most_alike_are_listed_and_the_others_counted(tmp_path, monkeypatch):
    row = "    {}{} | {} | 志愿团队 | 备案 | {} | 2012-03-01\n".format
    alike = "".join(row("S", n, "凯旋街道舞蹈队" if n == 0 else "舞蹈队", STREET) for n in range(4))
    elsewhere = HEADING + "".join(row("E", n, "棋友社", OTHER_STREET) for n in range(3))
    files = [write_csv(tmp_path / "o.csv", ORGANIZATIONS + alike), write_csv(tmp_path / "e.csv", elsewhere)]
    data_dir = tmp_path / "data"
    load_paths(files, data_dir)
    whole = listing(data_dir)
    every = [task["task"] for task in whole["tasks"] if task["kind"] == "疑似重复"]
    assert (len(every), whole["more"]) == (9, 0)
    inside = {task["task"] for task in listing(data_dir, area=STREET)["tasks"]}
    assert len(inside) == 6 and inside < set(every)
    monkeypatch.setattr(etl_tasks, "MOST_OF_ONE", 2)
    few = listing(data_dir)
    assert (len(few["tasks"]), few["more"]) == (4, 5)
    assert [task["task"] for task in few["tasks"]] == [one for one in every if one in {t["task"] for t in few["tasks"]}]
    assert {pair["name"] for task in few["tasks"] for pair in task["pair"]} == {"舞蹈队", "棋友社"}, "the most alike"
    assert (len(listing(data_dir, area=STREET)["tasks"]), listing(data_dir, area=STREET)["more"]) == (2, 4)
    hidden = next(one for one in every if one not in {task["task"] for task in few["tasks"]})
    for one in (hidden, few["tasks"][0]["task"]):
        decide(data_dir, one, "不是同一个")
    assert (len(listing(data_dir)["tasks"]), listing(data_dir)["more"]) == (3, 4)
    assert len(listing(data_dir, with_settled=True)["tasks"]) == 4
    monkeypatch.setattr(etl_tasks, "MOST_PAIRS", 2)
    assert (len(listing(data_dir)["tasks"]), listing(data_dir)["more"]) == (2, 5)


def test_what_cannot_be_decided_is_said(data_dir):
    task = open_tasks(data_dir)[0]["task"]
    for name, action, value, said in [
        ("p-0", "退回", None, "没有编号为“p-0”的待办"), (task, "发布", None, "没有“发布”这种处理"),
        (task, "对应到", None, "没有写对应到哪一个"), (task, "对应到", "T99", "没有编号为“T99”的组织"),
    ]:  # fmt: skip
        with pytest.raises(WrongCallError, match=said):
            decide(data_dir, name, action, value)
    assert not (data_dir / "decisions.jsonl").exists()


def test_the_command_line_lists_and_decides(data_dir, monkeypatch, capsys):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(data_dir))
    assert main(["tasks", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["tasks"]
    keys = {"task", "kind", "about", "delivery", "type", "rows", "area_code", "options", "since", "decision"}
    assert keys <= set(listed[0])
    assert main(["decide", listed[0]["task"], "对应到", "--value", "T2", "--by", "甲", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["action"] == "对应到"
    assert main(["decide", "p-0", "退回"]) == 2
    assert main(["tasks"]) == 0
    assert "项待办" in capsys.readouterr().out


def test_a_waiting_row_may_lie_elsewhere_only_if_its_delivery_says_nothing(tmp_path):
    table = f"""
        org_id | name | legal_form | registration | area_code    | filed_on
        T1     | 一队 | 志愿团队   | 备案         | {STREET}     | 2012-03-01
        T2     | 二队 | 志愿团队   | 备案         | 330102001000 | 2012-03-01
    """
    load_paths([write_csv(tmp_path / "o.csv", table)], tmp_path / "data", area=STREET)
    (task,) = open_tasks(tmp_path / "data")
    assert "不在本次报送声明的区域" in task["about"] and [o["action"] for o in task["options"]] == ["退回", "继续等待"]


def test_a_build_of_an_older_program_says_what_to_do(data_dir):
    path = data_dir / "warehouse" / json.loads((data_dir / "warehouse" / "CURRENT.json").read_text("utf-8"))["file"]
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE near_duplicates")
    with pytest.raises(WrongCallError, match="请先执行 build"):
        tasks(data_dir)


def test_of_many_things_that_rows_of_a_delivery_wait_for_the_commonest_are_listed(tmp_path, monkeypatch):
    lines = [f"B{n} | T{90 + n // 2} | {COMMUNITY} | 2015-08-0{n + 1} | 讲座" for n in range(7)]
    table = "\n".join(["activity_id | org_id | area_code | held_on | kind", *lines])
    data_dir = tmp_path / "data"
    load_paths([write_csv(tmp_path / "o.csv", ORGANIZATIONS), write_csv(tmp_path / "m.csv", table)], data_dir)
    every = {task["written"]: task for task in open_tasks(data_dir)}
    assert len(every) == 4
    monkeypatch.setattr(etl_tasks, "MOST_OF_ONE", 2)
    few = open_tasks(data_dir)
    assert [task["written"] for task in few] == ["T90", "T91"]
    assert "另有2项待核没有列出" in few[1]["about"] and "没有列出" not in few[0]["about"]
    decide(data_dir, every["T93"]["task"], "退回")
    decide(data_dir, few[0]["task"], "退回")
    assert [task["written"] for task in open_tasks(data_dir)] == ["T91", "T92"]
