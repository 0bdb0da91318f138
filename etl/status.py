"""What is published at present and what the lake holds, as the JSON documents of `status` and `sources list`."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.held import all_held, told
from etl.history import history
from etl.lake import Lake
from etl.publish import Warehouse
from etl.record import delivered_rows, record_types
from etl.run import is_demonstration
from etl.source_loading import source_names

COLUMNS = (
    "delivery", "file", "sheet", "type", "source", "received_at", "rows_read", "skipped", "accepted", "rejected",
    "duplicates", "current", "superseded", "pending", "withdrawn", "area", "from", "to", "mode", "status",
)  # fmt: skip


def status(data_dir: Path | str) -> dict:
    """One document on the folder itself and, if there is one, on the demonstration beside it."""
    data_dir = Path(data_dir)
    demonstration = data_dir / "demo"
    document = _status(data_dir)
    return document | {"demo": _status(demonstration) if is_demonstration(demonstration) else None}


def _status(data_dir: Path) -> dict:
    lake, warehouse = Lake(data_dir), Warehouse(data_dir)
    pointer, held = warehouse.current() or {}, next(iter(all_held(warehouse.folder)), None)
    document = {
        "data_dir": str(data_dir),
        "is_demonstration": is_demonstration(data_dir),
        "build": pointer.get("build"),
        "published_at": pointer.get("published_at"),
        "rolled_back": pointer.get("rolled_back", False),
        "data_date": None,
        "builds": warehouse.builds(),
        "fault": None,
        "unpublished": bool(lake.manifests()) and pointer.get("lake") != lake.fingerprint(),
        "held": told(held) if held else None,
        "rows": {},
        "pending": 0,
        "rejected": 0,
        "deliveries": [],
        "history": history(lake),
    }
    fault = warehouse.fault()
    if fault:
        return document | {"fault": fault}
    path = warehouse.folder / pointer["file"] if pointer else None
    if path and path.exists():
        document |= _published(path)
    return document


def _published(path: Path) -> dict:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = ", ".join(f'"{column}"' for column in COLUMNS)
        rows = connection.execute(f"SELECT {names} FROM deliveries ORDER BY sequence, delivery").fetchall()
        deliveries = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        return {
            "data_date": connection.execute("SELECT data_date FROM builds").fetchone()[0],
            "rows": {
                name: connection.execute(f"SELECT count(*) FROM {delivered_rows(name)}").fetchone()[0]
                for name in record_types()
            },
            "pending": sum(delivery["pending"] for delivery in deliveries),
            "rejected": sum(delivery["rejected"] for delivery in deliveries),
            "deliveries": deliveries,
        }


def sources(data_dir: Path | str) -> list[str]:
    """The names `--source` takes."""
    return source_names(Path(data_dir))
