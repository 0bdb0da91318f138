"""What lies in the folder of a job: harmless names, states that outlive everything, nothing for ever."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import keeping, runner, starting, store
from jobs.digest import MOST_FINDINGS, MOST_PROBLEMS, digest
from jobs.locks import held
from jobs.names import MOST_BYTES, safe_name
from jobs.progress import Progress, progress_of
from jobs.store import Declaration, Job, NoJobError, StateError
from tests.jobs.conftest import arrived

PHONE = "13812345678"


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


def stopped(job: Job, **more: object) -> Job:
    """The job as a machine leaves it that was switched off during the check, with scratch files of the check."""
    (job.folder / "marked" / ".校验-x").mkdir(parents=True)
    (job.folder / "marked" / ".校验-x" / "sheet.xml").write_bytes(PHONE.encode())
    (job.folder / "tmp").mkdir()
    (job.folder / "tmp" / "rows.parquet").write_bytes(PHONE.encode())
    return store.change(job.id, (store.UPLOADING,), state=store.CHECKING, begun=store.now(), **more)


def held_by(job: Job) -> list[str]:
    return [path.name for path in job.folder.rglob("*") if path.is_file() and PHONE.encode() in path.read_bytes()]


def test_a_file_whose_check_never_ended_goes_at_the_next_start_or_job(data):
    for occasion in (keeping.clear, lambda: starting.uploaded(arrived(b"x", "y.csv"), 1)):
        job = stopped(arrived(PHONE.encode()))
        waiting = arrived(PHONE.encode())  # its upload still comes in
        assert store.find(job.id).can_retry and len(held_by(job)) == 3
        occasion()
        found = store.find(job.id)
        assert held_by(job) == [] and (found.state, found.can_retry) == (store.FAILED, False)
        assert "原件已删去" in found.error and "重新" in found.hint
        for step in (starting.retry, lambda one: starting.check_again(one, Declaration())):
            with pytest.raises(StateError):
                step(found)
        assert held_by(waiting) and store.find(waiting.id).state == store.UPLOADING
        store.remove(waiting)


def test_what_was_cut_off_or_cancelled_halfway_goes_too_and_what_is_worked_on_stays(data):
    cut, called_off, busy, judged, answered = (arrived(PHONE.encode()) for _ in range(5))
    long_ago = datetime.now(UTC).timestamp() - 3600
    os.utime(cut.path, (long_ago, long_ago))
    store.change(called_off.id, (store.UPLOADING,), state=store.CANCELLED)
    store.change(busy.id, (store.UPLOADING,), state=store.CHECKING, begun=store.now())
    store.write_json(judged.folder / "check.json", {"deliveries": []})
    store.change(judged.id, (store.UPLOADING,), state=store.FAILED, step="load", can_retry=True)
    store.write_json(answered.folder / "check.answer", {"deliveries": []})
    store.change(answered.id, (store.UPLOADING,), state=store.CHECKING, begun=store.now())
    with held(store.runner_lock(busy.id)):
        assert keeping.clear() == 2
    assert store.find(cut.id).error == store.CUT and not held_by(cut) and not held_by(called_off)
    assert held_by(busy) and held_by(judged) and held_by(answered) and store.find(answered.id).can_retry


def test_a_file_that_nobody_confirms_stays_a_few_days_and_what_was_found_longer(data):
    early, late = arrived(PHONE.encode()), arrived(PHONE.encode())
    for job, days in ((early, 2), (late, 4)):
        (job.folder / "marked").mkdir()
        (job.folder / "marked" / "名录.校验.xlsx").write_bytes(PHONE.encode())
        store.write_json(job.folder / "check.json", {"deliveries": [], "problems": [], "findings": []})
        moment = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        store.change(job.id, (store.UPLOADING,), state=store.WAITING, changed_at=moment)
    assert keeping.main() == 0
    assert len(held_by(early)) == 2 and store.find(early.id).state == store.WAITING
    found = store.find(late.id)
    assert held_by(late) == [] and found.document("check") and "3 天没有继续处理" in found.error
    assert (found.state, found.step, found.can_retry) == (store.FAILED, "check", False)


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
    held.write_text(json.dumps({"deliveries": [{"delivery": "d1"}], "within": "hub:SHU-B"}), "utf-8")
    assert store.find(job.id).state == store.DONE, "it waits within another scope"
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


def test_of_the_building_a_sender_with_a_scope_is_told_that_it_goes_on(tmp_path):
    """By which steps and in how many portions follows from what others delivered."""
    path, told = tmp_path / "progress.jsonl", []
    anew = [("整理数据湖", 0, 40), ("生成 activities", 3, 40), ("生成第一批", 1, 4), ("加上第 2 批", 2, 4)]
    further = [("生成汇总表", 4, 4), ("找出变化", 0, 2), ("更新汇总表", 1, 2), ("生成 activities", 2000, 4000)]
    for what, done, total in [*anew, *further]:
        path.write_text(json.dumps({"at": store.now(), "what": what, "done": done, "total": total}), "utf-8")
        told.append(progress_of(path, is_within=True))
        assert progress_of(path).total == total
    assert set(told) == {Progress("生成新数据", 0, 0)}
    for what in ("读取 名录.csv", "检查 名录.csv", "读取完毕", "写校验文件 名录.csv"):
        path.write_text(json.dumps({"at": store.now(), "what": what, "done": 1, "total": 2}), "utf-8")
        assert progress_of(path, is_within=True) == progress_of(path) == Progress(what, 1, 2)


@pytest.mark.parametrize(
    ("within", "words"), [("", {runner.QUEUED, runner.OTHERS}), ("hub:SHU-A", {"排队中，轮到后自动继续。"})]
)
def test_for_what_a_file_waits_is_not_told_to_a_sender_with_a_scope(data, within, words):
    job, told = arrived(b"x"), set()
    job = store.change(job.id, (store.UPLOADING,), state=store.CHECKING, within=within)
    for one in (runner.QUEUED, runner.OTHERS):
        runner._wait(job, one, 0)
        told.add(store.find(job.id).waiting)
    assert told == words


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
