"""What leaves is written down with its rows and bytes, or does not leave; rows about persons are not seen unseen."""

import pytest
from argon2 import PasswordHasher

import app
from access import accounts, audit, audited, entering, passwords, present, store
from access.roles import Role
from entrance.people import COOKIE
from exports import spool
from indicators import scope, warehouse
from jobs import store as jobs

GOOD = "Luohan-Song-2031"
HERE = {"Origin": "http://127.0.0.1", "Host": "127.0.0.1"}
FILES = [
    ("/api/v1/records/organizations?format=csv&area=330114000000", "社会组织"),
    ("/api/v1/records/organizations?format=xlsx&q=志愿", "社会组织"),
    ("/api/v1/problems?format=csv", "问题清单"),
    ("/api/v1/pages/density?format=xlsx", "组织密度"),
    ("/api/v1/pages/density/areas?format=csv", "组织密度"),
]


@pytest.fixture
def data_dir(tmp_path, demo_dir, monkeypatch):
    """The demonstration with accounts of this test; people have to come in."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    store.use(tmp_path)
    jobs.use(tmp_path)
    spool.use(tmp_path / "spool")
    warehouse.use(demo_dir)
    yield tmp_path
    for room in (store, jobs, spool, warehouse):
        room.use(None)
    present.require(False)
    scope.require(False)


@pytest.fixture
def official(data_dir):
    accounts.add("li.w", Role.OFFICIAL)
    accounts.change_password("li.w", GOOD)
    client = app.server.test_client()
    client.set_cookie(COOKIE, entering.enter("li.w", GOOD), domain="127.0.0.1")
    return client


def fail(monkeypatch) -> None:
    def fails(*_given: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(audit, "note", fails)


def exported() -> list[dict]:
    return [line.what for line in audit.latest(50, action="导出")]


@pytest.mark.parametrize(("address", "kind"), FILES)
def test_every_file_is_written_down_with_rows_and_bytes(official, address, kind):
    answer = official.get(address, headers=HERE)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    (line,) = exported()
    assert kind in line["type"] and line["bytes"] == len(answer.get_data()) and line["format"] in ("csv", "xlsx")
    assert line.get("rows") == answer.headers.get("X-Row-Count", type=int)
    assert audit.latest(1)[0].name == "li.w" and audit.verify().broken is None


@pytest.mark.parametrize("address", [address for address, _ in FILES])
def test_what_cannot_be_written_down_does_not_leave(official, address, monkeypatch):
    fail(monkeypatch)
    answer = official.get(address, headers=HERE)
    assert answer.status_code == 507 and "没有导出" in answer.json["error"]
    assert "Content-Disposition" not in answer.headers and exported() == []


def test_the_filters_are_told_in_words_without_personal_numbers(official):
    official.get("/api/v1/records/organizations?format=csv&q=13812345678", headers=HERE)
    assert "13812345678" not in str(exported()) and "138＊＊＊＊5678" in exported()[0]["filters"]


def test_a_file_from_the_spool_is_written_down_when_it_is_fetched(official):
    asked = {"address": "/api/v1/records/organizations?format=csv&area=330114000000"}
    made = official.post("/exports", json=asked, headers=HERE).json
    assert made["is_done"] and exported() == []
    answer = official.get(f"/exports/{made['id']}/file", headers=HERE)
    (line,) = exported()
    assert (line["type"], line["rows"], line["bytes"]) == ("社会组织名录", made["rows"], len(answer.get_data()))
    assert "钱塘区" in line["filters"]


@pytest.mark.parametrize("kind", ["volunteer_hours", "points"])
def test_rows_about_persons_are_not_looked_at_unseen(official, kind, monkeypatch):
    answer = official.get(f"/api/v1/records/{kind}?limit=7", headers=HERE)
    assert answer.status_code == 200
    (line,) = audit.latest(50, action="查看个人级明细")
    assert line.what["rows"] == len(answer.json["rows"]) and line.name == "li.w"
    assert official.get("/api/v1/records/organizations?limit=7", headers=HERE).status_code == 200
    assert len(audit.latest(50, action="查看个人级明细")) == 1 and exported() == []
    fail(monkeypatch)
    assert official.get(f"/api/v1/records/{kind}?limit=7", headers=HERE).status_code == 507


def test_an_upload_that_cannot_be_written_down_is_not_kept(official, data_dir, monkeypatch):
    fail(monkeypatch)
    answer = official.post("/imports/files", data=b"a,b\n1,2\n", headers=HERE | {"X-File-Name": "a.csv"})
    assert answer.status_code == 507
    assert list((data_dir / "jobs").glob("[0-9a-f]*")) == []


def test_what_a_program_fetches_as_json_is_written_down_too(official):
    from access import tokens

    bearer = {"Authorization": f"Bearer {tokens.add('li.w', '每周取数')}", "Host": "127.0.0.1"}
    answer = app.server.test_client().get("/api/v1/records/organizations?limit=5", headers=bearer)
    (line,) = exported()
    assert (line["format"], line["rows"]) == ("json", len(answer.json["rows"]))


def test_one_person_on_one_machine_leaves_no_record(data_dir):
    client = app.server.test_client()
    assert client.get(FILES[0][0], headers={"Host": "127.0.0.1"}).status_code == 200
    assert client.get("/api/v1/records/volunteer_hours?limit=7", headers={"Host": "127.0.0.1"}).status_code == 200
    assert not store.path().exists()


def test_what_came_to_nothing_has_a_line_that_says_so(official):
    answer = official.post("/todo/decide", data={"task": "T-1", "choice": "approve"}, headers=HERE)
    assert answer.status_code == 409
    assert [line.result for line in audit.latest(2, action="处理待办")] == [audited.FAILED, audit.DONE]
