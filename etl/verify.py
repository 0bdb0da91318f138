"""Whether what is published is what the lake gives: rebuilt beside it, compared table by table, nothing published."""

from __future__ import annotations

import os

import duckdb

from etl.content import UNSIGNED
from etl.errors import DeliveryError
from etl.lake import Lake
from etl.portions import build_all
from etl.progress import Progress, silent
from etl.publish import Warehouse

PUBLISHED = "published"


def verify(lake: Lake, warehouse: Warehouse, is_demonstration: bool, progress: Progress = silent) -> dict:
    """{build, same, tables, differences, unpublished, rolled_back}; each difference tells table and rows.

    The caller holds the lock. DeliveryError when nothing is published or the file is damaged.
    """
    present = warehouse.current()
    fault = warehouse.fault()
    if present is None or fault:
        raise DeliveryError(fault or "还没有发布过数据，没有可以核对的。", "请先执行 build。")
    fresh = warehouse.folder / f".build-{os.getpid()}.duckdb"
    fresh.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(fresh)) as connection:
            build_all(connection, lake, is_demonstration, progress)
            path = str(warehouse.folder / present["file"]).replace("'", "''")
            connection.execute(f"ATTACH '{path}' AS {PUBLISHED} (READ_ONLY)")
            names = _names(connection)
            progress("逐表核对", 0, len(names))
            differences = [found for name in names if (found := _difference(connection, name))]
    finally:
        fresh.unlink(missing_ok=True)
        fresh.with_name(fresh.name + ".wal").unlink(missing_ok=True)
    return {
        "build": present["build"],
        "same": not differences,
        "tables": len(names),
        "differences": differences,
        "unpublished": present.get("lake") != lake.fingerprint(),
        "rolled_back": bool(present.get("rolled_back")),
    }


def _names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of either build, but those that tell of the build itself."""
    found = connection.execute(
        "SELECT DISTINCT table_name FROM duckdb_tables() WHERE schema_name = 'main' "
        "AND database_name IN (current_database(), $published) ORDER BY table_name",
        {"published": PUBLISHED},
    ).fetchall()
    return [name for (name,) in found if name not in UNSIGNED]


def _difference(connection: duckdb.DuckDBPyConnection, name: str) -> dict | None:
    """What differs between both builds' tables of a name; None if nothing does, not even the order of the rows."""
    one, other = f'main."{name}"', f'{PUBLISHED}.main."{name}"'
    columns = [_columns(connection, table) for table in (one, other)]
    if columns[0] != columns[1]:
        return {"table": name, "what": "列不同", "rebuilt": columns[0], "published": columns[1]}
    if _in_order(connection, one) == _in_order(connection, other):
        return None
    counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in (one, other)]
    only = [
        connection.execute(f"SELECT count(*) FROM (FROM {a} EXCEPT ALL FROM {b})").fetchone()[0]
        for a, b in ((one, other), (other, one))
    ]
    return {
        "table": name, "what": "行不同" if any(only) else "行的次序不同", "rebuilt": counts[0], "published": counts[1],
        "only_rebuilt": only[0], "only_published": only[1],
    }  # fmt: skip


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str] | None:
    try:
        return [f"{column[0]} {column[1]}" for column in connection.execute(f"DESCRIBE {table}").fetchall()]
    except duckdb.CatalogException:
        return None


def _in_order(connection: duckdb.DuckDBPyConnection, table: str) -> tuple:
    """The number of rows and a sum over the rows, each with its place."""
    return connection.execute(
        f"SELECT count(*), sum(hash(place, line) % 1000000007) "
        f"FROM (SELECT row_number() OVER () AS place, line FROM {table} AS line)"
    ).fetchone()


def in_words(document: dict) -> str:
    """The outcome in Chinese sentences."""
    if document["same"]:
        return f"版本 {document['build']} 与由数据湖重新生成的完全一致（{document['tables']} 张表逐行核对）。"
    told = [
        f"{found['table']}：{found['what']}"
        + (f"，只在重新生成的里有 {found['only_rebuilt']} 行，只在已发布的里有 {found['only_published']} 行"
           if found["what"] == "行不同" else "")
        for found in document["differences"]
    ]  # fmt: skip
    why = "数据湖里有还没有发布的报送，" if document["unpublished"] else ""
    why = "现行版本是退回去的旧版本，与数据湖不同是正常的；要回到最新，" if document["rolled_back"] else why
    return f"版本 {document['build']} 与重新生成的不一致：{'；'.join(told)}。{why}请执行 build 重新发布。"

