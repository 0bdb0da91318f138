"""What became of a load stands in the record under the name of whoever sent it, and stops nothing."""

from access import audit, audited
from jobs import store, witness
from jobs.store import Job

DOCUMENT = {"deliveries": [{"delivery": "d1", "accepted": 7, "rejected": 2}, {"delivery": "d2", "accepted": 1}]}


def job(**told: str) -> Job:
    fields = {"id": "0" * 32, "file": "a.csv", "step": "load", "state": store.DONE, "by": "li.w"}
    fields |= {"uploaded_at": "2026-06-30T09:00:00+08:00", "changed_at": "2026-06-30T09:01:00+08:00"} | told
    return Job(**fields)


def test_the_outcome_of_a_load_is_written_for_its_sender():
    witness.tell(job(), DOCUMENT)
    (line,) = audit.latest()
    assert (line.name, line.action, line.result) == ("li.w", "装入的结果", audit.DONE)
    assert (line.what["accepted"], line.what["refused"], line.what["delivery"]) == (8, 2, "d1、d2")
    witness.tell(job(step="withdraw", state=store.FAILED), {})
    assert (audit.latest(1)[0].action, audit.latest(1)[0].result) == ("撤回的结果", audited.FAILED)


def test_a_check_and_a_job_of_nobody_leave_no_line(data_dir):
    witness.tell(job(step="check"), DOCUMENT)
    witness.tell(job(by=""), DOCUMENT)
    assert list(data_dir.iterdir()) == []


def test_a_line_that_cannot_be_written_does_not_undo_a_load(monkeypatch, caplog):
    def fails(*_given: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(audit, "note", fails)
    witness.tell(job(), DOCUMENT)
    assert "没有记入审计记录" in caplog.text
