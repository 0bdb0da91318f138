"""The same bytes again from a sender with a scope: they take back nothing of what they were taken as before.

What a delivery no longer said would hold again as it was before, in its old place, ahead of what others sent since
(etl/staging/double_hours.sql). Whoever may withdraw has to withdraw the delivery instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa

from etl.errors import DeliveryError
from etl.extract import RawTable
from etl.lake import Lake, Manifest, delivery_id
from etl.record import RecordType, record_types
from etl.redelivery import as_sent, beside, key_sql


def refuse_other_type(
    table: RawTable, record_type: RecordType, identity: str, present: Mapping[str, Manifest], withdrawn: Collection[str]
) -> None:
    """DeliveryError when rows of this very table hold as records of another type: its file had another name then."""
    for other in record_types().values():
        former = present.get(table_id(identity, table, other.id))
        if other.id == record_type.id or former is None or former.delivery in withdrawn or not former.accepted:
            continue
        said = (f"同一个文件先前（文件名《{former.file}》）已按“{other.name}”收下{former.accepted}行，"
                f"这次像“{record_type.name}”，没有收。")  # fmt: skip
        hint = f"名称没写错的不必再报；先前那份报错了的，请有撤回权限的人先撤回 {former.delivery}，再报这个文件"
        raise DeliveryError(said, hint, "V128")


def table_id(identity: str, table: RawTable, type_id: str) -> str:
    """The id of the delivery that a table of a file becomes as records of that type."""
    return delivery_id(identity, f"{table.sheet}·{table.part}" if table.part else table.sheet, "", type_id)


def may_go(manifest: Manifest, scope: str) -> bool:
    """Whether a delivery goes when its file no longer makes such records; of a scope only where nothing held by it."""
    return manifest.within == scope and not (scope and (manifest.accepted or manifest.mode == "全量"))


def said_of_fewer(
    lake: Lake, former: Manifest, record_type: RecordType, rows: pa.Table | Path
) -> DeliveryError | None:
    """What to say when rows of the former reading are not among the new ones; by key, as the sender numbered them."""
    with beside([lake.folder_of(former) / "rows.parquet"], rows) as (connection, known):
        sent, key = as_sent(record_type, known), f"{key_sql(record_type, known)} AS key"
        before, now = (f"SELECT DISTINCT {key} FROM (SELECT {sent} FROM {view})" for view in ("former", "given"))
        sql = f"SELECT count(*) FROM ({before}) ANTI JOIN ({now}) USING (key) WHERE key IS NOT NULL"
        (count,) = connection.execute(sql).fetchone()
    said = f"同一个文件先前收下的行，有{count}行这次收不下，或成了别的记录，整份没有重新入库，先前收下的仍然有效。"
    hint = f"要补的、要更正的行请另存为一个文件再报；要作废先前那份，请有撤回权限的人撤回 {former.delivery}"
    return DeliveryError(said, hint, "V129") if count else None
