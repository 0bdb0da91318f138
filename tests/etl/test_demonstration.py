"""The demonstration files: the same every time, the published cases in them, and the mistakes that are meant."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from stdnum.cn import uscc

from etl.demonstration import EXPECTED, write_files
from etl.demonstration.chance import crooked_portions, dice, portions, seasonal_days
from etl.demonstration.credit_code import broken_credit_code, credit_code
from etl.demonstration.places import FUSHAN, KAIXUAN, streets
from etl.demonstration.tree import areas, communities
from tests.etl.demonstration_counting import settle, state
from tests.etl.demonstration_counting_later import compute
from tests.etl.demonstration_reading import KEYS, clean, latest, read_folder

CASES_FILE = Path(__file__).parents[2] / "data" / "reference" / "core_cases.csv"
KAIXUAN_FILE = "10_社会组织名录_凯旋街道.csv"
with CASES_FILE.open(encoding="utf-8-sig", newline="") as file:
    CASES = {case["id"]: case for case in csv.DictReader(file, restval="")}


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("demonstration"))[0].path.parent


@pytest.fixture(scope="session")
def names():
    """(start of the declared area's code, name as written) → code."""
    found = {}
    for area in areas().values():
        found[area.code[: 9 if area.level >= 4 else 6], area.name] = area.code
        found[area.code[: 6 if area.level == 4 else 9], area.name] = area.code
    return found | {("430121", "榔梨街道"): "430121004000"}


@pytest.fixture(scope="session")
def tables(folder):
    return read_folder(folder)


@pytest.fixture(scope="session")
def everything(tables, names):
    return settle(latest(tables, names))


def agrees(computed, published: str, qualifier: str) -> bool:
    """Whether a count is what was printed; ratios are compared as they are shown, with two decimals."""
    if isinstance(computed, str):
        return computed == published
    if qualifier == "区间":
        least, most = (int(part) for part in published.split("–"))
        return least <= computed <= most
    printed = int(published)
    unit = 10 ** (len(published) - len(published.rstrip("0")))
    if qualifier.startswith("近"):
        return printed * 0.9 <= computed < printed
    if qualifier.startswith(("余", "≥")):
        return printed <= computed <= printed + unit
    if qualifier.startswith(("多", "超", "突破", "逾")):
        return printed < computed <= printed + unit
    if qualifier.startswith("≤"):
        return computed <= printed
    return round(computed, 2) == printed


@pytest.mark.parametrize("case_id", list(CASES))
def test_a_published_case_comes_out_of_the_files(case_id, everything):
    case = CASES[case_id]
    computed = compute(case, everything[0])
    assert agrees(computed, case["published"], case["qualifier"]), f"{case['figure']}：{computed}"


def test_all_cases_are_tried():
    assert len(CASES) >= 85
    assert {"S2-07", "S2-20", "S2-08", "S2-16", "S2-13", "S2-14", "S4-02", "S4-03"} <= set(CASES)


def test_without_its_first_organisation_the_cases_of_2016_no_longer_agree(everything, tables):
    first = next(table for table in tables if table.file == KAIXUAN_FILE).rows[0]["org_id"]
    fewer = [row for row in everything[0]["organizations"] if row["org_id"] != first]
    records = everything[0] | {"organizations": fewer}
    disagree = {
        case_id
        for case_id, case in CASES.items()
        if not agrees(compute(case, records), case["published"], case["qualifier"])
    }
    assert disagree == {"S3-38", "S3-41", "S3-42"}


def test_the_first_organisations_have_no_activities_and_no_money(everything, tables):
    table = next(table for table in tables if table.file == KAIXUAN_FILE)
    head = {row["org_id"] for row in table.rows[:12]}
    for record_type in ("activities", "funding", "volunteer_hours"):
        assert not head & {row["org_id"] for row in everything[0][record_type]}


def test_kaixuan_has_329_and_nothing_else_on_the_day(everything):
    day = date(2016, 6, 30)
    here = [row for row in everything[0]["organizations"] if row["area_code"].startswith(KAIXUAN[:9])]
    counted = [row for row in here if state(row, day) in ("登记", "备案") and row["legal_form"] != "企业"]
    assert len(counted) == 329
    assert all((row["hatched_on"] and row["hatched_on"] <= day) or row["origin"] == "引进" for row in counted)


def test_sent_back_and_waiting_rows_are_as_meant(tables, names, everything):
    sent_back = Counter()
    for table in tables:
        sent_back[table.record_type] += clean(table, names)[1]
    assert {kind: count for kind, count in sent_back.items() if count} == EXPECTED["rejected"]
    assert everything[1] == EXPECTED["pending"]
    assert 55 <= sum(EXPECTED["rejected"].values()) <= 80


def test_superseded_and_repeated_rows_are_as_meant(tables, names):
    keys = Counter()
    for table in tables:
        column = {"organizations": "org_id", "activities": "activity_id"}.get(table.record_type)
        keys.update((table.record_type, row[column]) for row in clean(table, names)[0] if column)
    again = Counter(record_type for (record_type, _), count in keys.items() if count > 1)
    assert again == {kind: EXPECTED["superseded"][kind] for kind in ("organizations", "activities")}
    hours = [row for table in tables if table.record_type == "volunteer_hours" for row in clean(table, names)[0]]
    seen = Counter(
        (row.get("record_id"), row.get("volunteer_id"), row["activity_id"], row["served_on"]) for row in hours
    )
    assert sum(count - 1 for count in seen.values()) == EXPECTED["duplicates"]["volunteer_hours"]


def test_the_same_bytes_every_time(folder, tmp_path):
    again = write_files(tmp_path)
    assert [file.path.name for file in again] == sorted(path.name for path in folder.iterdir())
    for file in again:
        assert file.path.read_bytes() == (folder / file.path.name).read_bytes(), file.path.name


def test_the_files_are_of_a_modest_size(tables):
    counts = Counter()
    for table in tables:
        counts[table.record_type] += len(table.rows)
    assert set(counts) == set(KEYS)
    assert 45_000 <= sum(counts.values()) <= 65_000


def test_nobody_is_in_the_files(folder):
    telephone = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
    identity = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?!\w)")
    for path in folder.glob("*.csv"):
        data = path.read_bytes()
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030")
        assert not telephone.search(text), path.name
        assert not identity.search(text), path.name


def test_encodings_and_kinds_of_files(folder):
    suffixes = Counter(path.suffix for path in folder.iterdir())
    marked = [path for path in folder.glob("*.csv") if path.read_bytes().startswith(b"\xef\xbb\xbf")]
    assert suffixes[".xlsx"] >= 10
    assert 0 < len(marked) < suffixes[".csv"]


def test_organisations_have_lives(everything):
    rows = everything[0]["organizations"]
    assert any(
        row["filed_on"] and row["registered_on"] and row["registered_on"].year > row["filed_on"].year for row in rows
    )
    assert any(row["registration"] == "未登记" and not row["hatched_on"] for row in rows)
    assert sum(1 for row in rows if row["closed_on"]) > 200
    for row in rows:
        dated = [row[column] for column in ("joined_on", "hatched_on", "closed_on") if row[column]]
        assert dated == sorted(dated), row


def test_grades_go_up_and_down(everything):
    ranks = {"基础": 1, "良好": 2, "优秀": 3}
    tiers = {(row["org_id"], int(row["year"])): ranks[row["grade"]] for row in everything[0]["ratings"]
             if row["ladder"] == "年度梯队"}  # fmt: skip
    steps = Counter(
        (tiers[org_id, year + 1] > rank) - (tiers[org_id, year + 1] < rank)
        for (org_id, year), rank in tiers.items()
        if (org_id, year + 1) in tiers
    )
    assert steps[1] > steps[-1] > 50


def test_every_activity_is_held_while_its_organisation_is_there(everything):
    lives = {row["org_id"]: row for row in everything[0]["organizations"]}
    for row in everything[0]["activities"]:
        closed = lives[row["org_id"]]["closed_on"]
        assert closed is None or row["held_on"] < closed


def test_some_streets_send_nothing_and_some_communities_have_nothing(everything):
    held = {row["area_code"] for row in everything[0]["activities"] if row["held_on"].year == 2024}
    kaixuan = {area.code for area in communities(KAIXUAN)}
    assert kaixuan - held == {"330102011006"}
    silent = [street.code for street in streets().values() if not street.sends]
    registered = {row["area_code"][:9] for row in everything[0]["organizations"]}
    assert len(silent) >= 3
    assert not {code[:9] for code in silent} & registered


def test_fushan_keeps_teams_of_every_kind(everything):
    rows = [row for row in everything[0]["organizations"] if row["hub_id"] == f"H{FUSHAN}"]
    assert {row["registration"] for row in rows} == {"登记", "备案", "未登记"}


@pytest.mark.parametrize("legal_form", ["社会团体", "社会服务机构", "基金会", "行业协会"])
def test_credit_codes_pass_an_outside_judge(legal_form):
    rng = dice(f"测试/{legal_form}")
    for _ in range(200):
        assert uscc.is_valid(credit_code(legal_form, "330102", rng))
        assert not uscc.is_valid(broken_credit_code(legal_form, "330102", rng))


def test_portions_add_up():
    rng = dice("测试/份额")
    assert portions(10, [1, 1, 1]) in ([4, 3, 3], [3, 4, 3], [3, 3, 4])
    for total in (1, 17, 426318):
        assert sum(portions(total, [rng.random() + 0.1 for _ in range(23)])) == total
    parts = crooked_portions(rng, 1000, 16, 30)
    assert sum(parts) == 1000
    assert min(parts) >= 30


def test_days_are_in_the_span_and_in_order():
    first, last = date(2016, 6, 17), date(2018, 2, 4)
    days = seasonal_days(dice("测试/日子"), 400, first, last)
    assert days == sorted(days)
    assert first <= days[0]
    assert days[-1] <= last


def test_projects_are_those_that_activities_and_payments_speak_of(everything):
    records = everything[0]
    projects = {row["project_id"]: row for row in records["projects"]}
    held = [row for row in records["activities"] if row.get("project_id")]
    assert held and all(projects[row["project_id"]]["approved_on"] <= row["held_on"] for row in held)
    paid = Counter()
    for row in records["funding"]:
        if row["project_id"] in projects and row["status"] == "拨付" and not row["parent_id"]:
            paid[row["project_id"]] += row["amount"]
    assert len(paid) == 76 + 16 + 8
    assert {project_id: projects[project_id]["granted"] for project_id in paid} == paid
    rejected = [row for row in projects.values() if row["rejected_at"]]
    assert rejected and not any(row["granted"] or row["approved_on"] for row in rejected)


def test_nobody_redeems_points_that_were_not_earned(everything):
    left = Counter()
    entries = [row for row in everything[0]["points"] if row["points"] is not None]
    for row in sorted(entries, key=lambda row: (row["happened_on"], row["kind"] != "获得")):
        left[row["volunteer_id"]] += row["points"] if row["kind"] == "获得" else -row["points"]
        assert left[row["volunteer_id"]] >= 0, row
