"""A check that lasts too long ends in words, and the next job has its turn; what builds is never ended half-way."""

import json
import sys
from types import SimpleNamespace

import pytest

from jobs import limits, store
from jobs.limits import takes_turn
from jobs.locks import is_held
from jobs.runner import run
from settings import Settings
from tests.jobs.conftest import arrived

READING, READ = ({"at": store.now(), "what": what, "done": 1, "total": 2} for what in ("读取 名录.csv", "读取完毕"))
AS_LONG_AS_IT_TAKES = "time.sleep(1); print(json.dumps({'deliveries': []}))"
FOR_EVER = "time.sleep(30)"


def etl(job, told: list[dict], then: str) -> list[str]:
    """A command that tells this progress of the job, and goes on like that."""
    lines = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told)
    script = f"import json, time; open({str(job.folder / 'progress.jsonl')!r}, 'w').write({lines!r}); {then}"
    return [sys.executable, "-c", script]


@pytest.fixture
def impatient(data, monkeypatch):
    """Runs the step of a job with such an ETL, where nothing may be read or judged for longer than no time."""
    monkeypatch.setattr("jobs.limits.settings", lambda: SimpleNamespace(check_minutes=0))

    def runs(step: str, told: list[dict], then: str) -> store.Job:
        state = store.CHECKING if step == "check" else store.LOADING
        job = store.change(arrived(b"x").id, (store.UPLOADING,), state=state, step=step)
        monkeypatch.setattr("jobs.runner.command_of", lambda _job: etl(job, told, then))
        run(job)
        return store.find(job.id)

    return runs


@pytest.mark.parametrize(("step", "words"), [("check", "没有改动任何数据"), ("load", "随下一次装入发布")])
def test_what_is_judged_for_too_long_is_ended_in_words_and_the_turn_passes_on(impatient, step, words):
    ended = impatient(step, [READING], FOR_EVER)
    assert (ended.state, ended.can_retry) == (store.FAILED, False)
    assert "分钟还没有做完，已停止" in ended.error and words in ended.error and "拆成几个文件" in ended.hint
    assert not ended.path.exists(), "a file that nobody judged to its end is not kept"
    assert not is_held(store.jobs_folder() / ".turn") and not is_held(store.runner_lock(ended.id))


@pytest.mark.parametrize("told", [[READING, READ], [READ, READING | {"what": "生成 组织"}], []])
def test_a_load_that_has_read_everything_is_let_build(impatient, told):
    assert impatient("load", told, AS_LONG_AS_IT_TAKES).state == store.DONE


def test_whoever_had_no_turn_for_longest_goes_first(data):
    def waits(by: str) -> store.Job:
        return store.change(arrived(b"x").id, (store.UPLOADING,), state=store.CHECKING, by=by)

    def begins(job: store.Job) -> bool:
        return takes_turn(job) and bool(store.change(job.id, (store.CHECKING,), state=store.WAITING))

    many = [waits("a") for _ in range(4)]
    assert begins(many[0]), "nobody else waits"
    other = waits("b")
    assert [takes_turn(job) for job in many[1:]] == [False] * 3
    assert begins(other) and begins(many[1])
    again = waits("b")
    assert not takes_turn(many[2]) and begins(again) and begins(many[2]) and begins(many[3])


def test_a_check_may_last_half_an_hour():
    assert Settings.model_fields["check_minutes"].default == 30


def test_what_a_person_has_ended_does_not_pile_up(data, monkeypatch):
    monkeypatch.setattr(store, "MOST_ENDED", 3)
    for by in ("a",) * 6 + ("b",) * 2:
        store.change(arrived(b"x").id, (store.UPLOADING,), state=store.CANCELLED, by=by)
    waits = store.change(arrived(b"x").id, (store.UPLOADING,), state=store.WAITING, by="a")
    store.clear_old()
    kept = store.listed()
    assert sorted(job.by for job in kept) == ["a", "a", "a", "a", "b", "b"] and waits.id in {job.id for job in kept}
    assert len([path for path in store.jobs_folder().iterdir() if path.name != "decisions"]) == 6


def test_so_many_files_wait_for_one_person_to_confirm_them(data, monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNCONFIRMED", 2)
    for _ in range(2):
        limits.require_room(1)
        store.change(arrived(b"x").id, (store.UPLOADING,), state=store.WAITING)
    with pytest.raises(limits.FullError, match="还没有确认装入"):
        limits.require_room(1)
