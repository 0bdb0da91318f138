"""Whatever is asked: JSON pages, CSV, workbook and Parquet hold the same rows in the same order, to the value."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pyarrow.parquet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.cells import csv_cell, harmless
from indicators import warehouse
from indicators.warehouse import snapshot
from records.catalog import Column, RecordType, types_of
from tests.api.conftest import csv_rows

MOST_ROWS = 400  # what holds more is narrowed once more: forms are compared, not their length


@st.composite
def states(draw, types: dict[str, RecordType]) -> tuple[str, dict[str, str]]:
    """A record type with random columns, order and conditions whose values are real ones."""
    found = types[draw(st.sampled_from(list(types)))]
    ids = list(found.columns)
    columns = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=6, unique=True))
    sort = draw(st.lists(st.sampled_from([sign + one for one in ids for sign in ("", "-")]), max_size=3))
    state = {"columns": ",".join(columns), "sort": ",".join(sort)}
    for column_id in draw(st.lists(st.sampled_from(ids), max_size=3, unique=True)):
        state |= draw(conditions(found, found.columns[column_id]))
    return found.id, state


def conditions(found: RecordType, column: Column) -> st.SearchStrategy[dict[str, str]]:
    """One condition on a column, with values that stand there."""
    with snapshot() as taken:
        joins = column.join.clause if column.join else ""
        asked = f'SELECT DISTINCT {column.expression} AS value FROM "{found.id}" AS record {joins} ORDER BY 1 LIMIT 200'
        values = [value for (value,) in taken.cursor.execute(asked).fetchall() if value not in (None, "")]
    texts = [written(value) for value in values if "," not in written(value)]
    known = [{f"{column.id}__blank": word} for word in ("是", "否")]
    if texts and column.id != "custody":
        known += [{f"{column.id}{end}": text} for text in texts[:40] for end in ("", "__not")]
    if texts and column.kind in ("date", "integer", "decimal", "money"):
        known += [{f"{column.id}{end}": text} for text in texts[:40] for end in ("__min", "__max")]
    return st.sampled_from(known)


def written(value: object) -> str:
    """A value as it stands in an address."""
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def as_json(value: object) -> object:
    """A value of a Parquet file as JSON holds it."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def as_sheet(value: object) -> object:
    """A value of a Parquet file as a workbook gives it back."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return value if value != "" else None


def pages_of(client, address: str, state: dict[str, str]) -> tuple[int, list[dict]]:
    rows, total, size = [], 1, 137
    while len(rows) < total:
        answer = client.get(address, query_string={**state, "limit": size, "offset": len(rows)})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        total = answer.json["total"]
        assert len(answer.json["rows"]) == min(size, total - len(rows))
        rows += answer.json["rows"]
    return total, rows


def peek(client, address: str, state: dict[str, str]) -> tuple[int, dict]:
    """How many rows there are, and where the first of them lies."""
    asked = {key: value for key, value in state.items() if key != "columns"} | {"limit": 1}
    found = client.get(address, query_string=asked)
    assert found.status_code == 200, found.get_data(as_text=True)
    return found.json["total"], (found.json["rows"] or [{}])[0]


def smaller(found: RecordType, first: dict) -> dict[str, str]:
    """Conditions that leave the neighbours of a row: the first lines of some files, or the same area."""
    if "source_row" in found.columns:
        return {"source_row__max": "40"}
    return {"area": first["area_code"]} if found.area and first.get("area_code") else {}


def compare(client, found: RecordType, state: dict[str, str]) -> None:
    """The same rows in every form."""
    address = f"/api/v1/records/{found.id}"
    total, first = peek(client, address, state)
    if total > MOST_ROWS:
        state = {**smaller(found, first), **state}
        assert peek(client, address, state)[0] <= total
    total, rows = pages_of(client, address, state)
    files = {kind: client.get(address, query_string={**state, "format": kind}) for kind in ("csv", "xlsx", "parquet")}
    for answer in files.values():
        assert answer.status_code == 200 and answer.headers["X-Row-Count"] == str(total)
    table = pyarrow.parquet.read_table(io.BytesIO(files["parquet"].get_data()))
    exact = [list(row.values()) for row in table.to_pylist()]
    assert len(rows) == len(exact) == total
    assert [list(row.values()) for row in rows] == [[as_json(value) for value in row] for row in exact]
    lines = csv_rows(files["csv"].get_data())
    assert lines[0] == [harmless(found.columns[one].name) for one in state["columns"].split(",")]
    assert lines[1:] == [[str(csv_cell(value)) for value in row] for row in exact]
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].get_data()), read_only=True)
    cells = [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    width = len(lines[0])
    padded = [[*row, *[None] * (width - len(row))][:width] for row in cells]
    assert padded == [[as_sheet(value) for value in row] for row in exact]


def test_every_form_of_any_state_holds_the_same_rows(demo_flask, demo_dir):
    warehouse.use(demo_dir)
    client = demo_flask.test_client()
    with snapshot() as taken:
        types = types_of(taken)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(states(types))
    def holds(asked: tuple[str, dict[str, str]]) -> None:
        compare(client, types[asked[0]], asked[1])

    holds()
