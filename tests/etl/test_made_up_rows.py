"""What one sender makes up costs everybody's builds no more than its rows, in however many sheets or files."""

import re
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from etl.findings import FOLDER
from etl.increment import slices
from etl.run import load_paths
from etl.tree import STAGING
from tests.etl.little_tables import COMMUNITY, ORGANIZATIONS, ask, write_csv
from tests.etl.test_increment import HEADS, assert_as_full

TELLS = [STAGING / "double_hours.sql", STAGING / "double_points.sql", FOLDER / "hours_told_twice.sql",
         FOLDER / "points_told_twice.sql"]  # fmt: skip
LINKS = 12
MADE_UP = """
    CREATE TABLE made_up AS
    SELECT 'V' AS volunteer_id, DATE '2024-10-01' AS served_on, DATE '2024-10-01' AS happened_on, 'S' AS area_code,
        'K' AS hub_id, 'A' AS activity_id, 'J' || d || '-' || n AS record_id, CAST(0.001 AS DECIMAL(18, 3)) AS hours,
        CAST(1 AS DECIMAL(18, 3)) AS points, '获得' AS kind, CAST(NULL AS VARCHAR) AS item, '09:00' AS started_at,
        '10:00' AS ended_at, 1 AS volunteers, FALSE AS is_aggregate, 'd' || d AS _delivery, d AS _sequence, n AS _row
    FROM range({sheets}) AS sheets(d), range({rows}) AS lines(n);
    CREATE VIEW stage.latest_volunteer_hours AS FROM main.made_up;
    CREATE VIEW stage.latest_points AS FROM main.made_up;
    CREATE VIEW volunteer_hours AS SELECT * EXCLUDE (_sequence) FROM made_up;
    CREATE VIEW points AS SELECT * EXCLUDE (_sequence) FROM made_up;
    CREATE TABLE stage.manifests AS
    SELECT 'd' || d AS delivery, type, 'hub:K' AS within, '时长.xlsx' AS file, d AS sequence
    FROM range({sheets}) AS sheets(d), (VALUES ('volunteer_hours'), ('points')) AS types(type);
    CREATE TABLE stage.names_areas AS SELECT 'S' AS value, 'S' AS id;
    CREATE TABLE stage.names_hubs AS SELECT 'K' AS value, 'K' AS id;
    CREATE TABLE stage.names_activities AS SELECT 'A' AS value, 'A' AS id, 'K' AS hub_id;
    CREATE TABLE stage.places AS SELECT 'S' AS area_code, 'P' AS l1, 'C' AS l2, 'D' AS l3, 'S' AS l4;
"""


@pytest.mark.parametrize("path", TELLS, ids=lambda path: path.stem)
def test_a_day_of_many_sheets_makes_no_more_than_a_hundred_pairs_of_each_row(path):
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS stage")
        connection.execute(MADE_UP.format(sheets=9, rows=120).replace("AS FROM main.", 'AS FROM "memory".main.'))
        select = re.split(r"^(?=WITH )", path.read_text("utf-8"), maxsplit=1, flags=re.MULTILINE)[1].rstrip(";\n")
        (_, told) = connection.execute(f"EXPLAIN (ANALYZE, FORMAT json) {select}").fetchone()
    made = max(int(rows) for rows in re.findall(r'"intermediate_rows": (\d+)', told))
    assert 9 * 120 <= made <= 100 * 9 * 120


@pytest.mark.usefixtures("small_reference")
@pytest.mark.parametrize("type_id", ["volunteer_hours", "funding"])
def test_a_chain_of_rows_is_not_followed_link_by_link(tmp_path, monkeypatch, type_id):
    """A record told of two people leads from day to day, a payment to the one it comes from and on: a change at the one
    end judges anew what it reaches, and not what that would reach."""
    if type_id == "funding":
        first = [f"F{n}|2016-05-01|9|到账|财政资金|政府购买|T1|{f'F{n - 1}' if n else ''}" for n in range(LINKS)]
        second, changed = [], first[0].replace("|9|", "|8|")
    else:
        first = [f"R{n}|V-{n}|T1||{COMMUNITY}|2016-05-01|1" for n in range(LINKS)]
        second = [f"R{n}|V-{n + 1}|T1||{COMMUNITY}|2016-05-01|1" for n in range(LINKS)]
        changed = f"R99|V-0|T1||{COMMUNITY}|2016-05-01|2"
    tables = {"one": first, "two": second} if second else {"one": first}
    load(tmp_path, o=ORGANIZATIONS, **{name: "\n".join([HEADS[type_id], *rows]) for name, rows in tables.items()})
    read, rounds = slices._read_touched, []
    monkeypatch.setattr(slices, "_read_touched", lambda *given: (rounds.append(given[2].id), read(*given)))
    load(tmp_path, three=f"{HEADS[type_id]}\n{changed}")
    assert 1 <= rounds.count(type_id) <= 3
    assert_as_full(tmp_path / "data", tmp_path)


def load(tmp_path: Path, **tables: str) -> dict:
    paths = [write_csv(tmp_path / f"{name}.csv", table) for name, table in tables.items()]
    return load_paths(paths, tmp_path / "data")


@pytest.mark.usefixtures("small_reference")
def test_a_file_of_more_tables_than_anybody_keeps_in_one_is_refused_whole(tmp_path):
    sheets, years = tmp_path / "many.xlsx", tmp_path / "wide.csv"
    with xlsxwriter.Workbook(sheets) as book:
        for _ in range(201):
            book.add_worksheet().write_row(0, 0, ["区域代码"])
    told = [f"{year}年{basis}" for year in range(1910, 2020) for basis in ("户籍人口", "常住人口")]
    years.write_text(f"区域代码,{','.join(told)}\n{COMMUNITY},{','.join('9' * len(told))}\n", "utf-8-sig")
    entries = load_paths([sheets, years], tmp_path / "data", dry_run=True)["deliveries"]
    assert len(entries) == 2
    for entry in entries:
        assert entry["status"] == "rejected" and [one["rule"] for one in entry["messages"]] == ["V131"]
        assert "超过200张" in entry["messages"][0]["message"] and "分成几个文件" in entry["messages"][0]["message"]


@pytest.mark.usefixtures("small_reference")
def test_a_file_with_marks_of_a_title_in_its_name_is_still_told_as_one(tmp_path):
    """Whoever sees only part of the rows is told of 另一份报送 in the place of what stands between the marks."""
    hours = f"{HEADS['volunteer_hours']}\n{{}}|V-1|T1||{COMMUNITY}|2016-05-01|20"
    load(tmp_path, o=ORGANIZATIONS, **{"《甲街道》时长": hours.format("R1")}, later=hours.format("R2"))
    ((reason,),) = ask(tmp_path / "data", "SELECT reason FROM pending_rows")
    assert reason.startswith("与《〈甲街道〉时长.csv》第2行同一志愿者当天累计40小时")
