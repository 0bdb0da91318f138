"""Rows of a worksheet made by the database: the rules of workbook.write_cell, said once more in SQL for many rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from exports.csv_lines import TEXT

WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
DECIMAL = re.compile(r"DECIMAL\(\d+,(\d+)\)", re.ASCII)
EXACT_DIGITS = 15
LONGEST = 32_767  # letters a cell can hold, as UTF-16 counts them
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
BEYOND = r"[\x{{10000}}-\x{{10FFFF}}]"  # letters that count twice: a text with them is cut at half the length
# text without what a workbook cannot hold, escaped as the library escapes it; nothing for no text
STEPS = (
    "{0}::VARCHAR",
    f"if(regexp_matches({{0}}, '{CONTROL}'), regexp_replace({{0}}, '{CONTROL}', '', 'g'), {{0}})",
    f"if(length({{0}}) <= {LONGEST // 2}, {{0}}, "
    f"left({{0}}, if(regexp_matches({{0}}, '{BEYOND}'), {LONGEST // 2}, {LONGEST})))",
    "replace(replace(replace({0}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')",
    "if(contains({0}, '_x'), regexp_replace({0}, '(_x[0-9a-fA-F]{{4}}_)', '_x005F\\1', 'g'), {0})",
    "replace(replace({0}, chr(65534), '_xFFFE_'), chr(65535), '_xFFFF_')",
    "nullif(replace({0}, chr(13), '_x000D_'), '')",
)


def can_say(types: Sequence[str]) -> bool:
    """Whether every type of column has its rule here; the others are written cell by cell."""
    return all(kind in WHOLE | TEXT | {"DATE", "BOOLEAN"} or _places(kind) < EXACT_DIGITS for kind in types)


def rows_sql(select: str, types: Sequence[str], styles: Sequence[int]) -> str:
    """A SELECT of one column `line`: each row of `select`, in its order, as XML; the first one is row 2.

    `styles` are the numbers of the formats of numbers and dates in each column.
    """
    names = [f"c{position}" for position in range(len(types))]
    cells = [
        f"coalesce({_cell(name, kind, xl_col_to_name(position), style)}, '')"
        for position, (name, kind, style) in enumerate(zip(names, types, styles, strict=True))
    ]
    rows = f"SELECT row_number() OVER () + 1 AS n, * FROM ({select}) AS asked({', '.join(names)})"
    for step in STEPS:  # one SELECT each: said in one expression, every text would be written down a hundred times
        done = ", ".join(
            f"{step.format(name)} AS {name}" if kind in TEXT else name for name, kind in zip(names, types, strict=True)
        )
        rows = f"SELECT n, {done} FROM ({rows})"
    return f"SELECT concat('<row r=\"', n, '\">', {', '.join(cells)}, '</row>') AS line FROM ({rows})"


def _places(kind: str) -> int:
    """The decimal places of a type; too many for anything else than a decimal."""
    found = DECIMAL.fullmatch(kind)
    return int(found[1]) if found else EXACT_DIGITS


def _cell(name: str, kind: str, letter: str, style: int) -> str:
    """The cell, NULL for nothing."""
    if kind in TEXT:
        return _text(letter, name)
    if kind == "BOOLEAN":
        return _text(letter, f"if({name}, '是', if(NOT {name}, '否', NULL))")
    mark = f' s="{style}"' if style else ""
    if kind == "DATE":
        days = f"({name} - DATE '1899-12-31')"
        number = f"{days} + if({days} > 59, 1, 0)"  # a spreadsheet believes in 29 February 1900
        is_exact = f"year({name}) >= 1900"
    else:
        places = 0 if kind in WHOLE else _places(kind)
        most = "9" * (EXACT_DIGITS - places) + (f".{'9' * places}" if places else "")
        number, is_exact = f"{name}::VARCHAR", f"{name} BETWEEN -{most} AND {most}"
    cell = f"'<c r=\"{letter}' || n || '\"{mark}><v>' || ({number}) || '</v></c>'"
    return (
        f"CASE WHEN {name} IS NULL THEN NULL WHEN {is_exact} THEN {cell} ELSE {_text(letter, f'{name}::VARCHAR')} END"
    )


def _text(letter: str, value: str) -> str:
    start, end = f'\'<c r="{letter}\' || n || \'" t="inlineStr"><is><t xml:space="preserve">\'', "'</t></is></c>'"
    return f"{start} || ({value}) || {end}"
