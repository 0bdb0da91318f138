"""Whole lines of CSV made by the database: the rules of cells.py, said once more in SQL for millions of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from exports.cells import BLANKS, NUMBER, TRIGGERS

WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "DATE"}
TEXT = {"VARCHAR", "JSON"}
OTHER = {"BOOLEAN", "TIMESTAMP"}
FIRST_LETTERS = ", ".join(str(ord(letter)) for letter in sorted({*TRIGGERS, *BLANKS, '"'}))
NUL, CR, LF = "chr(0)", "chr(13)", "chr(10)"


def can_say(types: Sequence[str]) -> bool:
    """Whether every type of column has its rule here; the others are written cell by cell."""
    return all(kind in WHOLE | TEXT | OTHER or kind.startswith("DECIMAL(") for kind in types)


def lines_sql(select: str, types: Sequence[str]) -> str:
    """A SELECT of one column `line`: each row of `select`, in its order, as one line with its end."""
    names = [f"c{position}" for position in range(len(types))]
    columns = list(zip(names, types, strict=True))
    clean = ", ".join(f"{_without_nul(name) if kind in TEXT else name} AS {name}" for name, kind in columns)
    shown = ", ".join(f"{_cell(name, kind)} AS {name}" for name, kind in columns)
    quoted = ", ".join(f"{_quoted(name) if kind in TEXT else name} AS {name}" for name, kind in columns)
    line = f"concat_ws(',', {', '.join(names)})" if len(names) > 1 else "if(c0 = '', '\"\"', c0)"
    return (
        f"SELECT {line} || {CR} || {LF} AS line FROM (SELECT {quoted} FROM (SELECT {shown} FROM "
        f"(SELECT {clean} FROM ({select}) AS asked({', '.join(names)}))))"
    )


def _without_nul(name: str) -> str:
    return f"if(contains({name}::VARCHAR, {NUL}), replace({name}::VARCHAR, {NUL}, ''), {name}::VARCHAR)"


def _cell(name: str, kind: str) -> str:
    if kind in TEXT:
        return f"CASE WHEN {name} IS NULL THEN '' WHEN {_is_formula(name)} THEN chr(39) || {name} ELSE {name} END"
    if kind == "BOOLEAN":
        return f"CASE WHEN {name} IS NULL THEN '' WHEN {name} THEN '是' ELSE '否' END"
    if kind == "TIMESTAMP":
        fraction = f"if(microsecond({name}) % 1000000 = 0, '', strftime({name}, '.%f'))"
        return f"coalesce(strftime({name}, '%Y-%m-%dT%H:%M:%S') || {fraction}, '')"
    return f"coalesce({name}::VARCHAR, '')"


def _is_formula(name: str) -> str:
    """Whether a spreadsheet would run the text; the first letter decides for nearly all of them."""
    triggers = "".join(re.escape(letter) for letter in TRIGGERS)
    pattern = _literal(f'^[{BLANKS}]*(?:[{triggers}]|"")')
    number = _literal(NUMBER.pattern)
    suspicious = f"unicode({name}) IN ({FIRST_LETTERS})"
    return f"{suspicious} AND regexp_matches({name}, {pattern}) AND NOT regexp_full_match({name}, {number})"


def _quoted(name: str) -> str:
    special = " OR ".join(f"contains({name}, {letter})" for letter in ("','", "'\"'", CR, LF))
    return f"if({special}, '\"' || replace({name}, '\"', '\"\"') || '\"', {name})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
