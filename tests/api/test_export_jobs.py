"""Files made aside: begun, asked how they stand, fetched, called off; whatever goes wrong is told in words."""

import io
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from threading import BoundedSemaphore, Semaphore
from urllib.parse import unquote

import pyarrow.parquet
import pytest

from api.places import place
from exports import spool, starting
from exports.child import BUSY, FULL
from exports.spool import DONE, FAILED, UNFINISHED, Order
from indicators.warehouse import snapshot
from jobs.locks import held
from tests.api.conftest import csv_rows
from tests.conftest import ROOT

ACTIVITIES = "/api/v1/records/activities?year=2016&sort=-visits&columns=activity_id,visits,held_on,org_name"
ALL_ASIDE = dict.fromkeys(("csv", "xlsx", "parquet"), -1)


@pytest.fixture
def own_spool(client, tmp_path):
    """Where the files of this test are made."""
    return tmp_path / "spool"


@pytest.fixture
def aside(monkeypatch):
    """Every file, however small, is made by a process of its own."""
    monkeypatch.setattr("api.files.SMALL", ALL_ASIDE)


def begun(client, address: str) -> dict:
    answer = client.post("/exports", json={"address": address})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.json


def order_of(**changes) -> Order:
    with snapshot() as taken:
        path = str(taken.path)
    return replace(Order(path, "funding", "csv", {}, 0, False, "资金.csv"), **changes)


def waiting(order: Order):
    """An export whose maker has not been started."""
    return spool.create(order)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_made_aside_is_the_file_made_at_once(client, monkeypatch, kind):
    at_once = client.get(f"{ACTIVITIES}&format={kind}")
    monkeypatch.setattr("api.files.SMALL", ALL_ASIDE)
    made_aside = client.get(f"{ACTIVITIES}&format={kind}")
    assert made_aside.status_code == 200 and made_aside.get_data() == at_once.get_data()
    assert made_aside.content_length == len(made_aside.get_data())
    assert {name: made_aside.headers[name] for name in ("X-Row-Count", "X-Build", "X-Filters")} == {
        name: at_once.headers[name] for name in ("X-Row-Count", "X-Build", "X-Filters")
    }
    assert "2016年" in unquote(at_once.headers["X-Filters"])


def test_a_job_ends_with_the_rows_it_announced(client, aside, own_spool):
    told = begun(client, f"{ACTIVITIES}&format=parquet&header=id")
    assert told["total"] == client.get(f"{ACTIVITIES}&limit=1").json["total"] > 0
    starting.awaited(spool.find(told["id"]))
    told = client.get(f"/exports/{told['id']}").json
    assert told["state"] == DONE and told["is_done"] and told["rows"] == told["total"]
    answer = client.get(f"/exports/{told['id']}/file", buffered=True)
    content = answer.get_data()
    assert len(content) == told["size"] == answer.content_length
    assert "活动" in unquote(answer.headers["Content-Disposition"])
    assert pyarrow.parquet.read_table(io.BytesIO(content)).num_rows == told["total"]
    assert client.delete(f"/exports/{told['id']}").status_code == 200
    assert client.get(f"/exports/{told['id']}").status_code == 404 and not list(own_spool.glob("[0-9a-f]*/"))


def test_a_small_file_is_there_at_once(client):
    told = begun(client, "/api/v1/records/funding?format=csv")
    assert told["is_done"] and not told["is_unfinished"]
    assert len(csv_rows(client.get(f"/exports/{told['id']}/file", buffered=True).get_data())) - 1 == told["total"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"address": 7}, 400),
        ({"address": "/api/v1/areas?format=csv"}, 400),
        ({"address": "/api/v1/records/nothing?format=csv"}, 404),
        ({"address": "/api/v1/records/\ud800?format=csv"}, 400),
        ({"address": "/api/v1/records/funding"}, 400),
        ({"address": "/api/v1/records/funding?format=exe"}, 400),
        ({"address": "/api/v1/records/funding?format=csv&nothing=1"}, 400),
        ({"address": "/api/v1/records/funding?format=csv&q=%FF"}, 400),
        ({"address": "/api/v1/records/volunteer_hours?format=csv&columns=volunteer_id"}, 400),
    ],
)
def test_what_cannot_be_exported_is_refused_in_words(client, own_spool, body, status):
    answer = client.post("/exports", data=json.dumps(body))
    assert answer.status_code == status and answer.json["error"] and answer.json["hint"]
    assert not list(own_spool.glob("[0-9a-f]*/"))


def test_another_site_may_not_begin_one(client):
    body = {"address": "/api/v1/records/funding?format=csv"}
    assert client.post("/exports", json=body, headers={"Origin": "http://example.com"}).status_code == 403
    assert client.post("/exports", json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("name", ["0" * 32, "nothing", "..%2f..", "A" * 32])
def test_an_unknown_export_is_not_found(client, name):
    place = f"/exports/{name}"
    for answer in (client.get(place), client.get(f"{place}/file"), client.delete(place)):
        assert answer.status_code == 404 and answer.json["error"]


def test_no_place_in_time_is_told_in_words(client, aside, monkeypatch, own_spool):
    monkeypatch.setattr("api.files.PATIENCE", 0)
    own_spool.mkdir()
    first, second = spool.slots()
    with held(first), held(second):
        answer = client.get(f"{ACTIVITIES}&format=csv")
    assert answer.status_code == 503 and answer.json["error"] == BUSY[0]


def test_a_waiting_file_can_be_called_off(client, aside, own_spool):
    own_spool.mkdir()
    first, second = spool.slots()
    with held(first), held(second):
        told = begun(client, f"{ACTIVITIES}&format=csv")
        export = spool.find(told["id"])
        until = time.monotonic() + 30
        while not (process := spool.find(told["id"]).status.process) and time.monotonic() < until:
            time.sleep(0.05)
        assert process and spool.find(told["id"]).status.state in UNFINISHED
        assert client.get(f"/exports/{told['id']}/file").status_code == 409
        assert client.delete(f"/exports/{told['id']}").json["state"] == "已取消"
    assert not export.folder.exists()
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < until:  # the process is gone as soon as its parent has taken note
            os.kill(process, 0)
            time.sleep(0.05)


def test_a_maker_that_died_is_told(demo_dir, client):
    export = waiting(order_of())
    spool.tell(export, replace(export.status, process=2**22 + 1))
    told = client.get(f"/exports/{export.id}").json
    assert told["state"] == FAILED and told["error"] and not told["is_unfinished"]


def test_other_rows_than_announced_never_leave(demo_dir, client, own_spool):
    export = waiting(order_of(rows=1))
    run_maker(export)
    status = spool.find(export.id).status
    assert status.state == FAILED and "不符" in status.error and not export.path.exists()


def test_a_full_disk_is_told_in_words(demo_dir, client):
    rows = client.get("/api/v1/records/activities?limit=1").json["total"]
    export = waiting(order_of(type="activities", rows=rows))
    run_maker(export, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)))
    status = spool.find(export.id).status
    assert (status.state, status.error) == (FAILED, FULL[0]) and not export.path.exists()


def test_a_disk_without_room_is_asked_nothing(client, aside, monkeypatch):
    monkeypatch.setattr("exports.spool.SPARE", 2**62)
    answer = client.get(f"{ACTIVITIES}&format=csv")
    assert answer.status_code == 507 and answer.json["error"] == FULL[0]


def test_nor_is_a_small_file_kept_and_the_old_ones_are_swept(client, monkeypatch):
    old = waiting(order_of())
    before = time.time() - spool.KEPT - 10
    for path in (*old.folder.iterdir(), old.folder):
        os.utime(path, (before, before))
    monkeypatch.setattr("exports.spool.SPARE", 2**62)
    answer = client.post("/exports", json={"address": "/api/v1/records/funding?format=csv"})
    assert answer.status_code == 507 and answer.json["error"] == FULL[0]
    assert not old.folder.exists() and not list(spool.spool_folder().glob("[0-9a-f]*/"))


def test_whoever_orders_a_file_looks_at_no_files_of_others(demo_dir, client, monkeypatch):
    old = waiting(replace(order_of(), by="somebody"))
    own = waiting(order_of())
    before = time.time() - spool.KEPT - 10
    for export in (old, own):
        for path in (*export.folder.iterdir(), export.folder):
            os.utime(path, (before, before))
    made = spool.create(order_of())
    assert old.folder.exists() and not own.folder.exists(), "those of others are for the maker of the file"
    run_maker(made)
    assert not old.folder.exists() and made.folder.exists()


def test_how_many_wait_is_counted_without_opening_what_others_have_got(demo_dir, client, monkeypatch):
    for number in range(5):
        ended = waiting(replace(order_of(), by=f"somebody {number}"))
        spool.tell(ended, spool.Status(spool.DONE))
    died, gone = waiting(replace(order_of(), by="a")), waiting(replace(order_of(), by="b"))
    spool.tell(died, spool.Status(spool.WRITING, process=1))
    spool.remove(gone)
    young = waiting(replace(order_of(), by="c"))
    opened, read = [], spool._read
    monkeypatch.setattr(spool, "_read", lambda one: opened.append(one) or read(one))
    assert (spool.unfinished(), spool.unfinished("c"), spool.unfinished("a")) == (1, 1, 0)
    assert set(opened) == {died.id, young.id}, "what has ended, or is no longer there, is not opened"
    opened.clear()
    assert spool.unfinished() == 1 and opened == [young.id], "one whose maker died is looked at once"
    run_maker(young)
    opened.clear()
    assert spool.unfinished() == 0 and not opened


def test_old_files_are_swept_and_young_ones_stay(demo_dir, client):
    old, young = waiting(order_of()), waiting(order_of())
    before = time.time() - spool.KEPT - 10
    for path in (*old.folder.iterdir(), old.folder):
        os.utime(path, (before, before))
    spool.sweep()
    assert not old.folder.exists() and young.folder.exists()


def test_what_the_maker_is_told_holds_no_person(client, aside, own_spool):
    told = begun(client, "/api/v1/records/volunteer_hours?format=csv&year=2020")
    order = json.loads((own_spool / told["id"] / "order.json").read_text("utf-8"))
    starting.awaited(spool.find(told["id"]))
    assert "volunteer_id" not in json.dumps(order)
    head = csv_rows(client.get(f"/exports/{told['id']}/file", buffered=True).get_data())[0]
    assert not [name for name in head if "志愿者编号" in name]


def run_maker(export, **options) -> None:
    """The maker of a file, in its own process, to its end."""
    subprocess.run([sys.executable, "-m", "exports.child", str(export.folder)], cwd=ROOT, check=False, **options)


def test_slow_downloads_leave_threads_for_the_pages(client, monkeypatch):
    monkeypatch.setattr("api.places.PATIENCE", 0)
    monkeypatch.setattr("api.places.MAKING", BoundedSemaphore(1))
    told = begun(client, "/api/v1/records/funding?format=csv")
    slow = client.get(f"/exports/{told['id']}/file", buffered=False)
    assert client.get(f"/exports/{told['id']}/file").status_code == 503
    slow.close()
    assert len(client.get(f"/exports/{told['id']}/file", buffered=True).get_data()) == told["size"]
    assert len(client.get(f"/exports/{told['id']}/file", buffered=True).get_data()) == told["size"]


@pytest.mark.parametrize("rows", [ALL_ASIDE, dict.fromkeys(ALL_ASIDE, 10**9)], ids=["aside", "at once"])
@pytest.mark.parametrize("address", [f"{ACTIVITIES}&format=csv", "/api/v1/problems?format=csv"])
def test_too_many_files_at_once_are_refused_before_anybody_waits(client, monkeypatch, rows, address):
    monkeypatch.setattr("api.files.SMALL", rows)
    monkeypatch.setattr("api.places.WAITING", Semaphore(0))
    monkeypatch.setattr("api.places.MAKING", BoundedSemaphore(1))
    with place():
        answer = client.get(address)
        assert answer.status_code == 503 and answer.json["error"] == BUSY[0]
    with client.get(address) as answer:
        assert answer.status_code == 200
    with client.get(address) as answer:  # the place was given back
        assert answer.status_code == 200


def test_an_export_cut_short_by_a_crash_stands_in_nobodys_way(client, aside):
    broken = waiting(order_of())
    (broken.folder / "status.json").write_bytes(b"")
    assert client.get(f"/exports/{broken.id}").status_code == 404
    assert begun(client, f"{ACTIVITIES}&format=csv")["id"]


@pytest.mark.parametrize("small", [True, False])
def test_a_spool_that_cannot_be_written_is_told_in_words(client, monkeypatch, tmp_path, small):
    (tmp_path / "a file").touch()
    spool.use(tmp_path / "a file" / "exports")
    monkeypatch.setattr("api.files.SMALL", dict.fromkeys(ALL_ASIDE, 10**9 if small else -1))
    answer = client.post("/exports", json={"address": f"{ACTIVITIES}&format=csv"})
    assert answer.status_code == 507 and "没有地方写" in answer.json["error"]
    assert "WUSHE_SPOOL_DIR" in answer.json["hint"]


def test_calling_off_takes_away_what_a_beginning_maker_still_writes(client, monkeypatch):
    export = waiting(order_of())
    remove, times = spool.remove, []

    def remove_and_write_again(one):
        remove(one)
        if not times:
            times.append(one)
            one.folder.mkdir()
            (one.folder / "file").write_bytes(b"half")

    monkeypatch.setattr(spool, "remove", remove_and_write_again)
    assert client.delete(f"/exports/{export.id}").status_code == 200
    assert times and not export.folder.exists()
