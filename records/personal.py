"""Columns that could repeat a volunteer's number: nothing is shown there; where nothing repeats nothing is asked."""

from __future__ import annotations

import logging
from threading import Lock, Thread

import duckdb

from indicators.cache import Cache
from indicators.errors import NoWarehouse
from indicators.warehouse import Snapshot, snapshot
from records.catalog import Column, RecordType, rows_of

AT_ONCE = 1_000_000  # rows that are looked through while somebody waits
_known = Cache(limit=500)
_begun: set[tuple] = set()
_lock = Lock()


def shown(taken: Snapshot, record_type: RecordType, column: Column) -> str:
    """The SQL of a column for conditions and order; the column alone where no row of this build repeats a number."""
    if not column.repeats:
        return column.expression
    if _known.get(_key(taken, record_type, column)) is None:
        _learn(taken, record_type, [column])
    return column.expression if _known.get(_key(taken, record_type, column)) else column.plain


def displayed(taken: Snapshot, record_type: RecordType, column: Column) -> str:
    """The SQL of a column for a few rows: nobody waits until a very large table has been looked through."""
    if not column.repeats:
        return column.expression
    known = _known.get(_key(taken, record_type, column))
    if known is None and rows_of(taken, record_type) > AT_ONCE:
        _learn_later(taken, record_type)
        return column.expression
    return shown(taken, record_type, column)


def _key(taken: Snapshot, record_type: RecordType, column: Column) -> tuple:
    return str(taken.path), taken.build, record_type.id, column.id


def _learn(taken: Snapshot, record_type: RecordType, columns: list[Column]) -> None:
    """Look through some columns together; one by one only where something repeats."""
    is_clean = not _is_somewhere(taken, record_type, columns)
    for column in columns:
        repeats = not is_clean and (len(columns) == 1 or _is_somewhere(taken, record_type, [column]))
        _known.put(_key(taken, record_type, column), repeats)


def _is_somewhere(taken: Snapshot, record_type: RecordType, columns: list[Column]) -> bool:
    repeats = " OR ".join(f"({column.repeats})" for column in columns)
    asked = f'SELECT EXISTS (SELECT 1 FROM "{record_type.id}" AS record WHERE {repeats})'
    return taken.cursor.execute(asked).fetchall()[0][0]


def _learn_later(taken: Snapshot, record_type: RecordType) -> None:
    """Look through a table beside what is being answered, once for each build.

    No daemon: a process that ends waits for the second this takes, instead of dying within the database.
    """
    key = (str(taken.path), taken.build, record_type.id)
    with _lock:
        if key in _begun:
            return
        _begun.add(key)
    Thread(target=_learn_beside, args=(key, record_type), name=f"personal-{record_type.id}").start()


def _learn_beside(key: tuple, record_type: RecordType) -> None:
    """What goes wrong here costs nobody anything: until it is known, every shown row is looked at."""
    try:
        with snapshot() as taken:
            if (str(taken.path), taken.build) == key[:2]:
                _learn(taken, record_type, [column for column in record_type.columns.values() if column.repeats])
    except (duckdb.Error, NoWarehouse) as reason:
        logging.getLogger("wushe").info("没有查完 %s：%s", record_type.id, reason)
