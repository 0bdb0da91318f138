"""A cursor that sees a scope: every table of the published file hidden behind a view of the same name.

Temporary views come before tables of the file, also where a query says `main.`; only `{whole}` (the name of the file's
catalogue) reaches past them. Which rows a view holds stands in scope_tables.toml; codes are checked and quoted.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from indicators.scope import Scope
from indicators.scope_numbers import NUMBERS, TWICE, borne_twice, shown, spoken

MAP = Path(__file__).with_name("scope_tables.toml")
OTHERS = re.compile(r"\{others\}(\w+)")
CODE = re.compile(r"[\w.:()（）·-]{1,100}")
LEVELS = range(1, 7)
SPOKEN = {
    "findings": ("found", "message"), "pending_rows": ("key", "reason", "value", "wanted"), "projects": ("name",),
    "partners": ("name",),
}  # fmt: skip
"""Columns with words about records, in which a number with a mark (indicators/scope_numbers.py) may stand."""
_IS_TOLD = "_delivery IN (SELECT delivery FROM scope_deliveries)"
_IS_NAMED = f"({_IS_TOLD} OR _delivery IN (SELECT delivery FROM scope_sent))"
PLACE_TOLD = {
    "_delivery": f"CASE WHEN {_IS_NAMED} THEN _delivery WHEN _delivery IS NOT NULL THEN '' END",
    "_row": f"CASE WHEN {_IS_TOLD} THEN _row END",
}
"""Which delivery and row of it a record came in: told of deliveries that the scope sees as a whole, the number also of
those sent within it. The number follows from all bytes of a file, the row from how many stand above it; of any other
delivery it is told that there is one ('')."""
NAMED_AFTER_IT = ("record_id", "entry_id")
"""Columns of numbers that the build makes of the delivery and the row where nobody wrote one."""
ADDED_UP = ("volunteer_hours",)
"""Tables of which another one (volunteer_days) names the same deliveries and areas in far fewer rows."""

NOT_CURRENT = ("rejected", "pending", "superseded", "withdrawn", "erased", "merged")
"""Counts of the rows of a delivery that stand in no table with their place."""


class ScopeCodeError(ValueError):
    """A scope names something that cannot be a code of an area or a hub."""


@dataclass(frozen=True)
class Rule:
    """What a scope shows of one table: a condition for areas and one for hubs, and columns that are told otherwise."""

    area: str = "none"
    hub: str = "none"
    shown_in_area: tuple[tuple[str, str], ...] = ()
    shown_in_hub: tuple[tuple[str, str], ...] = ()


@cache
def words() -> dict[str, str]:
    """The conditions that have a name."""
    return tomllib.loads(MAP.read_text(encoding="utf-8"))["words"]


@cache
def rules() -> dict[str, Rule]:
    """The rule of every classified table."""
    read = tomllib.loads(MAP.read_text(encoding="utf-8"))["tables"]
    columns = ("shown_in_area", "shown_in_hub")
    return {
        table: Rule(**{key: tuple(value.items()) if key in columns else value for key, value in rule.items()})
        for table, rule in read.items()
    }


def whole(catalog: str) -> str:
    """What `{whole}` stands for: tables as they are in the file."""
    return f'"{catalog}".main.'


def past(sql: str, catalog: str, scope: Scope) -> str:
    """A query in which `{whole}` before a table is the table in the file, and `{others}` the rows of it that were not
    sent within the scope: whoever sends rows themselves tells nothing of others by them."""
    if scope.is_everything:
        return sql.replace("{whole}", "").replace("{others}", "")
    rows = f"(SELECT * FROM {whole(catalog)}\\1 WHERE coalesce(_delivery, '') NOT IN (SELECT delivery FROM scope_sent))"
    return OTHERS.sub(rows, sql.replace("{whole}", whole(catalog)))


@dataclass(frozen=True)
class Known:
    """What takes reading every table once: the deliveries of an area, the areas in which a hub has anything, the
    numbers that several records bear (column, in the file, as shown), and the deliveries sent within the scope."""

    deliveries: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    twice: tuple[tuple[str, str, str], ...] = ()
    sent: tuple[str, ...] = ()


def narrow(cursor: duckdb.DuckDBPyConnection, catalog: str, scope: Scope, known: Known | None = None) -> Known:
    """From now on this cursor sees the rows of the scope and no others.

    Returns what had to be read for it: the next cursor of the scope is given it.
    """
    tables = _tables(cursor, catalog)
    filled = _filled(cursor, catalog, scope)
    if known is None:
        sql = _areas_of_hub(catalog, tables, filled) if scope.area is None else _deliveries(
            catalog, tables, filled, scope)  # fmt: skip
        found = tuple(one for (one,) in cursor.execute(sql).fetchall())
        twice = borne_twice(cursor, tables, lambda one: f'{whole(catalog)}"{one}"',
                            lambda one: condition(one, tables[one], scope, filled))  # fmt: skip
        sent = _sent(cursor, catalog, tables, scope)
        known = Known(**{"areas" if scope.area is None else "deliveries": found}, twice=twice, sent=sent)
    listed = {"deliveries": ("delivery", known.deliveries), "areas": ("area_code", known.areas),
              "sent": ("delivery", known.sent)}  # fmt: skip
    for name, (column, values) in listed.items():
        cursor.execute(f"CREATE TEMP TABLE scope_{name} ({column} VARCHAR)")
        cursor.execute(f"INSERT INTO scope_{name} SELECT unnest(CAST($known AS VARCHAR[]))", {"known": list(values)})
    cursor.execute(f"CREATE TEMP TABLE {TWICE} (meant VARCHAR, stored VARCHAR, shown VARCHAR)")
    if known.twice:
        cursor.executemany(f"INSERT INTO {TWICE} VALUES (?, ?, ?)", known.twice)
    views = (_view(catalog, table, columns, scope, filled, known) for table, columns in tables.items())
    cursor.execute(";".join(views))
    return known


def condition(table: str, columns: set[str], scope: Scope, filled: dict[str, str]) -> str:
    """The rows of a table that the scope shows, as SQL."""
    rule = rules().get(table, Rule())
    written = rule.hub if scope.hub is not None else rule.area
    written = words().get(written, written)
    if "l{level}" in written and filled["level"] == "0":
        return "FALSE"  # the area of the scope is not in the tree
    if "l{level}" in written and f"l{filled['level']}" not in columns and "SELECT" not in written:
        return "FALSE"  # the table does not reach down to the level of the scope
    return written.format(**filled)


def _view(catalog: str, table: str, columns: set[str], scope: Scope, filled: dict[str, str], known: Known) -> str:
    rule = rules().get(table, Rule())
    otherwise = rule.shown_in_hub if scope.hub is not None else rule.shown_in_area
    told = {name: shown(name, known.twice) for name in NUMBERS if name in columns}
    if "_delivery" in columns:
        told |= {name: sql for name, sql in PLACE_TOLD.items() if name in columns}
        told |= {name: _unless_named_after(name, told[name]) for name in NAMED_AFTER_IT if name in columns}
    told |= {name: _told(sql, filled) for name, sql in otherwise if name in columns}
    told |= {name: spoken(told.get(name, f'"{name}"')) for name in SPOKEN.get(table, ()) if name in columns}
    written = ", ".join(f'{sql} AS "{name}"' for name, sql in told.items())
    star = f"* REPLACE ({written})" if told else "*"
    where = condition(table, columns, scope, filled)
    return f'CREATE TEMP VIEW "{table}" AS SELECT {star}, rowid FROM {whole(catalog)}"{table}" WHERE {where}'


def _unless_named_after(name: str, told: str) -> str:
    return f"CASE WHEN {_IS_NAMED} OR NOT starts_with({name}, _delivery || '-') THEN {told} END"


def _told(sql: str, filled: dict[str, str]) -> str:
    return "FALSE" if "l{level}" in sql and filled["level"] == "0" else sql.format(**filled)


def _tables(cursor: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, set[str]]:
    """Every table of the file that a query can name, with its columns."""
    found: dict[str, set[str]] = {}
    rows = cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_catalog = $catalog AND table_schema = 'main' ORDER BY table_name",
        {"catalog": catalog},
    ).fetchall()
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


def _filled(cursor: duckdb.DuckDBPyConnection, catalog: str, scope: Scope) -> dict[str, str]:
    """The constants of the conditions; an area that is not in the tree has level 0 and shows nothing."""
    code = scope.area
    if scope.hub is not None:
        rows = cursor.execute(
            f"SELECT area_code FROM {whole(catalog)}hubs WHERE hub_id = $hub LIMIT 1", {"hub": scope.hub}
        ).fetchall()
        code = rows[0][0] if rows else None
    found = cursor.execute(
        f"SELECT level, [l1, l2, l3, l4, l5, l6] FROM {whole(catalog)}areas WHERE area_code = $code AND is_canonical",
        {"code": code},
    ).fetchone()
    level, lineage = found or (0, [])
    above = ", ".join(_literal(one) for one in lineage if one)
    return {
        "level": str(int(level)),
        "code": _literal(code or ""),
        "hub": _literal(scope.hub or ""),
        "above": f"({above})" if above else "(NULL)",
        "whole": whole(catalog),
    }


def _deliveries(catalog: str, tables: dict[str, set[str]], filled: dict[str, str], scope: Scope) -> str:
    """The deliveries that were declared for areas inside alone and brought rows from inside alone. Where rows lay that
    are there no longer nobody knows, but of a delivery that was declared inside or sent within the scope.
    """
    level = filled["level"]
    if level == "0" or "delivery_areas" not in tables:
        return "SELECT NULL LIMIT 0"
    inside = f"coalesce(l{level} = {filled['code']}, FALSE)"
    told = [
        f'SELECT _delivery AS delivery, {inside} AS is_inside FROM {whole(catalog)}"{table}"'
        for table, columns in tables.items()
        if {"_delivery", f"l{level}"} <= columns and table not in ADDED_UP
    ]
    told.append(f"SELECT delivery, {inside} FROM {whole(catalog)}delivery_areas")
    if gone := _brought_more(catalog, tables):
        own = f"area IN (SELECT area_code FROM {whole(catalog)}areas WHERE {inside})"
        own += f" OR within = {_literal(scope.key)}" if "within" in tables["deliveries"] else ""
        told.append(f"SELECT delivery, FALSE FROM {whole(catalog)}deliveries WHERE ({gone}) AND ({own}) IS NOT TRUE")
    distinct = " UNION ALL ".join(f"SELECT DISTINCT * FROM ({one})" for one in told)
    own = "WHERE delivery IS NOT NULL GROUP BY delivery HAVING bool_and(is_inside)"
    return f"SELECT delivery FROM ({distinct}) {own}"


def _brought_more(catalog: str, tables: dict[str, set[str]]) -> str:
    """That a delivery brought rows that are not current, or were put right since; '' where no file says so."""
    columns = tables.get("deliveries", set())
    found = [f"coalesce({name}, 0) > 0" for name in NOT_CURRENT if name in columns]
    if {"accepted", "current"} <= columns:
        found.append("accepted IS DISTINCT FROM current")
    if "type" in columns and "corrections" in tables:
        found.append(f"type IN (SELECT type FROM {whole(catalog)}corrections WHERE outcome = '已更正')")
    return " OR ".join(found)


def _sent(
    cursor: duckdb.DuckDBPyConnection, catalog: str, tables: dict[str, set[str]], scope: Scope
) -> tuple[str, ...]:
    """The deliveries that were sent within the scope; none in a file of before that was written down."""
    if "within" not in tables.get("deliveries", ()):
        return ()
    sql = f"SELECT DISTINCT delivery FROM {whole(catalog)}deliveries WHERE within = $within ORDER BY delivery"
    return tuple(one for (one,) in cursor.execute(sql, {"within": scope.key}).fetchall())


def _areas_of_hub(catalog: str, tables: dict[str, set[str]], filled: dict[str, str]) -> str:
    """The areas in which, or below which, the hub has a row of its own, or one of its organisations one that the hub
    sees itself (a demand passed on to it)."""
    levels = {f"l{level}" for level in LEVELS}
    placed = {table: rules().get(table, Rule()).hub for table, columns in tables.items() if levels <= columns}
    own = [
        f'SELECT DISTINCT l1, l2, l3, l4, l5, l6 FROM {whole(catalog)}"{table}" WHERE {words()[rule].format(**filled)}'
        for table, rule in placed.items()
        if rule in ("own_hub", "own_organization")
    ]
    if not own:
        return "SELECT NULL LIMIT 0"
    return f"SELECT DISTINCT unnest([l1, l2, l3, l4, l5, l6]) AS area_code FROM ({' UNION ALL '.join(own)})"


def _literal(code: str) -> str:
    if code and not CODE.fullmatch(code):
        raise ScopeCodeError(f"{code!r} is no code of an area or a hub")
    return "'" + code.replace("'", "''") + "'"
