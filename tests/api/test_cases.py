"""The published figures come out of the records, and only out of them."""

import csv
import io
from pathlib import Path

import pytest

from etl import demonstration
from etl.run import load_paths
from indicators import warehouse
from server import make_server

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "reference" / "core_cases.csv"
KAIXUAN = "330102011000"
KEYS = {"id", "figure", "published", "qualifier", "unit", "as_of", "computed", "agrees", "query", "note"}


def cases_of(client) -> dict[str, dict]:
    return {case["id"]: case for case in client.get("/api/v1/cases").json["cases"]}


def test_every_published_figure_agrees(client):
    found = cases_of(client)
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as file:
        assert list(found) == [row["id"] for row in csv.DictReader(file)]
    assert len(found) >= 85
    assert {key: case["computed"] for key, case in found.items() if not case["agrees"]} == {}


def test_every_case_is_an_ordinary_address(client):
    for case in cases_of(client).values():
        assert set(case) >= KEYS
        answer = client.get(case["query"])
        assert answer.status_code == 200, case["query"]
        rows = answer.json["rows"]
        if isinstance(case["computed"], str):
            assert case["computed"] in [str(word) for row in rows for word in row.values()]
        elif len(rows) > 1:
            assert case["computed"] <= len(rows)
        else:
            known = [rows[0][key] for key in ("numerator", "denominator", "value")]
            assert float(case["computed"]) in [float(number) for number in known if number is not None]


def without_first_row(content: bytes) -> bytes:
    """A register of organisations as CSV, without the first organisation below its header."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    lines = text.splitlines(keepends=True)
    header = next(number for number, cells in enumerate(csv.reader(io.StringIO(text))) if sum(map(bool, cells)) > 5)
    return "".join(lines[: header + 1] + lines[header + 2 :]).encode(encoding)


@pytest.fixture
def changed(tmp_path):
    """A client of a server on the demonstration files, from whose 凯旋 register one organisation was removed."""
    folder, data = tmp_path / "files", tmp_path / "data"
    folder.mkdir()
    written = demonstration.write_files(folder)
    register = next(found.path for found in written if "凯旋" in found.path.name and "名录" in found.path.name)
    register.write_bytes(without_first_row(register.read_bytes()))
    load_paths([folder], data)
    warehouse.use(data)
    yield make_server().test_client()
    warehouse.use(None)


@pytest.mark.soak
def test_one_organisation_less_changes_exactly_the_figures_it_is_part_of(changed):
    found = cases_of(changed)
    assert {"S3-38", "S3-41", "S3-42"} <= {key for key, case in found.items() if not case["agrees"]}
    assert found["S3-38"]["computed"] == 302
    assert found["S3-40"]["agrees"], "the 26 that were introduced are still there"
