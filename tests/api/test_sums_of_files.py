"""Counts, sums and medians below the rows of 数据明细 are what anybody gets who adds up the downloaded file."""

import json
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings

from indicators import warehouse
from indicators.warehouse import snapshot
from records.catalog import Column, RecordType, types_of
from records.query import ORDERED
from tests.api.conftest import csv_rows
from tests.api.test_same_rows import peek, smaller, states

MOST_ROWS = 3_000
NUMBERS = ("integer", "decimal", "money", "year")


def added_up(column: Column, cells: list[str]) -> dict[str, object]:
    """Everything that can be said of the cells of one column of a file, from the cells alone."""
    there = [cell for cell in cells if cell != ""]
    found: dict[str, object] = {"count": len(there), "blank": len(cells) - len(there), "distinct": len(set(there))}
    if column.kind in NUMBERS:
        numbers = [Decimal(cell) for cell in there]
        found |= {"distinct": len(set(numbers)), "sum": sum(numbers) if numbers else None}
        found |= {"median": median(numbers) if numbers else None}
        found |= {"min": min(numbers, default=None), "max": max(numbers, default=None)}
    elif column.kind == "date":
        found |= {"min": min(there, default=None), "max": max(there, default=None)}
    return found


def hold_together(client, found: RecordType, state: dict[str, str]) -> None:
    address = f"/api/v1/records/{found.id}"
    total, first = peek(client, address, state)
    if total > MOST_ROWS:
        state = {**smaller(found, first), **state}
    measures = [one.id for one in found.columns.values() if one.is_measure]
    columns = list(dict.fromkeys([*state["columns"].split(","), *measures]))
    asked = {**state, "columns": ",".join(columns)}
    told = {key: value for key, value in asked.items() if key != "sort"}
    answer = client.get(f"{address}/summary", query_string=told)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    summary = json.loads(answer.get_data(), parse_float=Decimal)
    lines = csv_rows(client.get(address, query_string={**asked, "format": "csv"}).get_data())[1:]
    assert summary["total"] == len(lines)
    for place, said in enumerate(summary["columns"]):
        column = found.columns[columns[place]]
        own = added_up(column, [line[place] for line in lines])
        for name in ("count", "blank"):
            assert said[name] == own[name], (column.id, name)
        assert (said["sum"] is not None) == (column.is_sum and bool(own["count"])), column.id
        for name in ("sum", "median", "distinct", "min", "max"):
            if said[name] is not None:
                value = said[name] if isinstance(said[name], str) else Decimal(said[name])
                assert value == own[name], (column.id, name, state)
        if column.is_measure and column.kind in ORDERED:
            assert (said["median"] is None) == (not own["count"]), column.id


def tried(client, examples: int) -> None:
    with snapshot() as taken:
        types = types_of(taken)

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(states(types))
    def holds(asked: tuple[str, dict[str, str]]) -> None:
        hold_together(client, types[asked[0]], asked[1])

    holds()


def test_sums_and_medians_are_those_of_the_downloaded_file(demo_flask, demo_dir):
    warehouse.use(demo_dir)
    tried(demo_flask.test_client(), 15)


@pytest.mark.soak
def test_sums_and_medians_are_those_of_the_downloaded_file_for_long(demo_flask, demo_dir):
    warehouse.use(demo_dir)
    tried(demo_flask.test_client(), 1_000)
