"""Real records nobody here wrote: LEEDS 2023 asked over HTTP, as an outside program would."""

import pytest
import requests

from tests.conftest import serve

LEEDS = "E08000035"


@pytest.fixture(scope="module")
def leeds_server(leeds_dir):
    yield from serve(leeds_dir)


@pytest.mark.parametrize(
    ("indicator", "choices", "expected"),
    [
        ("volunteer_hours", {}, 17766.828),
        ("volunteer_hours", {"area": LEEDS}, 17766.828),
        ("volunteer_hours", {"from": "2023-10-01", "to": "2023-10-31"}, 2225.673),
        ("volunteer_participations", {}, 6098),
        ("activities", {"kind": "志愿服务", "from": "2022-01-01"}, 1081),
        ("activities", {"brand": "LEEDS 2023 志愿服务班次", "to": "2023-12-31"}, 1081),
    ],
)
def test_published_totals_come_out_exactly(leeds_server, indicator, choices, expected):
    period = {} if {"from", "to"} & set(choices) else {"to": "2030-12-31"}
    answer = requests.get(f"{leeds_server}/api/v1/indicators/{indicator}", params=choices | period, timeout=60)
    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"][0]["numerator"] == expected


def test_by_month_sums_to_the_whole(leeds_server):
    answer = requests.get(
        f"{leeds_server}/api/v1/indicators/volunteer_hours", params={"by": "month", "year": "2022-2023"}, timeout=60
    )
    months = {row["month"]: row["value"] for row in answer.json()["rows"] if row["reported"]}
    assert months["2023-10"] == 2225.673
    assert round(sum(months.values()), 3) == 17766.828


def test_every_delivery_adds_up_and_what_was_treated_by_rule_is_reported(leeds_server):
    deliveries = requests.get(f"{leeds_server}/api/v1/deliveries", timeout=60).json()["deliveries"]
    assert {d["type"] for d in deliveries} >= {"areas", "organizations", "activities", "volunteer_hours"}
    for d in deliveries:
        assert d["rows_read"] == d["accepted"] + d["rejected"] + d["duplicates"]
        assert d["accepted"] == d["current"] + d["superseded"] + d["withdrawn"] + d["pending"]
    master = next(d for d in deliveries if d["file"] == "events_master_all.csv")
    assert (master["rows_read"], master["accepted"]) == (1223, 1223)


def test_real_records_are_not_called_a_demonstration(leeds_server):
    page = requests.get(f"{leeds_server}/api/v1/records/activities", params={"format": "csv"}, timeout=60)
    assert page.content[:3] == b"\xef\xbb\xbf"
    assert "演示" not in page.headers.get("Content-Disposition", "")


def test_the_source_is_named_where_its_records_are_shown(leeds_server):
    call = {
        "output": "..page.tree...page.children...topbar.tree...menu.tree...title.data..",
        "outputs": [
            {"id": name, "property": kind}
            for name, kind in [
                ("page", "tree"), ("page", "children"), ("topbar", "tree"), ("menu", "tree"), ("title", "data"),
            ]
        ],
        "inputs": [{"id": "asked", "property": "data", "value": {"path": "/density", "search": ""}}],
        "changedPropIds": ["asked.data"],
    }  # fmt: skip
    answer = requests.post(f"{leeds_server}/_dash-update-component", json=call, timeout=60)
    assert answer.status_code == 200, answer.text
    assert "LEEDS 2023（open-innovations/leeds-2023），CC BY 4.0" in answer.json()["response"]["page"].__str__()
