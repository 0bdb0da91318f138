"""The publish guard: which published figures a new build would change by more than a fifth.

A figure is one type of record in one street and month (yearly types: year; registers: how many are open): its rows and
its main sum. What is new is no change; nor is a build compared that another version of the models made.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.model import Built

FOLDER = Path(__file__).parent
MOST = 0.2
TOLD = 200
"""So many changes are kept with a held build, the largest first."""


def large_changes(connection: duckdb.DuckDBPyConnection, former: Path | None) -> list[dict]:
    """The changes of `connection`'s build against the published file, the largest first: {type, area_code, area_name,
    period, measure, before, after, share}."""
    if former is None or not former.exists():
        return []
    try:
        _figures(connection, former)
    except (duckdb.CatalogException, duckdb.BinderException):  # made by models that had other tables or columns
        return []
    own = connection.execute("SELECT current_database()").fetchone()[0]
    fresh = _sql("figures").format(database=f'"{own}".main')
    connection.execute(f"CREATE OR REPLACE TABLE stage.fresh_figures AS {fresh}")
    cursor = connection.execute(_sql("changes").format(most=MOST))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(TOLD)]


def _sql(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text("utf-8")


def _figures(connection: duckdb.DuckDBPyConnection, former: Path) -> None:
    """stage.former_figures: what the published build says."""
    connection.execute(f"ATTACH '{_quoted(former)}' AS former (READ_ONLY)")
    try:
        figures = _sql("figures").format(database="former.main")
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


def weigh(connection: duckdb.DuckDBPyConnection, built: Built, former: Path | None, holds: bool) -> None:
    """Notes the large changes of a build; with `holds` it is not to be published before a person agrees."""
    built.changes = large_changes(connection, former)
    if holds and built.changes:
        built.held = {"changes": built.changes, "deliveries": new_deliveries(connection, former)}
