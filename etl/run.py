"""What a person can ask of the ETL: load, build, status, withdraw, restore, roll back. Each answers with the JSON
document of interfaces.md; the command line (etl/cli.py), the demonstration and the tests call these functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from etl.bounds import EVERYTHING, Bounds, brought_within
from etl.check import CheckFailedError, check_increment
from etl.disk import disk_words
from etl.errors import DeliveryError
from etl.findings import findings_of, pending_rows, unsaid
from etl.former import forget_former
from etl.ground import lay_ground
from etl.guard import change_notes, weigh
from etl.healing import heal
from etl.held import read_held, told
from etl.history import record, record_missing
from etl.increment import build_on
from etl.intake import FULL, Delivery, Intake, Request, safe_name
from etl.lake import Lake
from etl.let_in import let_in
from etl.lock import locked
from etl.model import Built, models_version, rules_version
from etl.normalise.areas import area_book, read_area
from etl.own_sheets import MARKED_SUFFIX
from etl.passing import is_passing
from etl.portions import build_all
from etl.progress import Progress, silent
from etl.pseudonyms import hide_lake
from etl.publish import PublishError, Warehouse
from etl.replacing import keep_restored_apart
from etl.retention import merge_old
from etl.source_loading import load_source
from etl.source_trial import try_source
from etl.spark.session import missing as lacks_spark
from etl.unbuilt import (
    NotingLake,
    brought_again,
    built_or_taken_back,
    cleared,
    note,
    stopped_at,
    take_back_unbuilt,
    taken_back,
    why_not,
)
from etl.verify import verify

MARKER = "demonstration.json"
MODES = ("增量", FULL)
TABLE_SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"}
PENDING = "待核"


class WrongCallError(Exception):
    """What was asked for cannot be done as asked; `message` and `hint` are Chinese."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}{hint}")
        self.message = message
        self.hint = hint


def load_paths(
    paths: Sequence[Path | str],
    data_dir: Path | str,
    source: str | None = None,
    area: str | None = None,
    from_: date | str | None = None,
    to: date | str | None = None,
    mode: str = "增量",
    dry_run: bool = False,
    progress: Progress = silent,
    guard: bool = False,
    bounds: Bounds = EVERYTHING,
) -> dict:
    """Reads, judges, stores, builds and publishes; the JSON document of `python -m etl load` (interfaces.md).

    Raises WrongCallError, BusyError, or DeliveryError for a faulty source file; what is wrong with the delivered
    files is in the document.
    """
    data_dir = Path(data_dir)
    if is_demonstration(data_dir):
        raise WrongCallError("这是演示数据的目录，不能往里装真实数据。", "请用 WUSHE_DATA_DIR 指定另一个目录。")
    if mode not in MODES:
        raise WrongCallError(f"没有“{mode}”这种报送方式。", f"可用：{'、'.join(MODES)}。")
    area_code, from_on, to_on = area_code_of(area), _day(from_, "--from"), _day(to, "--to")
    if from_on and to_on and to_on < from_on:
        raise WrongCallError(f"--to（{to_on}）早于 --from（{from_on}）。", "请核对两个日期。")
    if mode == FULL and not (area_code and to_on) and source:
        raise WrongCallError("全量报送要说明是哪个区域、截至哪一天的名录。", "请加上 --area 和 --to。")
    requests = [Request(path, area_code, from_on, to_on, mode) for path in table_files(paths)]
    return with_unread(paths, load_requests(requests, data_dir, source, dry_run, progress, guard, bounds))


def load_requests(
    requests: Sequence[Request],
    data_dir: Path,
    source: str | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
    guard: bool = False,
    bounds: Bounds = EVERYTHING,
) -> dict:
    """Loads files with a declaration each, and builds once."""
    mapping = load_source(source, data_dir) if source else None
    with locked(data_dir):
        lake, warehouse = (Lake(data_dir), Warehouse(data_dir)) if dry_run else cleared(data_dir)
        if not dry_run:
            hide_lake(lake)
            record_missing(lake, warehouse.current())
        intake = Intake(NotingLake(data_dir) if bounds.key else lake, mapping, dry_run, progress, bounds)
        intake.again = taken_back(lake) if bounds.key else set()
        deliveries: list[Delivery] = []
        document: dict = {"build": (warehouse.current() or {}).get("build")}
        try:
            _take_all(intake, requests, deliveries, progress)
        except OSError as fault:
            document["error"] = f"{stopped_at(requests, deliveries, bounds)}：{''.join(disk_words(fault))}"
            take_back_unbuilt(lake, warehouse)
        if bounds.key and "error" not in document and not dry_run:
            brought_again(lake, deliveries, bounds.key)
        document = {"deliveries": [delivery.as_dict() for delivery in deliveries]} | document
        if "error" in document:
            return document
        if dry_run:
            return document | {"dry_run": True}
        changed = any(delivery.status != "duplicate" and delivery.manifest for delivery in deliveries)
        brought = [one.manifest for one in deliveries if bounds.key and one.manifest and one.status != "duplicate"]
        build_it = partial(_build_if_needed, lake, warehouse, data_dir, document, changed, progress, guard, bounds.key)
        return built_or_taken_back(lake, brought, build_it)


def _take_all(intake: Intake, requests: Sequence[Request], taken: list[Delivery], progress: Progress) -> None:
    """Fills `taken`. Constant rows of the source stand first, and only count if some file was taken in, now or before:
    a duplicate of what was sent back whole was not."""
    constants = intake.constants()
    for number, request in enumerate(intake.in_order(requests)):
        progress(f"读取 {request.path.name}", number, len(requests))
        taken.extend(intake.take(request))
    progress("读取完毕", len(requests), len(requests))
    if any(one.status == "loaded" or (one.status == "duplicate" and one.manifest.accepted) for one in taken):
        taken[:0] = map(intake.settle, constants)


def _build_if_needed(
    lake: Lake, warehouse: Warehouse, data_dir: Path, document: dict, changed: bool, progress: Progress,
    guard: bool = False, within: str = "",
) -> dict:  # fmt: skip
    part = let_in(lake, warehouse, within, document.get("delivery"))
    present = warehouse.current() or {}
    is_ours = present.get("models") == models_version() and not warehouse.fault()
    is_current = part.is_made_into(present) and is_ours
    if not changed and (is_current or (present.get("rolled_back") and is_ours)):
        return document | {"build": present["build"]}
    if not any(manifest.accepted for manifest in part.manifests()):
        return document | {"build": present.get("build")}
    held = read_held(warehouse.folder, within)
    if not changed and guard and held and part.is_made_into(held):
        return document | {"build": present.get("build"), "held": told(held)}
    return publish(lake, warehouse, data_dir, document, progress, guard, within=within)


def publish(
    lake: Lake, warehouse: Warehouse, data_dir: Path, document: dict, progress: Progress = silent, guard: bool = False,
    anew: bool = False, spark: str = "", within: str = "",
) -> dict:  # fmt: skip
    """Builds, checks, publishes, and completes the document; on failure the old build stays and `error` says why.

    The caller holds the lock. The build holds what the scope `within` lets in (etl/let_in.py). With `guard` one that
    changes published figures by more than a fifth is held back (with a scope: figures of what was sent within it).
    What did not change is taken from the present build, unless all is made `anew`; a `spark` master makes the rows.
    """
    part = let_in(lake, warehouse, within, document.get("delivery"))
    present = warehouse.current() or {}
    previous = present.get("build")
    former = warehouse.folder / present["file"] if present and not warehouse.fault() else None

    def finish(connection: duckdb.DuckDBPyConnection, built: Built) -> Built:
        built.waiting = pending_rows(connection)
        built.findings = findings_of(connection, [entry["delivery"] for entry in document["deliveries"]])
        weigh(connection, built, former, guard, part, read_held(warehouse.folder, within))
        return built

    def fill(connection: duckdb.DuckDBPyConnection) -> Built:
        return finish(connection, _filled(connection, part, spark, is_demonstration(data_dir), progress))

    def go_on(connection: duckdb.DuckDBPyConnection) -> Built:
        built = build_on(connection, part, is_demonstration(data_dir), progress)
        check_increment(connection, built)
        return finish(connection, built)

    try:
        lay = partial(lay_ground, lake=part)
        built = warehouse.publish(fill, part.fingerprint(), None if anew else go_on, lay, within)
    except (CheckFailedError, PublishError, DeliveryError, OSError, duckdb.Error) as failed:
        return document | {"build": previous, **why_not(failed)}
    forget_former(lake, warehouse)
    if built.held or built.build != previous:
        outcomes = Counter(correction["outcome"] for correction in built.corrections)
        record(lake, "held" if built.held else "published", built.build, made=built.made, rules_version=rules_version(),
               corrections=dict(outcomes), rows=built.rows)  # fmt: skip
    return _told(document, built, previous, warehouse)


def _filled(
    connection: duckdb.DuckDBPyConnection, lake: Lake, spark: str, is_demonstration: bool, progress: Progress
) -> Built:
    if spark:
        from etl.spark.build import build_on_spark  # here: the translator of SQL is an extra

        return build_on_spark(connection, lake, spark, is_demonstration, progress)
    return build_all(connection, lake, is_demonstration, progress)


def _told(document: dict, built: Built, previous: str | None, warehouse: Warehouse) -> dict:
    """The document with what the build made of the deliveries, published or held back."""
    document["build"] = previous if built.held else built.build
    for entry in document["deliveries"]:
        _complete(entry, built)
    notes = [f"更正 {c['type']} {c['key']} 的 {c['column']}：{c['outcome']}" for c in built.corrections
             if c["outcome"] != "已更正"]  # fmt: skip
    notes += [f"全量名录 {delivery} 使 {count} 个组织按截至日记为终止" for delivery, count in built.closures.items()]
    notes += [f"报送 {u['delivery']} 声明的区域 {u['area']} 不在区划中，按未声明处理" for u in built.unknown_areas]
    waiting = {type_id: count for type_id, count in built.pending_by_type.items() if count}
    if built.held:
        document["held"] = told(read_held(warehouse.folder, built.held["within"]))
    else:
        notes += change_notes(built.changes)
    notes += [built.ahead] if built.ahead else []
    return document | {"rows": built.rows, "pending_by_type": waiting, "corrections": built.corrections, "notes": notes}


def _complete(entry: dict, built: Built) -> None:
    """Adds to a delivery's entry what only the build could tell: which of its rows are superseded or still wait."""
    counts = built.deliveries.get(entry["delivery"])
    if not counts or entry["status"] == "duplicate":
        return
    entry["pending"], entry["superseded"] = counts["pending"], counts["superseded"]
    for row, key, reason in built.waiting.get(entry["delivery"], []):
        said = f"{reason}。这一行先不计入，等对应的记录报来后自动计入，不必重报。"
        entry["messages"].append(
            {"row": row, "column": "", "found": key, "rule": PENDING, "severity": PENDING, "message": said}
        )
    new = unsaid(built.findings.get(entry["delivery"], []), entry["messages"])
    entry["messages"] += new
    entry["warnings"] += len(new)


def build(data_dir: Path | str, progress: Progress = silent, check_only: bool = False, spark: str = "") -> dict:
    """Rebuilds the warehouse from the lake and publishes it; nothing is published of an empty lake.

    `spark` is the address of the Spark master that does the row-heavy part (docs/scale.md); without it DuckDB does.
    With `check_only` nothing is published: what is published is compared with what was rebuilt (etl/verify.py).
    """
    data_dir = Path(data_dir)
    reason = lacks_spark() if spark else ""
    if reason:
        raise WrongCallError(f"不能用 Spark 生成：{reason}")
    with locked(data_dir):
        lake, warehouse = Lake(data_dir), Warehouse(data_dir)
        lake.sweep()
        warehouse.sweep()
        record_missing(lake, warehouse.current())
        if check_only:
            return verify(let_in(lake, warehouse), warehouse, is_demonstration(data_dir), progress)
        healed = heal(lake, warehouse)
        take_back_unbuilt(lake, warehouse)
        hide_lake(lake)
        healed += merge_old(lake)
        if not any(manifest.accepted for manifest in lake.manifests()):
            raise WrongCallError("数据湖里还没有任何入库的记录。", "请先用 load 报送文件。")
        document = publish(lake, warehouse, data_dir, {"deliveries": []}, progress, anew=True, spark=spark)
        return document | {"notes": [*healed, *document.get("notes", [])]}


def set_withdrawn(data_dir: Path | str, delivery: str, withdrawn: bool, progress: Progress = silent,
                  bounds: Bounds = EVERYTHING) -> dict:  # fmt: skip
    """Withdraws or restores a delivery and builds; one outside the bounds is answered like one that never was.

    What waits for approval does not come to be published by it: then the build is weighed too."""
    data_dir = Path(data_dir)
    with locked(data_dir):
        lake, warehouse = cleared(data_dir)
        hide_lake(lake)
        record_missing(lake, warehouse.current())
        manifest = lake.find(delivery)
        if manifest is None or not brought_within(bounds, manifest, data_dir):
            raise WrongCallError(f"没有编号为“{delivery}”的报送。", "编号见 status 或 load 的结果。")
        document = {"delivery": manifest.delivery, "file": manifest.file, "sheet": manifest.sheet,
                    "type": manifest.type, "status": "withdrawn" if withdrawn else "loaded", "deliveries": [],
                    "changed": (manifest.delivery in lake.ledger.withdrawn()) != withdrawn}  # fmt: skip
        brought = [manifest] if bounds.key and document["changed"] and not withdrawn else []
        for one in brought:
            note(lake, one)
        if document["changed"] and not withdrawn:
            keep_restored_apart(lake, manifest)
        if document["changed"]:
            lake.ledger.write("withdrawn" if withdrawn else "restored", delivery=manifest.delivery, file=manifest.file)
        guard = bool(read_held(warehouse.folder, bounds.key)) or (bool(bounds.key) and not withdrawn)
        build_it = partial(_build_if_needed, lake, warehouse, data_dir, document, document["changed"], progress, guard,
                           bounds.key)  # fmt: skip
        return built_or_taken_back(lake, brought, build_it)


def rollback(data_dir: Path | str, build_id: str) -> dict:
    """Serves an earlier build again; the lake is untouched, the next load or `build` publishes anew."""
    data_dir = Path(data_dir)
    with locked(data_dir):
        warehouse = Warehouse(data_dir)
        try:
            warehouse.rollback(build_id)
            record(Lake(data_dir), "rolled_back", build_id)
        except PublishError as fault:
            raise WrongCallError(str(fault)) from fault
        return {"build": build_id, "builds": warehouse.builds()}


def try_mapping(path: Path, name: str, data_dir: Path | str) -> dict:
    """What a source mapping makes of the first rows of a file, and what it did not understand; changes nothing."""
    if not path.is_file():
        raise WrongCallError(f"没有文件“{path}”。", "请核对路径。")
    data_dir = Path(data_dir)
    intake = Intake(Lake(data_dir), load_source(name, data_dir), dry_run=True)
    return try_source(path, name, data_dir, intake.known)


def is_demonstration(data_dir: Path) -> bool:
    return (data_dir / MARKER).exists()


def sent_back(document: dict) -> bool:
    """Whether anything of the load came back to the sender, or could not be published."""
    return "error" in document or any(e["status"] == "rejected" or e["rejected"] for e in document["deliveries"])


def table_files(paths: Sequence[Path | str]) -> list[Path]:
    """The files named, and the tables found in the folders named; WrongCallError for what is not there."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and _is_table(file))
            if not inside:
                known = "、".join(sorted(TABLE_SUFFIXES))
                raise WrongCallError(f"文件夹“{path}”里没有表格文件。", f"能读的有：{known}。")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise WrongCallError(f"没有文件“{path}”。", "请核对路径。")
    if not found:
        raise WrongCallError("没有说要装入哪个文件。")
    return list(dict.fromkeys(found))


def _is_table(path: Path) -> bool:
    """Not hidden, not Excel's lock file, not still being written (B028), not an answer of ours to an earlier check."""
    is_ours = path.name.endswith(MARKED_SUFFIX)
    return path.suffix.lower() in TABLE_SUFFIXES and not path.name.startswith((".", "~$")) and not is_ours


def with_unread(paths: Sequence[Path | str], document: dict) -> dict:
    """The document with a note on each file of the folders named that is no table: none is passed over silently."""
    folders = [Path(path) for path in paths if Path(path).is_dir()]
    others = sorted({file for folder in folders for file in folder.rglob("*") if file.is_file() and _is_other(file)})
    known = "、".join(sorted(TABLE_SUFFIXES))
    notes = [f"没有读取《{safe_name(file)}》：不是表格文件（能读的有{known}）" for file in others]
    return document | {"notes": [*notes, *document.get("notes", [])]} if notes else document


def _is_other(path: Path) -> bool:
    """A file somebody may have meant to deliver, in a form that is no table."""
    return path.suffix.lower() not in TABLE_SUFFIXES and not is_passing(path)


def area_code_of(text: str | None) -> str | None:
    """The code of the area somebody named; WrongCallError if it is none or not clear which."""
    if text is None or not text.strip():
        return None
    reading = read_area(text, area_book())
    if reading.value is None:
        raise WrongCallError(f"--area 写的“{text}”不是一个区域。", "；".join(f.message for f in reading.findings))
    return reading.value


def _day(value: date | str | None, option: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise WrongCallError(f"{option} 写的“{value}”不是日期。", "请写成 2016-06-30 的样子。") from None
