"""From one delivered file to judged deliveries, ready for the lake: read, recognised or mapped, validated."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from etl.bounds import EVERYTHING, Boundary, Bounds
from etl.by_place import by_place
from etl.delivery import Delivery, Request, check_full_register, odd_name, refused, safe_name
from etl.errors import DeliveryError, Problem
from etl.extract import ZERO_REPORT, RawTable, read_tables
from etl.fast.errors import NotPlainError
from etl.fast.folder import working_folder
from etl.fast.read import judge_fast, open_text
from etl.fast.sheets import open_workbook
from etl.files.kind import file_kind
from etl.former import keep_former
from etl.judging.terms import Terms
from etl.judging.wide import all_apart
from etl.lake import Lake, Manifest, arrow_rejected, arrow_rows, delivery_id
from etl.ledger import after
from etl.looked_up import rows_of_type
from etl.model import rules_version
from etl.normalise.areas import area_book, read_area
from etl.normalise.personal import mask_personal
from etl.originals import file_sha256, keep_original
from etl.progress import Progress, silent
from etl.pseudonyms import Pseudonyms, Rejected, personal_columns
from etl.record import RecordType
from etl.redelivery import former_of, said_of_correction, same_brought
from etl.replacing import keep_apart, said_of_replacing
from etl.sent_anew import may_go, refuse_other_type, said_of_fewer, table_id
from etl.severity import stricter_rules, version_of
from etl.source import KnownRows, Source, in_order
from etl.source_delivery import MappedDelivery, constant_deliveries, file_deliveries
from etl.validate import Validated, recognise, validate
from etl.witness import Witness

FULL = "全量"
FAST, CELL_BY_CELL = "快速", "逐格"
FAST_FROM = 1 << 20
"""Files smaller than this, in bytes, are read cell by cell in no time."""
logger = logging.getLogger(__name__)


class Intake:
    """Judges the files of one run against what the lake already holds."""

    def __init__(
        self, lake: Lake, source: Source | None = None, dry_run: bool = False, progress: Progress = silent,
        bounds: Bounds = EVERYTHING,
    ) -> None:  # fmt: skip
        self.lake = lake
        self.boundary = Boundary(bounds, lake.folder.parent, is_looked_up=source is not None)
        self.progress = progress
        self.source = source
        self.dry_run = dry_run
        self.stricter = stricter_rules(lake.folder.parent)
        self.rules_version = rules_version() + version_of(self.stricter)
        self.present = {manifest.delivery: manifest for manifest in lake.manifests()}
        self.withdrawn = lake.ledger.withdrawn()
        self.sequence = lake.next_sequence()
        self.arrival = max((m.received_at for m in self.present.values()), default="")
        self.again: set[str] = set()
        """Deliveries that are judged anew when they come again: they were taken back, and others have sent since."""
        self.known = KnownRows()
        self.witness: Witness | None = None
        self.pseudonyms: Pseudonyms | None = None
        if source:
            for type_id in sorted(source.lookup_types()):
                valid = [one for one in self.present.values() if one.delivery not in self.withdrawn]
                self.known.add(type_id, rows_of_type(lake, type_id, valid, self.boundary))

    def in_order(self, requests: Sequence[Request]) -> list[Request]:
        """The requests in the order they came; those of a source so that what is looked up is read first."""
        if not self.source:
            return list(requests)
        places = {path: place for place, path in enumerate(in_order(self.source, [r.path for r in requests]))}
        return sorted(requests, key=lambda request: places[request.path])

    def take(self, request: Request) -> Iterator[Delivery]:
        """Judges every table of the file and stores what is new; one Delivery per table and record type."""
        try:
            self.witness = witness = Witness(request.path)
        except OSError as fault:
            yield refused(request, DeliveryError(f"读不到文件《{safe_name(request.path)}》：{fault.strerror}。"))
            return
        made: list[Delivery] = []
        sha256 = witness.sha256
        try:
            judged = self._judge_mapped(request, sha256) if self.source else self._judge_file(request, sha256)
            for read in judged:
                witness.confirm()
                delivery = self.settle(read)
                made.append(delivery)
                yield delivery
        except DeliveryError as fault:
            yield self.settle(refused(request, witness.fault() or fault, sha256=sha256))
            return
        if all(delivery.manifest for delivery in made):
            self._withdraw_others(sha256, {delivery.manifest.delivery for delivery in made})

    def constants(self) -> list[Delivery]:
        """The rows the source's own file holds, judged; `settle` them once some file was taken in.

        They speak for whoever wrote the mapping, so a sender with a scope brings none of them.
        """
        if not self.source or self.boundary.bounds.key:
            return []
        request = Request(self.source.path)
        sha256 = file_sha256(self.source.path)
        deliveries = [
            self._from_mapped(request, mapped, sha256, f"constants:{self.source.id}")
            for mapped in constant_deliveries(self.source, self.known, terms=self._terms(request))
        ]
        for delivery in deliveries:
            delivery.manifest.sequence = self.sequence
            self.sequence += 1
        return deliveries

    def _judge_file(self, request: Request, sha256: str) -> Iterator[Delivery]:
        """A large plain table column by column, everything else cell by cell; the outcome is the same."""
        if request.path.stat().st_size >= FAST_FROM:
            with working_folder(None if self.dry_run else self.lake.folder) as folder:
                try:
                    delivery = self._judge_fast(request, sha256, folder)
                except NotPlainError as reason:
                    logger.info("%s is read cell by cell: %s", safe_name(request.path), reason)
                else:
                    yield delivery
                    return
        yield from self._judge_tables(request, sha256)

    def _judge_fast(self, request: Request, sha256: str, folder: Path) -> Delivery:
        """NotPlainError when the file has to be read cell by cell; nothing is refused here."""
        kind = file_kind(request.path)
        fast = open_text(request.path) if kind == "text" else open_workbook(request.path, kind, folder)
        try:
            record_type = self._recognised(fast.table, sha256)
            known = self._known_already(request, fast.table, record_type, sha256)
            if known is not None:
                return known
            validated = judge_fast(
                fast, record_type, folder, request.area, self._terms(request, fast.table), progress=self.progress
            )
            return self._from_table(request, fast.table, record_type, validated, sha256, FAST)
        except DeliveryError as fault:
            raise NotPlainError(fault.message) from fault

    def _from_table(
        self, request: Request, table: RawTable, record_type: RecordType, validated: Validated, sha256: str, path: str
    ) -> Delivery:
        if unread := _unread_declaration(table):  # it names the candidates: once is enough
            validated.warnings = [*unread, *(said for said in validated.warnings if said.rule != "B125")]
        validated.has_personal |= table.has_personal_notes
        manifest = self._manifest(request, table, record_type, sha256)
        manifest.path = path
        return self._judged(request, table.sheet, record_type, validated, manifest)

    def _judge_tables(self, request: Request, sha256: str) -> Iterator[Delivery]:
        for table in all_apart(read_tables(request.path)):
            record_type = None
            try:
                if table.fault:
                    raise table.fault
                record_type = self._recognised(table, sha256)
                delivery = self._known_already(request, table, record_type, sha256)
                if delivery is None:
                    validated = validate(table, record_type, root=request.area, terms=self._terms(request, table))
                    delivery = self._from_table(request, table, record_type, validated, sha256, CELL_BY_CELL)
                yield delivery
            except DeliveryError as fault:
                yield refused(request, fault, table.sheet, record_type.id if record_type else "", sha256)

    def _recognised(self, table: RawTable, sha256: str) -> RecordType:
        record_type = recognise(table)
        if self.boundary.bounds.key:
            refuse_other_type(table, record_type, self._whose(sha256), self.present, self.withdrawn)
        return record_type

    def _terms(self, request: Request, table: RawTable | None = None) -> Terms:
        """What the sender declares and this folder's severities, for the judging of one table."""
        first, last = (table.declared_from, table.declared_to) if table else (None, None)
        return Terms(self.stricter, request.from_on or first, request.to_on or last)

    def _judge_mapped(self, request: Request, sha256: str) -> Iterator[Delivery]:
        terms = self._terms(request)
        for mapped in file_deliveries(self.source, request.path, self.known, request.area, terms=terms):
            yield self._from_mapped(request, mapped, sha256, sha256)

    def _from_mapped(self, request: Request, mapped: MappedDelivery, sha256: str, identity: str) -> Delivery:
        manifest = self._new_manifest(request, mapped.sheet, mapped.record_type.id, sha256, identity)
        manifest.source = self.source.id
        manifest.attribution = self.source.rules.credit
        manifest.skipped = mapped.skipped
        manifest.rules_version = f"{self.rules_version}-{mapped.version}"
        return self._judged(request, mapped.sheet, mapped.record_type, mapped.validated, manifest)

    def _manifest(self, request: Request, table: RawTable, record_type: RecordType, sha256: str) -> Manifest:
        manifest = self._new_manifest(request, table.sheet, record_type.id, sha256, sha256)
        manifest.delivery = table_id(self._whose(sha256), table, record_type.id)
        manifest.skipped = len(table.skipped)
        manifest.area = self.boundary.declared(request.area or declared_area(table))
        manifest.from_on = request.from_on or table.declared_from
        manifest.to_on = request.to_on or table.declared_to
        manifest.rules_version = self.rules_version
        return manifest

    def _new_manifest(self, request: Request, sheet: str, type_id: str, sha256: str, identity: str) -> Manifest:
        return Manifest(
            delivery=delivery_id(self._whose(identity), sheet, self.source.id if self.source else "", type_id),
            file=safe_name(request.path), sheet=sheet, type=type_id, source="", sha256=sha256,
            received_at=self._arrival(), sequence=0, rows_read=0, skipped=0, accepted=0, rejected=0, duplicates=0,
            area=self.boundary.declared(request.area), from_on=request.from_on, to_on=request.to_on,
            mode=request.mode, within=self.boundary.bounds.key,
        )  # fmt: skip

    def _whose(self, identity: str) -> str:
        """The same file from a sender with another scope is another delivery: none can take the place of another's."""
        return f"{identity}|{key}" if (key := self.boundary.bounds.key) else identity

    def _arrival(self) -> str:
        """Now; never before what arrived earlier, whatever the clock says."""
        self.arrival = after(self.arrival)
        return self.arrival

    def _known_already(
        self, request: Request, table: RawTable, record_type: RecordType, sha256: str
    ) -> Delivery | None:
        """The same table read before under the same rules with the same declaration: nothing need be done."""
        manifest = self._manifest(request, table, record_type, sha256)
        earlier = self.present.get(manifest.delivery)
        if earlier is not None and earlier.within and (earlier.rejected or earlier.delivery in self.again):
            return None  # what was outside then may be inside now
        if earlier is None or earlier.rules_version != manifest.rules_version or self._declares_more(manifest, earlier):
            return None
        return self._duplicate(Delivery(request, earlier.file, earlier.sheet, earlier.type), earlier)

    def _declares_more(self, manifest: Manifest, earlier: Manifest) -> bool:
        """Whether the sender now says about the delivery what was not said before; silence takes nothing back."""
        pairs = [(getattr(manifest, name), getattr(earlier, name)) for name in ("area", "from_on", "to_on")]
        changed_mode = manifest.mode == FULL and earlier.mode != FULL
        return changed_mode or any(told is not None and told != before for told, before in pairs)

    def _judged(
        self, request: Request, sheet: str, record_type: RecordType, validated: Validated, manifest: Manifest
    ) -> Delivery:
        self.boundary.refuse_type(record_type)
        self._hide_people(record_type, validated, manifest)
        self.boundary.judge(record_type, validated, manifest.area)
        manifest.rows_read = validated.rows_read
        manifest.accepted = validated.accepted
        manifest.rejected = len(validated.rejected)
        manifest.duplicates = validated.duplicates
        manifest.columns_ignored = validated.ignored_columns
        manifest.messages = [problem.as_dict() for problem in [*odd_name(request.path), *validated.warnings]]
        if manifest.mode == FULL:
            check_full_register(manifest)
        status = "loaded" if validated.accepted or is_zero_report(manifest) else "rejected"
        return Delivery(
            request, manifest.file, sheet, record_type.id, status, manifest,
            record_type, validated, messages=list(manifest.messages), sha256=manifest.sha256,
            rejected_messages=[p.as_dict() for _, _, problems in validated.rejected for p in problems],
        )  # fmt: skip

    def settle(self, delivery: Delivery) -> Delivery:
        """Stores a new delivery, or finds that it was there before; the ledger tells either way."""
        manifest = delivery.manifest
        if manifest is not None and delivery.validated is not None:
            if not self.dry_run:
                self.boundary.part(self.lake)
            rows = delivery.validated.file or arrow_rows(delivery.record_type, delivery.validated)
            rows = by_place(self.lake, manifest, self.present.values(), delivery.record_type, rows)
            rejected = arrow_rejected(self._rejected_without_numbers(delivery))
            earlier = self.present.get(manifest.delivery)
            if earlier is None:
                self._say_what_changes(delivery, rows)
            if earlier and not self._declares_more(manifest, earlier) and self._same(delivery, earlier, rows, rejected):
                delivery = self._duplicate(delivery, earlier)
            elif fault := self._fewer(earlier, delivery.record_type, rows):
                sent_back = refused(delivery.request, fault, delivery.sheet, delivery.type, delivery.sha256)
                delivery = replace(sent_back, rejected_messages=delivery.rejected_messages)
            elif not self.dry_run:
                self._store(delivery, earlier, rows, rejected)
            self.boundary.settle(delivery.holds(self.withdrawn - self.again))
        if not self.dry_run:
            known = delivery.manifest.delivery if delivery.manifest else None
            self.lake.ledger.write(delivery.status, delivery=known, file=delivery.file, sheet=delivery.sheet,
                                   type=delivery.type, sha256=delivery.sha256, why=_why(delivery))  # fmt: skip
        return delivery

    def _hide_people(self, record_type: RecordType, validated: Validated, manifest: Manifest) -> None:
        """Volunteers' numbers are hashed before rows are compared with stored ones; the manifest names the key."""
        if personal_columns(record_type):
            self.pseudonyms = self.pseudonyms or Pseudonyms.of(self.lake.folder.parent, is_trial=self.dry_run)
            manifest.pseudonyms = self.pseudonyms.fingerprint
            self.pseudonyms.hide_judged(validated, record_type)

    def _rejected_without_numbers(self, delivery: Delivery) -> Rejected:
        rejected = delivery.validated.rejected
        return self.pseudonyms.hide_rejected(rejected, delivery.record_type) if self.pseudonyms else rejected

    def _say_what_changes(self, delivery: Delivery, rows: pa.Table | Path) -> None:
        """Warnings when a file of this name came before with other content, and when rows of others are replaced."""
        manifest, told = delivery.manifest, []
        if not manifest.within:
            present = [one for one in self.present.values() if one.delivery not in self.withdrawn]
            told = said_of_replacing(self.lake, manifest, present, delivery.record_type, rows)
        former = former_of(manifest, self.present.values(), self.withdrawn)
        if former and (said := said_of_correction(self.lake, former, delivery.record_type, rows)):
            told = [said, *told]
        for kept in (manifest, delivery):
            kept.messages = [*(one.as_dict() for one in told), *kept.messages]

    def _withdraw_others(self, sha256: str, made: set[str]) -> None:
        """What an earlier mapping or earlier rules made of this file, and today's no longer do, is taken back."""
        source = self.source.id if self.source else ""
        for manifest in self.present.values():
            is_other = manifest.sha256 == sha256 and manifest.source == source and manifest.delivery not in made
            is_other = is_other and may_go(manifest, self.boundary.bounds.key)
            if is_other and not self.dry_run and manifest.delivery not in self.withdrawn:
                self.lake.ledger.write("withdrawn", delivery=manifest.delivery, file=manifest.file,
                                       why="同一文件按现在的规则不再产生这种记录")  # fmt: skip
                self.withdrawn.add(manifest.delivery)

    def _same(self, new: Delivery, earlier: Manifest, rows: pa.Table | Path, rejected: pa.Table) -> bool:
        folder, is_as_sent = self.lake.folder_of(earlier), bool(earlier.within) and earlier.delivery not in self.again
        is_same = same_brought(folder / "rows.parquet", new.record_type, rows, is_as_sent)
        return is_same and pq.read_table(folder / "rejected.parquet").equals(rejected)

    def _duplicate(self, delivery: Delivery, earlier: Manifest) -> Delivery:
        said = f"与 {earlier.received_at[:10]} 已入库的《{earlier.file}》内容完全相同，未重复计算。"
        if earlier.delivery in self.withdrawn:
            said += f"那次报送已撤回，要恢复请执行 restore {earlier.delivery}。"
        message = Problem(None, "", "", "B029", "警告", said).as_dict()
        return Delivery(delivery.request, delivery.file, earlier.sheet, earlier.type, "duplicate", earlier,
                        messages=[message], sha256=earlier.sha256)  # fmt: skip

    def _store(
        self, delivery: Delivery, earlier: Manifest | None, rows: pa.Table | Path, rejected: pa.Table
    ) -> None:
        manifest = delivery.manifest
        is_newer = earlier is not None and self._is_newer(earlier, delivery.record_type, rows)
        keeps_place = earlier is not None and earlier.mode == manifest.mode and not is_newer
        if earlier is not None:
            keep_former(self.lake, earlier)
            manifest.received_at = manifest.received_at if is_newer else earlier.received_at
            for name in ("area", "from_on", "to_on"):
                setattr(manifest, name, getattr(manifest, name) or getattr(earlier, name))
        if keeps_place:
            manifest.sequence = earlier.sequence
        elif not manifest.sequence:
            manifest.sequence, self.sequence = self.sequence, self.sequence + 1
        keep_apart(self.lake, manifest, self.present.values(), delivery.record_type, rows)
        keep_original(self.lake, self._witness_of(delivery.request.path), delivery.validated)
        self.lake.store(manifest, rows, rejected)
        self.present[manifest.delivery] = manifest

    def _fewer(self, earlier: Manifest | None, record_type: RecordType, rows: pa.Table | Path) -> DeliveryError | None:
        """Why a file of a sender with a scope is not read anew: rows of it that hold would no longer be taken."""
        holds = earlier and earlier.within and earlier.delivery not in self.withdrawn and not earlier.merged
        return said_of_fewer(self.lake, earlier, record_type, rows) if holds else None

    def _is_newer(self, earlier: Manifest, record_type: RecordType, rows: pa.Table | Path) -> bool:
        """Whether a sender with a scope now brings other rows than before: in the old place they would come before
        what others sent since, and hold that up (etl/staging/double_hours.sql). What was lost is read as it was."""
        is_there = earlier.within and earlier.delivery in self.present
        return bool(is_there) and not same_brought(self.lake.folder_of(earlier) / "rows.parquet", record_type, rows)

    def _witness_of(self, path: Path) -> Witness:
        """That of the file being read, or a new one: a source's own file is no delivery."""
        return self.witness if self.witness and self.witness.path == path else Witness(path)


def declared_area(table: RawTable) -> str | None:
    """The code of the area the table's title declares; None when it declares none or one that cannot be told."""
    return read_area(table.declared_area, area_book()).value if table.declared_area else None


def is_zero_report(manifest: Manifest) -> bool:
    """Whether the sender said that there is nothing to report."""
    return not manifest.rows_read and any(message["rule"] == ZERO_REPORT for message in manifest.messages)


def _unread_declaration(table: RawTable) -> list[Problem]:
    if not table.declared_area or declared_area(table):
        return []
    why = "；".join(finding.message for finding in read_area(table.declared_area, area_book()).findings)
    said = f"标题里的填报区域“{table.declared_area}”没有读懂：{why}。本次按没有声明填报区域处理。"
    return [Problem(None, "", mask_personal(table.declared_area), "B119", "警告", mask_personal(said))]


def _why(delivery: Delivery) -> str:
    return delivery.messages[0]["message"] if delivery.status != "loaded" and delivery.messages else ""
