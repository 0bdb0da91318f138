"""Records of single volunteers are not kept for ever: older ones are added up, and nobody can be told apart in them.

WUSHE_VOLUNTEER_YEARS=3 keeps this year and the three before; at the next build older rows that count become one row per
organisation, activity, place and day, and those that do not count (superseded, withdrawn, waiting) go. Hours, points
and participations stay what they were; how many different people there were can no longer be asked.
"""

from __future__ import annotations

import csv
import io
import os
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.disk import sync
from etl.errors import DeliveryError
from etl.extract import RawTable, read_tables
from etl.former import drop, kept_formers
from etl.judging.headings import match_headings
from etl.lake import Lake, Manifest
from etl.model import prepare, usable_corrections
from etl.normalise.dates import SHANGHAI
from etl.normalise.personal import mask_personal
from etl.pseudonyms import HIDDEN, personal_columns
from etl.record import RecordType, record_types
from etl.stage import stage_lake
from etl.validate import recognise

SETTING = "WUSHE_VOLUNTEER_YEARS"
DAYS = {"volunteer_hours": "served_on", "points": "happened_on"}
SUMS = ("volunteers", "hours", "points")
ONE_ROWS_OWN = ("volunteer_id", "started_at", "ended_at")
NOTHING_KEPT = "超过保存期限的志愿者记录，原件读不成表格，没有保留。\n"


def first_day_kept(today: date | None = None) -> date | None:
    """The day from which on single rows are kept; None when they are kept for ever. DeliveryError for a bad setting."""
    told = os.environ.get(SETTING, "").strip()
    if not told:
        return None
    if not told.isdecimal() or not 1 <= int(told) <= 100:
        raise DeliveryError(f"{SETTING} 写的是“{told[:20]}”，不是年数。", "请写 1 到 100 之间的整数；不写就一直保存。")
    return date((today or datetime.now(SHANGHAI).date()).year - int(told), 1, 1)


def merge_old(lake: Lake, today: date | None = None) -> list[str]:
    """Adds up what is too old to be kept singly; a Chinese sentence if anything was. The caller holds the lock."""
    first = first_day_kept(today)
    for former in (one for one in kept_formers(lake) if first and _has_old(lake, one, first)):
        drop(lake.folder_of(former))
    old = [manifest for manifest in lake.manifests() if first and _has_old(lake, manifest, first)]
    if not old:
        return []
    before = sum(manifest.kept for manifest in old)
    with duckdb.connect() as connection:
        prepare(connection)
        types = record_types()
        stage_lake(connection, lake, types, usable_corrections(lake, types))
        for manifest in old:
            _merge(connection, lake, manifest, types[manifest.type], first)
    for sha256 in sorted({manifest.sha256 for manifest in old}):
        _cover_original(lake, sha256)
    gone = before - sum(manifest.kept for manifest in old)
    lake.ledger.write("merged", rows=gone, deliveries=[manifest.delivery for manifest in old])
    return [f"{first:%Y-%m-%d} 以前的志愿者逐人记录超过保存期限，已合并为合计，少了 {gone} 行，合计不变"]


def _has_old(lake: Lake, manifest: Manifest, first: date) -> bool:
    if manifest.type not in DAYS or not manifest.kept:
        return False
    day = DAYS[manifest.type]
    rows = pq.read_table(lake.folder_of(manifest) / "rows.parquet", columns=["volunteer_id", day])
    return pc.any(_is_old(rows, day, first)).as_py() or False


def _is_old(rows: pa.Table, day: str, first: date) -> pa.ChunkedArray:
    is_numbered = pc.is_valid(rows.column("volunteer_id"))
    return pc.and_(is_numbered, pc.fill_null(pc.less(rows.column(day), pa.scalar(first)), False))


def _merge(
    connection: duckdb.DuckDBPyConnection, lake: Lake, manifest: Manifest, record_type: RecordType, first: date
) -> None:
    folder, day = lake.folder_of(manifest), DAYS[manifest.type]
    rows, rejected = pq.read_table(folder / "rows.parquet"), pq.read_table(folder / "rejected.parquet")
    kept = rows.filter(pc.invert(_is_old(rows, day, first)))
    params = {"delivery": manifest.delivery, "first": first}
    merged = connection.sql(_merged_sql(record_type, day), params=params).to_arrow_table()
    for name in set(rows.column_names) - set(merged.column_names):
        merged = merged.append_column(name, pa.nulls(len(merged), rows.schema.field(name).type))
    left = pa.concat_tables([kept, merged.select(rows.column_names).cast(rows.schema)]).sort_by("_row")
    manifest.merged += len(rows) - len(left)
    lake.store(manifest, left, rejected)


def _merged_sql(record_type: RecordType, day: str) -> str:
    """One row per everything that is not a person's own or added up; named after the delivery, so that none clash."""
    own = record_type.key[0][0]
    shared = [c.id for c in record_type.columns if c.id not in (*SUMS, *ONE_ROWS_OWN, own)]
    present = [c.id for c in record_type.columns if c.id in SUMS and c.id != "volunteers"]
    sums = ", ".join(f"CAST(sum({name}) AS {record_type.column(name).sql_type}) AS {name}" for name in present)
    return f"""
        SELECT {", ".join(shared)}, {sums}, CAST(sum(coalesce(volunteers, 1)) AS BIGINT) AS volunteers,
            CAST(NULL AS VARCHAR) AS volunteer_id, min(_row) AS _row,
            $delivery || '-合并-' || min(_row) AS {own}
        FROM stage.{record_type.id}
        WHERE _delivery = $delivery AND volunteer_id IS NOT NULL AND {day} < $first
        GROUP BY {", ".join(shared)}
    """


def _cover_original(lake: Lake, sha256: str) -> None:
    """The original gives way to a copy without the numbers of volunteers; what is no table of ours is not kept."""
    target = lake.files / f"{sha256}.masked.csv"
    for path in [path for path in lake.files.glob(f"{sha256}.*") if path.suffix != ".txt"]:
        fresh = path.with_name(f".new-{sha256}")
        fresh.write_bytes(_covered(path))
        sync(fresh)
        fresh.replace(target)
        if path != target:
            path.unlink()
    sync(lake.files)


def _covered(path: Path) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    try:
        for table in read_tables(path):
            writer.writerow([table.sheet])
            writer.writerow([mask_personal(str(cell)) for cell in table.header])
            hidden = _numbers_of(table)
            for row in table.rows:
                cells = ["" if cell is None else str(cell) for cell in row]
                writer.writerow([HIDDEN if at in hidden else mask_personal(cell) for at, cell in enumerate(cells)])
    except DeliveryError:
        return NOTHING_KEPT.encode()
    return out.getvalue().encode("utf-8-sig")


def _numbers_of(table: RawTable) -> set[int | None]:
    """The columns that number people; DeliveryError when the table is of no kind we know."""
    record_type = recognise(table)
    matching = match_headings(record_type, table.header)
    found = [matching.matches[name] for name in personal_columns(record_type) if name in matching.matches]
    own = matching.matches.get(record_type.key[0][0]) if found else None  # often made of a volunteer's number
    return {match.index for match in [*found, *([own] if own else [])]}
