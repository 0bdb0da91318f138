"""Uploads at the door: streamed and limited, names that try tricks, other sites, two people at once; real processes."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
import tracemalloc
from urllib.parse import quote

import openpyxl
import pytest
from gunicorn.http.errors import InvalidChunkSize

from jobs import starting, store
from server import make_server
from settings import settings
from tests.jobs.conftest import BAD, ROWS, rested, table

MB = 1_000_000


class Endless(io.RawIOBase):
    """A body of a given length that never lies in memory as a whole."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = min(len(buffer), self.left)
        buffer[:count] = b"a" * count
        self.left -= count
        return count


@pytest.fixture
def data(fresh_dir):
    """A fresh data folder for the server of this process."""
    store.use(fresh_dir)
    yield fresh_dir
    store.use(None)


@pytest.fixture
def door(data):
    """A client of a server on that folder."""
    return make_server().test_client()


@pytest.fixture
def still(monkeypatch):
    """Uploads are taken, but no process is started for them."""
    monkeypatch.setattr(starting, "_start", lambda job: job)


def send(door, content=b"x", name="名录.csv", **headers):
    """POST a file the way the page does."""
    headers = {"X-File-Name": quote(name), **{key.replace("_", "-"): value for key, value in headers.items()}}
    return door.post("/imports/files", data=content, headers=headers)


def poured(door, size: int, said: int | None = None):
    """POST a body of a size that is made as it is read; `said` is the length that is announced (None: not at all)."""
    told = {"wsgi.input_terminated": True} if said is None else {"CONTENT_LENGTH": str(said)}
    environment = {"wsgi.input": Endless(size), **told}
    return door.post("/imports/files", headers={"X-File-Name": "a.csv"}, environ_overrides=environment)


def folders(data) -> list[str]:
    return [name for name in os.listdir(data / "jobs") if not name.startswith(".")] if (data / "jobs").exists() else []


def test_a_file_too_large_is_refused_in_words_and_leaves_nothing(door, data, still):
    tracemalloc.start()
    answer = poured(door, 60 * MB, 60 * MB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 413 and "50 MB" in answer.json["error"] and answer.json["hint"]
    assert peak < 8 * MB and not folders(data)


def test_a_file_that_hides_its_length_is_stopped_at_the_limit(door, data, still):
    tracemalloc.start()
    answer = poured(door, 60 * MB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 413 and peak < 8 * MB and not folders(data)


def test_a_large_file_goes_to_the_disk_piece_by_piece(door, data, still):
    tracemalloc.start()
    answer = poured(door, 40 * MB, 40 * MB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status_code == 201 and answer.json["size"] == 40 * MB and peak < 8 * MB
    with store.find(answer.json["id"]).path.open("rb") as kept:
        assert hashlib.file_digest(kept, "sha256").digest() == hashlib.sha256(b"a" * (40 * MB)).digest()


def test_a_body_cut_short_leaves_nothing(door, data, still):
    answer = poured(door, 10, 1000)
    assert answer.status_code == 400 and not folders(data)


class Broken(io.RawIOBase):
    """A body whose chunks the server cannot make out."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        raise InvalidChunkSize(b"zz")


def test_a_body_in_broken_chunks_is_a_bad_request_and_leaves_nothing(door, data, still):
    environment = {"wsgi.input": Broken(), "wsgi.input_terminated": True}
    answer = door.post("/imports/files", headers={"X-File-Name": "a.csv"}, environ_overrides=environment)
    assert answer.status_code == 400 and set(answer.json) == {"error", "hint"} and not folders(data)


TRICKS = ["../../逃.csv", "..\\..\\逃.csv", "/etc/逃.csv", "逃\0.csv", "job.json", "..", "." * 300, "名" * 400 + ".csv"]


@pytest.mark.parametrize("name", TRICKS)
def test_no_name_leads_out_of_the_folder_of_its_job(door, data, still, name):
    answer = send(door, name=name)
    assert answer.status_code == 201
    job = store.find(answer.json["id"])
    assert job.path.read_bytes() == b"x" and job.path.resolve().parent == (job.folder / "file").resolve()
    inside = {path.relative_to(data).parts[0] for path in data.rglob("*")}
    assert inside == {"jobs"}


def test_a_name_that_is_not_percent_encoded_stays_readable(door, data, still):
    raw = "社会组织.csv".encode().decode("latin-1")  # how a server hands on the bytes of a header
    answer = door.post("/imports/files", data=b"x", headers={"X-File-Name": raw})
    assert answer.status_code == 201 and answer.json["file"] == "社会组织.csv"


@pytest.mark.parametrize("name", ["", "%20", "%FF%FE", "\xff\xfe"])
def test_a_file_needs_a_name(door, data, name):
    answer = door.post("/imports/files", data=b"x", headers={"X-File-Name": name})
    assert answer.status_code == 400 and set(answer.json) == {"error", "hint"} and not folders(data)


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}])
@pytest.mark.parametrize("path", ["/imports/files", f"/imports/jobs/{'0' * 32}/confirm"])
def test_another_site_cannot_upload_or_confirm(door, data, headers, path):
    headers = {key.replace("_", "-"): value for key, value in headers.items()}
    answer = door.post(path, data=b"x", headers={"X-File-Name": "a.csv", **headers})
    assert answer.status_code == 403 and answer.json["error"] and not folders(data)


def test_a_foreign_host_sees_no_jobs(door):
    assert door.get("/imports/jobs", headers={"Host": "evil.example"}).status_code == 403


@pytest.mark.parametrize("job", ["0" * 32, "..", "%2e%2e", "x", "templates", "../templates"])
@pytest.mark.parametrize("rest", ["", "/marked", "/../../warehouse"])
def test_unknown_jobs_and_crooked_paths_are_404_in_json(door, job, rest):
    answer = door.get(f"/imports/jobs/{job}{rest}")
    assert answer.status_code == 404 and set(answer.json) == {"error", "hint"}


@pytest.mark.parametrize(
    "body",
    [
        b"[]", b"{", b'{"area": 1}', b'{"area": "../x"}', b'{"from": "2015-02-30"}', b'{"mode": "x"}',
        b'{"source": "../../etc"}', b'{"source": "--help"}', b'{"other": "x"}', b'{"mode": "\xe5\x85\xa8\xe9\x87\x8f"}',
        b'{"from": "2016-01-02", "to": "2016-01-01"}', b"\xff\xfe", b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_declaration_is_read_strictly(door, still, body):
    job = store.find(send(door).json["id"])
    store.change(job.id, (store.CHECKING,), state=store.WAITING)
    answer = door.post(f"/imports/jobs/{job.id}/confirm", data=body)
    assert answer.status_code == 400 and answer.json["error"]
    assert store.find(job.id).state == store.WAITING


def test_of_many_confirmations_at_once_one_counts(data, still):
    server = make_server()
    job = store.find(send(server.test_client()).json["id"])
    store.change(job.id, (store.CHECKING,), state=store.WAITING)
    codes: list[int] = []

    def confirm() -> None:
        codes.append(server.test_client().post(f"/imports/jobs/{job.id}/confirm").status_code)

    threads = [threading.Thread(target=confirm) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200] + [409] * 7


def test_several_uploads_at_once_are_several_jobs(data, still):
    server = make_server()
    answers: list = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(send(server.test_client(), bytes([n]) * 1000, f"{n}.csv")))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 6
    assert {store.find(a.json["id"]).path.read_bytes()[0] for a in answers} == set(range(6))
    assert len(server.test_client().get("/imports/jobs").json["jobs"]) == 6


def test_a_demonstration_takes_no_files(door, data):
    (data / store.MARKER).write_text("{}")
    answer = send(door)
    assert answer.status_code == 409 and "演示" in answer.json["error"] and not folders(data)


def test_the_limit_is_a_setting():
    assert settings().upload_mb == 50 and settings().job_days == 30


def test_uploaded_checked_confirmed_and_fetched_for_real(door, data):
    first = send(door, table(ROWS + BAD))
    assert first.status_code == 201 and first.json["state"] == "检查中" and first.json["is_unfinished"]
    job = rested(store.find(first.json["id"]))
    address = f"/imports/jobs/{job.id}"
    assert door.get(address).json["state"] == "待确认"
    copy = door.get(f"{address}/marked")
    assert copy.status_code == 200 and "attachment" in copy.headers["Content-Disposition"]
    assert "校验结果" in openpyxl.load_workbook(io.BytesIO(copy.data), read_only=True).sheetnames[0]
    confirmed = door.post(f"{address}/confirm", json={"area": "330102011000", "from": "2015-01-01", "to": "2015-12-31"})
    assert confirmed.status_code == 200
    for _ in range(600):
        told = door.get(address).json
        if not told["is_unfinished"]:
            break
        time.sleep(0.1)
    assert (told["state"], told["error"]) == ("完成", "")
    assert door.post(f"{address}/cancel").status_code == 409


def test_templates_are_made_once_and_fetched(door, data):
    answer = door.get("/imports/templates/activities.xlsx")
    assert answer.status_code == 200
    assert "活动" in openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True).sheetnames
    kept = sorted((data / "jobs" / "templates").glob("*/*.xlsx"))
    assert {path.stem for path in kept} >= {"activities", "organizations", "funding"}
    before = [path.stat().st_mtime_ns for path in kept]
    assert door.get("/imports/templates/funding.xlsx").status_code == 200
    assert [path.stat().st_mtime_ns for path in kept] == before
    assert door.get("/imports/templates/nothing.xlsx").status_code == 404
