"""What becomes of a load or a change that no build can hold: why in words, and whether it stays in the lake."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb

from etl.check import CheckFailedError
from etl.disk import disk_words, is_disk_fault
from etl.errors import DeliveryError
from etl.lake import Lake, Manifest
from etl.publish import PublishError

WHY = "这一份报来以后新库没有通过检查，已撤回，免得别人也公布不了"
TAKEN_BACK = "。这次报来的内容已撤回，免得别人也公布不了；请把文件交给系统管理员看"


def why_not(failed: Exception) -> dict:
    """Why nothing was published, in words; a fault of ours is raised on."""
    if isinstance(failed, CheckFailedError):
        return {"error": f"新库没有通过检查，没有发布：{failed}", "failures": failed.failures}
    if isinstance(failed, PublishError | DeliveryError):
        return {"error": str(failed)}
    if not is_disk_fault(failed):
        raise failed
    return {"error": "新库没有发布：" + "".join(disk_words(failed))}


def built_or_taken_back(lake: Lake, brought: Sequence[Manifest], build: Callable[[], dict]) -> dict:
    """What `build` answers. If no build can hold what was brought, that is withdrawn: everybody else publishes on.

    `brought` is what somebody with a scope sent or restored; who sees everything mends the lake instead.
    """
    try:
        document = build()
    except duckdb.Error:
        _take_back(lake, brought)
        raise
    if "failures" in document and brought:
        _take_back(lake, brought)
        return document | {"error": f"{document['error']}{TAKEN_BACK}"}
    return document


def _take_back(lake: Lake, brought: Sequence[Manifest]) -> None:
    for manifest in brought:
        lake.ledger.write("withdrawn", delivery=manifest.delivery, file=manifest.file, why=WHY)
