"""`python -m etl demo`: writes the demonstration files and loads them, as anybody would, into a folder of their own."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

from etl import demonstration
from etl.intake import Request
from etl.lake import Lake
from etl.lock import locked
from etl.originals import file_sha256
from etl.progress import Progress, silent
from etl.run import MARKER, is_demonstration, load_requests
from etl.status import status

MARKER_TEXT = "这里是 python -m etl demo 生成的演示数据，真实数据不能装到这里"


def demo(data_dir: Path | str, progress: Progress = silent) -> dict:
    """The document of the load, with `differences` between what was sent back and what was meant to be."""
    data_dir = Path(data_dir)
    folder = data_dir if is_demonstration(data_dir) else data_dir / "demo"
    with locked(folder):
        (folder / MARKER).write_text(json.dumps({"说明": MARKER_TEXT}, ensure_ascii=False), "utf-8")
        progress("生成演示文件", 0, 1)
        inbox = folder / "inbox"
        shutil.rmtree(inbox, ignore_errors=True)
        inbox.mkdir(parents=True)
        files = demonstration.write_files(inbox)
        _forget_other_files(Lake(folder), {file_sha256(file.path) for file in files})
    requests = [Request(Path(file.path), file.area, file.from_, file.to) for file in files]
    document = load_requests(requests, folder, progress=progress)
    differences = _differences(folder, document)
    as_meant = not differences and "error" not in document
    return document | {"data_dir": str(folder), "differences": differences, "as_meant": as_meant}


def _forget_other_files(lake: Lake, wanted: set[str]) -> None:
    """Demonstration files of another version of the generator would mix with these: the demonstration starts anew."""
    if any(manifest.sha256 not in wanted for manifest in lake.manifests()):
        shutil.rmtree(lake.folder)


def _differences(folder: Path, document: dict) -> list[str]:
    """Where the rows sent back, waiting, doubled or superseded are not those the generator meant; in Chinese."""
    words = {"rejected": "退回", "pending": "待核", "duplicates": "重复", "superseded": "被更新"}
    counted: dict[str, Counter[str]] = {outcome: Counter() for outcome in words}
    for delivery in status(folder)["deliveries"]:
        for outcome in words:
            counted[outcome][delivery["type"]] += delivery[outcome]
    found = [f"文件《{entry['file']}》没有读成表格" for entry in document["deliveries"] if entry["type"] is None]
    for outcome, meant in demonstration.EXPECTED.items():
        for type_id in sorted({*counted[outcome], *meant}):
            count, expected = counted[outcome][type_id], meant.get(type_id, 0)
            if count != expected:
                found.append(f"{type_id} {words[outcome]} {count} 行，应为 {expected} 行")
    return found
