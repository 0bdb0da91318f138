"""The publish guard: which published figures a new build would change by more than a fifth.

A figure is one type of record in one street and month (yearly types: year; registers: how many are open): its rows and
its main sum. What is new is no change; nor is a build compared that another version of the models made.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from etl.model import Built

FOLDER = Path(__file__).parent
MOST = 0.2
TABLE = re.compile(r"\{database\}\.\w+")
TOLD = 200
"""So many changes are kept with a held build, the largest first."""


def large_changes(connection: duckdb.DuckDBPyConnection, former: Path | None, within: str = "") -> list[dict]:
    """The changes of `connection`'s build against the published file, the largest first: {type, area_code, area_name,
    period, measure, before, after, share}. With `within`, the key of a scope, only those of rows sent within it."""
    if former is None or not former.exists():
        return []
    try:
        _figures(connection, former, within)
    except (duckdb.CatalogException, duckdb.BinderException):  # made by models that had other tables or columns
        return []
    own = connection.execute("SELECT current_database()").fetchone()[0]
    fresh = _figures_sql(f'"{own}".main', within)
    connection.execute(f"CREATE OR REPLACE TABLE stage.fresh_figures AS {fresh}")
    cursor = connection.execute(_sql("changes").format(most=MOST))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(TOLD)]


def _sql(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text("utf-8")


def _figures_sql(database: str, within: str) -> str:
    """The figures of a build, of the rows that were sent within a scope if there is one.

    Months of volunteers are then added up of days, which know who sent them; the register of an area is weighed whole,
    because a whole register closes organisations whoever sent them.
    """
    sql = _sql("figures")
    if within:
        kind, _, value = within.replace("'", "''").partition(":")
        sent = f"_delivery IN (SELECT delivery FROM {{database}}.deliveries WHERE within = '{kind}:{value}')"
        inside = f"list_contains([l1, l2, l3, l4, l5, l6], '{value}')"
        only = {"{database}.organizations": inside} if kind == "area" else {}
        sql = sql.replace("volunteer_months", "volunteer_days")
        sql = TABLE.sub(lambda found: f"(SELECT * FROM {found[0]} WHERE {only.get(found[0], sent)})", sql)
    return sql.replace("{database}", database)


def _figures(connection: duckdb.DuckDBPyConnection, former: Path, within: str) -> None:
    """stage.former_figures: what the published build says."""
    connection.execute(f"ATTACH '{_quoted(former)}' AS former (READ_ONLY)")
    try:
        figures = _figures_sql("former.main", within)
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
    """{delivery, file, type} of the deliveries that hold in this build and did not in the published one."""
    own = connection.execute("SELECT current_database()").fetchone()[0]
    connection.execute(f"ATTACH '{_quoted(former)}' AS former (READ_ONLY)")
    try:
        rows = connection.execute(
            f"SELECT delivery, file, type FROM \"{own}\".main.deliveries AS fresh WHERE status = 'loaded' "
            "AND NOT EXISTS "
            "(FROM former.main.deliveries AS old WHERE old.delivery = fresh.delivery AND old.status = 'loaded') "
            "ORDER BY sequence"
        ).fetchall()
    finally:
        connection.execute("DETACH former")
    return [dict(zip(("delivery", "file", "type"), row, strict=True)) for row in rows]


def weigh(
    connection: duckdb.DuckDBPyConnection, built: Built, former: Path | None, holds: bool, within: str = "",
    waiting: dict | None = None,
) -> None:  # fmt: skip
    """Notes the large changes of a build; with `holds` it is not to be published before a person agrees.

    A sender with the scope `within` sees whether that is so, and could find out by trying how large the figures of
    others are: there only what was sent within the scope is weighed. What others brought into the build that is
    `waiting` goes on waiting.
    """
    built.changes = large_changes(connection, former)
    weighed = large_changes(connection, former, within) if within and holds else built.changes
    if holds and (weighed or (within and _is_of_others(connection, waiting, within))):
        changes, fresh = built.changes or weighed or waiting["changes"], new_deliveries(connection, former)
        built.held = {"changes": changes, "deliveries": fresh, "causes": _causes(fresh, weighed, waiting)}


def _causes(fresh: list[dict], weighed: list[dict], waiting: dict | None) -> list[dict]:
    """Of the deliveries that wait, those that brought large changes; the others only wait with them.

    What came since the build that is `waiting` is a cause if it changes figures that were not among those told there.
    """
    before = [one["delivery"] for one in (waiting or {}).get("deliveries", [])]
    guilty = {one["delivery"] for one in causes_of(waiting)} & {one["delivery"] for one in fresh}
    told = {_figure(change) for change in (waiting or {}).get("changes", [])}
    if not guilty or not {_figure(change) for change in weighed} <= told:
        guilty |= {one["delivery"] for one in fresh if one["delivery"] not in before}
    return [one for one in fresh if one["delivery"] in guilty] or fresh


def causes_of(held: dict | None) -> list[dict]:
    """The deliveries because of which a build is held back; of one of an earlier version, all that wait."""
    return (held or {}).get("causes") or (held or {}).get("deliveries", [])


def _figure(change: dict) -> tuple:
    return tuple(change[name] for name in ("type", "area_code", "period", "measure"))


def _is_of_others(connection: duckdb.DuckDBPyConnection, waiting: dict | None, within: str) -> bool:
    """Whether some delivery because of which a build is held back, and still stands, was not sent within the scope."""
    others = "status = 'loaded' AND coalesce(within, '') <> $within"
    sql = f"SELECT 1 FROM deliveries WHERE list_contains($held, delivery) AND {others}"
    held = [one["delivery"] for one in causes_of(waiting)]
    return bool(connection.execute(sql, {"held": held, "within": within}).fetchall())
