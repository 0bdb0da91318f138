"""The publish guard: which published figures a new build would change by more than a fifth.

A figure is one type of record in one street and month (yearly types: year; registers: how many are open): its rows and
its main sum. What is new is no change; nor is a build compared that another version of the models made.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import duckdb

from etl.let_in import LetIn
from etl.model import Built

FOLDER = Path(__file__).parent
MOST = 0.2
TABLE = re.compile(r"\{database\}\.\w+")
TOLD = 200
"""So many changes are kept with a held build, the largest first."""


def large_changes(
    connection: duckdb.DuckDBPyConnection, former: Path | None, within: str = "", without: Collection[str] = ()
) -> list[dict]:  # fmt: skip
    """The changes of `connection`'s build against the published file, the largest first: {type, area_code, area_name,
    period, measure, before, after, share}. With `within`, the key of a scope, only those of rows sent within it; of
    the deliveries `without` none."""
    if former is None or not former.exists():
        return []
    try:
        _figures(connection, former, within, without)
    except (duckdb.CatalogException, duckdb.BinderException):  # made by models that had other tables or columns
        return []
    own = connection.execute("SELECT current_database()").fetchone()[0]
    fresh = _figures_sql(f'"{own}".main', within, without)
    connection.execute(f"CREATE OR REPLACE TABLE stage.fresh_figures AS {fresh}")
    cursor = connection.execute(_sql("changes").format(most=MOST))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(TOLD)]


def _sql(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text("utf-8")


def _figures_sql(database: str, within: str, without: Collection[str]) -> str:
    """The figures of a build, of the rows that were sent within a scope if there is one, or not by some deliveries.

    Months of volunteers are then added up of days, which know who sent them; the register of an area is weighed whole,
    because a whole register closes organisations whoever sent them.
    """
    sql = _sql("figures")
    if within or without:
        kind, _, value = within.replace("'", "''").partition(":")
        sent = f"_delivery IN (SELECT delivery FROM {{database}}.deliveries WHERE within = '{kind}:{value}')"
        if without:
            sent = f"_delivery NOT IN ({', '.join(map(repr, without))})"
        inside = f"list_contains([l1, l2, l3, l4, l5, l6], '{value}')"
        only = {"{database}.organizations": inside} if kind == "area" else {}
        sql = sql.replace("volunteer_months", "volunteer_days")
        sql = TABLE.sub(lambda found: f"(SELECT * FROM {found[0]} WHERE {only.get(found[0], sent)})", sql)
    return sql.replace("{database}", database)


def _figures(
    connection: duckdb.DuckDBPyConnection, former: Path, within: str, without: Collection[str]
) -> None:  # fmt: skip
    """stage.former_figures: what the published build says."""
    connection.execute(f"ATTACH '{_quoted(former)}' AS former (READ_ONLY)")
    try:
        figures = _figures_sql("former.main", within, without)
        connection.execute(f"CREATE OR REPLACE TABLE stage.former_figures AS {figures}")
    finally:
        connection.execute("DETACH former")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def in_words(change: dict) -> str:
    """“凯旋街道 2016-03 人次 1,200 → 300（-75%）”"""
    place = " ".join(part for part in (change["area_name"], change["period"], change["measure"]) if part)
    return f"{place} {_number(change['before'])} → {_number(change['after'])}（{change['share']:+.0%}）"


def change_notes(changes: list[dict]) -> list[str]:
    """The ten largest changes as sentences, and how many there are."""
    if not changes:
        return []
    more = f"（共 {len(changes)} 处，只列前 10 处）" if len(changes) > 10 else ""
    return [f"已发布的数字有大幅变动{more}：" + "；".join(in_words(change) for change in changes[:10])]


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def new_deliveries(connection: duckdb.DuckDBPyConnection, former: Path) -> list[dict]:
    """{delivery, file, type} of the deliveries that hold in this build and did not in the published one, or stood
    at another place there: their sender brought other rows under the same name since."""
    own = connection.execute("SELECT current_database()").fetchone()[0]
    connection.execute(f"ATTACH '{_quoted(former)}' AS former (READ_ONLY)")
    try:
        rows = connection.execute(
            f"SELECT delivery, file, type FROM \"{own}\".main.deliveries AS fresh WHERE status = 'loaded' "
            "AND NOT EXISTS "
            "(FROM former.main.deliveries AS old WHERE old.delivery = fresh.delivery AND old.status = 'loaded' "
            "AND old.sequence = fresh.sequence) "
            "ORDER BY sequence"
        ).fetchall()
    finally:
        connection.execute("DETACH former")
    return [dict(zip(("delivery", "file", "type"), row, strict=True)) for row in rows]


def weigh(
    connection: duckdb.DuckDBPyConnection, built: Built, former: Path | None, holds: bool, part: LetIn,
    waiting: dict | None = None,
) -> None:  # fmt: skip
    """Notes the large changes of a build; with `holds` it is not to be published before a person agrees.

    A sender with a scope sees whether that is so, and could find out by trying how large the figures of others are:
    there only what was sent within the scope is weighed, unless the build alters what others sent. What waits for a
    decision of its own is no change of this run; `waiting` is what was held back of the same scope.
    """
    built.changes = large_changes(connection, former, without=sorted(part.waiting) if holds else ())
    weighed = large_changes(connection, former, part.within) if part.within and holds else built.changes
    if holds and (weighed or (part.alters_others and built.changes)):
        fresh = [one for one in new_deliveries(connection, former) if one["delivery"] not in part.waiting]
        changes = built.changes or weighed
        causes = _causes(fresh, waiting)
        built.held = {"changes": changes, "deliveries": fresh, "causes": causes, "within": part.within}


def _causes(fresh: list[dict], waiting: dict | None) -> list[dict]:
    """Of the deliveries that wait, those that are withdrawn if a person says no; the others only wait with them.

    As long as one stands that was a cause before, what came since is none: it is weighed by itself afterwards."""
    before = {one["delivery"] for one in (waiting or {}).get("deliveries", [])}
    guilty = {one["delivery"] for one in causes_of(waiting)}
    first = [one for one in fresh if one["delivery"] in guilty]
    return first or [one for one in fresh if one["delivery"] not in before] or fresh


def causes_of(held: dict | None) -> list[dict]:
    """The deliveries because of which a build is held back; of one of an earlier version, all that wait."""
    return (held or {}).get("causes") or (held or {}).get("deliveries", [])
