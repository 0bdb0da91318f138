"""Little tables poured into a real warehouse file and published, so that questions go through the real door."""

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

import duckdb

from indicators.little_tables import example_tree, read

SCHEMA = Path(__file__).parent / "schema.sql"
MODELS = Path(__file__).parents[2] / "etl" / "models"
ADDED_UP = (
    "volunteer_days", "volunteer_months", "volunteer_years", "volunteer_counts", "volunteer_star_counts",
    "org_years", "org_counts",
)  # fmt: skip
ANCESTORS = ", ".join(f"l{level} VARCHAR" for level in range(1, 7))
WIDTHS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


def publish(folder: Path, tables: dict[str, str | list[dict]]) -> Path:
    """A data folder whose published warehouse holds these rows (and the example tree)."""
    warehouse = folder / "warehouse"
    warehouse.mkdir(parents=True)
    shutil.copy(empty_warehouse(), warehouse / "toy.duckdb")
    connection = duckdb.connect(str(warehouse / "toy.duckdb"))
    given = {name: read(rows) if isinstance(rows, str) else rows for name, rows in tables.items()}
    given.setdefault("builds", [{"data_date": "2025-12-31"}])
    given["builds"] = [row | {"build": "toy", "is_demonstration": "true"} for row in given["builds"]]
    for name, rows in given.items():
        for row in rows:
            _insert(connection, name, row)
    _add_up(connection)
    connection.close()
    (warehouse / "CURRENT.json").write_text(json.dumps({"file": "toy.duckdb", "build": "toy"}), encoding="utf-8")
    return folder


def _add_up(connection: duckdb.DuckDBPyConnection) -> None:
    """What the build computes of the hours and of the organisations, by its own models."""
    places = "SELECT area_code, level AS area_level, l1, l2, l3, l4, l5, l6 FROM areas WHERE is_canonical"
    connection.execute(f"CREATE SCHEMA stage; CREATE VIEW stage.places AS {places}")
    years = "SELECT CAST(unnest(range(1900, (SELECT max(year(data_date)) + 1 FROM builds))) AS INTEGER) AS year"
    connection.execute(f"CREATE VIEW stage.years AS {years}")
    for name in ADDED_UP:
        connection.execute(f"INSERT INTO {name} BY NAME {(MODELS / f'{name}.sql').read_text(encoding='utf-8')}")
    connection.execute("DROP SCHEMA stage CASCADE")


@cache
def empty_warehouse() -> Path:
    """A warehouse file with every table and the example tree; made once per process."""
    path = Path(tempfile.mkdtemp()) / "empty.duckdb"
    connection = duckdb.connect(str(path))
    for statement in schema().split(";\n"):
        if statement.strip():
            connection.execute(statement)
    _fill_areas(connection)
    connection.close()
    return path


def schema() -> str:
    text = SCHEMA.read_text(encoding="utf-8").replace("{ancestors}", ANCESTORS)
    return text.replace("{area}", "area_code VARCHAR, area_level INTEGER, {l}").replace("{l}", ANCESTORS).replace(
        "{origin}", "_delivery VARCHAR, _row BIGINT"
    )


def lineage(code: str | None, level: int) -> dict[str, str | None]:
    """l1 to l6 of a code of the national tree."""
    if code is None:
        return {f"l{n}": None for n in range(1, 7)}
    return {f"l{n}": code[: WIDTHS[n]].ljust(12, "0") if n <= min(level, 5) else None for n in range(1, 7)}


def _fill_areas(connection: duckdb.DuckDBPyConnection) -> None:
    for area in example_tree():
        level, code = int(area["level"]), area["area_code"]
        above = lineage(code, level)
        row = area | above | {
            "parent_code": above.get(f"l{level - 1}"), "path": area["name"], "kind": _kind(code, level),
            "is_extra": "false", "is_canonical": "true", "has_data": "true",
        }  # fmt: skip
        _insert(connection, "areas", row)


def _kind(code: str, level: int) -> str:
    if level < 4:
        return ("省", "市", "区县")[level - 1]
    if level == 4:
        return "街道" if code[6:9] < "100" else "镇"
    return "居委会" if code[9:] < "200" else "村委会"


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict) -> None:
    if "area_code" in row and table not in ("areas", "area_aliases", "targets", "funding_rules"):
        levels = {area["area_code"]: int(area["level"]) for area in example_tree()}
        level = levels.get(row["area_code"])
        row = row | {"area_level": level} | lineage(row["area_code"], level or 0)
    if table == "organizations":
        row = {"name": row["org_id"], "field": "未分类"} | row
    if table == "activities":
        row = {"field": "未分类"} | row
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO {table}({names}) VALUES ({marks})", list(row.values()))
