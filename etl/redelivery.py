"""A file of the same name with other content is a correction: what it adds, changes and repeats of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.apart import MARKS, NUMBERED, REFERRED
from etl.errors import WARNING, Problem
from etl.fast.same import same_rows
from etl.lake import Lake, Manifest
from etl.record import RecordType
from etl.taken import GIVEN, HOURS, NUMBER

NUMBERS = {*NUMBERED.values(), *REFERRED}
"""Columns in which marks may stand, besides names."""


def former_of(manifest: Manifest, present: Iterable[Manifest], withdrawn: set[str]) -> Manifest | None:
    """The latest other delivery of the same file name, sheet, type and sender that still holds."""
    told = ("file", "sheet", "type", "source", "area", "within")
    alike = [
        other for other in present
        if other.sha256 != manifest.sha256 and other.delivery not in withdrawn and other.accepted
        and all(getattr(other, name) == getattr(manifest, name) for name in told)
    ]  # fmt: skip
    return max(alike, key=lambda other: other.sequence, default=None)


def said_of_correction(
    lake: Lake, former: Manifest, record_type: RecordType, rows: pa.Table | Path
) -> Problem | None:
    """What the new rows do to those of the former delivery; None when they have no key in common."""
    before = lake.folder_of(former) / "rows.parquet"
    new, changed, same, left = _compared(before, record_type, rows, bool(former.within))
    if not changed + same:
        return None
    said = f"收到同名文件的新内容，按更正处理：新增{new}行、修改{changed}行、未变{same}行"
    if left:
        said += f"；上次报送的另外{left}行这次没有报，仍然有效（要作废请撤回 {former.delivery}）"
    return Problem(None, "", "", "B030", WARNING, said)


@contextmanager
def beside(former: Sequence[Path], rows: pa.Table | Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, set[str]]]:
    """A connection with the rows as the view `given`, those of the files as `former`; and the columns of the latter."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2; SET memory_limit = '1GB'")
        if isinstance(rows, pa.Table):
            connection.register("given", rows)
        else:
            connection.read_parquet(str(rows)).create_view("given")
        connection.read_parquet([str(one) for one in former], union_by_name=True).create_view("former")
        yield connection, {name for name, *_ in connection.execute("DESCRIBE former").fetchall()}


def _compared(
    former: Path, record_type: RecordType, rows: pa.Table | Path, is_scoped: bool
) -> tuple[int, int, int, int]:
    """How many rows are new, changed, the same, and only in the former delivery; by key, in one query. Those of a
    sender with a scope are compared as they were sent: what was put to their numbers follows from what others have."""
    with beside([former], rows) as (connection, known):
        columns = [column for column in record_type.column_ids() if column in known]
        content = ", ".join(f'"{column}"' for column in columns)
        sent = as_sent(record_type, known) if is_scoped else "*"
        keyed = f"SELECT {key_sql(record_type, known)} AS key, hash({content}) AS content FROM (SELECT {sent} FROM"
        return connection.execute(f"""
            WITH now AS ({keyed} given)), before AS ({keyed} former))
            SELECT
                count(*) FILTER (before.key IS NULL),
                count(*) FILTER (before.content <> now.content),
                count(*) FILTER (before.content = now.content),
                count(*) FILTER (now.key IS NULL)
            FROM now FULL JOIN before USING (key)
        """).fetchone()


def same_brought(stored: Path, record_type: RecordType, rows: pa.Table | Path, is_as_sent: bool = True) -> bool:
    """Whether the rows are those of the file; `is_as_sent`: as their sender wrote them, whatever was put to their
    numbers since, or is put to them now, because of what others have."""
    if not is_as_sent or same_rows(stored, rows):
        return same_rows(stored, rows)
    with beside([stored], rows) as (connection, known):
        if known != {name for name, *_ in connection.execute("DESCRIBE given").fetchall()}:
            return False
        content = ", ".join(f'"{name}"' for name in sorted(known))
        sent = f"SELECT hash({content}) FROM (SELECT {as_sent(record_type, known)} FROM"
        other = (f"{sent} {one}) EXCEPT ALL {sent} {two})" for one, two in (("given", "former"), ("former", "given")))
        return not any(connection.execute(f"SELECT 1 FROM ({sql}) LIMIT 1").fetchone() for sql in other)


def as_sent(record_type: RecordType, known: set[str]) -> str:
    """The columns of rows with their numbers and names as their sender wrote them: without marks (etl/apart.py), and
    without the numbers given to rows that had none (etl/taken.py)."""
    texts = (c.id for c in record_type.columns if c.id in known and (c.id in NUMBERS or c.id == "name"))
    told = [f"regexp_replace(\"{one}\", '{MARKS}', '', 'g') AS \"{one}\"" for one in texts]
    if record_type.id == HOURS and NUMBER in known:
        told = [one for one in told if not one.endswith(f"\"{NUMBER}\"")]
        bare = f"regexp_replace({NUMBER}, '{MARKS}', '', 'g')"
        told.append(f"CASE WHEN NOT regexp_full_match({NUMBER}, '{GIVEN}[0-9a-f]+') THEN {bare} END AS {NUMBER}")
    return f"* REPLACE ({', '.join(told)})" if told else "*"


def key_sql(record_type: RecordType, known: set[str]) -> str:
    """The key of a row as one text: that of the first alternative whose first column is filled."""
    cases = []
    for number, columns in enumerate(record_type.key):
        held = [f"coalesce(CAST(\"{column}\" AS VARCHAR), '')" for column in columns if column in known]
        if columns[0] in known:
            cases.append(f"WHEN \"{columns[0]}\" IS NOT NULL THEN concat_ws(chr(31), '{number}', {', '.join(held)})")
    return f"CASE {' '.join(cases)} END"
