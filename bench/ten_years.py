"""Ten years of monthly deliveries, put straight into a lake: what a county or a city has collected by then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.lake import Lake, Manifest, arrow_rejected, delivery_id
from etl.model import rules_version
from etl.record import record_types

STREETS = 40
COMMUNITIES = 400
ORGANIZATIONS = 2_000
VOLUNTEERS_PER_MILLION = 60_000
EVENTS = {"activities": 0.02, "funding": 0.002, "volunteer_hours": 1.0}
"""Rows of each type per row of hours."""
FIRST_YEAR = 2015

AREAS = f"""
    CREATE TABLE communities AS SELECT row_number() OVER (ORDER BY area_code) - 1 AS number, area_code
    FROM stage.tree WHERE level = 5 AND area_code LIKE '3301%' ORDER BY area_code LIMIT {COMMUNITIES}
"""
REGISTERS = {
    "hubs": f"""
        SELECT 'H' || n AS hub_id, '枢纽' || n AS name, '街道' AS level, area_code, DATE '2010-01-01' AS established_on
        FROM range({STREETS}) AS t(n) JOIN communities ON number = n * {COMMUNITIES // STREETS}
    """,
    "organizations": f"""
        SELECT 'T' || n AS org_id, '组织' || n AS name, '志愿团队' AS legal_form, '备案' AS registration, area_code,
            'H' || n % {STREETS} AS hub_id, ['为老服务', '文体教育', '公益慈善', NULL][1 + n % 4] AS field,
            DATE '2010-01-01' + CAST(n % 2000 AS INTEGER) AS filed_on
        FROM range({ORGANIZATIONS}) AS t(n) JOIN communities ON number = n % {COMMUNITIES}
    """,
    "ratings": f"""
        SELECT 'T' || n AS org_id, '年度梯队' AS ladder, year, ['一级', '二级', '三级'][1 + (n + year) % 3] AS grade
        FROM range({ORGANIZATIONS}) AS t(n), range({FIRST_YEAR}, {FIRST_YEAR + 10}) AS y(year)
    """,
    "population": f"""
        SELECT area_code, year, '常住人口' AS basis, 2000 + number AS persons
        FROM communities, range({FIRST_YEAR}, {FIRST_YEAR + 10}) AS y(year)
    """,
}
MONTHLY = {
    "activities": f"""
        SELECT 'A' || strftime($month, '%Y%m') || '-' || n AS activity_id, '活动' || n AS name,
            'T' || CAST(floor(pow(hash(n, $seed, 1) % 1000000 / 1e6, 2) * {ORGANIZATIONS}) AS INTEGER) AS org_id,
            area_code, $month + CAST(hash(n, $seed, 2) % 28 AS INTEGER) AS held_on, '志愿服务' AS kind,
            hash(n, $seed, 3) % 200 AS visits, '品牌' || hash(n, $seed, 4) % 30 AS brand
        FROM range($rows) AS t(n) JOIN communities ON number = hash(n, $seed, 5) % {COMMUNITIES}
    """,
    "funding": f"""
        SELECT 'F' || strftime($month, '%Y%m') || '-' || n AS funding_id,
            $month + CAST(hash(n, $seed, 6) % 28 AS INTEGER) AS paid_on, hash(n, $seed, 7) % 90000 + 0.55 AS amount,
            '到账' AS status, '财政资金' AS source, '政府购买' AS instrument,
            'T' || hash(n, $seed, 8) % {ORGANIZATIONS} AS org_id
        FROM range($rows) AS t(n)
    """,
    "volunteer_hours": f"""
        SELECT 'R' || strftime($month, '%Y%m') || '-' || n AS record_id,
            'V' || CAST(floor(pow(hash(n, $seed, 9) % 1000000 / 1e6, 2) * $volunteers) AS INTEGER) AS volunteer_id,
            'T' || CAST(floor(pow(hash(n, $seed, 10) % 1000000 / 1e6, 2) * {ORGANIZATIONS}) AS INTEGER) AS org_id,
            'A' || strftime($month, '%Y%m') || '-' || hash(n, $seed, 11) % $activities AS activity_id,
            area_code, $month + CAST(hash(n, $seed, 12) % 28 AS INTEGER) AS served_on,
            1 + (hash(n, $seed, 13) % 8) / 2 AS hours
        FROM range($rows) AS t(n) JOIN communities ON number = hash(n, $seed, 14) % {COMMUNITIES}
    """,
}


class TenYears:
    """Writes deliveries of `rows` rows of hours in ten years, and what belongs to them."""

    def __init__(self, data_dir: Path, rows: int, connection: duckdb.DuckDBPyConnection) -> None:
        """`connection` has the national tree as stage.tree."""
        self.lake = Lake(data_dir)
        self.monthly = rows // 120
        self.volunteers = max(rows * VOLUNTEERS_PER_MILLION // 1_000_000, 100)
        self.connection = connection
        self.sequence = 0
        connection.execute(AREAS)

    def registers(self) -> None:
        """The register, its hubs, grades and the population."""
        for type_id, sql in REGISTERS.items():
            self._store(type_id, f"{type_id}.csv", sql, {})

    def month(self, number: int, suffix: str = "") -> None:
        """The three deliveries of one month; number 0 is the first. With a suffix: the same keys, other values."""
        month = date(FIRST_YEAR + number // 12, number % 12 + 1, 1)
        for type_id, sql in MONTHLY.items():
            given = {
                "month": month,
                "seed": number + len(suffix),
                "rows": self._rows(type_id),
                "volunteers": self.volunteers,
                "activities": self._rows("activities"),
            }
            wanted = {name: value for name, value in given.items() if f"${name}" in sql}
            self._store(type_id, f"{type_id}_{month:%Y%m}{suffix}.csv", sql, wanted)

    def _rows(self, type_id: str) -> int:
        return max(int(self.monthly * EVENTS[type_id]), 10)

    def _store(self, type_id: str, file: str, sql: str, given: dict) -> None:
        record_type = record_types()[type_id]
        delivered = [column[0] for column in self.connection.execute(f"DESCRIBE {sql}", given).fetchall()]
        columns = ", ".join(
            f'CAST({c.id if c.id in delivered else "NULL"} AS {c.sql_type}) AS "{c.id}"' for c in record_type.columns
        )
        table = self.connection.sql(
            f"SELECT {columns}, row_number() OVER () + 1 AS _row FROM ({sql})", params=given
        ).to_arrow_table()
        self._put(type_id, file, table)

    def _put(self, type_id: str, file: str, table: pa.Table) -> None:
        self.sequence += 1
        manifest = Manifest(
            delivery=delivery_id(file, "", "", type_id), file=file, sheet="", type=type_id, source="", sha256=file,
            received_at="2025-06-30T00:00:00+00:00", sequence=self.sequence, rows_read=table.num_rows, skipped=0,
            accepted=table.num_rows, rejected=0, duplicates=0, rules_version=rules_version(),
        )  # fmt: skip
        self.lake.store(manifest, table, arrow_rejected([]))

