"""`check`: what loading would say of some files, and a marked-up copy of each; nothing in the data folder changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from etl.answer.hints import Known, Referring, hints_of
from etl.answer.marked import marked_name, write_marked_copy
from etl.answer.told import told_within
from etl.bounds import EVERYTHING, Bounds
from etl.errors import DeliveryError
from etl.intake import Delivery, Intake, Request
from etl.lake import Lake
from etl.originals import holds_personal, shows_personal
from etl.own_sheets import MARKED_SUFFIX as SUFFIX
from etl.progress import Progress, silent
from etl.publish import Warehouse
from etl.run import WrongCallError, area_code_of, table_files, with_unread
from etl.source_loading import load_source
from etl.unbuilt import taken_back

_ATTEMPTS = 3


def check_paths(
    paths: Sequence[Path | str],
    data_dir: Path | str,
    source: str | None = None,
    area: str | None = None,
    out: Path | str | None = None,
    progress: Progress = silent,
    bounds: Bounds = EVERYTHING,
) -> dict:
    """The document of a dry run with "marked" (delivered path → path of its marked-up copy, beside it or in `out`)
    and "personal" (the delivered paths of files in which personal numbers were found).

    Takes no lock: a check never waits for a load. Raises WrongCallError when a copy cannot be written.
    """
    data_dir = Path(data_dir)
    requests = [Request(path, area_code_of(area)) for path in table_files(paths)]
    judged, personal = _judge(requests, data_dir, source, progress, bounds)
    known = Known(data_dir, bounds)
    for _, referring in (pair for pairs in judged.values() for pair in pairs):
        known.add(referring.type, referring.names)
    marked: dict[str, str] = {}
    entries: list[dict] = []
    for number, (path, pairs) in enumerate(judged.items()):
        progress(f"写校验文件 {path.name}", number, len(judged))
        own = [_entry(delivery, hints_of(referring, known), Lake(data_dir)) for delivery, referring in pairs]
        own = [told_within(entry, bounds) for entry in own]
        marked[str(path)] = str(_answer(path, own, Path(out) if out else None, marked))
        entries += own
    build = (Warehouse(data_dir).current() or {}).get("build")
    document = {"deliveries": entries, "build": build, "dry_run": True, "marked": marked, "personal": personal}
    return with_unread(paths, document)


def _entry(delivery: Delivery, hints: list[dict], lake: Lake) -> dict:
    """The entry of the document with hints; of a table that was there before, what was found then is said again."""
    entry = delivery.as_dict()
    if delivery.status == "duplicate" and delivery.manifest is not None:
        entry["messages"] += [*_sent_back_before(lake, delivery), *delivery.manifest.messages]
    entry["messages"] += hints
    return entry


def _sent_back_before(lake: Lake, delivery: Delivery) -> list[dict]:
    path = lake.folder_of(delivery.manifest) / "rejected.parquet"
    problems = pq.read_table(path, columns=["problems"]).column("problems").to_pylist() if path.exists() else []
    return [problem for text in problems for problem in json.loads(text)]


def _judge(
    requests: Sequence[Request], data_dir: Path, source: str | None, progress: Progress, bounds: Bounds
) -> tuple[dict[Path, list[tuple[Delivery, Referring]]], list[str]]:
    """The deliveries of each file without their rows, and the files with personal numbers in them; judged once more
    if a load changed the lake meanwhile."""
    mapping = load_source(source, data_dir) if source else None
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            intake = Intake(Lake(data_dir), mapping, dry_run=True, progress=progress, bounds=bounds)
            intake.again = taken_back(intake.lake) if bounds.key else set()
            intake.constants()
            judged: dict[Path, list[tuple[Delivery, Referring]]] = {}
            personal = []
            for number, request in enumerate(intake.in_order(requests)):
                progress(f"检查 {request.path.name}", number, len(requests))
                # what a large table refers to is asked while its rows are there: they are gone with the next table
                pairs = [(delivery, Referring(delivery)) for delivery in intake.take(request)]
                is_bad = is_personal(request.path, [delivery for delivery, _ in pairs])
                personal += [str(request.path)] if is_bad else []
                judged[request.path] = [_without_rows(*pair) for pair in pairs]
            return judged, personal
        except FileNotFoundError:
            if attempt == _ATTEMPTS:
                raise
    raise DeliveryError("数据湖一直在变化，没能检查。", "请稍后再试")


def is_personal(path: Path, deliveries: Sequence[Delivery]) -> bool:
    """Whether personal numbers stand anywhere in a file that was just judged, tables that were sent back included."""
    if any(delivery.validated is not None and delivery.validated.has_personal for delivery in deliveries):
        return True
    judged_all = all(delivery.validated is not None for delivery in deliveries)
    is_searched = bool(deliveries) and judged_all and all(delivery.validated.is_searched for delivery in deliveries)
    try:
        return not is_searched and (holds_personal(path) or (not judged_all and shows_personal(path)))
    except OSError:  # gone, or it cannot be read: the check has said so
        return False


def _without_rows(delivery: Delivery, referring: Referring) -> tuple[Delivery, Referring]:
    delivery.validated = None
    return delivery, referring


def _answer(path: Path, entries: Sequence[dict], out: Path | None, marked: dict[str, str]) -> Path:
    """The marked-up copy; two files of one name get copies of different names."""
    name = marked_name(path)
    folder = out or path.parent
    taken = {Path(other) for other in marked.values()}
    number = 2
    while folder / name in taken:
        name, number = f"{marked_name(path).removesuffix(SUFFIX)}（{number}）{SUFFIX}", number + 1
    try:
        return write_marked_copy(path, entries, out, name, is_check=True)
    except OSError as fault:
        said = f"校验文件写不进文件夹“{folder}”：{fault.strerror or fault}。"
        raise WrongCallError(said, "请用 --out 指定一个可以写的文件夹。") from fault
