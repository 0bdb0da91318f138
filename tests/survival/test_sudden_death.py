"""kill -9 wherever the state on the disk changes, and at any moment: the old build serves, the next run heals."""

import ast
import random
import subprocess
import time

import pytest

from etl.run import build, load_paths, set_withdrawn
from tests.survival.dying import (
    ROOT,
    SERVED,
    all_is_whole,
    command,
    content,
    environment,
    etl,
    healed,
    long_run,
    reader,
    served,
    was_killed,
)

pytestmark = pytest.mark.usefixtures("small_reference")

LOAD_MARKS = ["lake-swept", "warehouse-swept", "original-written", "original-kept", "lake-written", "lake-renamed",
              "lake-stored", "ledger-written", "copied", "checked", "built", "renamed", "drawn-ahead",
              "pointer-written", "pointer-replaced", "published", "old-removed"]  # fmt: skip
WITHDRAWAL_MARKS = ["ledger-written", "renamed", "pointer-written", "pointer-replaced"]
REREADING_MARKS = ["former-kept", "lake-old-set-aside"]
WATCH_MARKS = ["try-recorded", "loaded", "answer-written", "delivery-moved", "state-written"]
HELD_MARKS = ["held"]
IN_SHORT = ("lake-written", "lake-renamed", "ledger-written", "renamed", "pointer-replaced")
"""What is found differs between these; at all the others a load dies in the long run."""
PUBLISHED = {"pointer-replaced", "published", "old-removed"}
OLD, NEW = {"organizations": 3, "activities": 0}, {"organizations": 4, "activities": 3}


def marks_of_the_code() -> set[str]:
    found = set()
    for path in (ROOT / "etl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "reached":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}: a mark is a plain word"
                found.add(node.args[0].value)
    return found


def test_every_mark_of_the_code_is_died_at():
    assert marks_of_the_code() == {*LOAD_MARKS, *REREADING_MARKS, *WATCH_MARKS, *HELD_MARKS}


def counts(data_dir) -> dict:
    return {name: value for name, value in served(data_dir).items() if name != "build"}


@pytest.mark.parametrize("mark", long_run(LOAD_MARKS, *IN_SHORT))
def test_a_load_killed_at_a_mark(case, tmp_path, mark):
    data_dir = case.copy(tmp_path / "data")
    with reader(data_dir) as page:
        assert was_killed(etl(data_dir, "load", *case.second, "--json", stop_at=mark))
        assert page.rows(SERVED) == [OLD], "a page that is being drawn keeps its build"
    assert counts(data_dir) == (NEW if mark in PUBLISHED else OLD)
    all_is_whole(data_dir)
    load_paths(case.second, data_dir)
    assert counts(data_dir) == NEW
    healed(data_dir, case.content_after)


@pytest.mark.parametrize("mark", long_run(["lake-written", *REREADING_MARKS, "lake-renamed"], *REREADING_MARKS))
def test_a_delivery_that_is_read_anew_is_never_missing(case, tmp_path, mark):
    data_dir = case.copy(tmp_path / "data")
    declared = ["--area", "330102011000", "--to", "2016-12-31"]
    assert was_killed(etl(data_dir, "load", case.first, *declared, "--json", stop_at=mark))
    assert counts(data_dir) == OLD
    build(data_dir)
    assert counts(data_dir) == OLD
    all_is_whole(data_dir)
    load_paths([case.first], data_dir, area="330102011000", to="2016-12-31")
    load_paths([case.first], case.copy(tmp_path / "undisturbed"), area="330102011000", to="2016-12-31")
    healed(data_dir, content(tmp_path / "undisturbed"))


@pytest.mark.parametrize("mark", long_run(WITHDRAWAL_MARKS, "ledger-written", "pointer-written"))
def test_a_withdrawal_killed_at_a_mark(case, tmp_path, mark):
    data_dir = case.copy(tmp_path / "data", "after")
    expected = case.copy(tmp_path / "expected", "after")
    delivery = next(m["delivery"] for m in _deliveries(expected) if m["file"] == "新组织.csv")
    set_withdrawn(expected, delivery, True)
    assert was_killed(etl(data_dir, "withdraw", delivery, "--json", stop_at=mark))
    all_is_whole(data_dir)
    set_withdrawn(data_dir, delivery, True)
    healed(data_dir, content(expected))


def _deliveries(data_dir) -> list[dict]:
    from etl.status import status

    return status(data_dir)["deliveries"]


@pytest.mark.parametrize("mark", long_run(["pointer-written", "pointer-replaced"], "pointer-written"))
def test_going_back_to_an_earlier_build_killed_at_a_mark(case, tmp_path, mark):
    data_dir = case.copy(tmp_path / "data", "after")
    earlier = served(case.folder / "before")["build"]
    assert was_killed(etl(data_dir, "rollback", earlier, stop_at=mark))
    assert counts(data_dir) == (OLD if mark == "pointer-replaced" else NEW)
    build(data_dir)
    healed(data_dir, case.content_after)


@pytest.mark.parametrize("mark", long_run([*HELD_MARKS, "renamed"], *HELD_MARKS))
def test_a_build_held_back_killed_at_a_mark(tmp_path, mark):
    """The deliveries are in the lake, the figures are not published; the next guarded load says what waits."""
    files = {"many": "", "few": ""}
    header = "org_id,name,legal_form,registration,area_code,filed_on"
    for name, number in (("many", 30), ("few", 60)):
        lines = [f"{name}{n},{name}{n}队,志愿团队,备案,330102011000,2012-03-01" for n in range(number)]
        files[name] = tmp_path / f"{name}.csv"
        files[name].write_text("\n".join([header, *lines]), "utf-8")
    data_dir = tmp_path / "data"
    load_paths([files["many"]], data_dir)
    before = served(data_dir)
    assert was_killed(etl(data_dir, "load", files["few"], "--guard", "--json", stop_at=mark))
    assert served(data_dir) == before
    document = load_paths([files["few"]], data_dir, guard=True)
    assert document["held"]["changes"] and served(data_dir) == before
    build(data_dir)
    assert served(data_dir)["organizations"] == 90


def killed_at_moments(case, tmp_path, number: int, seed: int) -> None:
    """Loads that die at any moment of their life, one after the other, and are healed each time."""
    chance = random.Random(seed)
    began = time.monotonic()
    assert etl(case.copy(tmp_path / "timed"), "load", *case.second, "--json").returncode == 1
    lasts = time.monotonic() - began
    for attempt in range(number):
        data_dir = case.copy(tmp_path / f"data-{attempt}")
        run = subprocess.Popen(command("load", *case.second, "--json"), cwd=ROOT, env=environment(data_dir),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(chance.uniform(0.2, 1.05) * lasts)
        run.kill()
        run.wait()
        assert counts(data_dir) in (OLD, NEW)
        all_is_whole(data_dir)
        load_paths(case.second, data_dir)
        healed(data_dir, case.content_after)


@pytest.mark.soak
def test_a_load_killed_at_fifty_random_moments(case, tmp_path):
    killed_at_moments(case, tmp_path, 50, seed=50)


@pytest.mark.soak
def test_killed_again_and_again_it_still_arrives(case, tmp_path):
    """Each run dies a little later than the one before; what was done is never done twice."""
    data_dir = case.copy(tmp_path / "data")
    for mark in LOAD_MARKS[3::3]:
        etl(data_dir, "load", *case.second, "--json", stop_at=mark)
    load_paths(case.second, data_dir)
    healed(data_dir, case.content_after)
    events = (data_dir / "lake" / "ledger.jsonl").read_text("utf-8")
    assert events.count('"loaded"') <= len(LOAD_MARKS)
