"""An upload is its sender's; officials also see those that bring rows of their own area only; to everybody else there
is none."""

import json
import os
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from access.roles import Person, Role
from jobs import limits, owners, starting, store
from jobs.commands import command_of
from jobs.digest import digest
from tests.ownership.conftest import asking
from tests.ownership.people import (
    ADMINISTRATOR,
    ANALYST_A,
    CLERK_A,
    CLERK_B,
    DISTRICT_A,
    EVERYBODY,
    HUB_CLERK_A,
    HUB_CLERK_B,
    LEADER_A,
    OFFICIAL_A,
    OFFICIAL_B,
    STREET_A,
    STREET_B,
)  # fmt: skip

STREET_OFFICIAL = Person("tianbao", Role.OFFICIAL, STREET_A)
UNKNOWN = "0" * 32
NAMED = {"X-File-Name": quote("名录.csv")}
WAYS = (("GET", ""), ("GET", "/marked"), ("POST", "/check"), ("POST", "/confirm"), ("POST", "/retry"),
        ("POST", "/cancel"))  # fmt: skip


def sent_by(person, name="名录.csv", **changes):
    """A job of this person, checked and waiting."""
    with asking(person):
        job = store.create(name)
        job.path.write_text("x", "utf-8")
        return store.change(job.id, (store.UPLOADING,), **{"state": store.WAITING} | changes)


def seen_by(client, person):
    with asking(person):
        return {one["id"] for one in client.get("/imports/jobs").json["jobs"]}


def test_a_job_knows_whose_it_is(data):
    job = sent_by(CLERK_A)
    kept = json.loads((job.folder / "job.json").read_text("utf-8"))
    assert (kept["by"], kept["within"], kept["refused_types"]) == ("tianbao-a", f"area:{STREET_A}", "targets")
    alone = store.create("单人.csv")
    assert (alone.by, alone.within, alone.refused_types) == ("", "", "")


def test_everybody_sees_their_own_and_officials_those_of_whoever_sends_for_their_area(client):
    clerk, leader, other, wide = (sent_by(one).id for one in (CLERK_A, HUB_CLERK_A, CLERK_B, EVERYBODY))
    declared = sent_by(EVERYBODY, area=STREET_A).id
    assert seen_by(client, CLERK_A) == {clerk}
    assert seen_by(client, HUB_CLERK_A) == {leader}
    assert seen_by(client, HUB_CLERK_B) == set()
    assert seen_by(client, OFFICIAL_A) == {clerk, leader}
    assert seen_by(client, STREET_OFFICIAL) == {clerk}  # the hub in this street sends rows of the whole district
    assert seen_by(client, OFFICIAL_B) == {other}
    assert seen_by(client, EVERYBODY) == {clerk, leader, other, wide, declared}
    assert {job.id for job in store.listed()} == {job.id for job in owners.listed()}  # without accounts all are seen


def test_what_others_sent_is_not_opened_to_find_ones_own(client, opened):
    """Otherwise the time of an answer tells how many jobs they have."""
    own = {sent_by(CLERK_A).id for _ in range(2)}
    for person in (CLERK_B, HUB_CLERK_A, EVERYBODY) * 2:
        sent_by(person)
    assert seen_by(client, CLERK_A) == own  # from here on this process knows whose they are
    store.clear_old()  # and how each stands
    with asking(CLERK_A):
        assert opened(lambda: client.get("/imports/jobs"), store.jobs_folder()) <= own
        assert opened(lambda: limits.require_room(1), store.jobs_folder()) <= own
        assert opened(lambda: limits.require_turn(CLERK_A.name), store.jobs_folder()) <= own
        assert opened(store.clear_old, store.jobs_folder()) <= own


def test_what_another_process_took_in_is_listed_at_once_also_after_a_quiet_time(client):
    own = {sent_by(CLERK_A).id}
    for _ in range(2):
        os.utime(store.jobs_folder(), (1_700_000_000, 1_700_000_000))
        assert seen_by(client, CLERK_A) == seen_by(client, CLERK_A) == own
        own.add(sent_by(CLERK_A).id)
        assert seen_by(client, CLERK_A) == own
    with asking(CLERK_A):
        store.remove(store.find(own.pop()))
    assert seen_by(client, CLERK_A) == own


@pytest.mark.parametrize("now", [{"area": STREET_B}, {"hub": "SHU-A"}, {}])
@pytest.mark.parametrize(("method", "way"), WAYS)
def test_a_job_of_a_former_scope_is_no_longer_there(client, method, way, now):
    job, now = sent_by(CLERK_A), Person(CLERK_A.name, Role.CLERK, **now)
    with asking(now):
        assert seen_by(client, now) == set()
        former = client.open(f"/imports/jobs/{job.id}{way}", method=method)
        unknown = client.open(f"/imports/jobs/{UNKNOWN}{way}", method=method)
        assert (former.status_code, former.data) == (404, unknown.data)
        own = sent_by(now).id
    assert seen_by(client, now) == {own}


@pytest.mark.parametrize(("method", "way"), WAYS)
def test_a_job_of_somebody_else_is_answered_as_one_that_never_was(client, method, way):
    job = sent_by(CLERK_A)
    for stranger in (CLERK_B, HUB_CLERK_A, OFFICIAL_B):
        with asking(stranger):
            foreign = client.open(f"/imports/jobs/{job.id}{way}", method=method)
            unknown = client.open(f"/imports/jobs/{UNKNOWN}{way}", method=method)
        assert (foreign.status_code, foreign.data) == (404, unknown.data)
        assert dict(foreign.headers) == dict(unknown.headers)
    with asking(CLERK_A):
        assert client.get(f"/imports/jobs/{job.id}").json["state"] == store.WAITING


@pytest.mark.parametrize(("method", "way"), WAYS)
def test_an_area_declared_opens_no_file_of_whoever_sees_more(client, method, way):
    """Its rows may lie anywhere, and what a load of everybody's tells stands in the answer."""
    jobs = [sent_by(EVERYBODY, area=STREET_A), sent_by(EVERYBODY, area=DISTRICT_A), sent_by(HUB_CLERK_A)]
    with asking(STREET_OFFICIAL):
        unknown = client.open(f"/imports/jobs/{UNKNOWN}{way}", method=method)
        for job in jobs:
            foreign = client.open(f"/imports/jobs/{job.id}{way}", method=method)
            assert (foreign.status_code, foreign.data) == (404, unknown.data)
    assert all(store.find(job.id).state == store.WAITING for job in jobs)


@pytest.mark.parametrize("person", [ANALYST_A, LEADER_A, ADMINISTRATOR, None])
def test_who_may_not_deliver_gets_no_further(client, person):
    job = sent_by(CLERK_A)
    with asking(person):
        asked = ("/imports/jobs", "/imports/templates/organizations.xlsx", f"/imports/jobs/{job.id}")
        answers = [client.post("/imports/files", data=b"x"), *map(client.get, asked)]
    assert {answer.status_code for answer in answers} == {403}
    assert all(job.id not in answer.text for answer in answers)


def test_a_sender_speaks_for_their_own_area_alone(client):
    job = sent_by(CLERK_A)
    with asking(CLERK_A):
        for area in (STREET_B, DISTRICT_A, "330000000000", "999999999999"):
            refused = client.post(f"/imports/jobs/{job.id}/confirm", json={"area": area})
            assert (refused.status_code, refused.json["error"]) == (400, "填报区域不在您的范围内")
        assert owners.may_declare(STREET_A) and owners.may_declare("")
    with asking(HUB_CLERK_A):
        assert not owners.may_declare(STREET_A)
    assert store.find(job.id).state == store.WAITING


def test_the_rows_are_held_to_the_narrower_scope_of_sender_and_helper(data):
    narrow, wide = sent_by(CLERK_A), sent_by(EVERYBODY, area=STREET_A)
    with asking(OFFICIAL_A):
        assert owners.bounds(narrow) == f"area:{STREET_A}"
        assert owners.bounds(wide) == f"area:{DISTRICT_A}"
        assert owners.bounds(sent_by(HUB_CLERK_A)) == "hub:SHU-A"
    with asking(STREET_OFFICIAL):
        assert owners.bounds(sent_by(HUB_CLERK_A)) == f"area:{STREET_A}"
    with asking(EVERYBODY):
        assert (owners.bounds(narrow), owners.bounds(wide)) == (f"area:{STREET_A}", "")
    checked = command_of(narrow)
    assert checked[checked.index("--within-area") + 1] == STREET_A
    assert checked[checked.index("--refuse-type") + 1] == "targets"
    hub = command_of(sent_by(HUB_CLERK_A, step="load"))
    assert hub[hub.index("--within-hub") + 1] == "SHU-A" and "--within-area" not in hub
    assert not {"--within-area", "--within-hub", "--refuse-type"} & set(command_of(wide))


def test_what_a_load_tells_of_others_is_not_kept_for_a_sender_with_a_scope():
    messages = [
        {"row": 2, "rule": "B116", "severity": "警告", "message": "与《名录乙.csv》第3行（B-002）疑似同一组织"},
        {"row": 3, "rule": "待核", "severity": "待核", "message": "与《名录乙.csv》第5行重复"},
        {"row": 4, "rule": "B001", "severity": "拒收", "message": "日期不对"},
    ]
    entry = {"delivery": "d", "file": "名录.csv", "status": "loaded", "messages": messages}
    document = {
        "deliveries": [entry],
        "build": "b",
        "rows": {"organizations": 999},
        "notes": ["更正 organizations B-002 的 name"],
        "pending_by_type": {"funding": 7},
        "failures": ["名录乙.csv"],
        "error": "没有通过检查：名录乙.csv",
        "held": {"build": "b2", "changes": [{"area": "乙街"}]},
    }
    whole, within = (json.dumps(digest(document, told), ensure_ascii=False) for told in (False, True))
    told_of_others = ("乙", "B-002", "999", "更正", "funding")
    assert all(word in whole for word in told_of_others)
    assert not any(word in within for word in told_of_others)
    assert "日期不对" in within and "另一份报送的一行" in within and '"held": {"build": "b2"}' in within


def test_one_person_has_not_all_the_turns(client, monkeypatch):
    monkeypatch.setattr(starting, "_start", lambda job: job)
    waiting = sent_by(CLERK_A)
    busy = [sent_by(CLERK_A, state=store.CHECKING) for _ in range(limits.MOST_OF_ONE)]
    with asking(CLERK_A):
        ways = ["/imports/files", *(f"/imports/jobs/{waiting.id}/{way}" for way in ("check", "confirm"))]
        for refused in (client.post(way, headers=NAMED) for way in ways):
            assert refused.status_code == 503 and f"您有 {limits.MOST_OF_ONE} 个文件" in refused.json["error"]
        assert store.find(waiting.id).state == store.WAITING and len(store.listed()) == len(busy) + 1
        assert client.post(f"/imports/jobs/{busy[0].id}/cancel").status_code == 200
        assert client.post(f"/imports/jobs/{waiting.id}/confirm").status_code == 200
    with asking(HUB_CLERK_A):
        assert client.post("/imports/files", data=b"x", headers=NAMED).status_code == 201


def test_all_together_wait_only_so_many(client, monkeypatch):
    monkeypatch.setattr(limits, "MOST_WAITING", 2)
    for person in (CLERK_A, CLERK_B):
        sent_by(person, state=store.LOADING)
    with asking(HUB_CLERK_A):
        refused = client.post("/imports/files", data=b"x", headers=NAMED)
    assert refused.status_code == 503 and refused.json["error"] == "等待处理的文件太多"


def test_the_files_kept_of_one_person_have_a_bound(client, monkeypatch):
    monkeypatch.setattr(starting, "_start", lambda job: job)
    monkeypatch.setattr(limits, "settings", lambda: SimpleNamespace(upload_total_mb=1))
    kept, done = sent_by(CLERK_A), sent_by(CLERK_A, state=store.DONE)
    for job in (kept, done):
        (job.folder / "marked").mkdir()
        (job.folder / "marked" / "名录.xlsx").write_bytes(b"x" * 900_000)
    with asking(CLERK_A):
        refused = client.post("/imports/files", data=b"x" * 200_000, headers=NAMED)
        assert refused.status_code == 507 and "不能超过 1 MB" in refused.json["error"]
        assert "放弃" in refused.json["hint"]
        assert client.post("/imports/files", data=b"x" * 50_000, headers=NAMED).status_code == 201
        assert client.post(f"/imports/jobs/{kept.id}/cancel").status_code == 200
        assert client.post("/imports/files", data=b"x" * 200_000, headers=NAMED).status_code == 201
    with asking(HUB_CLERK_A):
        assert client.post("/imports/files", data=b"x" * 900_000, headers=NAMED).status_code == 201
