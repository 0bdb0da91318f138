"""Jobs in real processes: checked, confirmed and loaded whoever dies in between; nothing half-done, nothing twice."""

import io
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest

from etl.lake import Lake
from etl.lock import locked
from jobs import starting, store
from jobs.locks import held, is_held
from jobs.runner import OTHERS, QUEUED, run
from jobs.store import Declaration, Job, StateError
from tests.jobs.conftest import BAD, HEAD, ROWS, arrived, rested, table, until, uploaded

ROOT = Path(__file__).resolve().parents[2]
SAID = Declaration(area="330102011000", from_on="2015-01-01", to_on="2015-12-31")


def checked(job: Job) -> Job:
    found = rested(job)
    assert (found.state, found.error) == (store.WAITING, "")
    return found


def runner(job: Job) -> subprocess.Popen:
    """The runner of a job, as the server starts it, but known to the test."""
    return subprocess.Popen(
        [sys.executable, "-m", "jobs.runner", str(job.folder)], cwd=ROOT, start_new_session=True,
        env=os.environ | {"WUSHE_DATA_DIR": str(store.data_dir())},
    )  # fmt: skip


def loading(job: Job) -> Job:
    """A job that was confirmed while nobody could start its runner."""
    return store.change(job.id, (store.WAITING,), state=store.LOADING, step="load")


def sums(document: dict) -> tuple[int, ...]:
    keys = ("rows_read", "accepted", "rejected", "duplicates")
    return tuple(sum(entry[key] for entry in document["deliveries"]) for key in keys)


def test_a_file_is_checked_then_loaded_once_confirmed(data):
    job = checked(uploaded(table(ROWS + BAD)))
    check = job.document("check")
    assert sums(check) == (22, 20, 2, 0)
    assert {problem["rule"] for problem in check["problems"]} == {"B060", "V001"}
    assert [one["row"] for one in check["findings"] if one["severity"] == "拒收"] == [22, 23]
    assert job.marked().suffix == ".xlsx"
    assert not list(Lake(data).manifests()), "a check loads nothing"
    done = rested(starting.confirm(job, SAID))
    assert (done.state, done.error) == (store.DONE, "")
    assert sums(done.document("result")) == (22, 20, 2, 0) and done.document("result")["build"]
    assert not done.path.exists(), "the lake keeps what was delivered"
    manifest = next(iter(Lake(data).manifests()))
    assert (manifest.file, manifest.area, str(manifest.from_on)) == ("名录.csv", "330102011000", "2015-01-01")


def test_a_job_goes_on_when_the_server_is_killed(data):
    job = arrived(table(ROWS))
    script = (
        "import os, signal, sys; from jobs import starting, store; store.use(sys.argv[1])\n"
        "starting.uploaded(store.find(sys.argv[2]), 1); os.killpg(os.getpgid(0), signal.SIGKILL)"
    )
    server = subprocess.run(
        [sys.executable, "-c", script, str(data), job.id], cwd=ROOT, start_new_session=True, check=False
    )
    assert server.returncode == -signal.SIGKILL
    assert sums(checked(job).document("check")) == (20, 20, 0, 0)


def test_a_job_whose_processes_died_says_so_and_can_be_taken_up(data):
    job = loading(checked(uploaded(table(ROWS))))
    process = runner(job)
    until(job, lambda found: found.begun)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    dead = rested(job)
    assert (dead.state, dead.can_retry) == (store.FAILED, True) and "重试" in dead.hint
    assert sums(rested(starting.retry(dead)).document("result")) == (20, 20, 0, 0)
    assert store.find(job.id).state == store.DONE


def test_an_answer_that_came_after_the_runner_died_counts(data):
    job = loading(checked(uploaded(table(ROWS))))
    process = runner(job)
    until(job, lambda found: found.begun)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(job, lambda found: not is_held(store.runner_lock(job.id)))
    assert len(list(Lake(data).manifests())) == 1, "the ETL went on alone"
    done = rested(starting.retry(rested(job)))
    assert done.state == store.DONE
    assert [entry["status"] for entry in done.document("result")["deliveries"]] == ["loaded"], "not loaded twice"


def test_an_etl_that_dies_leaves_words_and_a_way_on(data):
    job = loading(checked(uploaded(table(ROWS))))
    suicide = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jobs.runner.command_of", lambda _job: suicide)
        run(job)
    dead = store.find(job.id)
    assert (dead.state, dead.can_retry) == (store.FAILED, True) and "-9" in dead.error
    assert rested(starting.retry(dead)).state == store.DONE


def test_a_load_waits_while_another_run_holds_the_data(data):
    job = checked(uploaded(table(ROWS)))
    with locked(data):
        starting.confirm(job, SAID)
        assert until(job, lambda found: found.waiting).waiting == OTHERS
    assert rested(job).state == store.DONE


def test_jobs_take_turns_and_a_waiting_one_can_be_called_off(data):
    store.jobs_folder().mkdir()
    with held(store.jobs_folder() / ".turn"):
        first, second = uploaded(table(ROWS)), uploaded(table(BAD), "坏.csv")
        until(first, lambda found: found.waiting == QUEUED)
        until(second, lambda found: found.waiting == QUEUED)
        gone = starting.cancel(second)
        assert gone.state == store.CANCELLED and not gone.path.exists()
    assert sums(checked(first).document("check"))[1] == 20
    until(second, lambda found: not is_held(store.runner_lock(second.id)))
    assert store.find(second.id).state == store.CANCELLED


def test_a_load_that_has_begun_cannot_be_called_off(data):
    job = checked(uploaded(table(ROWS)))
    begun = store.change(job.id, (store.WAITING,), state=store.LOADING, step="load", begun=store.now())
    with held(store.runner_lock(job.id)), pytest.raises(StateError):
        starting.cancel(begun)
    assert begun.path.exists()


def test_of_two_confirmations_one_counts(data):
    job = checked(uploaded(table(ROWS)))
    starting.confirm(job, SAID)
    with pytest.raises(StateError):
        starting.confirm(job, Declaration())
    assert rested(job).state == store.DONE
    with pytest.raises(StateError):
        starting.confirm(job, SAID)


def test_a_check_can_be_asked_again_under_another_declaration(data):
    job = checked(uploaded(table(ROWS)))
    again = checked(starting.check_again(job, Declaration(area="330102011000")))
    assert again.area == "330102011000" and sums(again.document("check")) == (20, 20, 0, 0)


def test_a_wrong_declaration_is_told_in_the_words_of_the_etl(data):
    job = checked(uploaded(table(ROWS)))
    failed = rested(starting.confirm(job, Declaration(area="999")))
    assert failed.state == store.FAILED and "999" in failed.error


def test_a_load_that_would_change_published_figures_waits_for_approval(data):
    rows = [row.replace("KX-0", f"KX-{part}") for part in "123" for row in ROWS]
    first = rested(starting.confirm(checked(uploaded(table(rows))), SAID))
    published = first.document("result")["build"]
    register = Declaration(area="330102011000", to_on="2016-12-31", mode="全量")
    second = rested(starting.confirm(checked(uploaded(table(rows[:20]), "全部.csv")), register))
    assert second.state == store.HELD
    result = second.document("result")
    assert result["held"]["changes"] and result["held"]["build"] != published == result["build"]


PHONE = "13812345678"
WITH_PHONES = "\n".join([f"{HEAD},联系电话", *(f"{row},{PHONE}" for row in ROWS)])
"""Every row could be taken: the numbers stand in a column nobody asked for."""
UNREAD = f"姓名,电话\n某甲,{PHONE}\n"


def workbook(text: str, hidden: str = "") -> bytes:
    """The same as a workbook; `hidden` stands in a sheet nobody sees."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in text.splitlines():
        book.active.append(line.split(","))
    if hidden:
        book.create_sheet("隐藏").append([hidden])
        book["隐藏"].sheet_state = "hidden"
    book.save(out)
    return out.getvalue()


def holds(folder: Path, number: str) -> list[str]:
    """The files below the folder in which the number stands, workbooks and tables opened."""
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                content += b"".join(map(archive.read, archive.namelist()))
        if content.startswith(b"PAR1"):
            content += repr(pyarrow.parquet.read_table(path).to_pylist()).encode()
        found += [path.name] if number.encode() in content.replace(b"\0", b"") or number in path.name else []
    return found


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("名录.csv", WITH_PHONES.encode("utf-8-sig")),
        ("名录.csv", WITH_PHONES.encode("utf-16")),
        (f"名录{PHONE}.xlsx", workbook(WITH_PHONES)),
        ("名录.xlsx", workbook("\n".join([HEAD, *ROWS]), hidden=f"请打{PHONE}")),
        ("什么.xlsx", workbook(UNREAD)),
        ("名录.csv", table([*ROWS, f"KX-099,{PHONE},志愿团队,备案,330102011000,2015-03-01"])),
    ],
    ids=["extra column", "utf-16", "workbook", "hidden sheet", "no kind of record", "in a name"],
)
def test_of_a_file_with_personal_numbers_nothing_stays_behind(data, name, content):
    job = rested(uploaded(content, name))
    assert (job.state, job.can_retry) == (store.FAILED, False)
    assert "没有留下原件" in job.error and "重新上传" in job.hint
    assert holds(data, PHONE) == [] and not job.path.exists()
    assert job.document("check")["deliveries"] and job.marked()
    for step, told in ((starting.confirm, [SAID]), (starting.check_again, [SAID]), (starting.retry, [])):
        with pytest.raises(StateError):
            step(job, *told)
    assert starting.cancel(job).state == store.CANCELLED
    assert holds(data, PHONE) == [] and not list(Lake(data).manifests())


def test_a_runner_that_dies_after_the_check_leaves_no_personal_number(data):
    job = arrived(WITH_PHONES.encode())
    answer = {"deliveries": [], "personal": [str(job.path)], "dry_run": True}
    store.write_json(job.folder / "check.answer", answer)
    job.path.unlink()
    store.change(job.id, (store.UPLOADING,), state=store.CHECKING, begun=store.now())
    dead = store.find(job.id)
    assert (dead.state, dead.can_retry) == (store.FAILED, True)
    assert "没有留下原件" in rested(starting.retry(dead)).error


def test_cleaned_of_its_numbers_the_file_is_loaded(data):
    assert rested(uploaded(WITH_PHONES.encode())).state == store.FAILED
    job = checked(uploaded(table(ROWS)))
    assert rested(starting.confirm(job, SAID)).state == store.DONE
    assert len(list(Lake(data).manifests())) == 1 and holds(data, PHONE) == []
