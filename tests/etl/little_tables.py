"""Tables drawn in tests become real files; what the warehouse holds comes back as plain rows."""

import csv
import json
from pathlib import Path

import duckdb

STREET = "330102011000"
COMMUNITY = "330102011001"
OTHER_STREET = "330102001000"


def drawn(table: str) -> list[list[str]]:
    """`a | b` lines as rows of cells; empty lines and rulers are left out."""
    lines = [line.strip() for line in table.strip().splitlines()]
    return [[cell.strip() for cell in line.split("|")] for line in lines if line and not set(line) <= set("-+ ")]


def write_csv(path: Path, table: str, encoding: str = "utf-8-sig") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle).writerows(drawn(table))
    return path


def pointer(data_dir: Path) -> dict:
    return json.loads((data_dir / "warehouse" / "CURRENT.json").read_text("utf-8"))


def ask(data_dir: Path, sql: str) -> list[tuple]:
    """Rows of the published warehouse."""
    path = data_dir / "warehouse" / pointer(data_dir)["file"]
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


ORGANIZATIONS = f"""
    org_id | name   | legal_form | registration | area_code | filed_on
    T1     | 一队   | 志愿团队   | 备案         | {STREET}  | 2012-03-01
    T2     | 二队   | 志愿团队   | 备案         | {STREET}  | 2013-03-01
    T3     | 三队   | 志愿团队   | 备案         | {STREET}  | 2014-03-01
"""
ACTIVITIES = f"""
    activity_id | org_id | area_code   | held_on    | kind     | visits | spend
    A1          | T1     | {COMMUNITY} | 2015-05-01 | 讲座     | 30     | 100.10
    A2          | T2     | {COMMUNITY} | 2015-06-01 | 调解     | 2      |
    A3          | T9     | {COMMUNITY} | 2015-07-01 | 文体活动 | 50     | 7.05
"""
