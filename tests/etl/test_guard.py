"""A guarded load that changes published figures by more than a fifth waits for a person; nobody sees it before."""

import json

import pytest

from etl.cli import main
from etl.deciding import decide
from etl.guard import in_words
from etl.publish import Warehouse
from etl.run import load_paths, set_withdrawn
from etl.status import status
from etl.tasks import tasks
from tests.etl.little_tables import COMMUNITY, ORGANIZATIONS, ask, pointer, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")

HEAD = "activity_id | org_id | area_code | held_on | kind | visits\n"
COUNT = "SELECT count(*), CAST(sum(visits) AS INTEGER) FROM activities"


def activities(first: int, number: int, month: str = "2015-05", visits: int = 10) -> str:
    return HEAD + "\n".join(
        f"A{first + n} | T1 | {COMMUNITY} | {month}-{n % 28 + 1:02d} | 讲座 | {visits}" for n in range(number)
    )


@pytest.fixture
def data_dir(tmp_path):
    load_paths([write_csv(tmp_path / "o.csv", ORGANIZATIONS), write_csv(tmp_path / "a.csv", activities(1, 30))],
               tmp_path / "data")  # fmt: skip
    return tmp_path / "data"


def guarded(data_dir, name, table):
    return load_paths([write_csv(data_dir.parent / name, table)], data_dir, guard=True)


def held_task(data_dir):
    return next((task for task in tasks(data_dir) if task["kind"] == "大幅变动"), None)


def test_a_large_change_is_kept_but_not_published(data_dir):
    before = pointer(data_dir)
    document = guarded(data_dir, "b.csv", activities(101, 10))
    assert document["build"] == before["build"] == pointer(data_dir)["build"]
    assert document["deliveries"][0]["status"] == "loaded" and document["deliveries"][0]["accepted"] == 10
    held = document["held"]
    found = {change["measure"]: (change["before"], change["after"], change["share"]) for change in held["changes"]}
    assert found == {"活动数": (30, 40, 0.3333), "人次": (300, 400, 0.3333)}
    change = held["changes"][0]
    assert (change["type"], change["area_code"], change["area_name"], change["period"]) == (
        "activities", "330102011000", "凯旋街道", "2015-05",
    )  # fmt: skip
    assert in_words(change).startswith("凯旋街道 2015-05 ") and in_words(change).endswith("（+33%）")
    assert [entry["file"] for entry in held["deliveries"]] == ["b.csv"]
    written = json.loads((data_dir / "warehouse" / "HELD.json").read_text("utf-8"))
    assert {"build", "file", "held_at", "changes", "deliveries"} <= set(written)
    assert (data_dir / "warehouse" / written["file"]).exists()
    assert written["build"] not in Warehouse(data_dir).builds()
    assert ask(data_dir, COUNT) == [(30, 300)]
    assert status(data_dir)["held"]["build"] == written["build"]


def test_look_alikes_of_a_held_build_are_told_before_it_is_approved(data_dir):
    alike = [f"A{name} | {name} | T1 | {COMMUNITY} | 2015-07-03 | 讲座 | 10" for name in ("端午包粽子", "端午 包粽子")]
    many = [f"A{n} | 另一场活动 | T1 | {COMMUNITY} | 2015-05-{n % 28 + 1:02d} | 讲座 | 10" for n in range(301, 311)]
    table = "activity_id | name | org_id | area_code | held_on | kind | visits\n" + "\n".join([*alike, *many])
    guarded(data_dir, "b.csv", table)
    found = [task for task in tasks(data_dir) if task["kind"] == "疑似重复"]
    assert held_task(data_dir) and any("端午包粽子" in task["about"] for task in found)


def test_approved_it_is_published_as_it_was_held(data_dir):
    held = guarded(data_dir, "b.csv", activities(101, 10))["held"]["build"]
    document = decide(data_dir, held_task(data_dir)["task"], "发布", by="局长")
    assert document["build"] == held == pointer(data_dir)["build"]
    assert ask(data_dir, COUNT) == [(40, 400)]
    assert not (data_dir / "warehouse" / "HELD.json").exists() and held_task(data_dir) is None
    assert held in Warehouse(data_dir).builds()
    events = [(entry["event"], entry["build"] == held) for entry in status(data_dir)["history"]]
    assert events[:2] == [("发布", True), ("暂缓发布", True)]
    assert guarded(data_dir, "b.csv", activities(101, 10))["deliveries"][0]["status"] == "duplicate"


def test_refused_its_deliveries_are_withdrawn_and_can_be_restored(data_dir):
    delivery = guarded(data_dir, "b.csv", activities(101, 10))["deliveries"][0]["delivery"]
    held = json.loads((data_dir / "warehouse" / "HELD.json").read_text("utf-8"))
    document = decide(data_dir, held_task(data_dir)["task"], "不发布", note="人次多写了")
    assert document["withdrawn"][0]["file"] == "b.csv"
    assert ask(data_dir, COUNT) == [(30, 300)]
    assert not (data_dir / "warehouse" / held["file"]).exists() and held_task(data_dir) is None
    assert ask(data_dir, "SELECT status FROM deliveries WHERE file = 'b.csv'") == [("withdrawn",)]
    set_withdrawn(data_dir, delivery, False)
    assert ask(data_dir, COUNT) == [(40, 400)]


def test_a_later_load_decides_anew_over_everything_that_waits(data_dir):
    guarded(data_dir, "b.csv", activities(101, 10))
    first = json.loads((data_dir / "warehouse" / "HELD.json").read_text("utf-8"))
    again = guarded(data_dir, "c.csv", activities(201, 1, "2015-06"))
    assert [entry["file"] for entry in again["held"]["deliveries"]] == ["b.csv", "c.csv"]
    assert not (data_dir / "warehouse" / first["file"]).exists()
    unchanged = guarded(data_dir, "c.csv", activities(201, 1, "2015-06"))
    assert unchanged["held"]["build"] == again["held"]["build"]
    plain = load_paths([write_csv(data_dir.parent / "d.csv", activities(301, 1, "2015-07"))], data_dir)
    assert plain["build"] == pointer(data_dir)["build"] and "held" not in plain
    assert any("大幅变动" in note and "凯旋街道 2015-05 活动数 30 → 40（+33%）" in note for note in plain["notes"])
    assert held_task(data_dir) is None and ask(data_dir, "SELECT count(*) FROM activities") == [(42,)]


def test_what_only_waits_behind_a_large_change_is_not_withdrawn_with_it(data_dir):
    guarded(data_dir, "b.csv", activities(101, 10))
    assert guarded(data_dir, "c.csv", activities(201, 1))["held"]
    assert "另有1份报送一起等着" in held_task(data_dir)["about"]
    document = decide(data_dir, held_task(data_dir)["task"], "不发布")
    assert [one["file"] for one in document["withdrawn"]] == ["b.csv"]
    assert ask(data_dir, COUNT) == [(31, 310)] and held_task(data_dir) is None


def test_a_second_large_change_behind_the_first_waits_for_a_decision_of_its_own(data_dir):
    load_paths([write_csv(data_dir.parent / "d.csv", activities(501, 30, "2015-08"))], data_dir)
    guarded(data_dir, "b.csv", activities(101, 10))
    guarded(data_dir, "c.csv", activities(601, 10, "2015-08"))
    for file in ("b.csv", "c.csv"):
        document = decide(data_dir, held_task(data_dir)["task"], "不发布")
        assert [one["file"] for one in document["withdrawn"]] == [file]
        assert ask(data_dir, COUNT) == [(60, 600)]
    assert held_task(data_dir) is None


def test_a_small_change_on_top_of_a_smaller_one_of_what_waits_is_not_withdrawn_with_it(data_dir):
    load_paths([write_csv(data_dir.parent / "d.csv", activities(501, 30, "2015-06"))], data_dir)
    june = activities(601, 5, "2015-06").removeprefix(HEAD)
    first = guarded(data_dir, "b.csv", f"{activities(101, 10)}\n{june}")["held"]["changes"]
    assert {one["period"] for one in first} == {"2015-05"}
    assert len(guarded(data_dir, "c.csv", activities(701, 2, "2015-06"))["held"]["changes"]) > 2
    document = decide(data_dir, held_task(data_dir)["task"], "不发布")
    assert [one["file"] for one in document["withdrawn"]] == ["b.csv"]
    assert ask(data_dir, COUNT) == [(62, 620)] and held_task(data_dir) is None


def test_more_of_the_same_large_change_waits_for_a_decision_of_its_own(data_dir):
    guarded(data_dir, "b.csv", activities(101, 10))
    guarded(data_dir, "c.csv", activities(201, 12))
    assert decide(data_dir, held_task(data_dir)["task"], "不发布")["held"]["deliveries"][0]["file"] == "c.csv"
    assert ask(data_dir, COUNT) == [(30, 300)]
    decide(data_dir, held_task(data_dir)["task"], "发布")
    assert ask(data_dir, COUNT) == [(42, 420)]


@pytest.mark.parametrize(("table", "measures"), [
    (activities(101, 5), []),
    (activities(101, 300, "2015-06"), []),
    (activities(1, 30, visits=13), ["人次"]),
    (activities(1, 7, visits=1), ["人次"]),
    (activities(1, 1, visits=90), ["人次"]),
    (activities(1, 1, visits=70), []),
])  # fmt: skip
def test_what_is_a_large_change(data_dir, table, measures):
    document = guarded(data_dir, "b.csv", table)
    assert [change["measure"] for change in document.get("held", {"changes": []})["changes"]] == measures


def test_few_rows_count_only_if_they_are_not_small_and_change_themselves(tmp_path):
    data_dir = tmp_path / "data"
    load_paths([write_csv(tmp_path / "o.csv", ORGANIZATIONS),
                write_csv(tmp_path / "a.csv", activities(1, 2, visits=600))], data_dir)  # fmt: skip
    assert "held" not in guarded(data_dir, "b.csv", activities(11, 2, visits=600))
    document = guarded(data_dir, "c.csv", activities(1, 2, visits=6000))
    assert [change["measure"] for change in document["held"]["changes"]] == ["人次"]


def test_populations_and_registers_are_figures_too(tmp_path):
    data_dir = tmp_path / "data"
    people = "area_code | year | basis | persons\n330102011000 | 2015 | 常住人口 | {}"
    register = "org_id | name | legal_form | registration | area_code | filed_on\n" + "\n".join(
        f"T{n} | 第{n}队 | 志愿团队 | 备案 | 330102011000 | 2012-03-01" for n in range(1, 31)
    )
    load_paths([write_csv(tmp_path / "p.csv", people.format(55763)), write_csv(tmp_path / "o.csv", register)], data_dir)
    found = guarded(data_dir, "p2.csv", people.format(557630))["held"]["changes"]
    assert [(change["measure"], change["period"], change["share"]) for change in found] == [("常住人口", "2015", 9.0)]
    load_paths([write_csv(tmp_path / "p3.csv", people.format(55800))], data_dir)
    whole = write_csv(tmp_path / "w.csv", "\n".join(register.splitlines()[:21]))
    full = load_paths([whole], data_dir, area="330102011000", to="2016-06-30", mode="全量", guard=True)
    assert [(c["measure"], c["before"], c["after"]) for c in full["held"]["changes"]] == [("在册组织数", 30, 20)]


def test_the_first_build_and_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(tmp_path / "data"))
    write_csv(tmp_path / "o.csv", ORGANIZATIONS)
    write_csv(tmp_path / "a.csv", activities(1, 30))
    assert main(["load", str(tmp_path / "o.csv"), str(tmp_path / "a.csv"), "--guard", "--json"]) == 0
    assert "held" not in json.loads(capsys.readouterr().out)
    write_csv(tmp_path / "b.csv", activities(101, 10))
    assert main(["load", str(tmp_path / "b.csv"), "--guard"]) == 0
    assert "没有发布" in capsys.readouterr().out
    assert main(["tasks"]) == 0
    assert "变动超过20%" in capsys.readouterr().out
