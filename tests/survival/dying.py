"""Real processes that really die, and what must hold afterwards: who is served, what is whole, what is the same."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from etl.lake import Lake
from indicators import warehouse
from indicators.warehouse import Snapshot
from tests.etl.little_tables import ACTIVITIES, COMMUNITY, STREET, ask, drawn, pointer

ROOT = Path(__file__).resolve().parents[2]
OF_THE_CLOCK = {"received_at", "published_at", "built_at", "build", "at", "since"}
OF_HISTORY = {"builds", "build_history"}
SERVED = "SELECT (SELECT count(*) FROM organizations) AS organizations, (SELECT count(*) FROM activities) AS activities"

HOURS = f"""
    volunteer_id | org_id | area_code   | served_on  | hours
    V-1          | T1     | {COMMUNITY} | 2015-05-01 | 2
    V-2          | T2     | {COMMUNITY} | 2015-05-01 | 3.5
    V-3          | T1     | {COMMUNITY} | 2015-13-01 | 1
"""
MORE_ORGANIZATIONS = f"""
    org_id | name     | legal_form | registration | area_code | filed_on
    T3     | 三队新名 | 志愿团队   | 备案         | {STREET}  | 2014-03-01
    T9     | 九队     | 志愿团队   | 备案         | {STREET}  | 2014-03-01
"""


@dataclass(frozen=True)
class Case:
    """`before` and `after` are data folders in `folder`; `first` is loaded in both, `second` only in `after`."""

    folder: Path
    first: Path
    second: list[Path]
    content_before: dict
    content_after: dict

    def copy(self, target: Path, name: str = "before") -> Path:
        shutil.copytree(self.folder / name, target)
        return target


def long_run(every: list[str], *short: str) -> list:
    """Every mark as a case; those not named as short are died at in the long run alone."""
    assert set(short) <= set(every)
    return [mark if mark in short else pytest.param(mark, marks=pytest.mark.soak) for mark in every]


def write_workbook(path: Path) -> Path:
    """Two record types in one workbook, one row of which is refused."""
    with xlsxwriter.Workbook(path) as book:
        for name, table in (("活动", ACTIVITIES), ("志愿", HOURS)):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(drawn(table)):
                sheet.write_row(row, 0, cells)
    return path


def command(*arguments) -> list[str]:
    return [sys.executable, "-m", "etl", *map(str, arguments)]


def environment(data_dir: Path, stop_at: str = "") -> dict[str, str]:
    return os.environ | {"WUSHE_DATA_DIR": str(data_dir), "WUSHE_STOP_AT": stop_at, "PYTHONDONTWRITEBYTECODE": "1"}


def etl(data_dir: Path, *arguments, stop_at: str = "", within: tuple[str, ...] = (), **options):
    """One command line run; `within` is what it is started by (a namespace of its own, say)."""
    return subprocess.run([*within, *command(*arguments)], cwd=ROOT, env=environment(data_dir, stop_at),
                          capture_output=True, text=True, **options)  # fmt: skip


def was_killed(run) -> bool:
    return run.returncode == -signal.SIGKILL


def content(data_dir: Path) -> dict[str, tuple]:
    """For every published table its columns, rows and a sum of their hashes; what the clock wrote is left out."""
    path = data_dir / "warehouse" / pointer(data_dir)["file"]
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
        return {name: _content(connection, name) for (name,) in sorted(tables) if name not in OF_HISTORY}


def _content(connection: duckdb.DuckDBPyConnection, name: str) -> tuple:
    columns = [row[0] for row in connection.execute(f'DESCRIBE "{name}"').fetchall() if row[0] not in OF_THE_CLOCK]
    names = ", ".join(f'"{column}"' for column in columns)
    sums = f"SELECT count(*), CAST(sum(CAST(hash({names}) AS HUGEINT)) AS VARCHAR) FROM \"{name}\""
    return (tuple(columns), *connection.execute(sums).fetchone())


@contextmanager
def reader(data_dir: Path) -> Iterator[Snapshot]:
    """A page being drawn: the app's own door to the warehouse, open as long as the block lasts."""
    warehouse.use(data_dir)
    try:
        with warehouse.snapshot() as now:
            yield now
    finally:
        warehouse.use(None)
        if warehouse._door.opened:  # this process also plays the ETL, which opens the file in its own way
            warehouse._door.opened.connection.close()
            warehouse._door.opened = None


def served(data_dir: Path) -> dict:
    """What a page would read at this moment."""
    with reader(data_dir) as now:
        return {"build": now.build, **now.rows(SERVED)[0]}


def all_is_whole(data_dir: Path) -> None:
    """Every delivery in the lake is there with all its rows, and all sums hold."""
    lake = Lake(data_dir)
    for manifest in lake.manifests():
        folder = lake.folder_of(manifest)
        assert pq.read_metadata(folder / "rows.parquet").num_rows == manifest.accepted
        assert pq.read_metadata(folder / "rejected.parquet").num_rows == manifest.rejected
        assert manifest.rows_read == manifest.accepted + manifest.rejected + manifest.duplicates
        assert any(lake.files.glob(f"{manifest.sha256}.*")), "the original is kept before its rows"
    states = "accepted - current - superseded - withdrawn - pending != 0"
    assert ask(data_dir, f"SELECT file FROM deliveries WHERE {states}") == []


def healed(data_dir: Path, expected: dict) -> None:
    """The folder is as if nothing had ever gone wrong."""
    all_is_whole(data_dir)
    found = content(data_dir)
    assert {name for name in expected if found.get(name) != expected[name]} == set()
    leftovers = [path.name for path in data_dir.rglob(".*") if path.name not in (".lock",)]
    assert leftovers == []


def complaint_of(run) -> str:
    """The Chinese sentence a run that could not do its work ends with."""
    return json.loads(run.stdout)["error"]


def complaint(run) -> str:
    """The Chinese sentence a failed run ends with; never a traceback."""
    assert "Traceback" not in run.stderr + run.stdout, run.stderr
    assert run.returncode in (1, 2), (run.returncode, run.stdout, run.stderr)
    return complaint_of(run)
