"""The lake: every delivery that was taken in, as it was judged, whole or not at all.

lake/<type>/<delivery>/{rows.parquet, rejected.parquet, manifest.json}; original files in lake/_files; ledger.jsonl.
While a delivery that is published waits as it was sent again, what is published of it lies beside it (etl/former.py).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl.apart import without_marks
from etl.decisions import meanings
from etl.disk import replace_text, sync
from etl.errors import DeliveryError, Problem
from etl.given import Given
from etl.ledger import Ledger
from etl.progress import reached
from etl.record import Column, RecordType
from etl.validate import Validated

ARROW_TYPES = {
    "text": pa.string(),
    "code": pa.string(),
    "choice": pa.string(),
    "date": pa.date32(),
    "year": pa.int32(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 3),
    "money": pa.decimal128(18, 2),
    "boolean": pa.bool_(),
}
FORMER = "_former"
"""The folder in which the former readings of deliveries lie, by type."""
REJECTED_SCHEMA = pa.schema([("_row", pa.int64()), ("raw", pa.string()), ("problems", pa.string())])


class Manifest(BaseModel):
    """What is known of one delivery: one table of one file under one mapping."""

    model_config = ConfigDict(populate_by_name=True)

    delivery: str
    file: str
    sheet: str
    type: str
    source: str
    sha256: str
    received_at: str
    sequence: int
    rows_read: int
    skipped: int
    accepted: int
    rejected: int
    duplicates: int
    area: str | None = None
    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")
    mode: str = "增量"
    within: str = ""
    """The scope its sender was held to: area:<code> or hub:<id> (etl/bounds.py); '' for everything."""
    messages: list[dict] = []
    rules_version: str = ""
    columns_ignored: list[str] = []
    path: str = ""
    """How the rows were read: 快速 (column by column) or 逐格 (cell by cell); the outcome is the same."""
    attribution: str = ""
    pseudonyms: str = ""
    """Under which key the numbers of volunteers in it were hashed (etl/volunteer_key.py); '' where none are."""
    erased: int = 0
    """Accepted rows that are gone because a person asked for it."""
    merged: int = 0
    """By how many the accepted rows have become fewer since those too old to be kept singly were added up."""
    renumbered: int = 0
    """How often numbers in it were given a mark later, because others sent them too (etl/apart_later.py)."""
    is_former: bool = Field(default=False, exclude=True)
    """Whether it tells of what is kept as it is published, and not of what was sent last (etl/former.py)."""

    @property
    def kept(self) -> int:
        """How many of the accepted rows are still there."""
        return self.accepted - self.erased - self.merged

    def declaration(self) -> tuple:
        """What the delivery says it covers, and how."""
        return (self.area, self.from_on, self.to_on, self.mode)

    def hidden(self) -> tuple:
        """What was done to the rows since, for the sake of people; nothing where nothing was."""
        return (self.pseudonyms, self.erased, self.merged) if self.pseudonyms else ()


def delivery_id(sha256: str, sheet: str, source: str, record_type: str) -> str:
    """The same for the same bytes, sheet, source and type, whenever they come."""
    return hashlib.sha256(f"{sha256}|{sheet}|{source}|{record_type}".encode()).hexdigest()[:16]


class Lake:
    """The lake folder of one data folder; only a run that holds the lock writes to it."""

    given: Given | None = None
    """What people gave builds by hand, where a run does not take what is there now."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "lake"
        self.files = self.folder / "_files"
        self.ledger = Ledger(self.folder / "ledger.jsonl")

    def manifests(self) -> list[Manifest]:
        """Every delivery, in the order they arrived; DeliveryError when what is known of one is damaged."""
        folders = (path for path in self.folder.glob("[!_]*/*") if path.is_dir() and not path.name.startswith("."))
        found = [read_manifest(folder) for folder in folders]
        return sorted(found, key=lambda manifest: (manifest.sequence, manifest.delivery))

    def folder_of(self, manifest: Manifest) -> Path:
        home = self.folder / FORMER if manifest.is_former else self.folder
        return home / manifest.type / manifest.delivery

    def find(self, delivery: str) -> Manifest | None:
        """The delivery of that id (or unique beginning of an id of at least six characters)."""
        matches = [m for m in self.manifests() if m.delivery == delivery or
                   (len(delivery) >= 6 and m.delivery.startswith(delivery))]
        return matches[0] if len(matches) == 1 else None

    def next_sequence(self) -> int:
        return max((manifest.sequence for manifest in self.manifests()), default=0) + 1

    def last_arrival(self) -> str:
        """When the latest delivery arrived; empty when there is none."""
        return max((manifest.received_at for manifest in self.manifests()), default="")

    def meanings(self) -> list[tuple[str, str, str, str]]:
        """(type, target, written value, id) of every word whose meaning builds of this lake take from a decision."""
        return meanings(self.folder.parent) if self.given is None else self.given.decided

    def fingerprint(self) -> str:
        """Changes when a delivery comes, is read anew, withdrawn or restored, or a decision gives a word a meaning;
        what follows the hyphen, if anything, changes when numbers get a mark because others sent them (`as_sent`)."""
        manifests, decided = self.manifests(), self.meanings()
        state = [(m.delivery, m.sequence, m.rules_version, *m.declaration(), *m.hidden()) for m in manifests]
        meant = sorted((*word, without_marks(value)) for *word, value in decided)
        sent = _hashed((state, sorted(self.ledger.withdrawn()), *([meant] if meant else [])))
        marked = [(m.delivery, m.renumbered) for m in manifests if m.renumbered]
        is_marked = marked or meant != sorted(decided)
        return f"{sent}-{_hashed((marked, sorted(decided)))}" if is_marked else sent

    def store(self, manifest: Manifest, rows: pa.Table | Path, rejected: pa.Table) -> None:
        """Puts the delivery in its place in one step, instead of an earlier reading of the same delivery if any.

        DeliveryError if one of another type has its id: no build holds both, and no withdrawal would help."""
        target = self.folder_of(manifest)
        if any(path.parent.name != manifest.type for path in self.folder.glob(f"*/{manifest.delivery}")):
            raise DeliveryError("报送编号与另一种记录的一份报送相同，没有入库。", "请改动一处（例如加一行）再报。")
        fresh = target.with_name(f".new-{target.name}")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            self._write(fresh, manifest, rows, rejected)
        except BaseException:  # a full disk above all: what was written of it goes
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        reached("lake-written")
        outdated = target.with_name(f".old-{target.name}")
        if target.exists():
            target.rename(outdated)
            reached("lake-old-set-aside")
        fresh.rename(target)
        reached("lake-renamed")
        sync(target.parent)
        shutil.rmtree(outdated, ignore_errors=True)
        reached("lake-stored")

    def _write(self, fresh: Path, manifest: Manifest, rows: pa.Table, rejected: pa.Table) -> None:
        fresh.mkdir(parents=True)
        _put_rows(rows, fresh / "rows.parquet")
        pq.write_table(rejected, fresh / "rejected.parquet", compression="zstd")
        (fresh / "manifest.json").write_text(_told(manifest), "utf-8")
        for path in fresh.iterdir():
            sync(path)
        sync(fresh)

    def rewrite(self, manifest: Manifest) -> None:
        """What is known of a delivery that is there, in one step; its rows stay."""
        replace_text(self.folder_of(manifest) / "manifest.json", _told(manifest))

    def sweep(self) -> None:
        """Clears away what a run that died left behind; a delivery that was being replaced comes back."""
        for leftover in [*self.folder.glob("*/.old-*"), *self.folder.glob(f"{FORMER}/*/.old-*")]:
            target = leftover.with_name(leftover.name.removeprefix(".old-"))
            if target.exists():
                shutil.rmtree(leftover)
            else:
                leftover.rename(target)
        for leftover in [*self.folder.glob("*/.new-*"), *self.folder.glob(f"{FORMER}/*/.new-*")]:
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        reached("lake-swept")


def as_sent(fingerprint: str) -> str:
    """That part of a lake's fingerprint in which no number that others use makes a difference."""
    return fingerprint.partition("-")[0]


def _hashed(facts: tuple) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _told(manifest: Manifest) -> str:
    return json.dumps(manifest.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1)


def read_manifest(folder: Path) -> Manifest:
    """What is known of the delivery of that folder; DeliveryError when that is damaged."""
    try:
        return Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    except (FileNotFoundError, ValidationError) as fault:
        said = f"数据湖里 {folder.parent.name}/{folder.name} 这份报送的清单已损坏。"
        raise DeliveryError(said, "请执行 build，由保存的原件重新读入；已发布的版本照常可用。") from fault


def _put_rows(rows: pa.Table | Path, target: Path) -> None:
    """The rows in their file; a file of rows is moved there."""
    if isinstance(rows, Path):
        shutil.move(rows, target)
    else:
        pq.write_table(rows, target, compression="zstd")


def arrow_rows(record_type: RecordType, validated: Validated) -> pa.Table:
    """The accepted rows with the record type's column types and the row of the file each came from (`_row`)."""
    columns = {column.id: _arrow_column(column, validated) for column in record_type.columns}
    columns["_row"] = pa.array(validated.row_numbers, pa.int64())
    return pa.table(columns)


def _arrow_column(column: Column, validated: Validated) -> pa.Array:
    """DeliveryError if a value does not fit the column's type: nothing is cut or rounded on the way to the disk."""
    try:
        return pa.array([row.get(column.id) for row in validated.rows], ARROW_TYPES[column.kind])
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as fault:
        said = f"列“{column.name}”有超出范围或小数位过多的值，整份没有入库。"
        raise DeliveryError(said, "请核对数值和单位。") from fault


def arrow_rejected(rejected: Sequence[tuple[int, dict[str, str], list[Problem]]]) -> pa.Table:
    """The rows sent back: as written (masked) and why, both as JSON text."""
    return pa.table(
        {
            "_row": [row for row, _, _ in rejected],
            "raw": [json.dumps(raw, ensure_ascii=False, default=str) for _, raw, _ in rejected],
            "problems": [
                json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False, default=str)
                for _, _, problems in rejected
            ],
        },
        schema=REJECTED_SCHEMA,
    )

