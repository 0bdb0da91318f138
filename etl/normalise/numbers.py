"""Numbers, amounts and hours as people write them; Decimal and exact fractions throughout, never binary floats."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from etl.normalise.reading import EMPTY, Reading, accept, refuse
from etl.normalise.text import fold, is_placeholder

NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+"
_NUMBER = re.compile(rf"(?:{NUMBER})\Z", re.ASCII)
_WITH_UNIT = re.compile(rf"({NUMBER})\s*([^\d\s.,+-]\S*)?\Z", re.ASCII)
_ACCOUNTING = re.compile(r"\(([^()]+)\)\Z|([\d,.]+)-\Z")
_VAGUE = re.compile(r"约|余|左右|以上|以下|上下|将近|近\d|多|几|不足|超过?|[~≈<>≥≤]|\d\s*(?:-|至|到)\s*\d")
_FOREIGN = re.compile(r"\$|€|£|usd|eur|gbp|hkd|jpy|美元|美金|港币|港元|欧元|英镑|日元|澳元|加元", re.IGNORECASE)
_CHINESE_NUMERALS = re.compile(r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟元圆角分整正]+\Z")
_SCALES = {"千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "－": "-"})
_WORD = re.compile(r"[\u4e00-\u9fff]{1,3}\Z")
_MALFORMED = "数字格式不规范。请写成1000.50的形式"


def read_number(value: object, units: Mapping[str, Fraction], unit: str | None = None) -> Reading:
    """An exact Fraction in the base unit; `unit` is the one heading or title states, a unit in the cell itself wins."""
    if isinstance(value, bool | date | time | timedelta):
        return refuse("V002", "应填数字。请改正")
    if isinstance(value, int | float | Decimal):
        return _from_number(value, units, unit)
    if any(unicodedata.category(character) == "No" for character in str(value)):
        return refuse("B081", _MALFORMED)
    text = fold(str(value)).lower().translate(_MINUS).lstrip("'")
    if text == "nan" or len(text) > 60:
        return refuse("B081", _MALFORMED)
    if is_placeholder(text):
        return EMPTY
    if _FOREIGN.search(text):
        return refuse("B083", "只接收人民币金额。请折算为人民币后填写" if "元" in units else _MALFORMED)
    return _from_text(_without_currency(text), units, unit)


def _from_number(value: float | Decimal, units: Mapping[str, Fraction], unit: str | None) -> Reading:
    if not (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)):
        return refuse("B081", _MALFORMED)
    exact = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if abs(exact) > Decimal(10) ** 30:
        return refuse("B078", "数字超出合理范围，请检查单位")
    return Reading(Fraction(exact) * units.get(unit or "", Fraction(1)))


def _without_currency(text: str) -> str:
    text = re.sub(r"^(?:rmb|cny|人民币|¥|:|\s)+", "", text)
    return re.sub(r"(?:元整|圆整|圆|rmb|cny)$", "元", text)


def _from_text(text: str, units: Mapping[str, Fraction], unit: str | None) -> Reading:
    sign = 1
    if match := _ACCOUNTING.match(text):
        text, sign = (match.group(1) or match.group(2)).strip(), -1
        text = _without_currency(text)
    match = _WITH_UNIT.match(text)
    if match and (factor := _factor(match.group(2), units, unit)) is not None:
        if isinstance(factor, Reading):
            return factor
        return Reading(sign * Fraction(match.group(1).replace(",", "")) * factor)
    if _VAGUE.search(text):
        return refuse("B072", "必须是确定的数字，请去掉“约”“余”等字样或区间")
    if _CHINESE_NUMERALS.match(text):
        return refuse("B073", "请用阿拉伯数字填写")
    if match and match.group(2) and _WORD.match(match.group(2)):
        return refuse("B081", f"“{match.group(2)}”不是这一列的单位。请只写数字")
    return refuse("B081", _MALFORMED)


def _factor(word: str | None, units: Mapping[str, Fraction], unit: str | None) -> Fraction | Reading | None:
    """The factor of what follows the number; None if it is no unit of this column."""
    stated = units.get(unit or "", Fraction(1))
    if not word:
        return stated
    scale = _SCALES.get(word)
    if scale is not None:
        if stated != 1:
            return refuse("B071", f"单位已是“{unit}”，单元格又写“{word}”，无法判断是哪一个。请只写数字")
        return Fraction(scale)
    if word in units:
        return units[word]
    base = next((name for name, factor in units.items() if factor == 1 and word.endswith(name)), None)
    scale = _SCALES.get(word[: -len(base)]) if base else None
    return Fraction(scale) if scale else None


def whole(value: Fraction, was_converted: bool) -> Reading:
    """A whole number; what a unit conversion leaves over is rounded with a warning, what the clerk wrote is not."""
    if value.denominator == 1:
        return Reading(int(value))
    if was_converted:
        return accept(_half_up(value), "B129", "换算单位后不是整数，已四舍五入")
    return refuse("B129", "应为整数，这里有小数。请核对数字与单位（如是否以“万”为单位）")


def decimals(value: Fraction, places: int, warns: bool) -> Reading:
    """A Decimal of so many places, rounded half up; `warns` when that changed what was written."""
    rounded = Decimal(_half_up(value * 10**places)).scaleb(-places)
    if warns and Fraction(rounded) != value:
        kept = "到分" if places == 2 else f"为{places}位小数"
        return accept(rounded, "B080", f"小数超过{places}位，已四舍五入{kept}")
    return Reading(rounded)


def _half_up(value: Fraction) -> int:
    units, rest = divmod(abs(value.numerator), value.denominator)
    units += 2 * rest >= value.denominator
    return -units if value < 0 else units


_HOURS_MINUTES = re.compile(
    r"(\d+(?:\.\d+)?) ?(?:小时|个小时|时|h|hours?|hrs?|钟头|个钟头) ?"
    r"(?:(\d+(?:\.\d+)?) ?(?:分钟|分|m|mins?|minutes?)?)?(半)?\Z",
    re.ASCII,
)
_COLON = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?\Z", re.ASCII)
_DAY_FRACTION = re.compile(r"0\.\d{5,}\Z", re.ASCII)
_VAGUE_HOURS = re.compile(r"半天|全天|一天|\d天|上午|下午|晚上|整天|半日|全日")
_CHINESE_HOURS = re.compile(r"[〇一二两三四五六七八九十百]+(?:[个半时钟头分刻一二两三四五六七八九十]|小时)*\Z")


def read_hours(value: object, units: Mapping[str, Fraction], unit: str | None = None) -> Reading:
    """Hours as an exact Fraction, from clock notation, words, minutes or an Excel time."""
    if isinstance(value, timedelta):
        return Reading(Fraction(value.days * 86400 + value.seconds, 3600))
    if isinstance(value, time):
        return Reading(Fraction(value.hour * 3600 + value.minute * 60 + value.second, 3600))
    if isinstance(value, datetime):
        return refuse("V002", "应填小时数，这里是日期。请改正")
    if isinstance(value, float) and (reading := _excel_time(value, unit)) is not None:
        return reading
    written = _hours_in_words(fold(value).lower(), unit) if isinstance(value, str) else None
    return written or read_number(value, units, unit)


def _hours_in_words(text: str, unit: str | None) -> Reading | None:
    """2:30, 2小时30分, 半小时 or a day fraction; None for what is a plain number or none."""
    if match := _COLON.match(text):
        hour, minute, second = (int(piece or 0) for piece in match.groups())
        return Reading(Fraction(hour * 3600 + minute * 60 + second, 3600))
    if match := _HOURS_MINUTES.match(text):
        half = Fraction(1 if match.group(3) else 0, 2)
        return Reading(Fraction(match.group(1)) + Fraction(match.group(2) or 0) / 60 + half)
    if text in ("半小时", "半个小时"):
        return Reading(Fraction(1, 2))
    if _VAGUE_HOURS.search(text):
        return refuse("B086", "请填写小时数，如4")
    if _CHINESE_HOURS.match(text):
        return refuse("B073", "请用阿拉伯数字填写，如2.5")
    return _excel_time(float(text), unit) if _DAY_FRACTION.match(text) else None


def _excel_time(value: float, unit: str | None) -> Reading | None:
    """A bare day fraction such as 0.104166 that is a whole number of minutes only when read as an Excel time."""
    if unit or not 0 < value < 1 or round(value, 4) == value:
        return None
    as_time, as_hours = value * 1440, value * 60
    if abs(as_time - round(as_time)) < 0.01 and abs(as_hours - round(as_hours)) > 0.05:
        hours = Fraction(round(as_time), 60)
        return accept(hours, "B085", f"已把Excel时间{value:.6g}换算为{float(hours):.6g}小时，请确认")
    return None
