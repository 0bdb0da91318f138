"""What a warehouse holds, in one number per table: the same for the same rows, and additive, so that what is added to
and taken from a table can be added to and taken from its number."""

from __future__ import annotations

import hashlib

import duckdb

UNSIGNED = ("builds", "build_history")
"""Tables that tell of the build itself: not part of its content."""

Sums = dict[str, tuple[int, int]]
"""Rows and sum of the hashes of the rows, by table."""


def table_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the warehouse that pages may read, but those that tell of the build."""
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main' "
        "AND NOT temporary ORDER BY table_name"
    ).fetchall()
    return [name for (name,) in names if name not in UNSIGNED]


def sums_of(connection: duckdb.DuckDBPyConnection, rows: str) -> tuple[int, int]:
    """Number of rows and sum of their hashes; `rows` is a table, or a SELECT in brackets."""
    counted, total = connection.execute(
        f"SELECT count(*), coalesce(sum(hash(line) % 1000000007), 0) FROM {rows} AS line"
    ).fetchone()
    return int(counted), int(total)


def all_sums(connection: duckdb.DuckDBPyConnection) -> Sums:
    """Every table's sums, each read from its first row to its last."""
    return {name: sums_of(connection, f'main."{name}"') for name in table_names(connection)}


def signed(connection: duckdb.DuckDBPyConnection, sums: Sums) -> dict[str, str]:
    """A text for every table that stands for its columns and its rows."""
    described: dict[str, list[tuple[str, str]]] = {}
    for table, name, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = 'main' ORDER BY table_name, column_index"
    ).fetchall():
        described.setdefault(table, []).append((name, kind))
    return {name: hashlib.sha256(repr((described[name], facts)).encode()).hexdigest() for name, facts in sums.items()}


def table_hashes(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """For every table but those that tell of the build: a hash of its columns and rows, all of them read."""
    return signed(connection, all_sums(connection))


def content_of(hashes: dict[str, str]) -> str:
    """One hash for the whole warehouse."""
    return hashlib.sha256(repr(sorted(hashes.items())).encode()).hexdigest()


def content_hash(connection: duckdb.DuckDBPyConnection) -> str:
    """The same for the same tables with the same rows."""
    return content_of(table_hashes(connection))
