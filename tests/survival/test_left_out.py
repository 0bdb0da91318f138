"""A load within a scope that is stopped before a build of it is finished: in nobody's build, until it is sent again."""

import errno

import pytest

from etl.bounds import EVERYTHING, Bounds
from etl.lake import Lake
from etl.publish import Warehouse
from etl.run import load_paths
from etl.unbuilt import SEND_AGAIN
from tests.etl.little_tables import COMMUNITY, OTHER_STREET, STREET, ask, write_csv
from tests.survival.dying import etl, healed, long_run, was_killed
from tests.survival.test_sudden_death import REREADING_MARKS

pytestmark = pytest.mark.usefixtures("small_reference")

WITHIN = Bounds(area=STREET)
HEADER = "activity_id | org_id | area_code | held_on | kind | visits"
COUNTED = "SELECT activity_id FROM activities ORDER BY 1"


@pytest.fixture
def stopped(case, tmp_path):
    """A data folder, and a file with a row inside and one that is sent back: it is judged anew each time it comes."""
    outside = f"A2 | T2 | {OTHER_STREET} | 2015-06-01 | 讲座 | 30"
    rows = f"{HEADER}\nA1 | T1 | {COMMUNITY} | 2015-05-01 | 讲座 | 30\n{outside}"
    return case.copy(tmp_path / "data"), write_csv(tmp_path / "甲.csv", rows)


def load_another(data_dir) -> list[tuple]:
    """What counts once somebody who sees everything has loaded something else."""
    rows = f"{HEADER}\nA9 | T2 | {COMMUNITY} | 2015-05-01 | 讲座 | 5"
    assert "error" not in load_paths([write_csv(data_dir.parent / "乙.csv", rows)], data_dir, bounds=EVERYTHING)
    return ask(data_dir, COUNTED)


@pytest.mark.parametrize("mark", ["lake-stored", "built"])
def test_what_died_before_its_build_was_finished_is_in_nobodys_build_and_counts_when_sent_again(stopped, mark):
    data_dir, path = stopped
    assert was_killed(etl(data_dir, "load", path, "--within-area", STREET, "--json", stop_at=mark))
    assert load_another(data_dir) == [("A9",)]
    (entry,) = load_paths([path], data_dir, bounds=WITHIN)["deliveries"]
    assert (entry["status"], entry["accepted"], entry["rejected"]) == ("loaded", 1, 1)
    assert {one["row"] for one in entry["messages"]} == {3}, "its sender was never told what was wrong with it"
    assert ask(data_dir, COUNTED) == [("A1",), ("A9",)]
    healed(data_dir, {})


@pytest.mark.parametrize("mark", long_run([*REREADING_MARKS, "lake-renamed", "built"], "lake-renamed"))
def test_what_was_published_of_a_delivery_is_until_a_build_of_what_was_sent_again_is_finished(stopped, mark):
    data_dir, path = stopped
    more = f"{HEADER}\nA1 | T1 | {COMMUNITY} | 2015-05-01 | 讲座 | 30\nA2 | T5 | {COMMUNITY} | 2015-05-02 | 讲座 | 9"
    load_paths([write_csv(path, more)], data_dir, bounds=WITHIN)
    assert ask(data_dir, COUNTED) == [("A1",)]
    new = f"org_id | name | legal_form | registration | area_code\nT5 | 戊队 | 志愿团队 | 备案 | {COMMUNITY}"
    load_paths([write_csv(path.parent / "戊.csv", new)], data_dir, bounds=WITHIN)
    assert was_killed(etl(data_dir, "load", path, "--within-area", STREET, "--json", stop_at=mark))
    rows = f"{HEADER}\nA9 | T3 | {OTHER_STREET} | 2015-05-01 | 讲座 | 5"
    load_paths([write_csv(path.parent / "乙.csv", rows)], data_dir, bounds=Bounds(area=OTHER_STREET))
    assert ask(data_dir, COUNTED) in ([("A1",), ("A9",)], [("A1",)])
    load_paths([path], data_dir, bounds=WITHIN)
    assert ("A2",) in ask(data_dir, COUNTED)
    healed(data_dir, {})


def test_what_was_published_before_its_run_died_stays(stopped):
    data_dir, path = stopped
    assert was_killed(etl(data_dir, "load", path, "--within-area", STREET, "--json", stop_at="pointer-replaced"))
    assert load_another(data_dir) == [("A1",), ("A9",)]


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "full"), MemoryError()])
def test_what_disk_or_memory_did_not_let_build_is_taken_back_and_counts_when_sent_again(stopped, monkeypatch, fault):
    data_dir, path = stopped

    def make(*_):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(Warehouse, "_make_somehow", make)
        if isinstance(fault, MemoryError):
            with pytest.raises(MemoryError):
                load_paths([path], data_dir, bounds=WITHIN)
        else:
            assert load_paths([path], data_dir, bounds=WITHIN)["error"].endswith(SEND_AGAIN)
    assert len(Lake(data_dir).ledger.withdrawn()) == 1
    load_paths([path], data_dir, bounds=WITHIN)
    assert ask(data_dir, COUNTED) == [("A1",)]
    assert not Lake(data_dir).ledger.withdrawn()


def test_what_is_sent_again_comes_after_what_was_sent_since(stopped):
    data_dir, path = stopped
    path = write_csv(path.parent / "丁.csv", f"{HEADER}\nA1 | T1 | {COMMUNITY} | 2015-05-01 | 讲座 | 30")
    assert was_killed(etl(data_dir, "load", path, "--within-area", STREET, "--json", stop_at="lake-stored"))
    later = f"{HEADER}\nA1 | T1 | {COMMUNITY} | 2015-05-01 | 讲座 | 40"
    load_paths([write_csv(path.parent / "丙.csv", later)], data_dir, bounds=WITHIN)
    assert load_paths([path], data_dir, bounds=WITHIN)["deliveries"][0]["status"] == "loaded"
    assert ask(data_dir, "SELECT visits FROM activities") == [(30,)]


def test_a_number_that_somebody_outside_took_meanwhile_stays_theirs_when_a_file_is_sent_again(stopped):
    data_dir, path = stopped
    path = write_csv(path.parent / "丁.csv", f"{HEADER}\nA1 | T1 | {COMMUNITY} | 2015-05-01 | 讲座 | 30")
    assert was_killed(etl(data_dir, "load", path, "--within-area", STREET, "--json", stop_at="lake-stored"))
    outside = f"{HEADER}\nA1 | T2 | {OTHER_STREET} | 2015-06-01 | 讲座 | 7"
    load_paths([write_csv(path.parent / "丙.csv", outside)], data_dir, bounds=EVERYTHING)
    load_paths([path], data_dir, bounds=WITHIN)
    assert ask(data_dir, "SELECT visits FROM activities ORDER BY 1") == [(7,), (30,)]
