"""Foreign cells understood: text, dates in declared forms, numbers in declared forms, lists in one cell.

Every function here is pure; what cannot be understood raises UnreadableError with a Chinese reason.
"""

import ast
import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Protocol

from etl.normalise.text import clean_text


class UnreadableError(ValueError):
    """The value is there but not in a form the source declared; the message says why, in Chinese."""


MONTHS = {name: number for number, name in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}
MONTH_WORDS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
               "november", "december"]
LONGEST_LIST = 20_000


def as_text(value: object) -> str:
    """The cell as people read it: no invisible characters, no surrounding blanks, 12345.0 as 12345, dates in ISO."""
    if value is None:
        return ""
    if isinstance(value, str):
        is_clean = value.isascii() and value.isprintable() and "  " not in value and value[:1] != " " != value[-1:]
        return value if is_clean else clean_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}").normalize(), "f") if math.isfinite(value) else ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    return str(value)


# --- dates -----------------------------------------------------------------------------------------------------

class ReadDate(NamedTuple):
    """A day and how much of it was written: 日, 月 (day filled in) or 年 (month and day filled in)."""

    day: date
    precision: str


TOKENS = {"YYYY": r"(?P<year>[0-9]{4})", "YY": r"(?P<short>[0-9]{2})", "MMMM": r"(?P<word>[A-Za-z]{3,9})\.?",
          "MMM": r"(?P<word>[A-Za-z]{3,9})\.?", "MM": r"(?P<month>[0-9]{1,2})", "M": r"(?P<month>[0-9]{1,2})",
          "DD": r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?", "D": r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"}
STRPTIME = {"%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "MMM", "%B": "MMMM"}
TIME_OF_DAY = r"(?:[T ,]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[AaPp][Mm])?\s*" \
              r"(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"


@lru_cache(maxsize=256)
def date_pattern(form: str) -> re.Pattern[str] | None:
    """The pattern of a form such as "DD/MM/YYYY" or "%d %B %Y"; None for "serial"; ValueError when senseless."""
    if form == "serial":
        return None
    form = re.sub(r"[T ,]*(%H|HH).*$", "", "YYYY-MM-DD" if form == "iso" else form)
    for token, word in STRPTIME.items():
        form = form.replace(token, word)
    parts = [part for part in re.split(r"(YYYY|YY|MMMM|MMM|MM|M|DD|D)", form) if part]
    tokens = [part for part in parts if part in TOKENS]
    groups = re.findall(r"\?P<([a-z]+)>", "".join(TOKENS[token] for token in tokens))
    if len(groups) != len(set(groups)) or not {"year", "short"} & set(groups) or re.search("[A-Za-z%]", "".join(
            part for part in parts if part not in TOKENS).replace("T", "")):
        raise ValueError(f"看不懂日期写法“{form}”，请用 YYYY、YY、MM、DD、MMM（英文月份）拼成，如 DD/MM/YYYY，"
                         "或写 iso、serial（Excel 序号）")
    followed = zip(parts, [*parts[1:], ""], strict=True)
    return re.compile("".join(_part_pattern(part, following) for part, following in followed) + TIME_OF_DAY)


def _part_pattern(part: str, following: str) -> str:
    """A token's pattern; digits that run into the next token (YYYYMMDD) must be two."""
    if part not in TOKENS:
        return re.sub(r"(\\ )+", r"\\s+", re.escape(part))
    return TOKENS[part].replace("{1,2}", "{2}") if following in TOKENS else TOKENS[part]


def _month_of_word(word: str) -> int:
    word = word.lower()
    if word[:3] not in MONTHS or not (word in ("sept", word[:3]) or MONTH_WORDS[MONTHS[word[:3]] - 1] == word):
        raise UnreadableError(f"“{word}”不是英文月份")
    return MONTHS[word[:3]]


def _full_year(short: int) -> int:
    return short + (2000 if short < 70 else 1900)


def _date_of_parts(parts: dict[str, str], fill: str) -> ReadDate:
    year = int(parts["year"]) if parts.get("year") else _full_year(int(parts["short"]))
    month = int(parts["month"]) if parts.get("month") else _month_of_word(parts["word"]) if parts.get("word") else None
    precision = "年" if month is None else "日" if parts.get("day") else "月"
    if precision == "日":
        return ReadDate(date(year, month, int(parts["day"])), precision)
    month = month or (1 if fill == "first" else 12)
    first = date(year, month, 1)
    if fill == "first":
        return ReadDate(first, precision)
    return ReadDate((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), precision)


def _date_of_serial(text: str) -> ReadDate:
    days = int(float(text))
    if not 61 <= days <= 73_050:
        raise UnreadableError(f"{text} 不像 Excel 日期序号")
    return ReadDate(date(1899, 12, 30) + timedelta(days=days), "日")


def read_date(value: object, forms: list[str], fill: str = "first") -> ReadDate:
    """The day a cell means, by the first form that fits; a time of day and an offset are cut off, not converted."""
    if isinstance(value, (date, datetime)):
        return ReadDate(value.date() if isinstance(value, datetime) else value, "日")
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", as_text(value)))
    for form in forms:
        pattern = date_pattern(form)
        if pattern is None:
            if re.fullmatch(r"[0-9]{2,5}(\.[0-9]+)?", text, re.ASCII):
                return _date_of_serial(text)
            continue
        if found := pattern.fullmatch(text):
            try:
                return _date_of_parts(found.groupdict(), fill)
            except ValueError as error:
                if isinstance(error, UnreadableError):
                    raise
                raise UnreadableError("日历上没有这一天") from error
    raise UnreadableError(f"不是声明的日期写法（{'、'.join(forms)}）")


# --- numbers ---------------------------------------------------------------------------------------------------

SIGNS = {"£": {"GBP"}, "€": {"EUR"}, "¥": {"CNY", "JPY"}, "元": {"CNY"}, "₹": {"INR"}, "₩": {"KRW"}, "₽": {"RUB"}}
CURRENCY = re.compile(r"^(?P<before>[A-Z]{3}(?![A-Z])|[A-Z]{0,2}\$|[£€¥₹₩₽])?\s*(?P<number>.*?)\s*"
                      r"(?P<after>(?<![A-Z])[A-Z]{3}|[£€¥₹₩₽$元])?$", re.DOTALL)


class NumberForm(Protocol):
    """What read_number must know; etl.source_rules.NumberRule is one."""

    decimal: str
    thousands: str | None
    currency: str | None
    factor: Fraction
    factor_column: str | None
    suffixes: dict[str, Fraction]


def _without_currency(text: str, form: NumberForm) -> str:
    """The text without its currency sign; UnreadableError when the sign is not the declared currency's."""
    found = CURRENCY.match(text)
    for sign in (found["before"], found["after"]):
        if not sign or form.factor_column:
            continue
        meant = SIGNS.get(sign, {sign})
        fits = form.currency and (form.currency in meant or (sign.endswith("$") and form.currency.endswith("D")))
        if not fits:
            expected = f"声明的是 {form.currency}" if form.currency else "没有声明 number.currency"
            raise UnreadableError(f"带有货币标记“{sign}”，而{expected}")
    return found["number"]


def _plain_number(text: str, form: NumberForm) -> Fraction:
    """Digits with the declared decimal and thousands signs; UnreadableError for anything else."""
    thousands = form.thousands if form.thousands is not None else "," if form.decimal == "." else "."
    groups = "".join(re.escape(sign) for sign in {thousands, " ", "'", "’"} if sign)
    pattern = rf"[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:[{groups}][0-9]{{3}})+)?(?:{re.escape(form.decimal)}[0-9]*)?"
    if not re.fullmatch(pattern, text, re.ASCII) or not re.search("[0-9]", text):
        raise UnreadableError("不是声明写法的数字")
    digits = re.sub(rf"[{groups}]", "", text)
    return Fraction(digits.replace(form.decimal, "."))


def read_number(value: object, form: NumberForm, factor: Fraction | None = None) -> Fraction:
    """The exact number a cell means in our unit: sign, currency, thousands, suffix, then the factor."""
    factor = form.factor if factor is None else factor
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and math.isfinite(value):
        return Fraction(as_text(value)) * factor
    text = unicodedata.normalize("NFKC", as_text(value)).replace("−", "-").replace("–", "-")
    sign = 1
    if bracketed := re.fullmatch(r"\((.+)\)", text):
        text, sign = bracketed[1].strip(), -1
    if found := re.match(r"([+-])\s*(?=[^0-9.,\s])", text):
        text, sign = text[found.end():], -sign if found[1] == "-" else sign
    text = _without_currency(text, form)
    for suffix, times in sorted(form.suffixes.items(), key=lambda item: -len(item[0])):
        if text.casefold().endswith(suffix.casefold()):
            text, factor = text[:-len(suffix)].strip(), factor * times
            break
    return sign * _plain_number(text, form) * factor


def rounded(number: Fraction, decimals: int) -> Decimal:
    """The number to at most so many decimals, halves away from zero, without needless zeros."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    try:
        value = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise UnreadableError("数字太大") from error
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


# --- lists -----------------------------------------------------------------------------------------------------

def read_list(text: str, separator: str | None) -> list[str]:
    """The values in a cell, in order, no blanks: "['A', 'B']" → A, B; "A;B" by separator ";" → A, B; else itself."""
    if text.startswith("[") and text.endswith("]"):
        return _bracketed(text)
    parts = text.split(separator) if separator else [text]
    return [part for part in (as_text(part) for part in parts) if part]


def _bracketed(text: str) -> list[str]:
    try:
        if len(text) > LONGEST_LIST:
            raise UnreadableError("方括号里的内容过长")
        items = ast.literal_eval(text)
    except (SyntaxError, MemoryError, RecursionError, ValueError):
        items = [part.strip().strip("'\"") for part in text[1:-1].split(",")]
    if any(isinstance(item, (list, dict, tuple, set)) for item in items):
        raise UnreadableError("列表里又套了列表")
    return [part for part in (as_text(item) for item in items) if part]
