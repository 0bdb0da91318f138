"""The published figures come out of the records, and only out of them."""

import csv
from pathlib import Path

import pytest

from indicators import warehouse
from server import make_server

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "data" / "reference" / "core_cases.csv"


def cases_of(client) -> dict[str, dict]:
    return {case["id"]: case for case in client.get("/api/v1/cases").json["cases"]}


def test_every_published_figure_agrees(client):
    found = cases_of(client)
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as file:
        assert list(found) == [row["id"] for row in csv.DictReader(file)]
    assert len(found) == 41
    assert {key: case["computed"] for key, case in found.items() if not case["agrees"]} == {}


def test_every_case_is_an_ordinary_address(client):
    for case in cases_of(client).values():
        assert {
            "id",
            "figure",
            "published",
            "qualifier",
            "unit",
            "as_of",
            "computed",
            "agrees",
            "query",
            "note",
        } <= set(case)
        answer = client.get(case["query"])
        assert answer.status_code == 200, case["query"]
        row = answer.json["rows"][0]
        assert float(case["computed"]) in [float(row[key]) for key in ("numerator", "value") if row[key] is not None]


@pytest.fixture
def without_one_organisation(tmp_path):
    """A server on a demonstration from whose 凯旋 register the first hatched organisation was taken."""
    from etl.demonstration import write_files
    from etl.run import load_paths

    inbox, data = tmp_path / "inbox", tmp_path / "data"
    deliveries = write_files(inbox)
    register = next(found.path for found in deliveries if is_register_of_kaixuan(found.path))
    remove_first_row(register)
    for found in deliveries:
        load_paths([found.path], data, area=found.area, from_=found.from_, to=found.to)
    warehouse.use(data)
    yield make_server().test_client()
    warehouse.use(None)
