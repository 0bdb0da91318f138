"""How the cells of one column are read: by its kind, its unit and its limits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from etl.files.table import NOT_CALCULATED
from etl.normalise.areas import AreaBook, read_area
from etl.normalise.choices import choice_key, choice_table, read_boolean, read_choice
from etl.normalise.codes import is_uscc, read_code, read_organization, read_reviewer, read_uscc, read_volunteer
from etl.normalise.dates import read_clock, read_date, read_year
from etl.normalise.numbers import decimals, read_hours, read_number, whole
from etl.normalise.personal import has_identity, has_mobile, has_personal, mask_personal
from etl.normalise.reading import EMPTY, Reading, accept, refuse
from etl.normalise.text import clean_text, fold, is_placeholder
from etl.record import Column

NAME_RULE = "V015"
PERSONAL_RULES = frozenset({"B111", "B112", "B113", NAME_RULE})
_LONGEST_TEXT = 2000
_EXCEL_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)\Z")
_LONG_NUMBER = re.compile(r"\d{17}[\dXx]\Z", re.ASCII)
_UNIT_OF_MONEY = re.compile(r"\d\s*(?=[亿百千万元圆])(亿|百万|千万|万|千|)(?:元|圆)?整?\)?\Z")


@dataclass(frozen=True)
class Surroundings:
    """What reading a cell needs to know beyond the cell."""

    today: date
    book: AreaBook
    root: str | None = None


Reader = Callable[[object], Reading]


def reader_of(column: Column, unit: str | None, around: Surroundings, values: Iterable[object] = ()) -> Reader:
    """The function that reads this column's cells; `values` tells long serial numbers from identity cards."""
    base = _reader_of_form(column, unit, around) or _reader_of_kind(column, unit)
    checked = base if column.kind != "code" else _without_personal(base, column, _are_serials(values))
    if column.kind == "money":
        checked = _money(base, column, unit is None and _units_are_mixed(values))

    def read(value: object) -> Reading:
        if isinstance(value, str) and value.startswith("#"):
            if value == NOT_CALCULATED:
                return refuse("B044", "是公式但没有计算结果。请在Excel中打开保存一次，或粘贴为数值")
            if _EXCEL_ERROR.match(value):
                return refuse("B045", f"显示{value}，公式引用出错。请改正后重报")
        return _limited(column, checked(value), around)

    return read


def _reader_of_form(column: Column, unit: str | None, around: Surroundings) -> Reader | None:
    if column.form == "area":
        return lambda value: read_area(value, around.book, around.root)
    if column.form == "hours":
        return lambda value: _sized(column, read_hours(value, column.units, unit), unit)
    simple = {
        "uscc": read_uscc, "organization": read_organization, "volunteer": read_volunteer, "reviewer": read_reviewer,
        "clock": read_clock,
    }  # fmt: skip
    return simple.get(column.form)


def _reader_of_kind(column: Column, unit: str | None) -> Reader:
    if column.kind == "choice":
        table = choice_table(column.choices, column.choice_synonyms)
        return lambda value: read_choice(value, table, column.choices)
    if column.kind == "date":
        ways = (column.accepts_month, column.accepts_short_year, column.open_end, column.ends_period)
        return lambda value: read_date(value, *ways)
    if column.kind in ("integer", "decimal", "money"):
        words = choice_table([], column.choice_synonyms)
        return lambda value: _number(column, value, words, unit)
    simple = {"year": read_year, "boolean": read_boolean, "code": read_code, "text": read_text}
    return simple[column.kind]


def read_text(value: object) -> Reading:
    """Free text, cleaned; personal numbers in it are masked with a warning."""
    if isinstance(value, str):
        text = clean_text(value)
    elif isinstance(value, datetime | date | time | timedelta | bool):
        text = str(value)
    else:
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if is_placeholder(text):
        return EMPTY
    if len(text) > _LONGEST_TEXT:
        return refuse("B014", f"内容过长（{len(text)}字），最多{_LONGEST_TEXT}字。请精简或检查是否粘贴错误")
    masked = mask_personal(text)
    if masked != text:
        return accept(masked, "B113", "含有个人证件号或电话，已打码。今后请不要填写")
    return Reading(text)


def _number(column: Column, value: object, words: dict[str, str], unit: str | None) -> Reading:
    """A number, or a word that stands for one (级别“街道” = 4)."""
    if isinstance(value, str) and (meant := words.get(choice_key(value))) is not None:
        return Reading(int(meant))
    return _sized(column, read_number(value, column.units or {column.unit: Fraction(1)}, unit), unit)


def _money(base: Reader, column: Column, is_mixed: bool) -> Reader:
    """Amounts: nothing is no zero, and a bare number beside amounts in 元 and in 万元 is nobody's guess."""

    def read(value: object) -> Reading:
        reading = base(value)
        if is_mixed and reading.value and not _has_unit(value):
            return refuse("B082", "同一列混用“元”和“万元”，这一格没有写单位，无法判断是哪一个。请统一单位，写在表头")
        if reading is EMPTY and not column.required:
            return accept(None, "B077", "金额未填写，不计入合计（不按0计）")
        return reading

    return read


def _has_unit(value: object) -> bool:
    return isinstance(value, str) and _UNIT_OF_MONEY.search(fold(value)) is not None


def _units_are_mixed(values: Iterable[object]) -> bool:
    """Whether amounts without a unit could be either: some cells say 元 and others 万元, or most say 万元."""
    filled = [value for value in values if value is not None]
    texts = (fold(value) for value in filled if isinstance(value, str))
    written = Counter(match.group(1) for text in texts if (match := _UNIT_OF_MONEY.search(text)))
    plain = written[""]
    large = written.total() - plain
    return large > 0 and (plain > 0 or 2 * large >= len(filled))


def depends_on_column(column: Column, unit: str | None, value: object, reading: Reading) -> bool:
    """Whether what becomes of a cell hangs on the other cells of its column, so that it cannot be judged alone."""
    if column.kind == "money":
        return unit is None and _has_unit(value)
    return any(finding.rule == "B056" for finding in reading.findings)


def _sized(column: Column, reading: Reading, unit: str | None) -> Reading:
    if not isinstance(reading.value, Fraction):
        return reading
    if abs(reading.value) >= 10**15:
        return refuse("B078", "数字超出合理范围，请检查单位")
    converted = column.units.get(unit or "", Fraction(1)) != 1
    if column.kind == "integer":
        sized = whole(reading.value, converted)
    else:
        sized = decimals(reading.value, 2 if column.kind == "money" else 3, warns=not converted and not column.form)
    return Reading(sized.value, reading.findings + sized.findings)


def _limited(column: Column, reading: Reading, around: Surroundings) -> Reading:
    value = reading.value
    if value is None:
        return reading
    if column.kind == "date":
        return _within_days(column, reading, around)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        unit = column.unit
        if column.minimum is not None and value < column.minimum:
            said = f"不能小于{_plain(column.minimum)}{unit}。请核对"
            return refuse("B078", said) if column.kind == "money" and column.minimum else refuse("V004", said)
        if column.maximum is not None and value > column.maximum:
            said = f"超出合理范围（最大{_plain(column.maximum)}{unit}），请检查数字与单位"
            return refuse("B078", said) if unit else refuse("V004", said)
    return reading


def _plain(number: Decimal) -> str:
    return f"{number:,f}"


def _within_days(column: Column, reading: Reading, around: Surroundings) -> Reading:
    if column.earliest and reading.value < column.earliest:
        return refuse("B064", f"日期过早（{reading.value}），请核对")
    if column.not_future and reading.value > around.today + timedelta(days=1):
        return refuse("B063", f"日期（{reading.value}）在今天之后，只收已经发生的。请核对")
    return reading


def _without_personal(base: Reader, column: Column, are_serials: bool) -> Reader:
    def read(value: object) -> Reading:
        reading = base(value)
        text = reading.value
        if not isinstance(text, str) or column.holds_people or is_uscc(text) or not has_personal(text):
            return reading
        if has_mobile(text):
            return refuse("B112", "像是手机号，已拒收且未保存。请改填编号")
        if are_serials or not has_identity(text):
            return reading
        return refuse("B111", "像是身份证号，已拒收且未保存。请改填编号")

    return read


def _are_serials(values: Iterable[object]) -> bool:
    """Whether 18-digit numbers in a column are serial numbers: of identity cards every check digit fits."""
    long = {v for v in values if isinstance(v, str) and len(v) == 18 and _LONG_NUMBER.match(v)}
    like_identity = [v for v in long if has_identity(v, checked=False)]
    return len(like_identity) >= 3 and 2 * sum(has_identity(v) for v in like_identity) < len(like_identity)
