"""The published cases: what documents printed beside what an ordinary question answers today."""

import csv
import re
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, quote

from indicators.catalog import definition
from indicators.evaluate import Result, evaluate
from indicators.vocabulary import UNWRITTEN
from indicators.warehouse import snapshot

CASES = Path(__file__).parents[1] / "data" / "reference" / "core_cases.csv"
READINGS = CASES.with_name("case_readings.csv")
NOT_COMPUTED = CASES.with_name("figures_not_computed.csv")
AT_LEAST = ("余", "多", "超", "突破", "逾", "≥", ">", "达到")
NEARLY = "近"
UNSORTED = (UNWRITTEN, "未分类")
ANSWERS = {"首个": "比较的是最早有数的一行", "种数": "比较的是有数的有几种", "分母": "比较的是分母"}
"""What of an answer is held against the printed number, where it is not the number itself (column answer)."""


@cache
def published_cases() -> list[dict[str, str]]:
    """The rows of data/reference/core_cases.csv as text."""
    with CASES.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, restval=""))


@cache
def readings() -> dict[str, str]:
    """How a case is read, in Chinese, by its id."""
    with READINGS.open(encoding="utf-8") as file:
        return {row["id"]: row["reading"] for row in csv.DictReader(file)}


@cache
def not_computed() -> dict[str, str]:
    """Why a published figure is not worked out from records, in Chinese, by its id."""
    with NOT_COMPUTED.open(encoding="utf-8") as file:
        return {row["id"]: row["reason"] for row in csv.DictReader(file)}


def evaluate_cases() -> list[dict]:
    """Every published case with what is computed now: the rows of /api/v1/cases."""
    with snapshot():
        return [_compare(case) for case in published_cases()]


def agrees(computed: Decimal | int | str | None, published: str, qualifier: str) -> bool:
    """Whether a computed number is what was printed, as it was printed (=, 余, 近, 区间 …); words word by word."""
    if computed is None or isinstance(computed, str):
        return computed == published
    computed = Decimal(computed)
    if qualifier.startswith("区间"):
        low, high = (Decimal(part) for part in re.split(r"[–—~-]", published))
        return low <= computed <= high
    printed = Decimal(published)
    if qualifier.startswith(NEARLY):
        return printed * Decimal("0.9") <= computed < printed
    if qualifier.startswith(AT_LEAST):
        return printed <= computed <= printed + last_digit_unit(printed)
    if qualifier.startswith("≤"):
        return computed <= printed
    places = Decimal(1).scaleb(printed.as_tuple().exponent)
    shown = computed.quantize(places / 100)  # 58.9997 is 59.00 wherever it is shown; 41.87 is not 42
    return shown.quantize(places, ROUND_DOWN) == printed


def last_digit_unit(printed: Decimal) -> Decimal:
    """One unit of the last digit that is not zero: 5000 → 1000, 751 → 1, 420000 → 10000."""
    _, digits, exponent = printed.normalize().as_tuple()
    return Decimal(1).scaleb(exponent) if any(digits) else Decimal(0)


def _compare(case: dict[str, str]) -> dict:
    choices = dict(parse_qsl("&".join(part for part in (case["when"], case["choices"]) if part)))
    choices = ({"area": case["area_code"]} if case["area_code"] else {}) | choices
    computed, word = _answer(case, evaluate(case["indicator"], choices), choices.get("by", ""))
    return {
        "id": case["id"],
        "figure": case["figure"],
        "published": case["published"],
        "qualifier": case["qualifier"],
        "unit": case["unit"],
        "as_of": _when(case["when"]),
        "computed": float(computed) if isinstance(computed, Decimal) else computed,
        "agrees": agrees(computed, case["published"], case["qualifier"]),
        "query": _address(case["indicator"], choices),
        "note": "；".join(part for part in (readings().get(case["id"], ""), word) if part),
    }


def _answer(case: dict[str, str], result: Result, by: str) -> tuple[Decimal | int | str | None, str]:
    """What is held against the printed number, and words where it is not simply the number.

    `answer` of the case: the label of the first row with anything, how many rows have anything, or the denominator.
    Where a share is published as a count, its numerator is compared.
    """
    wanted = case["answer"]
    if wanted in ("首个", "种数"):
        labels = [row[by] for row in result.rows if row["numerator"] and row[by] not in UNSORTED]
        found = len(labels) if wanted == "种数" else (str(labels[0]) if labels else None)
        return found, ANSWERS[wanted]
    row = result.rows[0]
    if wanted == "分母":
        return row["denominator"], ANSWERS[wanted]
    found = definition(case["indicator"])
    is_number = not found.has_denominator or not _is_counted(case["unit"], found.unit)
    return (row["value"], "") if is_number else (row["numerator"], "比较的是分子")


def _is_counted(printed: str, unit: str) -> bool:
    """Whether a number printed in one unit is a count of what a ratio in the other unit is made of."""
    return printed != unit and not printed.startswith("元/")


def _when(when: str) -> str:
    """The day, the year or the span of a case: 2016-06-30, 2014, 2020-11-01/2025-10-31."""
    return "/".join(value for _, value in parse_qsl(when))


def _address(indicator_id: str, choices: dict[str, str]) -> str:
    asked = "&".join(f"{key}={quote(value, safe='')}" for key, value in choices.items())
    return f"/api/v1/indicators/{indicator_id}?{asked}"
