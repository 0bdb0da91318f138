"""待办: who may decide, and about whose rows."""

import json

import pytest

from access.errors import AccessError
from components.todo_tasks import sentence, task_list
from jobs import todo
from jobs.todo import MEANS, NOT_HERE, PENDING, TodoError, decide, decided, left_out, outcome, tasks
from tests.ownership.conftest import asking
from tests.ownership.people import (
    ADMINISTRATOR,
    ANALYST_A,
    CLERK_A,
    DISTRICT_A,
    EVERYBODY,
    LEADER_A,
    OFFICIAL_A,
    OFFICIAL_B,
)

NEVER = "p-000000000000"


def waiting(person):
    """The ids of the rows that wait, as this person's list has them."""
    with asking(person):
        return {task["task"]: task for task in tasks() if task["kind"] == PENDING}


def test_the_list_has_the_rows_of_the_scope_alone(data):
    everything, of_a, of_b = (waiting(person) for person in (EVERYBODY, OFFICIAL_A, OFFICIAL_B))
    assert len(everything) == 2 and everything.keys() == of_a.keys() | of_b.keys()
    assert [task["written"] for task in of_a.values()] == ["NIEMAND-A"]
    assert [task["written"] for task in of_b.values()] == ["NIEMAND-B"]
    with asking(OFFICIAL_A):
        told = json.dumps(tasks(), ensure_ascii=False)
    assert "乙" not in told and "B-0" not in told and "SHU-B" not in told
    assert {task["task"] for task in tasks()} >= everything.keys()  # without accounts all are listed


def test_what_a_word_means_everywhere_is_decided_by_whoever_sees_everything(data):
    (own,) = waiting(OFFICIAL_A).values()
    (whole,) = (task for task in waiting(EVERYBODY).values() if task["task"] == own["task"])
    assert MEANS in {option["action"] for option in whole["options"]}
    assert MEANS not in {option["action"] for option in own["options"]}
    with asking(OFFICIAL_A), pytest.raises(TodoError, match=NOT_HERE):
        decide(own["task"], MEANS, "A-001")
    assert not (data / "decisions.jsonl").exists()


def test_a_task_of_another_area_is_answered_as_one_that_never_was(client, data):
    (foreign,) = waiting(OFFICIAL_B)
    with asking(OFFICIAL_A):
        answers = [client.post("/todo/decide", data={"task": task, "choice": "退回"}) for task in (foreign, NEVER)]
    assert [answer.status_code for answer in answers] == [409, 409] and answers[0].data == answers[1].data
    assert not (data / "decisions.jsonl").exists()


def test_pairs_that_are_not_listed_are_counted_alike_wherever_a_count_stands(data, monkeypatch):
    few, asked = tasks(), []
    monkeypatch.setattr(todo, "_listed", {})
    monkeypatch.setattr(todo, "_ask_for_tasks", lambda area: asked.append(area) or {"tasks": few, "more": 7000})
    for person, count in ((EVERYBODY, 7002), (OFFICIAL_A, 7001), (EVERYBODY, 7002)):
        with asking(person):
            found, more = tasks(), left_out()
            said = [str(part) for part in task_list({"show": None}, found, False, more)]
        assert len(found) + more == count and f"共 {count} 件" in said[-1]
        assert f"{count:,}" in str(sentence(found, more)) and "疑似重复 7,000 件" in str(sentence(found, more))
    assert asked == ["", DISTRICT_A]


@pytest.mark.parametrize("person", [ANALYST_A, LEADER_A, CLERK_A, ADMINISTRATOR, None])
def test_who_may_not_decide_gets_no_further(client, data, person):
    (own,) = waiting(OFFICIAL_A)
    with asking(person):
        assert client.post("/todo/decide", data={"task": own, "choice": "退回"}).status_code == 403
        with pytest.raises(AccessError):
            decide(own, "退回")
    assert not (data / "decisions.jsonl").exists()


@pytest.mark.soak
def test_a_decision_is_signed_by_whoever_came_in_and_told_to_them(copied):
    (own,) = waiting(OFFICIAL_A)
    with asking(OFFICIAL_A):
        found = decide(own, "退回", note="重报", by="别人")
        assert (found.is_running, found.document.get("error")) == (False, None)
        assert [entry["by"] for entry in decided()] == [OFFICIAL_A.name]
        assert outcome(own).document["action"] == "退回"
    with asking(OFFICIAL_B):
        assert decided() == [] and outcome(own).document == {}
    with asking(EVERYBODY):
        assert len(decided()) == 1 and outcome(own).document["action"] == "退回"
    assert todo.UNSIGNED not in (copied / "decisions.jsonl").read_text("utf-8")
