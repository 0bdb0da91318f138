"""Columns that could repeat a volunteer's number: nothing is shown there; where nothing repeats nothing is asked.

A very large table is looked through beside what people ask, a piece at a time, and steps aside for them. Whether a
number repeats anywhere is a fact of the build and not of who asks: whole tables are looked through, and what is found
is never shown.
"""

from __future__ import annotations

import logging
from threading import Lock, Thread
from time import monotonic, sleep

import duckdb

from indicators.cache import Cache
from indicators.errors import NoWarehouse
from indicators.scope import EVERYTHING, within
from indicators.warehouse import Snapshot, others_read, snapshot
from records.catalog import Column, RecordType, rows_of, types_of

AT_ONCE = 1_000_000  # rows that are looked through while somebody waits
PIECE = 614_400  # rows that are looked through before others are let in: five groups of the file
PATIENCE, GLANCE = 0.5, 0.02  # seconds to stand aside for others after each piece, and between two glances at them
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
    if known is None and _is_large(taken, record_type):
        _learn_later(taken, record_type)
        return column.expression
    return shown(taken, record_type, column)


def asked(taken: Snapshot, record_type: RecordType, column: Column) -> tuple[str, str]:
    """The SQL of a column for a condition, and what must be true besides (with its AND) or nothing.

    Where a very large table has not been looked through yet, the rows that meet the condition are looked at alone.
    """
    is_unknown = column.repeats and _known.get(_key(taken, record_type, column)) is None
    if is_unknown and _is_large(taken, record_type):
        _learn_later(taken, record_type)
        return column.plain, f" AND NOT coalesce({column.repeats}, FALSE)"
    return shown(taken, record_type, column), ""


def _is_large(taken: Snapshot, record_type: RecordType) -> bool:
    """Whether the whole table is too long to be looked through while somebody waits."""
    if taken.scope.is_everything:
        return rows_of(taken, record_type) > AT_ONCE
    with within(EVERYTHING), snapshot() as whole:
        return rows_of(whole, record_type) > AT_ONCE


def _key(taken: Snapshot, record_type: RecordType, column: Column) -> tuple:
    return str(taken.path), taken.build, record_type.id, column.id


def _learn(taken: Snapshot, record_type: RecordType, columns: list[Column], is_beside: bool = False) -> None:
    """Look through some columns together, whoever asks; one by one only where something repeats."""
    if not taken.scope.is_everything:
        with within(EVERYTHING), snapshot() as whole:
            return _learn(whole, record_type, columns, is_beside)
    is_clean = not _is_somewhere(taken, record_type, columns, is_beside)
    for column in columns:
        repeats = not is_clean and (len(columns) == 1 or _is_somewhere(taken, record_type, [column], is_beside))
        _known.put(_key(taken, record_type, column), repeats)


def _is_somewhere(taken: Snapshot, record_type: RecordType, columns: list[Column], is_beside: bool) -> bool:
    repeats = " OR ".join(f"({column.repeats})" for column in columns)
    statement = f'SELECT EXISTS (SELECT 1 FROM "{record_type.id}" AS record WHERE ({repeats})'
    if not is_beside:
        return taken.cursor.execute(f"{statement})").fetchall()[0][0]
    for first in range(0, rows_of(taken, record_type), PIECE):
        _stand_aside()
        piece = f"record.rowid BETWEEN {first} AND {first + PIECE - 1}"
        if taken.cursor.execute(f"{statement} AND {piece})").fetchall()[0][0]:
            return True
    return False


def _stand_aside() -> None:
    """Let those be answered first who wait for it, but not for ever."""
    until = monotonic() + PATIENCE
    while others_read() and monotonic() < until:
        sleep(GLANCE)


def look_ahead() -> None:
    """Begin with the very large tables before anybody asks: what a server does once when it starts."""
    try:
        with within(EVERYTHING), snapshot() as taken:
            for record_type in types_of(taken).values():
                if rows_of(taken, record_type) > AT_ONCE:
                    _learn_later(taken, record_type)
    except (duckdb.Error, NoWarehouse) as reason:
        logging.getLogger("wushe").info("没有预先查看大表：%s", reason)


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
        with within(EVERYTHING), snapshot() as taken:
            if (str(taken.path), taken.build) == key[:2]:
                repeating = [column for column in record_type.columns.values() if column.repeats]
                _learn(taken, record_type, repeating, is_beside=True)
    except (duckdb.Error, NoWarehouse) as reason:
        logging.getLogger("wushe").info("没有查完 %s：%s", record_type.id, reason)
