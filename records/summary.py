"""What the filtered rows are as a whole: how many values, how many blanks, sums, medians, ends, different values.

Every number is exact or absent: sums only where adding makes sense, different values only where they can be counted.
"""

from __future__ import annotations

from indicators.cache import Cache
from indicators.warehouse import Snapshot
from records.catalog import Column
from records.personal import shown
from records.pointing import resolved
from records.query import ORDERED, Query, narrowed
from records.reading import count

MOST_ROWS = 1_000_000  # up to here the different values of every column are counted
MOST_VALUES = 100_000  # beyond, only those of columns that hold about so many
NUMBERS = ("count", "sum", "median", "min", "max", "distinct")
SUMS = {"integer": "BIGINT", "money": "DECIMAL(38, 2)"}
_kept = Cache(limit=500)


def summary(taken: Snapshot, query: Query) -> dict:
    """The total of the rows and the facts of each chosen column; the same question of a build is answered once."""
    statement = (narrowed(query), repr(query.parameters), tuple(column.id for column in query.columns))
    key = (*taken.key, *statement)
    found = _kept.get(key)
    if found is None:
        query = resolved(taken, query)
        total = count(taken, query)
        own = [column for column in query.columns if not column.join]
        facts = _facts_of_own(taken, query, own, total)
        facts |= {column.id: _facts_of_names(taken, query, column) for column in query.columns if column.join}
        found = {"total": total, "columns": [_described(column, facts[column.id], total) for column in query.columns]}
        _kept.put(key, found)
    return found


def _described(column: Column, facts: dict, total: int) -> dict:
    there = facts["count"] or 0
    shaped = {name: facts.get(name) for name in NUMBERS[1:]}
    head = {"id": column.id, "name": column.name, "kind": column.kind, "unit": column.unit}
    return {**head, "count": there, "blank": total - there, **shaped}


def _facts_of_own(taken: Snapshot, query: Query, columns: list[Column], total: int) -> dict[str, dict]:
    if not columns:
        return {}
    asked, names = [], []
    for column in columns:
        expression = shown(taken, query.type, column)
        for name, sql in _asked(column, expression, _is_countable(taken, query, column, expression, total)).items():
            asked.append(sql)
            names.append((column.id, name))
    row = taken.cursor.execute(f"SELECT {', '.join(asked)} {narrowed(query)}", query.parameters).fetchall()[0]
    facts: dict[str, dict] = {column.id: {} for column in columns}
    for (column_id, name), value in zip(names, row, strict=True):
        facts[column_id][name] = value
    return facts


def _asked(column: Column, expression: str, is_countable: bool) -> dict[str, str]:
    """The SQL of each fact of a column; an empty text is nothing."""
    is_text = column.kind not in ORDERED and column.kind != "boolean"
    there = f"nullif({expression}, '')" if is_text else expression
    asked = {"count": f"count({there})"}
    if column.is_sum:
        asked["sum"] = f"CAST(sum({expression}) AS {SUMS.get(column.kind, 'DECIMAL(38, 3)')})"
    if column.is_measure:
        exact = expression if column.kind == "integer" else f"CAST({expression} AS DECIMAL(38, 4))"
        asked["median"] = f"median({exact})"  # with one digit more, or the middle of two cents is cut off
    if column.is_measure or column.kind in ("date", "year"):
        asked |= {"min": f"min({expression})", "max": f"max({expression})"}
    if is_countable and column.kind != "boolean" and not column.is_measure:
        asked["distinct"] = f"count(DISTINCT {there})"
    return asked


def _is_countable(taken: Snapshot, query: Query, column: Column, expression: str, total: int) -> bool:
    if total <= MOST_ROWS:
        return True
    if not expression.startswith('record."'):
        return False
    if not taken.scope.is_everything:  # what the file knows of a column holds rows of others
        asked = f"SELECT approx_count_distinct({expression}) {narrowed(query)}"
        return taken.cursor.execute(asked, query.parameters).fetchall()[0][0] <= MOST_VALUES
    known = taken.cursor.execute(f'SELECT stats({expression}) FROM "{query.type.id}" AS record LIMIT 1').fetchone()
    return not known or known[0].get("approx_unique", MOST_VALUES + 1) <= MOST_VALUES


def _facts_of_names(taken: Snapshot, query: Query, column: Column) -> dict:
    """Names are looked up once for each thing that rows point to, not once for each row."""
    pointing = f'record."{column.join.column}"'
    counted = f"SELECT {pointing} AS value, count(*) AS rows {narrowed(query)} GROUP BY 1"
    name = f"nullif({column.expression}, '')"
    there, distinct = taken.cursor.execute(
        f"SELECT CAST(coalesce(sum(rows) FILTER ({name} IS NOT NULL), 0) AS BIGINT), count(DISTINCT {name}) "
        f"FROM ({counted}) AS counted {column.join.named('counted.value')}",
        query.parameters,
    ).fetchall()[0]
    return {"count": there, "distinct": distinct}
