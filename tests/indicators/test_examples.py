"""The worked example of every definition file holds, through the real door and the real query shapes."""

from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from indicators.catalog import catalog
from indicators.evaluate import evaluate
from indicators.little_tables import read
from indicators.warehouse import use
from tests.indicators.toy import publish


@pytest.mark.parametrize("indicator_id", sorted(catalog()))
def test_example(indicator_id, tmp_path):
    example = catalog()[indicator_id].example
    use(publish(tmp_path / "data", example.tables))
    try:
        rows = evaluate(indicator_id, parse_qs(example.ask)).rows
    finally:
        use(None)
    expected = read(example.expect)
    assert [_shown(row, expected[0]) for row in rows] == [_expected(row) for row in expected]


def _shown(row: dict, columns: dict) -> dict:
    return {name: _plain(row[name]) for name in columns}


def _plain(value):
    if isinstance(value, list):
        return "、".join(value) or None
    if isinstance(value, bool) or value is None:
        return value
    return Decimal(str(value)).normalize() if isinstance(value, (int, float, Decimal)) else value


def _expected(row: dict) -> dict:
    found = {}
    for name, text in row.items():
        if text in ("true", "false"):
            found[name] = text == "true"
        elif text is None or name in ("area_code", "month"):
            found[name] = text
        else:
            try:
                found[name] = Decimal(text).normalize()
            except ArithmeticError:
                found[name] = text
    return found
