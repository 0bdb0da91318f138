"""What becomes of a load or a change that no build can hold: why in words, and whether it stays in the lake.

What a sender with a scope brings is noted in lake/_unbuilt until a build of it is finished. A run that dies before
that, or that the disk or the memory stops, leaves nothing in the builds of others: what it brought is taken back, and
counts when it is sent again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl.bounds import Bounds
from etl.check import CheckFailedError
from etl.delivery import Delivery, Request, safe_name
from etl.disk import disk_words, is_disk_fault, replace_text
from etl.errors import DeliveryError
from etl.former import forget_former, keep_former
from etl.held import all_held
from etl.lake import Lake, Manifest
from etl.ledger import after
from etl.let_in import let_in
from etl.publish import PublishError, Warehouse

NOTES = "_unbuilt"
WHY = "这一份报来以后新库没有通过检查，已撤回，免得别人也公布不了"
STOPPED = "这一份报来以后新库没有生成完，已撤回，免得别人的报送带上它；再报一次就重新装入"
TAKEN_BACK = "。这次报来的内容已撤回，免得别人也公布不了；请把文件交给系统管理员看"
SEND_AGAIN = "这次报来的内容已撤回，再报一次就重新装入。"
LOG = logging.getLogger("wushe.etl")


class NotingLake(Lake):
    """The lake a sender with a scope brings something to: it is noted first, so that no sudden death hides it."""

    def store(self, manifest: Manifest, rows: pa.Table | Path, rejected: pa.Table) -> None:
        note(self, manifest)
        super().store(manifest, rows, rejected)


def note(lake: Lake, manifest: Manifest) -> None:
    """Writes down that no finished build knows what is about to be brought or restored."""
    path = lake.folder / NOTES / f"{manifest.delivery}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, _text(manifest))


def _text(manifest: Manifest) -> str:
    return json.dumps(manifest.model_dump(mode="json", by_alias=True), ensure_ascii=False)


def cleared(data_dir: Path) -> tuple[Lake, Warehouse]:
    """Lake and warehouse without what runs that died left in them; the caller holds the lock."""
    lake, warehouse = Lake(data_dir), Warehouse(data_dir)
    lake.sweep()
    warehouse.sweep()
    take_back_unbuilt(lake, warehouse)
    forget_former(lake, warehouse)
    return lake, warehouse


def take_back_unbuilt(lake: Lake, warehouse: Warehouse) -> None:
    """Withdraws what was noted in a run that died before a build of it was finished, published or held back."""
    notes = {path.stem: path.read_text("utf-8") for path in (lake.folder / NOTES).glob("*.json")}
    if not notes:
        return
    finished = {(state or {}).get("lake") for state in (warehouse.current(), *all_held(warehouse.folder))}
    senders = {json.loads(text)["within"] for text in notes.values()}
    if not {let_in(lake, warehouse, within).fingerprint() for within in senders} <= finished:
        _take_back(lake, [one for one in lake.manifests() if notes.get(one.delivery) == _text(one)], STOPPED)
    else:
        _forget(lake)


def why_not(failed: Exception) -> dict:
    """Why nothing was published, in words; a fault of ours is raised on."""
    if isinstance(failed, CheckFailedError):
        return {"error": f"新库没有通过检查，没有发布：{failed}", "failures": failed.failures}
    if isinstance(failed, PublishError | DeliveryError):
        return {"error": str(failed)}
    if not is_disk_fault(failed):
        raise failed
    return {"error": "新库没有发布：" + "".join(disk_words(failed))}


def stopped_at(requests: Sequence[Request], taken: Sequence[Delivery], bounds: Bounds) -> str:
    """Which files the disk let in before it refused, and what becomes of them."""
    done = {delivery.request.path for delivery in taken}
    left = [safe_name(request.path) for request in requests if request.path not in done]
    kept = sum(delivery.status == "loaded" for delivery in taken)
    said = f"《{left[0]}》{f'等 {len(left)} 个文件' if len(left) > 1 else ''}没有装入" if left else "没有全部装入"
    left_there = "已撤回，再报一次就重新装入" if bounds.key else "等下一次装入或 build 时发布"
    return said + (f"，已收下的 {kept} 份{left_there}" if kept else "")


def built_or_taken_back(lake: Lake, brought: Sequence[Manifest], build: Callable[[], dict]) -> dict:
    """What `build` answers. If it cannot hold what was brought, that is withdrawn: everybody else publishes on.

    `brought` is what somebody with a scope sent or restored; who sees everything mends the lake instead.
    """
    try:
        document = build()
    except BaseException as failed:  # the memory above all: whoever comes next is not to meet it again
        is_of_database = isinstance(failed, duckdb.Error) and not is_disk_fault(failed)
        _take_back(lake, brought, WHY if is_of_database else STOPPED)
        raise
    if "error" not in document or not brought:
        _forget(lake)
        return document
    is_refused = "failures" in document
    _take_back(lake, brought, WHY if is_refused else STOPPED)
    return document | {"error": f"{document['error']}{TAKEN_BACK if is_refused else SEND_AGAIN}"}


def _take_back(lake: Lake, brought: Sequence[Manifest], why: str) -> None:
    try:
        gone = lake.ledger.withdrawn() if brought else set()
        for manifest in brought:
            if manifest.delivery not in gone:
                lake.ledger.write("withdrawn", delivery=manifest.delivery, file=manifest.file, why=why)
    except OSError as fault:  # a full disk: the notes stay, so that the next run takes it back
        LOG.warning("还没有撤回，下一次运行时撤回：%s", fault)
    else:
        _forget(lake)


def _forget(lake: Lake) -> None:
    for path in (lake.folder / NOTES).glob("*.json"):
        path.unlink()


def taken_back(lake: Lake) -> set[str]:
    """The deliveries that are withdrawn because the run that brought them was stopped."""
    entries = [one for one in lake.ledger.events() if one["event"] in ("withdrawn", "restored")]
    why = {one["delivery"]: one.get("why") for one in entries}
    return {one for one, reason in why.items() if reason == STOPPED}


def brought_again(lake: Lake, taken: Sequence[Delivery], within: str) -> None:
    """What was taken back because its run was stopped, and is now sent again within the same scope, counts as new: it
    comes after what anybody sent since, as if it had not come before."""
    stopped = taken_back(lake)
    for one in taken:
        if one.manifest and one.manifest.within == within and one.manifest.delivery in stopped:
            one.manifest.sequence, one.manifest.received_at = lake.next_sequence(), after(lake.last_arrival())
            note(lake, one.manifest)
            keep_former(lake, one.manifest)
            lake.rewrite(one.manifest)
            lake.ledger.write("restored", delivery=one.manifest.delivery, file=one.manifest.file)
            if one.status == "duplicate":
                _said_as_at_first(lake, one)


def _said_as_at_first(lake: Lake, one: Delivery) -> None:
    """Its sender was never told what was found in it."""
    rejected = pq.read_table(lake.folder_of(one.manifest) / "rejected.parquet").column("problems").to_pylist()
    one.status = "loaded" if one.manifest.accepted or not one.manifest.rows_read else "rejected"
    one.messages = list(one.manifest.messages)
    one.rejected_messages = [problem for problems in rejected for problem in json.loads(problems)]
