"""The SQL behind an indicator: as it was asked, with its parameters, and as one statement to paste into DuckDB."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from textwrap import indent

from indicators.asked import Asked, listed, understand
from indicators.catalog import definition
from indicators.divide import divisors, population_query, tree_query
from indicators.shapes import counted_query
from indicators.warehouse import snapshot
from indicators.words import filters_in_words

ZERO = "没有列出的地区：报送过的记 0，没有报送的不计；名称、报送与否另查。"
PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")


@dataclass(frozen=True)
class Statement:
    """One query as it was sent to DuckDB: what it counts, the text with $parameters, and their values."""

    name: str
    sql: str
    params: dict

    def as_dict(self) -> dict:
        """As the API gives it: days as text."""
        return {"name": self.name, "sql": self.sql, "params": {key: _json(value) for key, value in self.params.items()}}


@dataclass(frozen=True)
class Explanation:
    """How a number came about. `runnable` needs nothing but the published file `file`, opened in DuckDB."""

    indicator: str
    filters_in_words: str
    build: str
    file: str
    statements: tuple[Statement, ...]
    runnable: str

    def as_dict(self) -> dict:
        """As /api/v1/indicators/<id>/sql gives it."""
        queries = [one.as_dict() for one in self.statements]
        return {
            "indicator": self.indicator,
            "filters_in_words": self.filters_in_words,
            "build": self.build,
            "file": self.file,
            "statements": queries,
            "runnable": self.runnable,
        }


def explain(indicator_id: str, choices: Mapping[str, str | list[str]]) -> Explanation:
    """The SQL behind an indicator under these choices; refuses what `evaluate` refuses."""
    found = definition(indicator_id)
    with snapshot() as now:
        asked = understand(found, listed(choices))
        sql, params = counted_query(asked, divisors(now, asked).params)
        counted = Statement("分子" if found.denominators else "计数", in_the_file(sql), params)
        statements = (counted, Statement("分母", *_divided(asked))) if found.denominators else (counted,)
        words = filters_in_words(asked)
        head = f"-- {found.name}：{words}\n-- 在 DuckDB 中只读打开 {now.path.name} 后运行。{ZERO}\n"
        runnable = head + _one_statement(asked, statements)
        return Explanation(found.id, words, now.build, now.path.name, statements, runnable)


def in_the_file(sql: str) -> str:
    """A query as it is put to the published file itself, where no scope hides anything."""
    return sql.replace("{whole}", "").replace("{others}", "")


def literal_sql(sql: str, params: Mapping) -> str:
    """A query with the values of its parameters written into it; texts are quoted, so nothing can break out."""
    return PARAMETER.sub(lambda match: literal(params[match[1]]) if match[1] in params else match[0], sql)


def literal(value: object) -> str:
    """A value as DuckDB reads it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float | Decimal):
        return f"{value}"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return "'" + str(value).replace("'", "''") + "'"


def _divided(asked: Asked) -> tuple[str, dict]:
    sql, params = population_query(asked) if asked.basis.kind == "population" else tree_query(asked)
    return in_the_file(sql), params


def _one_statement(asked: Asked, statements: tuple[Statement, ...]) -> str:
    """Numerator, denominator and value in rows that are named as the answer names them."""
    parts = [
        f"counted AS (\n{_body(statements[0])}\n)",
        f"asked_periods(period, year, month) AS (\n    {_periods(asked)}\n)",
    ]
    if len(statements) > 1:
        parts += [f"divided AS (\n{_body(statements[1])}\n)", f"denominators AS (\n{indent(_summed(asked), '    ')}\n)"]
    joined = ["FROM counted", "JOIN asked_periods USING (period)"]
    if len(statements) > 1:
        joined.append("LEFT JOIN denominators USING (asked_code, period)")
        joined.append("WHERE counted.is_covered OR denominators.denominator IS NULL")
    columns = [*_keys(asked), *_numbers(asked, len(statements) > 1)]
    listed_columns = ",\n    ".join(columns)
    return "WITH " + ",\n".join(parts) + f"\nSELECT\n    {listed_columns}\n" + "\n".join(joined) + "\nORDER BY ALL\n"


def _body(statement: Statement) -> str:
    return indent(literal_sql(statement.sql, statement.params).strip(), "    ")


def _periods(asked: Asked) -> str:
    rows = [f"({n}, {literal(one.year)}, {literal(one.month)})" for n, one in enumerate(asked.periods)]
    return f"VALUES {', '.join(rows)}"


def _summed(asked: Asked) -> str:
    """One denominator per asked area and period."""
    factor = f" * {asked.basis.factor}" if asked.basis.factor != 1 else ""
    select = (
        f"SELECT divided.asked_code, asked_years.period, CAST(sum(divided.amount) AS BIGINT){factor} AS denominator"
    )
    years = [(n, period.ends_on.year) for n, period in enumerate(asked.periods)]
    values = f"(VALUES {', '.join(map(str, years))}) AS asked_years(period, year)"
    join = f"JOIN {values} USING (year)" if asked.basis.kind == "population" else f"CROSS JOIN {values}"
    return f"{select}\nFROM divided\n{join}\nGROUP BY ALL"


def _keys(asked: Asked) -> list[str]:
    """The columns that tell rows apart, called as in the answer."""
    named = dict(zip(asked.dimensions, (f"counted.d{n}" for n in range(len(asked.dimensions))), strict=True))
    columns = {"area": "counted.asked_code AS area_code", "year": "asked_periods.year", "month": "asked_periods.month"}
    return [columns.get(key) or f"{named[key]} AS {'hub_level' if key == 'level' else key}" for key in asked.by]


def _numbers(asked: Asked, is_divided: bool) -> list[str]:
    """Numerator, denominator, value; rounded as the answer is."""
    found = asked.definition
    numerator = "coalesce(counted.numerator, 0)" if found.shape == "share" else "counted.numerator"
    if not found.has_denominator:
        return [f"{numerator} AS numerator", f"{numerator} AS value"]
    denominator = "denominators.denominator" if is_divided else "counted.denominator"
    value = f"round({numerator} * {found.per} / nullif({denominator}, 0), {max(found.decimals, 6)})"
    if found.value == "shortfall":
        wanted = f"ceil({asked.parameters['target']:g} * {denominator} / {found.per})"
        value = f"greatest(0, {wanted} - {numerator})"
    return [f"{numerator} AS numerator", f"{denominator} AS denominator", f"{value} AS value"]


def _json(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
