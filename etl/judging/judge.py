"""One table's columns in, accepted rows and refused rows out; every row read ends in exactly one of three places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from etl.errors import REFUSED, WARNING, Problem
from etl.judging.cells import NAME_RULE, PERSONAL_RULES, Surroundings, reader_of
from etl.judging.duplicates import find_doubles, key_in_words
from etl.judging.rules import Broken, Questions
from etl.judging.services import DECISIONS, Candidate
from etl.judging.terms import ORDINARY, Terms, checks_on
from etl.normalise.personal import mask_personal
from etl.normalise.reading import EMPTY, Reading
from etl.record import Check, Column, RecordType

_FULL_MASK = "********"
_MOST_WARNINGS = 100
_SUSPICIOUS_SHARE = 0.2
_FEWEST_SUSPICIOUS = 5
"""Of a handful of rows one mistake is a fifth already, and tells nothing about the template."""
_FOUND_LENGTH = 80
_REPEATED = "与第{other}行完全相同，重复登记，只计一次"


@dataclass
class Delivered:
    """The cells of one column as they came, under the producer's heading."""

    column: Column
    heading: str
    values: Sequence[object]
    unit: str | None = None


@dataclass
class Validated:
    """One table judged: `rows` hold every column, typed; rows_read = rows + rejected + duplicates."""

    rows: list[dict[str, object]] = field(default_factory=list)
    row_numbers: list[int] = field(default_factory=list)
    rejected: list[tuple[int, dict[str, str], list[Problem]]] = field(default_factory=list)
    """(row number, the row as written with personal numbers masked, why)"""
    duplicates: int = 0
    warnings: list[Problem] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    has_personal: bool = False
    """An identity-card or mobile number stands somewhere in the table: the file is kept as a masked copy only."""
    has_names: bool = False
    """Names of volunteers stand in the table: they are left out of the copy that is kept."""

    file: Path | None = None
    """Where the accepted rows lie instead of in `rows`: Parquet with `_row`, as the lake keeps them."""
    rows_in_file: int = 0
    is_searched: bool = False
    """Nothing of the file is left that could hold a personal number unseen."""

    @property
    def accepted(self) -> int:
        return self.rows_in_file if self.file else len(self.rows)

    @property
    def rows_read(self) -> int:
        return self.accepted + len(self.rejected) + self.duplicates


class Whole(Protocol):
    """All rows of a table of which only some are judged here: those nothing can be said of without looking at them."""

    rows_read: int

    def require_rivals(self, judge: Judge) -> None:
        """Makes sure that every row with the key of another one is among those judged."""

    def broken(self, checks: Sequence[Check], judge: Judge) -> list[Broken]:
        """Every break of these checks on the file as a whole, all of them among the rows judged."""


class Judge:
    """Judges one table; used once. With a `whole`, its rows are the part of it that has to be looked at."""

    def __init__(
        self,
        record_type: RecordType,
        delivered: Sequence[Delivered],
        row_numbers: Sequence[int],
        terms: Terms = ORDINARY,
        whole: Whole | None = None,
    ) -> None:
        self.record_type = record_type
        self.whole = whole
        self.terms = terms
        self.checks = checks_on(record_type, terms)
        self.delivered = {part.column.id: part for part in delivered}
        self.row_numbers = row_numbers
        self.problems: dict[int, list[Problem]] = defaultdict(list)
        self.refused: set[int] = set()
        self.hidden: set[tuple[int, str]] = set()
        self.rows: list[dict[str, object]] = []
        self._questions: Questions | None = None
        self.column_notes: list[Problem] = []
        self.repeated: set[int] = set()

    def run(self, around: Surroundings) -> None:
        """Read the cells, then test rows, keys and the file as a whole, each on what the step before left."""
        columns = [self._read_column(column, around) for column in self.record_type.columns]
        ids = self.record_type.column_ids()
        self.rows = [dict(zip(ids, cells, strict=True)) for cells in zip(*columns, strict=True)]
        self._fall_back()
        self._require()
        self._check_rows(around.today)
        self._find_doubles()
        self._check_file(around.today)

    def refuse_row(self, position: int, rule: str, message: str, column: str = "", found: str = "") -> None:
        """Send a row back; the reading of its other cells still counts as remarks."""
        self._note(position, column, found, rule, REFUSED, message)

    def warn_row(self, position: int, rule: str, message: str, column: str = "", found: str = "") -> None:
        """Remark on a row; it is sent back all the same where the severities say so."""
        self._note(position, column, found, rule, WARNING, message)

    def _note(self, position: int, column: str, found: object, rule: str, severity: str, message: str) -> None:
        shown = mask_personal(as_written(found))[:_FOUND_LENGTH]
        severity = self.terms.severity(rule, severity)
        self.problems[position].append(
            Problem(self.row_numbers[position], column, shown, rule, severity, mask_personal(message))
        )
        if severity == REFUSED:
            self.refused.add(position)

    def _read_column(self, column: Column, around: Surroundings) -> list[object]:
        part = self.delivered.get(column.id)
        if part is None:
            return [None] * len(self.row_numbers)
        read = reader_of(column, part.unit, around, part.values)
        known: dict[tuple[type, object], Reading] = {}
        readings = []
        for value in part.values:
            reading = EMPTY
            if value is not None:
                key = (type(value), value)
                reading = known.get(key) or known.setdefault(key, read(value))
            readings.append(reading)
        silent = self._serial_columns(part, readings)
        for position, reading in enumerate(readings):
            for finding in reading.findings:
                if finding.rule not in silent:
                    self._note_finding(position, part, part.values[position], finding)
        return [reading.value for reading in readings]

    def _serial_columns(self, part: Delivered, readings: Sequence[Reading]) -> frozenset[str]:
        """Of a column that holds nothing but Excel's day numbers one remark is enough; those rules need no other."""
        filled = [position for position, reading in enumerate(readings) if reading is not EMPTY]
        is_serial = ("B056" in {finding.rule for finding in readings[position].findings} for position in filled)
        if part.column.kind != "date" or not filled or "B056" in self.terms.stricter or not all(is_serial):
            return frozenset()
        first = filled[0]
        shown, day = as_written(part.values[first]), readings[first].value
        said = f"这一列都是Excel日期序号，已换算为日期（如{shown}换算为{day}），请确认"
        self.column_notes.append(Problem(None, part.heading, shown, "B056", WARNING, said))
        return frozenset({"B056"})

    def _note_finding(self, position: int, part: Delivered, value: object, finding) -> None:
        found = value
        if finding.rule in PERSONAL_RULES or part.column.is_personal:
            self.hidden.add((position, part.column.id))
            found = hide(value, finding.rule)
        self._note(position, part.heading, found, finding.rule, finding.severity, finding.message)

    def _fall_back(self) -> None:
        for column in self.record_type.columns:
            if column.falls_back_to:
                for row in self.rows:
                    if row[column.id] is None:
                        row[column.id] = row[column.falls_back_to]

    def _require(self) -> None:
        required = [column for column in self.record_type.columns if column.required]
        for position, row in enumerate(self.rows):
            for column in required:
                if row[column.id] is None and not self._is_reported(position, column):
                    rule = "B077" if column.kind == "money" else "V001"
                    said = f"{column.name}必填，这里是空的。请补填"
                    self.refuse_row(position, rule, said, self.heading(column.id), self._said(position, column.id))
            for group in self.record_type.one_of:
                if all(row[column_id] is None for column_id in group) and position not in self.refused:
                    names = "、".join(self.record_type.column(column_id).name for column_id in group)
                    said = self.record_type.one_of_message or f"{names}至少填一项。请补填"
                    self.refuse_row(position, self.record_type.one_of_code, said, self.heading(group[0]))

    def _said(self, position: int, column_id: str) -> str:
        """What stands in a cell that holds no value: “—”, “无” or nothing."""
        part = self.delivered.get(column_id)
        return as_written(part.values[position]) if part else ""

    def _is_reported(self, position: int, column: Column) -> bool:
        headings = {self.heading(column.id), self.heading(column.falls_back_to) if column.falls_back_to else ""}
        return any(p.severity == REFUSED and p.column in headings for p in self.problems.get(position, ()))

    def heading(self, column_id: str) -> str:
        """The producer's heading of a column, or its own name when it was not delivered."""
        part = self.delivered.get(column_id)
        return part.heading if part else self.record_type.column(column_id).name

    def standing(self) -> list[int]:
        """Positions of the rows neither refused nor repeated so far."""
        return [p for p in range(len(self.rows)) if p not in self.refused and p not in self.repeated]

    def _check_rows(self, today: date) -> None:
        """First what the checks correct, then what they say of the row as it then stands."""
        for corrects in (True, False):
            checks = [check for check in self.checks if check.scope == "row" and bool(check.sets) is corrects]
            for broken in self._ask(checks, today):
                self._note_broken(broken)
                if corrects and broken.position not in self.refused:
                    self.rows[broken.position][broken.check.column] = broken.new

    def _check_file(self, today: date) -> None:
        for check in (check for check in self.checks if check.scope == "file"):
            found = self._ask([check], today)
            if check.decide:
                self._decide(check, found)
            else:
                for broken in found:
                    self._note_broken(broken)

    def _ask(self, checks: Sequence[Check], today: date) -> list[Broken]:
        if not checks:
            return []
        if self.whole and checks[0].scope == "file":
            return self.whole.broken(checks, self)
        if self._questions is None:
            self._questions = Questions(self.record_type, self.rows, self.row_numbers, today)
        return self._questions.broken(checks, self.refused | self.repeated)

    def _decide(self, check: Check, found: Sequence[Broken]) -> None:
        positions = [broken.position for broken in found]
        candidates = [Candidate(p, self.row_numbers[p], self.rows[p]) for p in positions]
        for verdict in DECISIONS[check.decide](candidates):
            if verdict.is_repetition:
                self.repeated.add(verdict.position)
                self._note(verdict.position, "", "", "B092", WARNING, _REPEATED.format_map(verdict.values))
            else:
                self._note_broken(Broken(verdict.position, check, verdict.values))

    def _note_broken(self, broken: Broken) -> None:
        check, row = broken.check, self.rows[broken.position]
        words = {"new": _plainly(broken.new)} | {name: _plainly(value) for name, value in row.items()}
        message = check.message.format_map(words | broken.values)
        found = self.as_delivered(broken.position, check.column)
        self._note(broken.position, self.heading(check.column), found, check.code, check.severity, message)

    def as_delivered(self, position: int, column_id: str) -> object:
        """The cell as it came; hidden if it held a personal number or the column is personal."""
        part = self.delivered.get(column_id)
        if part is None:
            return ""
        is_hidden = part.column.is_personal or (position, column_id) in self.hidden
        return hide(part.values[position], "") if is_hidden else part.values[position]

    def _find_doubles(self) -> None:
        if self.whole:
            self.whole.require_rivals(self)
        standing = self.standing()
        rows = [self.rows[position] for position in standing]
        doubles = find_doubles(self.record_type, rows)
        for order, first in doubles.repeated.items():
            self.repeated.add(standing[order])
            at = self.row_numbers[standing[first]]
            self._note(standing[order], "", "", "B092", WARNING, _REPEATED.format(other=at))
        for order, other in doubles.clashing.items():
            self._refuse_clash(standing[order], standing[other])

    def _refuse_clash(self, position: int, other: int) -> None:
        """Say why neither of two rows with the same key is taken."""
        row, number = self.rows[position], self.row_numbers[other]
        key = self.record_type.key_columns(row) or [""]
        for clash in self.record_type.clashes:
            both = [_plainly(self.rows[p][clash.column]) for p in (position, other)]
            if clash.key == key[0] and both[0] != both[1]:
                said = clash.message.format(other=number, both="/".join(map(str, both)))
                found = as_written(self.as_delivered(position, clash.column))
                self.refuse_row(position, clash.code, said, self.heading(clash.column), found)
                return
        words = key_in_words(self.record_type, row)
        message = f"与第{number}行是同一条记录（{words}）但内容不同，两行都未收。请保留正确的一行，或改正编号"
        self.refuse_row(position, "B115", message)

    def result(self, raw_row) -> Validated:
        """The outcome; `raw_row(position)` gives a refused row as it was written."""
        kept = self.standing()
        refused = sorted(self.refused)
        rules = {problem.rule for found in self.problems.values() for problem in found}
        outcome = Validated(
            rows=[self.rows[position] for position in kept],
            row_numbers=[self.row_numbers[position] for position in kept],
            rejected=[(self.row_numbers[p], raw_row(p), self.problems[p]) for p in refused],
            duplicates=len(self.repeated - self.refused),
            has_personal=not PERSONAL_RULES.isdisjoint(rules - {NAME_RULE}),
            has_names=NAME_RULE in rules,
        )
        accepted = (
            p for position in sorted(self.problems) if position not in self.refused for p in self.problems[position]
        )
        outcome.warnings = [*self.column_notes, *gather(list(accepted))]
        rows_read = self.whole.rows_read if self.whole else outcome.rows_read
        if len(refused) >= _FEWEST_SUSPICIOUS and len(refused) > _SUSPICIOUS_SHARE * rows_read:
            said = f"{len(refused)}行被退回，超过读入的20%，疑似用错模板。请核对表头与填报说明"
            outcome.warnings.append(Problem(None, "", "", "B000", WARNING, said))
        return outcome


def _plainly(value: object) -> object:
    """A value as messages show it: 2.5, not 2.500."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def gather(warnings: list[Problem]) -> list[Problem]:
    """The warnings, of each rule and column at most a hundred, and a line for how many there are in all."""
    groups: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for warning in warnings:
        groups[warning.rule, warning.column].append(warning)
    gathered = []
    for (rule, column), found in groups.items():
        gathered += found[:_MOST_WARNINGS]
        if len(found) > _MOST_WARNINGS:
            said = f"同样的提示共{len(found)}行，只列出前{_MOST_WARNINGS}行：{found[0].message}"
            gathered.append(Problem(None, column, "", rule, WARNING, said))
    return gathered


def as_written(value: object) -> str:
    """A cell as text the way the clerk would recognise it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value)


def hide(value: object, rule: str) -> str:
    """A cell that holds a personal number or a name, starred; of free text only the number is."""
    text = as_written(value)
    shown = 3 if text[:3].isascii() else 1
    return mask_personal(text) if rule == "B113" else text[:shown] + _FULL_MASK
