"""What lies in the folder of a job: harmless names, states that outlive everything, nothing for ever."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import runner, store
from jobs.digest import MOST_FINDINGS, MOST_PROBLEMS, digest
from jobs.names import MOST_BYTES, safe_name
from jobs.progress import progress_of
from jobs.store import NoJobError
from tests.jobs.conftest import arrived


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("经费表.xlsx", "经费表.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Windows\\表.csv", "表.csv"),
        ("/abs/表.csv", "表.csv"),
        ("..", "未命名"),
        ("", "未命名"),
        ("a\0b.csv", "ab.csv"),
        ("\u202excod.exe", "xcod.exe"),
        (".hidden.csv", "hidden.csv"),
        ("~$名录.xlsx", "名录.xlsx"),
        ("con.csv", "_con.csv"),
        ("张三13812345678.xlsx", "张三138＊＊＊＊5678.xlsx"),
        ("11010519491231002X.csv", "110105＊＊＊＊＊＊＊＊002X.csv"),
        ("a<b>|c?.csv", "abc.csv"),
        ("job.json", "job.json"),
    ],
)
def test_names_become_harmless(given_name, kept):
    assert safe_name(given_name) == kept


@given(st.text(max_size=300))
def test_any_name_stays_inside_its_folder(name):
    kept = safe_name(name)
    assert kept and kept not in (".", "..") and len(kept.encode()) <= MOST_BYTES + 20
    assert not set(kept) & set('\0/\\:*?"<>|\n') and safe_name(kept) == kept


@pytest.mark.parametrize("name", ["", "..", "../x", "x" * 32, "0" * 31, "0" * 33, "templates", "0" * 32])
def test_no_other_folder_is_taken_for_a_job(data, name):
    with pytest.raises(NoJobError):
        store.find(name)


def test_jobs_are_listed_latest_first_and_old_ones_go(data):
    old, new = arrived(b"x"), arrived(b"y")
    long_ago = (datetime.now(UTC) - timedelta(days=31)).isoformat()
    store.change(old.id, (store.UPLOADING,), state=store.WAITING, uploaded_at=long_ago, changed_at=long_ago)
    assert [job.id for job in store.listed()] == [new.id, old.id]
    store.clear_old()
    assert [job.id for job in store.listed()] == [new.id]
    assert not old.folder.exists()


def test_an_upload_that_fell_silent_has_failed(data):
    job = arrived(b"x")
    assert store.find(job.id).state == store.UPLOADING
    before = datetime.now(UTC).timestamp() - 3600
    os.utime(job.path, (before, before))
    found = store.find(job.id)
    assert found.state == store.FAILED and "上传" in found.hint and not found.can_retry


def test_a_job_file_half_written_by_an_older_version_is_read(data):
    job = arrived(b"x")
    kept = json.loads((job.folder / "job.json").read_text("utf-8"))
    store.write_json(job.folder / "job.json", {**kept, "unknown": 1})
    assert store.find(job.id) == job


def test_a_held_build_waits_for_a_person(data):
    job = store.change(arrived(b"x").id, (store.UPLOADING,), state=store.LOADING, step="load")
    answer = {"deliveries": [{"delivery": "d1"}], "build": "b1", "held": {"build": "b2", "changes": []}}
    (job.folder / "load.answer").write_text(json.dumps(answer), "utf-8")
    held = store.data_dir() / "warehouse" / "HELD.json"
    held.parent.mkdir(exist_ok=True)
    held.write_text(json.dumps({"deliveries": [{"delivery": "d1"}, {"delivery": "d2"}]}), "utf-8")
    runner.run(job)
    found = store.find(job.id)
    assert found.state == store.HELD and found.document("result")["held"]["build"] == "b2"
    held.write_text(json.dumps({"deliveries": [{"delivery": "d3"}]}), "utf-8")
    assert store.find(job.id).state == store.DONE, "another file is held back now"
    held.unlink()
    assert store.find(job.id).state == store.DONE, "somebody decided"


def test_progress_is_read_from_its_last_lines(tmp_path):
    path = tmp_path / "progress.jsonl"
    assert progress_of(path) is None
    lines = [
        {"at": "2026-01-01T00:00:00.000+00:00", "what": "读取", "done": 0, "total": 5000},
        {"at": "2026-01-01T00:00:02.000+00:00", "what": "读取", "done": 2000, "total": 5000},
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + '\n{"at": "2026', "utf-8")
    told = progress_of(path)
    assert (told.done, told.total, told.rate, told.left) == (2000, 5000, 1000.0, 3.0)
    path.write_text(json.dumps({**lines[0], "what": "生成 area_aliases", "total": 30}), "utf-8")
    assert progress_of(path).rate is None and progress_of(path).what == "生成新数据"


def finding(rule: str, row: int | None, severity: str = "拒收") -> dict:
    return {"row": row, "column": rule, "found": "", "rule": rule, "severity": severity, "message": rule}


def test_a_digest_counts_everything_and_keeps_little():
    messages = [finding("提", None, "提示"), *(finding("甲", n) for n in range(500))]
    messages += [finding(f"乙{n}", n) for n in range(15)]
    entry = {"file": "x.csv", "sheet": "", "type": "organizations", "status": "loaded", "messages": messages}
    entry |= {"rows_read": 600, "accepted": 85, "rejected": 515, "duplicates": 0}
    short = digest({"deliveries": [entry], "build": None})
    assert len(short["findings"]) == MOST_FINDINGS and short["findings_total"] == 516
    assert len(short["problems"]) == MOST_PROBLEMS and short["kinds_of_problems"] == 16
    assert (short["problems"][0]["rule"], short["problems"][0]["times"]) == ("甲", 500)
    assert "messages" not in short["deliveries"][0] and short["deliveries"][0]["rejected"] == 515
