"""One row of a foreign table against the rules: is it wanted, and what is each of our columns worth."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from etl.errors import REFUSED, WARNING
from etl.normalise.text import clean_text
from etl.source_lookup import KnownRows
from etl.source_rules import ColumnRule, Condition
from etl.source_values import UnreadableError, as_text, read_date, read_list, read_number, rounded

LETTERS = str.maketrans("0123456789", "ghijkmnpqr")
DECIMALS = {"money": 2, "decimal": 3, "integer": 0}


class Finding(NamedTuple):
    """Something to report about one value: rule code, severity, what stood there, what was done or is to be done."""

    code: str
    severity: str
    found: str
    message: str


class Outcome(NamedTuple):
    """What a column rule makes of a row: no value, one, or several (rows); `unknown` are values no rule understood."""

    values: tuple = ()
    findings: tuple[Finding, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return any(finding.severity == REFUSED for finding in self.findings)


@lru_cache(maxsize=4096)
def column_key(name: str) -> str:
    """Headings are compared without regard to case and spacing."""
    return clean_text(name).casefold()


@dataclass
class Row:
    """One row of the foreign table, asked by column name; unknown columns are empty."""

    positions: dict[str, int]
    cells: Sequence[object]
    number: int
    file: str
    sheet: str

    def cell(self, name: str) -> object:
        position = self.positions.get(column_key(name))
        return self.cells[position] if position is not None and position < len(self.cells) else None

    def text(self, name: str) -> str:
        places = {"@row": str(self.number), "@file": self.file, "@sheet": self.sheet}
        return places[name] if name in places else as_text(self.cell(name))


# --- is the row wanted -------------------------------------------------------------------------------------------

def _number_or_text(value: object) -> Fraction | str:
    text = as_text(value)
    return Fraction(text) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text, re.ASCII) else text.casefold()


def _at_least(left: object, right: object) -> bool:
    first, second = _number_or_text(left), _number_or_text(right)
    return first >= second if isinstance(first, type(second)) else False


def holds(condition: Condition, row: Row, missing: frozenset[str]) -> bool:
    """Whether the condition is true of the row; an empty cell is neither at least nor at most anything."""
    if condition.all is not None:
        return all(holds(part, row, missing) for part in condition.all)
    if condition.any is not None:
        return any(holds(part, row, missing) for part in condition.any)
    if condition.none is not None:
        return not any(holds(part, row, missing) for part in condition.none)
    text = row.text(condition.column)
    is_empty = not text or text.casefold() in missing
    text = "" if is_empty else text
    tests = [
        condition.empty is None or condition.empty == is_empty,
        condition.equals is None or _among(text, condition.equals),
        condition.not_equals is None or not _among(text, condition.not_equals),
        condition.matches is None or re.search(condition.matches, text) is not None,
        condition.at_least is None or (not is_empty and _at_least(text, condition.at_least)),
        condition.at_most is None or (not is_empty and _at_least(condition.at_most, text)),
    ]
    return all(tests)


def _among(text: str, values: list) -> bool:
    return _number_or_text(text) in {_number_or_text(value) for value in values}


def in_words(condition: Condition) -> str:
    """The condition as a person would say it."""
    if condition.why:
        return condition.why
    for group, joint in ((condition.all, "并且"), (condition.any, "或者"), (condition.none, "、")):
        if group is not None:
            said = joint.join(in_words(part) for part in group)
            return f"以下都不成立：{said}" if group is condition.none else said
    listed = {"equals": "是", "not_equals": "不是", "matches": "符合", "at_least": "不小于", "at_most": "不大于"}
    said = [f"{words} {'、'.join(as_text(v) for v in value) if isinstance(value, list) else as_text(value)}"
            for name, words in listed.items() if (value := getattr(condition, name)) is not None]
    if condition.empty is not None:
        said.append("为空" if condition.empty else "不为空")
    return f"{condition.column} {'且'.join(said)}"


def content_number(text: str) -> str:
    """Sixteen letters that stand for the text; no digits, lest some be taken for a telephone number."""
    return hashlib.sha256(text.encode()).hexdigest()[:16].translate(LETTERS)


# --- what a column is worth --------------------------------------------------------------------------------------

class ColumnReader:
    """One column rule ready for many rows: what a repeated cell means is worked out once."""

    def __init__(self, rule: ColumnRule, kind: str, missing: frozenset[str], known: KnownRows) -> None:
        self.rule = rule
        self.kind = kind
        self.missing = missing if rule.missing is None else frozenset(word.casefold() for word in rule.missing)
        self.known = known
        self.map = {as_text(key).casefold(): value for key, value in (rule.map or {}).items()}
        self.factors = {}
        if rule.number:
            self.factors = {key.casefold(): factor for key, factor in rule.number.factors.items()}
        self._understood: dict[tuple, Outcome] = {}
        self._times: Counter = Counter()

    def read(self, row: Row) -> Outcome | None:
        """What the row gives; None when the rule's `when` says it does not apply."""
        rule = self.rule
        if rule.when is not None and not holds(rule.when, row, self.missing):
            return None
        if rule.value is not None:
            return Outcome((rule.value,))
        cell = self._cell(row)
        currency = row.text(rule.number.factor_column) if rule.number and rule.number.factor_column else ""
        key = (type(cell), cell, currency)
        outcome = self._understood.get(key)
        if outcome is None:
            outcome = self._understood[key] = self._understand(cell, currency)
        return self._numbered(outcome) if rule.numbered and outcome.values else outcome

    def _numbered(self, outcome: Outcome) -> Outcome:
        """The same value for the first row that has it, with -2, -3 … for the rows that repeat it."""
        value = outcome.values[0]
        self._times[value] += 1
        times = self._times[value]
        return outcome if times == 1 else outcome._replace(values=(f"{as_text(value)}-{times}",))

    def _text(self, row: Row, name: str) -> str:
        text = row.text(name)
        return "" if text.casefold() in self.missing else text

    def _cell(self, row: Row) -> object:
        """The cell or text the rule starts from, before anything is made of it."""
        rule = self.rule
        if rule.column is not None:
            return row.text(rule.column) if rule.column.startswith("@") else row.cell(rule.column)
        if rule.first is not None:
            return next((row.cell(name) for name in rule.first if self._text(row, name)), None)
        if rule.row_number:
            return str(row.number)
        if rule.hash is not None:
            parts = [self._text(row, name) for name in rule.hash]
            return content_number("\x1f".join(parts)) if any(parts) else ""
        return self._filled_template(row)

    def _filled_template(self, row: Row) -> str:
        pieces = re.split(r"\{([^{}]+)\}", self.rule.template)
        values = [self._text(row, name) for name in pieces[1::2]]
        if not any(values) or (not all(values) and not self.rule.partial):
            return ""
        pieces[1::2] = values
        return "".join(pieces).strip()

    def _understand(self, cell: object, currency: str) -> Outcome:
        text = as_text(cell)
        text = "" if text.casefold() in self.missing else text
        if not text:
            outcome = Outcome()
        elif self.rule.list_of:
            outcome = self._one_of_list(text, currency)
        else:
            outcome = self._one(cell, text, currency)
        if not outcome.values and not outcome.refused and self.rule.default is not None:
            return outcome._replace(values=(self.rule.default,))
        return outcome

    def _one_of_list(self, text: str, currency: str) -> Outcome:
        rule = self.rule.list_of
        try:
            items = [item for item in read_list(text, rule.separator) if item.casefold() not in self.missing]
        except UnreadableError as reason:
            return self._not_understood(text, f"列表读不出来：{reason}")
        outcomes = [self._one(item, item, currency) for item in items]
        findings = tuple(finding for outcome in outcomes for finding in outcome.findings)
        unknown = tuple(word for outcome in outcomes for word in outcome.unknown)
        values = tuple(dict.fromkeys(value for outcome in outcomes for value in outcome.values))
        if len(items) > 1:
            values, finding = self._chosen(text, len(items), values)
            findings += (finding,)
        return Outcome(values, findings, unknown)

    def _chosen(self, text: str, count: int, values: tuple) -> tuple[tuple, Finding]:
        """The value or values kept of several items, and what is reported about it."""
        rule = self.rule.list_of
        shown = "、".join(as_text(value) for value in values)
        if len(values) <= 1:
            said = f"单元格里写了 {count} 个值，实际是同一个（{shown}），只取一次"
            return values, Finding(rule.code, WARNING, text, rule.message or said + "。")
        kept, done = {
            "first": (values[:1], f"只取第一个（{as_text(values[0])}）"),
            "explode": (values, f"拆成 {len(values)} 行"),
            "value": ((rule.value,), f"改用 {rule.value}"),
            "empty": ((), "按空白处理"),
            "reject": ((), "这一行退回，请只写一个"),
        }[rule.several]
        severity = REFUSED if rule.several == "reject" else WARNING
        said = rule.message or f"单元格里有 {len(values)} 个不同的值（{shown}），按映射规则{done}。"
        return kept, Finding(rule.code, severity, text, said)

    def _one(self, cell: object, text: str, currency: str) -> Outcome:
        """One value: case, extract, map, lookup, date or number, prefix and suffix, in this order."""
        rule = self.rule
        written = text
        if rule.case:
            text = text.upper() if rule.case == "upper" else text.lower()
        if rule.extract:
            found = re.search(rule.extract, text)
            if not found:
                return self._not_understood(written, f"不符合 extract 的写法“{rule.extract}”")
            text = as_text(found[1] if found.re.groups else found[0])
        if rule.map is not None:
            if text.casefold() not in self.map:
                return self._not_understood(written, "不在映射文件的对照表 map 里")
            return Outcome((self.map[text.casefold()],))
        if rule.lookup:
            return self._looked_up(text, written)
        if rule.dates:
            return self._dated(text if isinstance(cell, str) or text != as_text(cell) else cell, written)
        if rule.number:
            return self._counted(text if isinstance(cell, str) or text != as_text(cell) else cell, written, currency)
        if rule.prefix or rule.suffix or text != as_text(cell):
            return Outcome((f"{rule.prefix}{text}{rule.suffix}",))
        return Outcome((cell,))

    def _looked_up(self, text: str, written: str) -> Outcome:
        rule = self.rule.lookup
        found = self.known.find(rule, text)
        if len(found) == 1:
            return Outcome((f"{self.rule.prefix}{found[0]}{self.rule.suffix}",))
        if found:
            return self._not_understood(written, f"对应多个 {rule.give}（{'、'.join(found[:5])}），无法判断是哪一个")
        where = f"{rule.type}.{rule.match}"
        return self._not_understood(written, f"在已报送的数据（{where}）里查不到，请先报送或一并报送那张表")

    def _dated(self, cell: object, written: str) -> Outcome:
        try:
            read = read_date(cell, self.rule.dates, self.rule.day)
        except UnreadableError as reason:
            return self._not_understood(written, str(reason), "S04")
        value: object = {"year": read.day.year, "date": read.day}.get(self.kind, read.day.isoformat())
        if read.precision == "日" or self.kind == "year":
            return Outcome((value,))
        said = f"只写到{read.precision}，按 {read.day.isoformat()} 记。"
        return Outcome((value,), (Finding("S08", WARNING, written, said),))

    def _counted(self, cell: object, written: str, currency: str) -> Outcome:
        rule = self.rule.number
        factor = None
        if rule.factor_column:
            factor = self.factors.get(currency.casefold())
            if factor is None:
                why = f"{rule.factor_column} 的值不在系数表 factors 里"
                return self._not_understood(currency or written, why, "S07")
        decimals = rule.decimals
        if decimals is None:
            as_written = (rule.factor if factor is None else factor) == 1 and not rule.suffixes
            decimals = 6 if as_written else DECIMALS.get(self.kind, 6)
        try:
            value = rounded(read_number(cell, rule, factor), decimals)
        except UnreadableError as reason:
            return self._not_understood(written, str(reason), "S07")
        return Outcome((value,))

    def _not_understood(self, written: str, why: str, code: str = "S02") -> Outcome:
        """What the rule says to do with a value it does not understand."""
        rule = self.rule
        code = rule.code or code
        if rule.otherwise is not None:
            return Outcome((rule.otherwise,), (), (written,))
        if rule.unknown == "keep":
            return Outcome((f"{rule.prefix}{written}{rule.suffix}",), (), (written,))
        if rule.unknown == "empty":
            return Outcome((), (Finding(code, WARNING, written, f"{why}，按空白处理。"),), (written,))
        return Outcome((), (Finding(code, REFUSED, written, f"{why}。请更正这一格，或在映射文件里补上。"),), (written,))


class AlternativesReader:
    """The rules of one of our columns, tried in order until one gives a value or refuses the row."""

    def __init__(self, readers: list[ColumnReader], label: str) -> None:
        self.readers = readers
        self.label = label

    def read(self, row: Row) -> Outcome:
        if len(self.readers) == 1:
            return self.readers[0].read(row) or Outcome()
        findings: tuple[Finding, ...] = ()
        unknown: tuple[str, ...] = ()
        for reader in self.readers:
            outcome = reader.read(row)
            if outcome is None:
                continue
            findings += outcome.findings
            unknown += outcome.unknown
            if outcome.values or outcome.refused:
                return Outcome(outcome.values, findings, unknown)
        return Outcome((), findings, unknown)
