"""Rows of single volunteers that are too old are added up at the next build: same sums, nobody left in them."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from etl.errors import DeliveryError
from etl.lake import Lake
from etl.pseudonyms import Pseudonyms
from etl.retention import first_day_kept
from etl.run import build, load_paths, set_withdrawn
from tests.etl.little_tables import COMMUNITY, ORGANIZATIONS, ask, write_csv

HOURS = f"""
    志愿者编号 | 组织编号 | 区域代码    | 服务日期   | 服务时长 | 积分
    V000001    | T1       | {COMMUNITY} | 2015-05-01 | 2        | 4
    V000002    | T1       | {COMMUNITY} | 2015-05-01 | 3        |
    V000001    | T2       | {COMMUNITY} | 2015-06-01 | 1.5      |
    V000003    | T9       | {COMMUNITY} | 2015-06-01 | 9        |
"""
TOTALS = """
    FROM volunteer_hours
    SELECT org_id, served_on, sum(volunteers), sum(hours)::DOUBLE, sum(points)::DOUBLE GROUP BY ALL ORDER BY ALL
"""


@pytest.fixture(scope="module")
def merged(tmp_path_factory, small_reference):
    folder = tmp_path_factory.mktemp("old")
    this_year = f"""
        志愿者编号 | 组织编号 | 区域代码    | 服务日期   | 服务时长
        V000001    | T1       | {COMMUNITY} | 2015-05-01 | 5
        V000001    | T1       | {COMMUNITY} | {date.today().year}-01-01 | 2
    """
    files = [write_csv(folder / "名录.csv", ORGANIZATIONS), write_csv(folder / "时长.csv", HOURS)]
    load_paths(files, folder / "data")
    load_paths([write_csv(folder / "时长二.csv", this_year)], folder / "data")
    before = ask(folder / "data", TOTALS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WUSHE_VOLUNTEER_YEARS", "3")
        document = build(folder / "data")
    return folder / "data", before, document


def test_sums_are_the_same_and_nobody_is_in_them(merged):
    data_dir, before, document = merged
    assert ask(data_dir, TOTALS) == before
    assert any("超过保存期限" in note for note in document["notes"])
    people = "SELECT count(DISTINCT volunteer_id) FROM volunteer_hours"
    assert ask(data_dir, f"{people} WHERE served_on < '2020-01-01'") == [(0,)] and ask(data_dir, people) == [(1,)]


def test_every_row_is_accounted_for(merged):
    data_dir, _, _ = merged
    left = "accepted - current - superseded - withdrawn - pending - erased - merged"
    sums = f"SELECT file, {left}, merged FROM deliveries"
    assert {file: found for file, *found in ask(data_dir, sums)}["时长.csv"][0] == 0
    assert sum(merged for *_, merged in ask(data_dir, sums)) == 2


def test_lake_and_originals_have_lost_the_old_numbers(merged):
    data_dir, _, _ = merged
    lake, pseudonyms = Lake(data_dir), Pseudonyms.of(data_dir)
    for number in ("V000002", "V000003"):
        for path in lake.folder.rglob("*.parquet"):
            assert pseudonyms.of_number(number) not in str(pq.read_table(path).to_pylist()), path
        assert all(number.encode() not in path.read_bytes() for path in lake.files.iterdir())


def test_a_second_build_changes_nothing(merged, monkeypatch):
    data_dir, before, document = merged
    monkeypatch.setenv("WUSHE_VOLUNTEER_YEARS", "3")
    assert build(data_dir)["build"] == document["build"]
    (manifest,) = (one for one in Lake(data_dir).manifests() if one.file == "时长.csv")
    set_withdrawn(data_dir, manifest.delivery, True)
    set_withdrawn(data_dir, manifest.delivery, False)
    assert ask(data_dir, TOTALS) == before


@pytest.mark.parametrize(("told", "first"), [("", None), ("3", date(2023, 1, 1)), ("1", date(2025, 1, 1))])
def test_whole_years_are_kept(told, first, monkeypatch):
    monkeypatch.setenv("WUSHE_VOLUNTEER_YEARS", told)
    assert first_day_kept(date(2026, 7, 1)) == first


@pytest.mark.parametrize("told", ["0", "three", "-1", "101"])
def test_what_is_no_number_of_years_is_refused(told, monkeypatch):
    monkeypatch.setenv("WUSHE_VOLUNTEER_YEARS", told)
    with pytest.raises(DeliveryError, match="不是年数"):
        first_day_kept()
