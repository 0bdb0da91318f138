"""LEEDS 2023: real records of a foreign system through a TOML, an ordinary load and the ordinary indicators."""

import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from etl.run import load_paths
from indicators import warehouse
from indicators.evaluate import evaluate
from tests.etl.little_tables import ask


@pytest.fixture(scope="module")
def leeds(leeds_dir):
    """The LEEDS warehouse behind the one door the indicators use."""
    warehouse.use(leeds_dir)
    yield leeds_dir
    warehouse.use(None)


@pytest.fixture(scope="module")
def manifests(leeds_dir):
    """Every delivery's manifest by (file, type)."""
    found = [json.loads(path.read_text("utf-8")) for path in (leeds_dir / "lake").glob("*/*/manifest.json")]
    return {(manifest["file"], manifest["type"]): manifest for manifest in found}


def answer(indicator, **choices):
    [row] = evaluate(indicator, {"from": "2022-01-01", "to": "2024-12-31", **choices}).as_dict()["rows"]
    return row["value"]


def rows(sql):
    with warehouse.snapshot() as snapshot:
        return snapshot.cursor.execute(sql).fetchall()


@pytest.mark.parametrize(("indicator", "choices", "expected"), [
    ("volunteer_hours", {}, "17766.828"),
    ("volunteer_hours", {"from": "2023-10-01", "to": "2023-10-31"}, "2225.673"),
    ("volunteer_hours", {"area": "E08000035"}, "17766.828"),
    ("volunteer_participations", {}, "6098"),
    ("activities", {"kind": "志愿服务"}, "1081"),
    ("activities", {"brand": "LEEDS 2023 志愿服务班次"}, "1081"),
    ("activities", {"brand": "LEEDS 2023 活动总表"}, "1223"),
    ("activities", {"brand": "LEEDS 2023 社区活动"}, "275"),
    ("activities", {}, "2579"),
])
def test_totals_through_the_indicators(leeds, indicator, choices, expected):
    assert Decimal(str(answer(indicator, **choices))) == Decimal(expected)


def test_every_row_of_every_file_is_accounted_for(manifests):
    figures = {key: (m["rows_read"], m["accepted"], m["rejected"], m["duplicates"], m["skipped"])
               for key, m in manifests.items()}
    assert figures == {
        ("leeds2023.toml", "areas"): (1, 1, 0, 0, 0),
        ("leeds2023.toml", "organizations"): (1, 1, 0, 0, 0),
        ("leeds_wards.csv", "areas"): (33, 33, 0, 0, 0),
        ("volunteers_shifts.csv", "activities"): (1081, 1081, 0, 0, 0),
        ("volunteers_shifts.csv", "volunteer_hours"): (1081, 1081, 0, 0, 0),
        ("events_master_all.csv", "activities"): (1223, 1223, 0, 0, 0),
        ("community_events.csv", "activities"): (289, 275, 14, 0, 0),
    }


def test_strange_events_are_treated_by_rule_and_reported(manifests):
    messages = manifests["events_master_all.csv", "activities"]["messages"]
    by_rule = Counter(message["rule"] for message in messages)
    assert (by_rule["L01"], by_rule["L02"]) == (3, 21)
    assert [message["row"] for message in messages if message["rule"] == "L01"] == [34, 531, 821]
    assert all(message["severity"] == "警告" for message in messages)


def test_an_event_that_ends_before_it_starts_keeps_its_start(leeds):
    assert rows("SELECT CAST(held_on AS VARCHAR), ended_on FROM activities "
                "WHERE brand = 'LEEDS 2023 活动总表' AND _row IN (34, 531, 821) ORDER BY _row") == [
        ("2022-10-29", None), ("2023-05-17", None), ("2023-09-07", None)]


def test_events_belong_to_their_ward_or_to_the_city(leeds):
    by_level = dict(rows("SELECT area_level, count(*) FROM activities "
                         "WHERE brand = 'LEEDS 2023 活动总表' GROUP BY ALL"))
    assert by_level == {3: 444 + 3, 4: 1223 - 444 - 3}
    kirkstall = rows("SELECT area_code FROM activities WHERE brand = 'LEEDS 2023 活动总表' AND _row = 581")
    assert kirkstall == [("E05011402",)]


def test_undated_community_events_are_sent_back_with_what_to_do(leeds):
    refused = rows("SELECT \"column\", message FROM rejected_rows WHERE file = 'community_events.csv'")
    assert len(refused) == 14
    assert {column for column, _ in refused} == {"start_date"}
    assert all("必填" in message for _, message in refused)


def test_loading_the_same_files_again_in_another_order_changes_nothing(real_dir, tmp_path):
    paths = [real_dir / "leeds2023" / name for name in ("volunteers_shifts.csv", "leeds_wards.csv")]
    first = load_paths(paths, tmp_path, source="leeds2023")
    again = load_paths(paths[::-1], tmp_path, source="leeds2023")

    assert {entry["status"] for entry in first["deliveries"]} == {"loaded"}
    assert {entry["status"] for entry in again["deliveries"]} == {"duplicate"}
    assert again["build"] == first["build"]


def test_partners_and_applications_are_the_later_record_types_by_the_toml_alone(real_dir, tmp_path):
    """What the two files say, counted again from their text: nothing invented, nothing lost."""
    names = ("leeds_wards.csv", "partnerships_partnerships.csv", "community-grants_responses.csv")
    document = load_paths([real_dir / "leeds2023" / name for name in names], tmp_path, source="leeds2023")
    taken = {(e["file"], e["type"]): (e["rows_read"], e["accepted"], e["duplicates"], e["skipped"], e["pending"])
             for e in document["deliveries"]}  # fmt: skip
    assert taken["partnerships_partnerships.csv", "partners"] == (64, 47, 17, 2, 0)
    assert taken["community-grants_responses.csv", "projects"] == (573, 573, 0, 0, 0)
    first: dict[str, str] = {}
    for row in lines(real_dir, "partnerships_partnerships.csv"):
        name = row["partner_organisation"].strip()
        if name not in ("TBC", "Various"):
            first[name] = min(first.get(name, "9999"), row["start_date"])
    signed = {name: date.fromisoformat(day) for name, day in first.items()}
    assert dict(ask(tmp_path, "SELECT name, signed_on FROM partners")) == signed
    applied = Counter((row["date_submitted"], row["ward_code"].replace("UNKNOWN", "E08000035"))
                      for row in lines(real_dir, "community-grants_responses.csv"))  # fmt: skip
    found = ask(tmp_path, "SELECT CAST(applied_on AS VARCHAR), area_code, count(*) FROM projects GROUP BY ALL")
    assert {(day, area): count for day, area, count in found} == applied
    assert ask(tmp_path, "SELECT DISTINCT stage, granted, rejected_at FROM projects") == [("申报", None, None)]


def lines(real_dir, name):
    with (real_dir / "leeds2023" / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
