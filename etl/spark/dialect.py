"""DuckDB's SQL in Spark's words: one definition of every table, translated by sqlglot when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlglot import exp, parse

from etl.tree import STAGING

MACROS = ("shown_key", "hints")
"""Files of etl/staging whose macros the SQL of the rows calls; Spark gets their bodies in place of the calls."""


def statements(sql: str, values: Mapping[str, object] | None = None) -> list[exp.Expression]:
    """The statements of `sql`, its macros expanded and its $names replaced by `values`; still in DuckDB's words."""
    return [_bound(_expanded(found), values or {}) for found in parse(sql, read="duckdb") if found is not None]


def in_spark(query: exp.Expression) -> str:
    """A query as Spark takes it: the tables it reads are views named by `view_name`."""
    found = query.copy()
    own = {named.alias for named in found.find_all(exp.CTE)}
    for table in found.find_all(exp.Table):
        if table.db or table.name not in own:
            _rename(table)
    return found.sql("spark", comments=False)


def tables_of(query: exp.Expression) -> set[str]:
    """The tables a query reads, as the SQL names them: `stage.places`, `organizations`."""
    own = {named.alias for named in query.find_all(exp.CTE)}
    return {
        f"{table.db}.{table.name}" if table.db else table.name
        for table in query.find_all(exp.Table)
        if table.db or table.name not in own
    }


def name_of(table: exp.Table) -> str:
    """The table's name with its schema, if it has one."""
    return f"{table.db}.{table.name}" if table.db else table.name


def view_name(name: str) -> str:
    """The name of Spark's temporary view of a table of ours."""
    return name.replace(".", "__") if "." in name else f"main__{name}"


def _rename(table: exp.Table) -> None:
    alias = table.alias or table.name
    fresh = exp.to_table(view_name(name_of(table)), alias=alias)
    joins = table.args.get("joins")
    table.set("this", fresh.this)
    table.set("db", None)
    table.set("alias", fresh.args["alias"])
    table.set("joins", joins)


@cache
def _macros() -> dict[str, tuple[tuple[str, ...], exp.Expression]]:
    """Parameters and body of every macro, by its name."""
    found = {}
    for name in MACROS:
        for made in parse((STAGING / f"{name}.sql").read_text("utf-8"), read="duckdb"):
            if made is not None:
                called = made.this
                found[called.this.name] = (tuple(p.name for p in called.expressions), made.expression)
    return found


def _expanded(query: exp.Expression) -> exp.Expression:
    """The query with every call of a macro replaced by what the macro says."""

    def expand(node: exp.Expression) -> exp.Expression:
        is_call = isinstance(node, exp.Dot) and isinstance(node.expression, exp.Anonymous)
        if not is_call or node.expression.name not in _macros():
            return node
        names, body = _macros()[node.expression.name]
        given = dict(zip(names, node.expression.expressions, strict=True))

        def put(part: exp.Expression) -> exp.Expression:
            is_parameter = isinstance(part, exp.Column) and not part.table and part.name in given
            return given[part.name].copy() if is_parameter else part

        return exp.paren(body.copy().transform(put))

    return query.transform(expand)


def _bound(query: exp.Expression, values: Mapping[str, object]) -> exp.Expression:
    def put(node: exp.Expression) -> exp.Expression:
        return exp.convert(values[node.name]) if isinstance(node, exp.Placeholder) else node

    return query.transform(put) if values else query
