"""The clock goes backwards, or does not move at all: nothing changes places."""

import datetime as real
from itertools import pairwise

import pytest

from etl import ledger, model
from etl.lake import Lake
from etl.publish import Warehouse
from etl.run import load_paths, rollback, set_withdrawn
from tests.survival.dying import content, healed, served

SHORT, LONG = [real.timedelta(days=4000)], [real.timedelta(0), real.timedelta(seconds=1)]
pytestmark = pytest.mark.usefixtures("small_reference")

NOON = real.datetime(2026, 5, 1, 12, 0, 0, 5, tzinfo=real.UTC)


def clock_at(monkeypatch, moment: real.datetime) -> None:
    """Every module that asks for the time hears this one."""

    class Clock(real.datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

    for module in (ledger, model):
        if hasattr(module, "datetime"):
            monkeypatch.setattr(module, "datetime", Clock)


def loaded_at(monkeypatch, case, data_dir, moments) -> list[str]:
    builds = []
    for file, moment in zip([case.first, *case.second], moments, strict=True):
        clock_at(monkeypatch, moment)
        builds.append(load_paths([file], data_dir)["build"])
    return builds


@pytest.mark.parametrize("back", SHORT + [pytest.param(back, marks=pytest.mark.soak) for back in LONG])
def test_what_comes_later_counts_later_whatever_the_clock_says(case, tmp_path, monkeypatch, back):
    data_dir = tmp_path / "data"
    builds = loaded_at(monkeypatch, case, data_dir, [NOON, NOON - back, NOON - 2 * back])
    manifests = Lake(data_dir).manifests()
    assert [manifest.file for manifest in manifests] == ["组织.csv", "活动和志愿.xlsx", "活动和志愿.xlsx", "新组织.csv"]
    assert all(one.received_at < other.received_at for one, other in pairwise(manifests))
    assert len(set(builds)) == 3 and Warehouse(data_dir).builds() == builds
    assert served(data_dir)["build"] == builds[-1]
    expected = case.copy(tmp_path / "expected")
    for file in case.second:
        load_paths([file], expected)
    healed(data_dir, content(expected))


def test_of_builds_made_in_one_second_the_oldest_go_first(case, tmp_path, monkeypatch):
    data_dir = tmp_path / "data"
    builds = loaded_at(monkeypatch, case, data_dir, [NOON] * 3)
    delivery = Lake(data_dir).manifests()[-1].delivery
    for withdrawn in (True, False, True):
        builds.append(set_withdrawn(data_dir, delivery, withdrawn)["build"])
    warehouse = Warehouse(data_dir)
    assert warehouse.current()["build"] == builds[-1] == warehouse.builds()[-1]
    assert set(warehouse.builds()) <= set(builds) and warehouse.fault() is None
    earlier = warehouse.builds()[0]
    rollback(data_dir, earlier)
    assert served(data_dir)["build"] == earlier
