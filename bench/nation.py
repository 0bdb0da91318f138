"""`python -m bench.nation --rows N --folder DIR`: a lake shaped like the country's, N rows of volunteers' hours.

The areas are those of the whole country. Ten years (2016 to 2025) of monthly deliveries of activities, funding and
hours are put straight into the lake as the fast path stores them: typed, judged, numbers of volunteers hashed. The
same N gives the same rows (with the same DuckDB). The rule of size, for every million rows of hours: 12 800
organisations, 64 hubs, 60 000 volunteers, 20 000 activities, 2 000 payments; at 100 million the 1.28 million teams the
country counts.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

from bench.nation_tables import COMMUNITIES, DRAWN, EVENTS, HUBS, MACROS, REGISTER, REGISTERS, SIGNS
from etl.lake import Lake, Manifest, arrow_rejected, delivery_id
from etl.model import rules_version
from etl.pseudonyms import Pseudonyms, personal_columns
from etl.record import record_types
from etl.stage import load_reference
from etl.tree import STAGING, stage_tree

FIRST_YEAR, YEARS = 2016, 10
MONTHS = 12 * YEARS
GROWTH = 1.15
"""How much more is done every year."""
SEASON = (0.7, 0.5, 1.6, 1.1, 1.2, 1.1, 0.9, 0.8, 1.1, 1.1, 1.0, 1.3)
"""January to December: March is the month of 学雷锋, in February people are at home."""
ORGANIZATIONS, HUB, VOLUNTEERS, ACTIVITIES, GRANTS = 0.0128, 0.000064, 0.06, 0.02, 0.002
"""For every row of hours."""
WORKING_DAYS = 6205
"""Organisations came up evenly in the 17 years before 2026 (days)."""


class Nation:
    """Writes registers and months of a country into the lake of `data_dir`."""

    def __init__(self, data_dir: Path, rows: int, registers_of: int = 0) -> None:
        """`rows` of hours in the ten years, with organisations and hubs as many as belong to `registers_of` rows (the
        same number if it is 0); nothing is written yet."""
        self.lake = Lake(data_dir)
        self.rows = rows
        registered = registers_of or rows
        self.organizations = max(int(registered * ORGANIZATIONS), 1_000)
        self.volunteers = max(int(rows * VOLUNTEERS), 1_000)
        self.sequence = self.lake.next_sequence()
        self.lake.folder.mkdir(parents=True, exist_ok=True)
        self.fingerprint = Pseudonyms.of(data_dir).fingerprint
        self.connection = _with_tree()
        given = {"organizations": self.organizations, "signs": list(SIGNS)}
        self.connection.execute(COMMUNITIES)
        self.connection.execute(REGISTER, given)
        self.connection.execute(HUBS, {"hubs": max(int(registered * HUB), 8)})

    def write(self, months: int = MONTHS) -> None:
        """Everything: the registers and so many months."""
        self.registers()
        for number in range(months):
            self.month(number)

    def registers(self) -> None:
        """Organisations, their hubs and grades, and the population of counties."""
        given = {"first": FIRST_YEAR, "years": YEARS}
        for type_id, sql in REGISTERS.items():
            self._store(type_id, f"{type_id}.csv", sql, given)

    def month(self, number: int, again: str = "") -> None:
        """The three deliveries of a month; 0 is January of the first year, MONTHS the first one after the ten years.

        With `again` they are further rows of that month, as sent in later, under numbers of their own."""
        first = date(FIRST_YEAR + number // 12, number % 12 + 1, 1)
        following = date(FIRST_YEAR + (number + 1) // 12, (number + 1) % 12 + 1, 1)
        rows = rows_until(self.rows, number + 1) - rows_until(self.rows, number)
        since = (first - date(2009, 1, 1)).days
        given = {
            "month": first, "label": f"{first:%Y%m}{again}", "days": (following - first).days,
            "seed": number + (MONTHS if again else 0), "rows": rows,
            "activities": max(int(rows * ACTIVITIES), 10), "grants": max(int(rows * GRANTS), 5),
            "volunteers": self.volunteers,
            "working": max(min(since, WORKING_DAYS) * self.organizations // WORKING_DAYS, 1),
        }  # fmt: skip
        self.connection.execute(DRAWN, _wanted(DRAWN, given))
        for type_id, sql in EVENTS.items():
            self._store(type_id, f"{type_id}_{first:%Y%m}{again}.csv", sql, given)

    def _store(self, type_id: str, file: str, sql: str, given: dict) -> None:
        """One delivery: the rows as Parquet with the types of the record type, then the lake's own way in."""
        record_type, given = record_types()[type_id], _wanted(sql, given)
        delivered = {column[0] for column in self.connection.execute(f"DESCRIBE {sql}", given).fetchall()}
        columns = ", ".join(
            f'CAST({c.id if c.id in delivered else "NULL"} AS {c.sql_type}) AS "{c.id}"' for c in record_type.columns
        )
        written = self.lake.folder / ".new-rows.parquet"
        (rows,) = self.connection.execute(
            f"COPY (SELECT {columns}, row_number() OVER () + 1 AS _row FROM ({sql})) "
            f"TO '{str(written).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd)", given,
        ).fetchone()  # fmt: skip
        manifest = Manifest(
            delivery=delivery_id(file, "", "", type_id), file=file, sheet="", type=type_id, source="", sha256=file,
            received_at="2026-01-05T00:00:00+00:00", sequence=self.sequence, rows_read=rows, skipped=0, accepted=rows,
            rejected=0, duplicates=0, rules_version=rules_version(),
            pseudonyms=self.fingerprint if personal_columns(record_type) else "",
        )  # fmt: skip
        self.lake.store(manifest, written, arrow_rejected([]))
        self.sequence += 1


def _wanted(sql: str, given: dict) -> dict:
    return {name: value for name, value in given.items() if f"${name}" in sql}


def rows_until(rows: int, months: int) -> int:
    """How many of the rows of ten years fall before that month: more every year, more in some months."""

    def weight(number: int) -> float:
        return GROWTH ** (number // 12) * SEASON[number % 12]

    whole = sum(weight(number) for number in range(MONTHS))
    return round(rows * sum(weight(number) for number in range(months)) / whole)


def _with_tree() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '4GB'; SET enable_progress_bar = false")
    connection.execute("ATTACH ':memory:' AS stage; ATTACH ':memory:' AS reference")
    load_reference(connection)
    connection.execute((STAGING / "area_kind.sql").read_text("utf-8"))
    stage_tree(connection)
    connection.execute(MACROS)
    return connection


def main() -> int:
    """Writes the lake and tells its size."""
    parser = argparse.ArgumentParser(description="全国形态的仿真数据，直接写进一个空目录的数据湖。")
    parser.add_argument("--rows", type=int, required=True, help="时长记录的行数（十年合计）")
    parser.add_argument("--folder", type=Path, required=True, help="数据目录，应当是空的")
    parser.add_argument("--registers-of", type=int, default=0, metavar="ROWS",
                        help="组织、枢纽按这么多行时长的规模生成，时长、活动、资金仍按 --rows")  # fmt: skip
    asked = parser.parse_args()
    if asked.rows < 1 or asked.registers_of < 0:
        parser.error("--rows 至少是 1，--registers-of 不能是负数")
    if (asked.folder / "lake").exists():
        parser.error(f"{asked.folder} 里已经有数据湖")
    began, used = time.perf_counter(), time.process_time()
    nation = Nation(asked.folder, asked.rows, asked.registers_of)
    nation.write()
    size = sum(path.stat().st_size for path in asked.folder.rglob("*") if path.is_file())
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    print(
        f"{asked.rows:,} 行时长，{nation.organizations:,} 个组织，{nation.sequence - 1} 份报送，{size / 1e6:,.0f} MB，"
        f"{seconds:.0f} 秒，处理器 {processor:.0f} 秒"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
