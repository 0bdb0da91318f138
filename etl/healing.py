"""Deliveries of the lake whose files are damaged: read anew from the original that was kept, in their old place."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from etl.bounds import bounds_of
from etl.errors import DeliveryError
from etl.intake import Delivery, Intake, Request
from etl.lake import Lake, Manifest
from etl.publish import Warehouse
from etl.source_loading import load_source

ASIDE = ".damaged-"


def heal(lake: Lake, warehouse: Warehouse) -> list[str]:
    """Restores every damaged delivery; a Chinese sentence for each. What cannot be restored is set aside by name.

    The caller holds the lock. Reads every row of the lake once, as many deliveries at a time as there are cores.
    """
    folders = [
        folder for folder in lake.folder.glob("[!_]*/*") if folder.is_dir() and not folder.name.startswith(".")
    ]  # fmt: skip
    with ThreadPoolExecutor(os.cpu_count()) as many:
        damaged = [folder for folder, what in zip(folders, many.map(damage, folders), strict=True) if what]
    for folder in damaged:
        folder.rename(folder.with_name(ASIDE + folder.name))
    return [said for aside in sorted(lake.folder.glob(f"*/{ASIDE}*")) if (said := _restore(lake, warehouse, aside))]


def damage(folder: Path) -> str:
    """Which file of a delivery cannot be read whole; '' if all can."""
    try:
        manifest = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    except (OSError, ValidationError):
        return "manifest.json"
    for name, rows in (("rows.parquet", manifest.kept), ("rejected.parquet", manifest.rejected)):
        if _rows_of(folder / name) != rows:
            return name
    return ""


def _rows_of(path: Path) -> int:
    """How many rows the file really gives; -1 if it cannot be read to its end."""
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PAR1":
                return -1
        with pq.ParquetFile(path) as file:
            return sum(batch.num_rows for batch in file.iter_batches(use_threads=False))
    except (OSError, pa.ArrowException):
        return -1


def _restore(lake: Lake, warehouse: Warehouse, aside: Path) -> str:
    """What became of a delivery that was set aside; '' if it has come again meanwhile."""
    target = aside.with_name(aside.name.removeprefix(ASIDE))
    if not target.exists():
        former = _former(lake, warehouse, aside, target.name)
        name = former.file if former else f"{target.parent.name}/{target.name}"
        problem = f"报送《{name}》在数据湖里的文件 {damage(aside)} 已损坏"
        if not (former and _read_anew(lake, former)):
            return f"{problem}，没有可用的原件，这份报送暂时不计入：请重新报送原来的文件"
        shutil.rmtree(aside)
        return f"{problem}，已由保存的原件重新读入"
    shutil.rmtree(aside)
    return ""


def _former(lake: Lake, warehouse: Warehouse, folder: Path, delivery: str) -> Manifest | None:
    """What is known of the delivery: from its manifest, else from the published build and the lake's diary."""
    try:
        return Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    except (OSError, ValidationError):
        sha256 = [entry.get("sha256") for entry in lake.ledger.events() if entry.get("delivery") == delivery]
        facts = _published(warehouse, delivery) if sha256 else None
        return Manifest.model_validate(facts | {"sha256": sha256[-1]}) if facts else None


def _published(warehouse: Warehouse, delivery: str) -> dict | None:
    pointer = warehouse.current()
    if pointer is None or warehouse.fault():
        return None
    with duckdb.connect(str(warehouse.folder / pointer["file"]), read_only=True) as connection:
        cursor = connection.execute(
            "SELECT delivery, file, sheet, type, source, CAST(received_at AS VARCHAR) AS received_at, sequence, "
            'rows_read, skipped, accepted, rejected, duplicates, area, "from", "to", mode '
            "FROM deliveries WHERE delivery = ?", [delivery],
        )  # fmt: skip
        names = [column[0] for column in cursor.description]
        row = cursor.fetchone()
    if row is None:
        return None
    facts = dict(zip(names, row, strict=True))
    return facts | {"received_at": facts["received_at"].replace(" ", "T") + "+00:00"}


def _read_anew(lake: Lake, former: Manifest) -> bool:
    """Whether the kept original (not a masked copy of it) gave the delivery again."""
    originals = [path for path in lake.files.glob(f"{former.sha256}.*") if ".masked" not in path.suffixes]
    if not originals:
        return False
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / former.file
        shutil.copyfile(originals[0], path)
        try:
            intake = _InItsPlace(lake, former)
            taken = list(intake.take(Request(path, former.area, former.from_on, former.to_on, former.mode)))
        except DeliveryError:
            return False
    return any(delivery.manifest and delivery.manifest.delivery == former.delivery for delivery in taken)


class _InItsPlace(Intake):
    """Stores the delivery that was lost with its old number and day of arrival; leaves the others of the file alone."""

    def __init__(self, lake: Lake, former: Manifest) -> None:
        source = load_source(former.source, lake.folder.parent) if former.source else None
        super().__init__(lake, source, bounds=bounds_of(former.within))
        self.former = former
        self.present = {key: known for key, known in self.present.items() if known.sequence < former.sequence}

    def settle(self, delivery: Delivery) -> Delivery:
        is_lost = delivery.manifest is not None and delivery.manifest.delivery == self.former.delivery
        return super().settle(delivery) if is_lost else delivery

    def _store(self, delivery: Delivery, _earlier: Manifest | None, *tables: object) -> None:
        super()._store(delivery, self.former, *tables)

    def _withdraw_others(self, _sha256: str, _made: set[str]) -> None:
        """The others of the file are as they were."""
