"""A foreign system's file read and mapped by its source rules: rows of our record types, and what was not understood.

`read_source` finds which declared table each table of a file is; `apply` makes one MappedTable per record type.
"""

import fnmatch
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from etl.errors import REFUSED, WARNING, DeliveryError, Problem
from etl.extract import RawTable, ReadOptions, read_tables
from etl.normalise.personal import has_personal, mask_personal
from etl.record import RecordType, record_types
from etl.source_loading import Source, load_source, source_names
from etl.source_lookup import KnownRows
from etl.source_repair import needs_repair, repaired
from etl.source_rows import (
    AlternativesReader,
    ColumnReader,
    Finding,
    Row,
    column_key,
    holds,
    in_words,
)
from etl.source_rules import ColumnRule, RecordRule, RepairRule, TableRule
from etl.source_values import as_text, rounded

__all__ = ["KnownRows", "MappedTable", "Source", "apply", "constant_tables", "in_order", "load_source", "read_source",
           "source_names"]

HEADER_SEARCH = 30


@dataclass
class MappedTable:
    """The rows of one record type made of one foreign table, not yet judged; row numbers are those of the file.

    rows + rejected + duplicates are the rows the filter let through (a row split into several counts as several).
    """

    type: str
    table: str
    file: str
    sheet: str
    rows: list[dict[str, object]] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    rejected: list[tuple[int, dict[str, str], list[Problem]]] = field(default_factory=list)
    duplicates: int = 0
    warnings: list[Problem] = field(default_factory=list)
    column_names: dict[str, str] = field(default_factory=dict)
    unused_columns: list[str] = field(default_factory=list)
    unknown: dict[str, Counter] = field(default_factory=dict)
    accepts: frozenset[str] = frozenset()
    has_personal: bool = False


# --- which table is it -------------------------------------------------------------------------------------------

def in_order(source: Source, paths: Sequence[Path]) -> list[Path]:
    """The files in the order of the source's tables, so that what is looked up comes before who looks it up."""
    def position(path: Path) -> int:
        return next((number for number, table in enumerate(source.rules.tables)
                     if table.files and _name_fits(path.name, table.files)), len(source.rules.tables))

    return sorted(paths, key=position)


def _name_fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)


def read_source(path: Path | str, source: Source) -> list[tuple[TableRule, RawTable]]:
    """Every table of the file that the source knows, with the rule it falls under; DeliveryError when there is none."""
    path = Path(path)
    candidates = [table for table in source.rules.tables if not table.files or _name_fits(path.name, table.files)]
    if not candidates:
        expected = "、".join(pattern for table in source.rules.tables for pattern in table.files)
        raise DeliveryError(f"来源“{source.id}”不认识文件《{path.name}》。", f"文件名应当是：{expected}。", "S00")
    reader = _Reader(path)
    found: dict[str, tuple[TableRule, RawTable]] = {}
    reasons: list[str] = []
    for rule in candidates:
        for table in reader.tables(rule):
            if table.sheet in found or (rule.sheets and not _name_fits(table.sheet, rule.sheets)):
                continue
            table = reader.with_header_found(rule, table)
            missing = _missing_columns(rule, table)
            if missing:
                reasons.append(f"按“{rule.name}”读{_sheet_words(table)}缺少列 {'、'.join(missing)}")
            else:
                found[table.sheet] = (rule, table)
    if not found:
        why = "；".join(reasons) or "没有符合的工作表"
        raise DeliveryError(f"文件《{path.name}》不符合来源“{source.id}”声明的任何一张表：{why}。",
                            "请核对列名，或修改映射文件（docs/sources.md）。", "S00")
    return list(found.values())


def _sheet_words(table: RawTable) -> str:
    return f"工作表“{table.sheet}”" if table.sheet else ""


class _Reader:
    """One file, read once for each way of reading that its table rules ask for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[ReadOptions, list[RawTable]] = {}

    def tables(self, rule: TableRule, header_row: int | None = None) -> list[RawTable]:
        options = ReadOptions(
            encodings=tuple(rule.encodings) or ("utf-8",), delimiter=rule.delimiter,
            header_row=header_row or rule.header_row, plain=not rule.totals)
        if options not in self._read:
            self._read[options] = read_tables(self.path, options)
        return self._read[options]

    def with_header_found(self, rule: TableRule, table: RawTable) -> RawTable:
        """The table as guessed if it holds the needed columns, else with the first of its rows that does as header."""
        if rule.header_row or not _missing_columns(rule, table):
            return table
        from_top = next((t for t in self.tables(rule, 1) if t.sheet == table.sheet), table)
        rows = zip(from_top.row_numbers[:HEADER_SEARCH], from_top.rows, strict=False)
        candidates = [(1, from_top.header), *((number, [as_text(cell) for cell in cells]) for number, cells in rows)]
        for number, header in candidates:
            if not _missing_columns(rule, replace(table, header=header)):
                return next((t for t in self.tables(rule, number) if t.sheet == table.sheet), table)
        return table


def _missing_columns(rule: TableRule, table: RawTable) -> list[str]:
    """The columns the rule needs and the table lacks; of the columns of one `first` a single one is enough."""
    present = {column_key(name) for name in table.header}
    needed = [*rule.recognise, *(rule.filter.columns() if rule.filter else [])]
    for record in rule.records:
        needed += record.filter.columns() if record.filter else []
        for column_rule in (one for alternatives in record.columns.values() for one in alternatives):
            needed += _needed_columns(column_rule, present)
    return [name for name in dict.fromkeys(needed) if column_key(name) not in present]


def _needed_columns(rule: ColumnRule, present: set[str]) -> list[str]:
    if rule.optional:
        return []
    if rule.first and any(column_key(name) in present for name in rule.first):
        return [name for name in rule.columns() if name not in rule.first]
    return rule.columns()


# --- constant rows -----------------------------------------------------------------------------------------------

def constant_tables(source: Source) -> list[MappedTable]:
    """The source's constant rows, one table per record type, as if the TOML itself were a delivered file."""
    tables: dict[str, MappedTable] = {}
    for constant in source.rules.constants:
        names = {column.id: column.id for column in record_types()[constant.type].columns}
        table = tables.setdefault(constant.type, MappedTable(
            constant.type, "constants", source.path.name, "constants", column_names=names))
        for row in constant.rows:
            table.rows.append(dict(row))
            table.row_numbers.append(len(table.rows))
    return list(tables.values())


# --- mapping -----------------------------------------------------------------------------------------------------

def apply(source: Source, rule: TableRule, table: RawTable, known: KnownRows) -> list[MappedTable]:
    """One MappedTable per record type of the rule; rows mapped first are known to the lookups of those that follow."""
    _refuse_doubled_columns(rule, table)
    mapped: dict[str, MappedTable] = {}
    used = {column_key(name) for name in _used_columns(rule)}
    unused = [name for name in table.header if name and column_key(name) not in used]
    personal = _personal_columns(table, unused)
    seen: dict[str, dict[tuple, int]] = {}
    for record in rule.records:
        target = mapped.get(record.type)
        if target is None:
            target = mapped[record.type] = MappedTable(
                record.type, rule.name, table.file, table.sheet, unused_columns=unused, skipped=list(table.skipped),
                warnings=[*table.warnings, *personal], has_personal=bool(personal) or table.has_personal_notes)
        done = len(target.rows)
        _RecordMapping(source, rule, record, table, known, target, seen.setdefault(record.type, {})).run()
        known.add(record.type, target.rows[done:])
    return list(mapped.values())


def _used_columns(rule: TableRule) -> Iterator[str]:
    yield from rule.filter.columns() if rule.filter else []
    for record in rule.records:
        yield from record.filter.columns() if record.filter else []
        for alternatives in record.columns.values():
            for column_rule in alternatives:
                yield from column_rule.columns()


def _refuse_doubled_columns(rule: TableRule, table: RawTable) -> None:
    counts = Counter(column_key(name) for name in table.header)
    doubled = sorted({name for name in _used_columns(rule) if counts[column_key(name)] > 1})
    if doubled:
        said = f"《{table.file}》有两列都叫“{doubled[0]}”，无法判断用哪一列。"
        raise DeliveryError(said, "请改名或删除一列。", "B016")


def _personal_columns(table: RawTable, unused: list[str]) -> list[Problem]:
    """A warning for every unused column in which an identity-card or mobile number stands; the number is not told."""
    found = []
    for position, name in enumerate(table.header):
        if name not in unused:
            continue
        texts = {cells[position] for cells in table.rows if position < len(cells) and cells[position] is not None}
        if any(has_personal(as_text(text)) for text in texts):
            said = f"“{mask_personal(name)}”含个人信息，超出采集范围，系统没有保存。请今后不要报送。"
            found.append(Problem(None, mask_personal(name), "", "B020", WARNING, said))
    return found


class _RecordMapping:
    """One record rule at work on one table, adding to one MappedTable."""

    def __init__(self, source: Source, rule: TableRule, record: RecordRule, table: RawTable, known: KnownRows,
                 target: MappedTable, seen: dict[tuple, int]) -> None:
        self.record = record
        self.table = table
        self.target = target
        self.seen = seen
        self.record_type: RecordType = record_types()[record.type]
        self.filters = [condition for condition in (rule.filter, record.filter) if condition]
        words = rule.missing if rule.missing is not None else source.rules.missing
        self.missing = frozenset(word.casefold() for word in words)
        self.readers = {name: self._reader(name, rules, known) for name, rules in record.columns.items()}
        target.column_names.update({name: reader.label for name, reader in self.readers.items()
                                    if name not in target.column_names})
        target.accepts |= frozenset(record.accepts)

    def _reader(self, name: str, rules: list[ColumnRule], known: KnownRows) -> AlternativesReader:
        kind = self.record_type.column(name).kind
        origins = [place for rule in rules for place in rule.origin_columns()]
        label = "、".join(dict.fromkeys(origins)) or name
        return AlternativesReader([ColumnReader(rule, kind, self.missing, known) for rule in rules], label)

    def run(self) -> None:
        positions = {column_key(name): position for position, name in enumerate(self.table.header) if name}
        for number, cells in zip(self.table.row_numbers, self.table.rows, strict=True):
            row = Row(positions, cells, number, self.table.file, self.table.sheet)
            failed = next((condition for condition in self.filters if not holds(condition, row, self.missing)), None)
            if failed is not None:
                self.target.skipped.append((number, f"不符合筛选条件：{in_words(failed)}"))
            else:
                self._map(row)
        self._report_factors()

    def _map(self, row: Row) -> None:
        outcomes = {name: reader.read(row) for name, reader in self.readers.items()}
        problems = self._wrong_width(row)
        for name, outcome in outcomes.items():
            if outcome.findings:
                problems += [self._problem(row, self.readers[name].label, finding) for finding in outcome.findings]
            if outcome.unknown:
                self.target.unknown.setdefault(self.readers[name].label, Counter()).update(outcome.unknown)
        if any(problem.severity == REFUSED for problem in problems):
            self.target.rejected.append((row.number, self._original(row), problems))
            return
        split = next((name for name, outcome in outcomes.items() if len(outcome.values) > 1), None)
        for value in outcomes[split].values if split else (None,):
            values = {name: next(iter(outcome.values), None) for name, outcome in outcomes.items()}
            if split:
                values[split] = value
            self._repair_and_keep(row, values, problems)
            problems = []

    def _wrong_width(self, row: Row) -> list[Problem]:
        width = len(self.table.header)
        if row.number not in self.table.ragged:
            return []
        said = f"本行有 {self.table.ragged[row.number]} 列，表头是 {width} 列。请检查是否多打或少打了分隔符。"
        return [Problem(row.number, "", "", "B013", REFUSED, said)]

    def _repair_and_keep(self, row: Row, values: dict[str, object], problems: list[Problem]) -> None:
        problems = list(problems)
        for repair in self.record.repair:
            if not needs_repair(repair, values):
                continue
            finding = repaired(repair, values, self._labels(repair))
            if repair.do == "skip":
                self.target.skipped.append((row.number, finding.message))
                return
            problems.append(self._problem(row, self.readers[repair.column].label, finding))
            if repair.do == "reject":
                self.target.rejected.append((row.number, self._original(row), problems))
                return
        self._keep(row, values, problems)

    def _labels(self, repair: RepairRule) -> dict[str, str]:
        names = [name for name in (repair.column, repair.before, repair.after) if name]
        return {name: self.readers[name].label for name in names}

    def _keep(self, row: Row, values: dict[str, object], problems: list[Problem]) -> None:
        """Adds the row; where the rule says so, a row whose key is there already is a duplicate instead."""
        target = self.target
        key = None
        if self.record.dedupe != "none":
            keys = {name for alternative in self.record_type.key for name in alternative}
            key = self.record_type.key_of({name: as_text(values.get(name)) or None for name in keys})
        if key is None:
            self._append(row, values, problems)
            return
        earlier = self.seen.get(key)
        if earlier is None:
            self.seen[key] = len(target.rows)
            self._append(row, values, problems)
            return
        target.duplicates += 1
        if target.rows[earlier] == values or _texts(target.rows[earlier]) == _texts(values):
            return
        said = f"与第 {target.row_numbers[earlier]} 行编号相同而内容不同，按映射规则取{self._which_is_kept()}。"
        label = self.readers[self.record_type.key[0][0]].label if self.record_type.key[0][0] in self.readers else ""
        target.warnings.append(Problem(row.number, label, str(key[1]), "S09", WARNING, said))
        if self._takes_its_place(values, target.rows[earlier]):
            target.rows[earlier], target.row_numbers[earlier] = values, row.number

    def _which_is_kept(self) -> str:
        is_first = self.record.dedupe == "first"
        if not self.record.dedupe_by:
            return "第一次出现的" if is_first else "最后一次出现的"
        return f"{self.record_type.column(self.record.dedupe_by).name}最{'早' if is_first else '晚'}的"

    def _takes_its_place(self, values: dict[str, object], kept: dict[str, object]) -> bool:
        """Whether of two rows with the same key the later one in the file is kept."""
        is_first, by = self.record.dedupe == "first", self.record.dedupe_by
        if not by:
            return not is_first
        new, old = as_text(values.get(by)), as_text(kept.get(by))
        return bool(new) and (not old or (new < old if is_first else new >= old))

    def _append(self, row: Row, values: dict[str, object], problems: list[Problem]) -> None:
        self.target.rows.append(values)
        self.target.row_numbers.append(row.number)
        self.target.warnings += problems

    def _problem(self, row: Row, label: str, finding: Finding) -> Problem:
        found, message = mask_personal(finding.found), mask_personal(finding.message)
        return Problem(row.number, label, found, finding.code, finding.severity, message)

    def _original(self, row: Row) -> dict[str, str]:
        """The row as the producer wrote it, personal numbers masked."""
        return {name: mask_personal(row.text(name)) for name in self.table.header if name}

    def _report_factors(self) -> None:
        for name, rules in self.record.columns.items():
            for number in (rule.number for rule in rules if rule.number):
                factors = {number.currency or "原单位": number.factor} if number.factor != 1 else dict(number.factors)
                if not factors:
                    continue
                shown = "、".join(f"{unit} × {_factor_words(factor)}" for unit, factor in factors.items())
                column = self.record_type.column(name)
                said = f"{column.name}按声明的系数换算成{column.unit or '本系统的单位'}：{shown}。"
                self.target.warnings.append(Problem(None, self.readers[name].label, "", "S10", WARNING, said))


def _factor_words(factor: Fraction) -> str:
    """0.01 and 9.1 as decimals, 1/60 as a fraction."""
    decimal = rounded(factor, 6)
    return as_text(decimal) if Fraction(decimal) == factor else str(factor)


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {name: text for name, value in values.items() if (text := as_text(value))}
