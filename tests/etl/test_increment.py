"""A build that goes on from the last one is, table for table and row for row, the build a full one would be."""

import shutil

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etl.content import table_hashes
from etl.increment import build_full
from etl.lake import Lake
from etl.run import load_paths, set_withdrawn
from tests.etl.little_tables import COMMUNITY, OTHER_STREET, STREET, ask, pointer, write_csv

pytestmark = pytest.mark.usefixtures("small_reference")

OTHER_COMMUNITY = "330102001051"
HEADS = {
    "organizations": "org_id|name|legal_form|registration|area_code|filed_on|field|hub_id",
    "hubs": "hub_id|name|level|area_code",
    "ratings": "org_id|ladder|year|grade",
    "population": "area_code|year|basis|persons",
    "activities": "activity_id|org_id|area_code|held_on|kind|visits|spend|brand",
    "funding": "funding_id|paid_on|amount|status|source|instrument|org_id|parent_id",
    "volunteer_hours": "record_id|volunteer_id|org_id|activity_id|area_code|served_on|hours",
    "projects": "project_id|name|org_id|area_code|applied_on|requested|granted|score_public|previous_id",
    "project_scores": "project_id|reviewer|score_public|score_growth",
    "trainings": "training_id|kind|mode|held_on|area_code|hub_id|org_id|attendances",
    "demands": "demand_id|name|kind|area_code|channel|opened_on|org_id|project_id",
    "points": "entry_id|volunteer_id|kind|happened_on|area_code|activity_id|partner_id|points|hours",
    "partners": "partner_id|name|kind|area_code|signed_on|hub_id|value",
    "assessments": "hub_id|org_id|rubric|year|dimension|item|score|full_score",
    "targets": "indicator|area_code|hub_id|year|value|source",
    "milestones": "org_id|pair|org_on|party_on",
    "facilities": "facility_id|name|kind|area_code|hub_id|opened_on|m2",
    "honours": "honour_id|name|kind|area_code|org_id|happened_on|items",
    "improvements": "improvement_id|name|area_code|hub_id|done_on|steps_before|steps_after",
}
FIELDS = ["", "社区服务", "文化体育"]
EVENTS = ("activities", "funding", "volunteer_hours", "points")
LATER = tuple(HEADS)[tuple(HEADS).index("projects") :]


def day(number: int) -> str:
    return f"{2014 + number // 12 % 3}-{number % 12 + 1:02d}-{number % 27 + 1:02d}"


def row(type_id: str, key: int, other: int, choice: int) -> list[str]:
    """A row of the type under one of a few keys, pointing to one of a few others."""
    area = [COMMUNITY, STREET, OTHER_COMMUNITY, OTHER_STREET][choice % 4]
    return {
        "organizations": [f"T{key}", f"队{key}", "志愿团队", "备案", area, day(choice), FIELDS[choice % 3],
                          f"K{other}" if choice % 2 else ""],
        "hubs": [f"K{key}", f"枢纽{key}", "街道", [STREET, OTHER_STREET][choice % 2]],
        "ratings": [f"T{other}", "年度梯队", str(2014 + choice % 3), ["基础", "良好"][choice % 2]],
        "population": [area, str(2014 + choice % 3), "常住人口", str(1000 + choice)],
        "activities": [f"A{key}", [f"T{other}", f"队{other}"][choice % 2], area, day(choice), "讲座",
                       str(choice), f"{choice}.10" if choice % 3 else "", f"品牌{choice % 2}"],
        "funding": [f"F{key}", day(choice), f"{100 + choice}.05", "到账", "财政资金", "政府购买", f"T{other}",
                    f"F{choice % 9}" if choice % 3 == 0 else ""],
        "volunteer_hours": [f"R{key}" if key % 2 else "", f"V{key}", f"T{other}",
                            f"A{choice % 7}" if choice % 3 else "", area, day(choice), str(1 + choice % 9)],
    }.get(type_id) or later_row(type_id, key, other, choice)  # fmt: skip


def later_row(type_id: str, key: int, other: int, choice: int) -> list[str]:
    area = [COMMUNITY, STREET, OTHER_COMMUNITY, OTHER_STREET][choice % 4]
    project, org = [f"X{other}", f"项目{other}"][choice % 2], f"T{other}" if choice % 3 else ""
    kind = ["获得", "兑换", "时间存入"][choice % 3]
    hub, year = f"K{other}" if choice % 2 else "", str(2014 + choice % 3)
    rubric = ["枢纽", year] if hub else ["社区社会组织", year]
    return {
        "projects": [f"X{key}", f"项目{key}", f"T{other}", area, day(choice), f"{9000 + choice}.05",
                     str(choice) if choice % 2 else "", str(50 + choice), f"X{choice % 9}" if choice % 4 == 0 else ""],
        "project_scores": [project, f"评委{key}", str(60 + choice), "" if choice % 2 else "70.5"],
        "trainings": [f"PX{key}", "个别督导", "线下", day(choice), area, f"K{other}", org, str(choice)],
        "demands": [f"D{key}", "要一盏灯", "设施环境", area, "网格", day(choice), org, project if choice % 3 else ""],
        "points": [f"J{key}", f"V{other % 2}", kind, day(choice), area, f"A{choice % 7}" if choice % 2 else "",
                   [f"S{other}", f"商家{other}"][choice % 2] if kind == "兑换" else "",
                   "" if kind == "时间存入" else str(choice % 3), str(7 + choice % 9) if kind == "时间存入" else ""],
        "partners": [f"S{key}", f"商家{key}", "商家", area, day(choice), hub, f"{choice}.5"],
        "assessments": [hub, "" if hub else f"T{other}", *rubric, "基础", f"第{key}项", str(choice), "100"],
        "targets": [["orgs", "在册社会组织数", "没有这个指标"][choice % 3], area if choice % 2 else "",
                    "" if choice % 2 else f"K{other}", year, str(choice), "工作要点"],
        "milestones": [f"T{other}", "同步组建", day(choice), ""],
        "facilities": [f"F{key}", f"站{key}", "服务站", area, hub, day(choice), f"{choice}.5"],
        "honours": [f"R{key}", f"荣誉{key}", "媒体报道", area, org, day(choice), "" if choice % 2 else "3"],
        "improvements": [f"Y{key}", f"事项{key}", area, hub, day(choice), "5", "2"],
    }[type_id]  # fmt: skip


ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 35)), min_size=1, max_size=5)
STEPS = st.one_of(
    st.tuples(st.sampled_from([*HEADS, *EVENTS, *EVENTS]), ROWS),
    st.tuples(st.sampled_from(["withdraw", "restore"]), st.integers(0, 9)),
    st.tuples(st.just("again"), st.integers(0, 9)),
)


def full_tables(data_dir, path) -> tuple[dict, dict]:
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        build_full(connection, Lake(data_dir))
        return table_hashes(connection), rows_in_order(connection)


def rows_in_order(connection) -> dict[str, list[tuple]]:
    """Every table of every page, as its rows lie."""
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main' "
        "AND table_name NOT IN ('builds', 'build_history')"
    ).fetchall()
    return {name: connection.execute(f'SELECT * FROM main."{name}"').fetchall() for (name,) in names}


def assert_as_full(data_dir, scratch) -> None:
    hashes, rows = full_tables(data_dir, scratch / "full.duckdb")
    path = data_dir / "warehouse" / pointer(data_dir)["file"]
    with duckdb.connect(str(path), read_only=True) as connection:
        assert {name: value for name, value in table_hashes(connection).items() if hashes[name] != value} == {}
        found = rows_in_order(connection)
        kept = connection.execute("SELECT name, rows, total FROM keep.sums").fetchall()
    assert {name for name in rows if rows[name] != found[name]} == set()
    assert {name for name, count, _ in kept if count != len(rows[name])} == set()


def take_step(step, data_dir, scratch, files, number) -> None:
    what, told = step
    deliveries = Lake(data_dir).manifests()
    if what in ("withdraw", "restore"):
        set_withdrawn(data_dir, deliveries[told % len(deliveries)].delivery, what == "withdraw")
    elif what == "again":
        load_paths([files[told % len(files)]], data_dir)
    else:
        lines = [HEADS[what], *("|".join(row(what, *numbers)) for numbers in told)]
        files.append(write_csv(scratch / f"{what}{number}.csv", "\n".join(lines)))
        load_paths([files[-1]], data_dir)


@pytest.fixture
def started(tmp_path, monkeypatch):
    """A folder with a register of a few organisations and a little of everything."""
    monkeypatch.setattr("etl.publish.LOG.warning", refuse)
    files = []
    for type_id in ("hubs", "organizations", *EVENTS):
        lines = [HEADS[type_id], *("|".join(row(type_id, n, n, n * 5 + 1)) for n in range(4))]
        files.append(write_csv(tmp_path / "start" / f"{type_id}.csv", "\n".join(lines)))
    load_paths(files, tmp_path / "start" / "data")
    return tmp_path / "start", files


def refuse(text, *reasons):
    raise AssertionError(text % reasons)


def run_steps(started, steps, examples) -> list[str]:
    """Loads step by step; after each, what is published equals the full build. How each was built."""
    start, files = started
    scratch = start.parent / f"run{next(examples)}"
    shutil.copytree(start / "data", scratch / "data")
    files, ways = list(files), []
    for number, step in enumerate(steps):
        before = pointer(scratch / "data")["build"]
        take_step(step, scratch / "data", scratch, files, number)
        if pointer(scratch / "data")["build"] != before:
            assert_as_full(scratch / "data", scratch)
            ways.append(pointer(scratch / "data")["made"])
    shutil.rmtree(scratch)
    return ways


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(steps=st.lists(STEPS, min_size=3, max_size=5))
def test_any_sequence_of_deliveries_gives_the_full_build(started, steps):
    run_steps(started, steps, _NUMBERS)


def states(data_dir) -> dict[str, tuple[int, int, int, int]]:
    """Of every type: rows that hold, were superseded, withdrawn, wait; what came in is always their sum."""
    names = ("current", "superseded", "withdrawn", "pending", "accepted", "rows_read")
    sums = ", ".join(f"sum({name})" for name in names)
    found = ask(data_dir, f"SELECT type, {sums}, sum(rejected) + sum(duplicates) FROM deliveries GROUP BY type")
    assert all(sum(line[1:5]) == line[5] and line[5] + line[7] == line[6] for line in found)
    return {line[0]: tuple(map(int, line[1:5])) for line in found}


def test_the_later_records_wait_come_in_and_are_taken_back_as_a_full_build_would(started):
    start, _ = started
    data_dir, files = start / "data", {}
    for type_id in LATER:
        lines = [HEADS[type_id], *("|".join(row(type_id, n, n, n * 5 + 1)) for n in range(4))]
        files[type_id] = write_csv(start / f"{type_id}.csv", "\n".join(lines))
    first = [files.pop(name) for name in ("demands", "project_scores", "milestones")]
    load_paths(first, data_dir)
    assert states(data_dir)["project_scores"] == (0, 0, 0, 4) and states(data_dir)["demands"][3] > 0
    load_paths(list(files.values()), data_dir)
    before = states(data_dir)
    assert before["project_scores"] == before["targets"] == (3, 0, 0, 1) and before["milestones"] == (4, 0, 0, 0)
    assert_as_full(data_dir, start)
    projects = next(m for m in Lake(data_dir).manifests() if m.type == "projects")
    set_withdrawn(data_dir, projects.delivery, True)
    assert states(data_dir)["project_scores"] == (0, 0, 0, 4) and states(data_dir)["projects"] == (0, 0, 4, 0)
    assert_as_full(data_dir, start)
    set_withdrawn(data_dir, projects.delivery, False)
    assert states(data_dir) == before
    keyed = [name for name in LATER if name not in ("targets", "milestones")]
    again = [write_csv(start / f"{n}2.csv", f"{HEADS[n]}\n{'|'.join(row(n, 1, 2, 8))}") for n in keyed]
    load_paths(again, data_dir)
    assert {name for name, found in states(data_dir).items() if found[1]} >= {"projects", "partners", "demands"}
    assert_as_full(data_dir, start)


def test_a_payment_waits_again_when_the_one_it_came_from_is_withdrawn_while_waiting_itself(started):
    waiting, passed_on = ("funding", [(6, 6, 1)]), ("funding", [(5, 0, 6)])
    run_steps(started, [waiting, passed_on, ("withdraw", 5), ("restore", 5)], _NUMBERS)


def test_a_year_under_a_rule_is_over_once_the_data_reach_beyond_it(started):
    start, _ = started
    data_dir, told = start / "data", "SELECT breach FROM ruled_payments WHERE funding_id = 'F90'"
    paid = f"{HEADS['funding']}\nF90|2024-03-01|1000|拨付|财政资金|记账补贴|T0|"
    load_paths([write_csv(start / "paid.csv", paid)], data_dir)
    assert ask(data_dir, told) == [(None,)]
    later = f"{HEADS['activities']}\nA90|T1|{OTHER_STREET}|2025-02-01|讲座|3||"
    load_paths([write_csv(start / "later.csv", later)], data_dir)
    assert ask(data_dir, told) == [("低于标准",)] and pointer(data_dir)["made"] == "增量"
    assert_as_full(data_dir, start)


@pytest.mark.soak
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_any_long_sequence_of_deliveries_gives_the_full_build(started, steps):
    run_steps(started, steps, _NUMBERS)


_NUMBERS = iter(range(1_000_000))
