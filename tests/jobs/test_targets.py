"""A target entered on a page is a delivery like any other: checked, built, recorded, changed by the next, withdrawn."""

import pytest

from api.targets import targets_blueprint
from etl.run import load_paths
from indicators import warehouse
from indicators.warehouse import ask
from jobs import starting, store
from jobs import targets as entering
from jobs.commands import command_of
from jobs.targets import Entry, TargetError, enter, entered_jobs, faults_of, may_enter, withdraw
from server import make_server
from tests.jobs.conftest import ROWS, rested, table

ENTRY = Entry("orgs", "330102011000", year="2016", value="30", source="2016年工作计划")


@pytest.fixture
def real(data, tmp_path):
    """Real records, few, served in this process."""
    path = tmp_path / "名录.csv"
    path.write_bytes(table(ROWS))
    load_paths([path], data)
    warehouse.use(data)
    yield data
    warehouse.use(None)


def in_force() -> list[float]:
    """The values of what was entered, as every page asks for them."""
    return [row["value"] for row in ask("targets") if row["source"] == ENTRY.source]


def test_nothing_is_entered_into_a_demonstration(data):
    assert "演示数据" in may_enter()
    with pytest.raises(TargetError):
        enter(ENTRY)
    assert store.listed() == []


@pytest.fixture
def held_up(demo_dir, data, monkeypatch):
    """The demonstration is asked, entries go to another folder, and no process is started."""
    warehouse.use(demo_dir)
    monkeypatch.setattr(entering, "may_enter", lambda: "")
    monkeypatch.setattr("api.targets.may_enter", lambda: "")
    monkeypatch.setattr(starting, "_start", lambda job: job)
    yield data
    warehouse.use(None)


def test_an_entry_is_a_load_of_one_row_and_a_withdrawal_names_its_delivery(held_up, monkeypatch):
    job = enter(ENTRY)
    assert (job.state, job.step, job.page) == (store.LOADING, "load", "/targets")
    assert job.file == "目标_在册社会组织数_凯旋街道_2016年.csv" and b"2016" in job.path.read_bytes()
    assert command_of(job)[3:5] == ["load", str(job.path)] and "--guard" in command_of(job)
    with pytest.raises(TargetError, match="不能单独撤回"):
        withdraw(ask("deliveries_in", area=None)[0]["delivery"])
    monkeypatch.setattr(entering, "withdrawable", lambda _: {"file": job.file})
    back = withdraw("0123456789abcdef")
    assert command_of(back)[3:] == ["withdraw", "0123456789abcdef", "--json"]
    assert [one.id for one in entered_jobs()] == [back.id, job.id]


def test_the_addresses_of_the_form(held_up, monkeypatch):
    client = make_server().test_client()
    form = {"goal": "orgs", "area": "330102011000", "goal_year": "2016", "goal_comparison": "≥", "goal_kind": "目标",
            "goal_value": "1,2x", "goal_source": "计划,三", "unknown": "1"}  # fmt: skip
    wrong = client.post("/targets/enter", data=form)
    assert wrong.status_code == 303 and "goal_value=12x" in wrong.location and "checked=yes" in wrong.location
    told = client.post("/targets/enter", data={**form, "goal_source": "王主任 13812345678", "goal_value": "x"})
    assert "13812345678" not in told.location
    assert any("已经盖住" in fault for fault in faults_of(Entry("orgs", source="王主任 138＊＊＊＊5678")))
    taken = client.post("/targets/enter", data={**form, "goal_value": "12"})
    assert taken.status_code == 303 and f"job={entered_jobs()[0].id}" in taken.location
    assert client.post("/targets/enter", data={**form, "goal_source": "长" * 500}).status_code == 400
    assert client.post("/targets/withdraw", data={"delivery": "../x"}).status_code == 409
    assert client.post("/targets/enter", data=form, headers={"Origin": "http://evil.example"}).status_code == 403
    monkeypatch.setattr("api.targets.may_enter", lambda: "不许")
    assert client.post("/targets/enter", data=form).status_code == 409
    assert client.post("/targets/withdraw", data={"delivery": "x"}).status_code == 409
    assert {"enter", "withdraw"} == {  # every change stands behind the one question who may
        one.rule.rpartition("/")[2] for one in client.application.url_map.iter_rules()
        if one.endpoint.startswith(f"{targets_blueprint.name}.")
    }  # fmt: skip


@pytest.mark.soak
def test_a_target_is_entered_changed_and_withdrawn(real):
    assert may_enter() == "" and in_force() == []
    with pytest.raises(TargetError, match="不是一个数"):
        enter(Entry(**{**vars(ENTRY), "value": "许多"}))
    first = rested(enter(ENTRY))
    assert (first.state, first.error, in_force()) == (store.DONE, "", [30])
    changed = rested(enter(Entry(**{**vars(ENTRY), "value": "40"})))
    assert (changed.state, in_force()) == (store.DONE, [40])
    delivery = changed.document("result")["deliveries"][0]["delivery"]
    taken_back = rested(withdraw(delivery))
    assert (taken_back.state, taken_back.error, in_force()) == (store.DONE, "", [30])
    with pytest.raises(TargetError, match="不能单独撤回"):
        withdraw(delivery)
    assert {job.id for job in entered_jobs()} == {first.id, changed.id, taken_back.id}
