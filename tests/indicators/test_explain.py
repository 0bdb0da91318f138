"""The SQL behind a number, pasted into a DuckDB that has only the published file, gives the same number."""

import os
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from indicators import warehouse
from indicators.catalog import catalog
from indicators.evaluate import ChoiceError, evaluate
from indicators.explain import explain, literal, literal_sql

QUESTIONS = [
    {},
    {"area": "330102000000", "year": "2018"},
    {"area": "330102000000", "year": "2016-2018", "by": "area,year"},
]
NARROWED = [
    ("orgs_per_10k_people", {"area": "330102000000", "year": "2024", "by": "area,field", "legal_form__not": "企业"}),
    ("orgs", {"year": "2024", "hub": "凯益荟", "by": "universe"}),
    ("orgs", {"as_of": "2016-06-30", "area": "330102011000", "field__not": "未分类"}),
    ("tier_share", {"year": "2018", "by": "grade", "grade__not": "基础"}),
    ("activities", {"from": "2016-01-15", "to": "2016-11-03", "by": "month", "kind": "讲座"}),
    ("funds_received", {"year": "2023", "by": "source", "custody": "自有,代管"}),
    ("communities_served", {"area": "330102000000", "year": "2016", "n": "3", "by": "beneficiary"}),
    ("teams_needed", {"area": "330102000000", "year": "2024", "target": "9"}),
]


@pytest.fixture(autouse=True)
def published(demo_dir, tmp_path):
    """The demonstration in this process, and its file in a DuckDB that nobody prepared."""
    warehouse.use(demo_dir)
    with warehouse.snapshot() as now:
        path = tmp_path / now.path.name
        os.link(now.path, path)  # under a name of its own, so that it is opened anew
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection.sql
    warehouse.use(None)


def rows_of(relation) -> list[dict]:
    """What a person sees after pasting."""
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def same(indicator_id: str, choices: dict, published) -> None:
    """Every row of the statement is a row of the answer, and no number of the answer is missing."""
    answer = evaluate(indicator_id, choices).rows
    found = rows_of(published(explain(indicator_id, choices).runnable))
    keys = [key for key in (found[0] if found else {}) if key not in ("numerator", "denominator", "value")]
    by_key = {tuple(row[key] for key in keys): row for row in answer}
    for row in found:
        expected = by_key.pop(tuple(row[key] for key in keys), None)
        if expected is None:
            continue  # an area that the answer does not list, such as one that ended
        assert (row["numerator"] or 0) == (expected["numerator"] or 0)
        for name in ("denominator", "value"):
            if expected[name] is not None and row.get(name) is not None:
                assert float(row[name]) == pytest.approx(float(expected[name]), abs=1e-6)
    assert not any(row["numerator"] for row in by_key.values())


@pytest.mark.parametrize("indicator_id", sorted(catalog()))
def test_the_statement_of_every_indicator_gives_its_numbers(indicator_id, published):
    for choices in QUESTIONS:
        same(indicator_id, choices, published)


@pytest.mark.parametrize(("indicator_id", "choices"), NARROWED)
def test_filters_days_and_numbers_are_in_the_statement(indicator_id, choices, published):
    same(indicator_id, choices, published)


def test_the_statements_are_those_that_were_asked_with_their_parameters():
    found = explain("orgs_per_10k_people", {"area": "330102011000", "year": "2016", "field__not": "文化体育"})
    counted, divided = found.statements
    assert [one.name for one in found.statements] == ["分子", "分母"]
    assert "$n_field" in counted.sql and counted.params["n_field"] == ["文化体育"] and "文化体育" not in counted.sql
    assert divided.params["years"] == [2016]
    assert found.as_dict()["statements"][0]["params"]["ends_on"] == ["2016-12-31"]
    assert "$" not in found.runnable and found.file in found.runnable and "不含文化体育" in found.runnable


@pytest.mark.parametrize("word", ["'; DROP TABLE areas; --", "甲'乙", "$area", "{where}", "\\'"])
def test_no_word_breaks_out_of_the_statement(word, published):
    found = explain("orgs", {"year": "2016", "hub": word.replace(",", "")})
    assert rows_of(published(found.runnable)) in ([], [{"numerator": 0, "value": 0}])


def test_values_as_duckdb_reads_them():
    sql = "SELECT $text, $none, $yes, $number, $money, $days, $words"
    params = {"text": "a'b$none", "none": None, "yes": True, "number": 3, "money": Decimal("1.50"),
              "days": [date(2016, 2, 29)], "words": ["甲", None]}  # fmt: skip
    (row,) = duckdb.sql(literal_sql(sql, params)).fetchall()
    assert list(row) == list(params.values()) and literal([]) == "[]"


def test_what_is_refused_by_evaluate_is_refused_here():
    with pytest.raises(ChoiceError):
        explain("orgs", {"colour": "red"})
