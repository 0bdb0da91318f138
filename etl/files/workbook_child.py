"""Reads one workbook in a process of its own with limits, and writes its sheets as JSON lines to standard output.

Run as `python -m etl.files.workbook_child FILE KIND`; imports little, so that it starts fast and can do little.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from etl.files.marks import Marks, marker
from etl.files.sheet_marks import TooFarError
from etl.files.table import BROKEN, PASSWORD, TOO_FAR

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None

MEMORY = 6 * 1024**3
CPU_SECONDS = 300
LARGE = 2 << 20
"""A file of so many bytes holds too much to be a few cells spread far."""
HEAD_ROWS, FEW_ROWS, CHUNK_ROWS = 200, 2000, 20_000
"""The first rows of a sheet go row by row, the others, unless they are few, in chunks column by column."""


def main(file: str, kind: str) -> int:
    """Write every sheet: one line about it, then one line per row."""
    if resource:
        memory = memory_limit()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        is_large = os.path.getsize(file) > LARGE
        gc.disable()  # millions of cells are made, none of them in a circle
        workbook = CalamineWorkbook.from_path(file)
        marks = marker(file, kind)
        for meta in workbook.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet:
                write_sheet(workbook, meta.name, meta.visible == SheetVisibleEnum.Visible, marks, is_large)
    except PasswordError:
        return PASSWORD
    except TooFarError as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return TOO_FAR
    except (CalamineError, zipfile.BadZipFile, SyntaxError, LookupError, ValueError, OSError, zlib.error) as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)  # noqa: T201
        return PASSWORD if "assword" in str(fault) else BROKEN
    return 0


def memory_limit() -> int:
    """What the process may take: never so much of a small machine that the others on it suffer."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(MEMORY, int(0.6 * physical)) if physical > 0 else MEMORY


def write_sheet(
    workbook: CalamineWorkbook, name: str, is_visible: bool, marks: Callable[[str], Marks], is_large: bool = False
) -> None:
    about = {"sheet": name, "visible": is_visible}
    if not is_visible:
        emit(about)
        return
    with ThreadPoolExecutor(1) as beside:
        marking = beside.submit(marks, name)
        if is_large:
            beside.submit(_columns_ready)
        else:
            marking.result()  # what is spread too far is found before anybody tries to read it
        sheet = workbook.get_sheet_by_name(name)
        found = marking.result()
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []] or found.merged
    emit(about | {"merged": merged, "hidden_rows": found.hidden, "external": found.external})
    write_rows(_from_column_a(sheet), found.broken)


def _columns_ready() -> None:
    """Loads what large sheets need while the workbook is still being read."""
    from etl.files.columns import pack

    pack([["", 0.5]], plain)


def _from_column_a(sheet: CalamineSheet) -> Iterator[list[object]]:
    """The rows from column A on; calamine begins with the first column that holds anything."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    return (left + cells for cells in sheet.iter_rows()) if left else sheet.iter_rows()


def write_rows(rows: Iterator[list[object]], broken: dict[tuple[int, int], str]) -> None:
    """Every row, many of them column by column; `broken` cells hold the word for their error.

    calamine would leave those silently empty.
    """
    whole = _with_words(rows, broken)
    for cells in islice(whole, HEAD_ROWS):
        emit(cells)
    chunk = list(islice(whole, CHUNK_ROWS))
    if len(chunk) < FEW_ROWS:
        for cells in chunk:
            emit(cells)
        return
    from etl.files.columns import pack  # takes longer to load than a small workbook takes to read

    while chunk:
        data = pack(chunk, plain)
        emit({"chunk": len(data), "rows": len(chunk)})
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        chunk = list(islice(whole, CHUNK_ROWS))


def _with_words(rows: Iterator[list[object]], broken: dict[tuple[int, int], str]) -> Iterator[list[object]]:
    patches: dict[int, dict[int, str]] = {}
    for (row, column), word in broken.items():
        patches.setdefault(row, {})[column] = word
    number = -1
    for number, cells in enumerate(rows):
        yield patched(cells, patches[number]) if number in patches else cells
    for later in range(number + 1, max(patches, default=-1) + 1):
        yield patched([], patches.get(later, {}))


def patched(cells: list[object], words: dict[int, str]) -> list[object]:
    cells.extend([""] * (max(words, default=-1) + 1 - len(cells)))
    for column, word in words.items():
        cells[column] = word
    return cells


def emit(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, default=plain, separators=(",", ":")) + "\n")


def plain(cell: object) -> dict[str, object]:
    """Dates and times in a form JSON can carry."""
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time):
        return {"s": cell.hour * 3600 + cell.minute * 60 + cell.second}
    if isinstance(cell, timedelta):
        return {"s": cell.total_seconds()}
    return {"x": str(cell)}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
