"""A foreign file mapped and judged: what the lake stores of it, one delivery per table and record type."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.errors import WARNING, Problem
from etl.judging.judge import gather
from etl.judging.names import name_columns
from etl.judging.terms import ORDINARY, Terms
from etl.record import Column, RecordType, record_types
from etl.source import KnownRows, MappedTable, Source, apply, constant_tables, read_source
from etl.validate import Validated, validate_mapped


@dataclass
class MappedDelivery:
    """One record type of one table of one file: the mapping and the judgement.

    `path` and `sheet` with the source's id and the type identify the delivery; `version` changes when the mapping or
    the rows it looks values up in do, so that the same file is read anew. Constant rows have the TOML itself as path.
    """

    path: Path
    file: str
    sheet: str
    record_type: RecordType
    mapped: MappedTable
    validated: Validated
    version: str

    @property
    def skipped(self) -> int:
        return len(self.mapped.skipped)


def constant_deliveries(
    source: Source, known: KnownRows, today: date | None = None, terms: Terms = ORDINARY
) -> list[MappedDelivery]:
    """The rows the TOML itself holds; they are known to every lookup from then on."""
    made = []
    for mapped in constant_tables(source):
        known.add(mapped.type, mapped.rows)
        made.append(_judged(source, source.path, mapped, source.fingerprint, None, today, terms))
    return made


def file_deliveries(source: Source, path: Path | str, known: KnownRows, root: str | None = None,
                    today: date | None = None, terms: Terms = ORDINARY) -> Iterator[MappedDelivery]:
    """Every delivery one file makes; DeliveryError when the file is none the source knows."""
    path = Path(path)
    version = source.fingerprint
    if source.lookup_types():
        version = hashlib.sha256(f"{version}{known.fingerprint(source.lookup_types())}".encode()).hexdigest()[:8]
    for rule, table in read_source(path, source):
        for mapped in apply(source, rule, table, known):
            yield _judged(source, path, mapped, version, root, today, terms)


def _judged(source: Source, path: Path, mapped: MappedTable, version: str, root: str | None,
            today: date | None, terms: Terms) -> MappedDelivery:
    """What validate says of the mapped rows, with what the mapping refused, dropped and warned of added."""
    record_type = record_types()[mapped.type]
    validated = validate_mapped(
        relaxed(record_type, mapped.accepts), mapped.rows, mapped.row_numbers, mapped.column_names, root, today, terms)
    validated.rejected = sorted([*validated.rejected, *mapped.rejected], key=lambda refused: refused[0])
    validated.duplicates += mapped.duplicates
    validated.warnings = [*gather(mapped.warnings), *validated.warnings]
    validated.has_personal |= mapped.has_personal
    validated.has_names |= bool(name_columns(record_type, dict(enumerate(mapped.unused_columns))))
    validated.ignored_columns = list(dict.fromkeys([*validated.ignored_columns, *mapped.unused_columns]))
    if mapped.unused_columns:
        said = f"以下列没有在映射文件里使用，未保存：{'、'.join(mapped.unused_columns)}。"
        validated.warnings.append(Problem(None, "", "", "B019", WARNING, said))
    return MappedDelivery(path, mapped.file, mapped.sheet, record_type, mapped, validated, version)


def relaxed(record_type: RecordType, accepts: frozenset[str]) -> RecordType:
    """The record type without the rules the source declared not to fit its data."""
    if not accepts:
        return record_type
    columns = [_relaxed(column, accepts) for column in record_type.columns]
    checks = [check for check in record_type.checks if check.code not in accepts]
    return record_type.model_copy(update={"columns": columns, "checks": checks})


def _relaxed(column: Column, accepts: frozenset[str]) -> Column:
    lifted: dict[str, None] = {"earliest": None} if "B064" in accepts else {}
    if "B078" in accepts and column.kind == "money":
        lifted |= {"minimum": None, "maximum": None}
    return column.model_copy(update=lifted)
