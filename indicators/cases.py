"""The published cases: what documents printed beside what an ordinary question answers today."""

import csv
import re
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, quote

from indicators.catalog import definition
from indicators.evaluate import evaluate
from indicators.warehouse import snapshot

CASES = Path(__file__).parents[1] / "data" / "reference" / "core_cases.csv"
READINGS = CASES.with_name("case_readings.csv")
AT_LEAST = ("余", "多", "超", "突破", "逾", "≥", ">", "达到")
NEARLY = "近"


@cache
def published_cases() -> list[dict[str, str]]:
    """The rows of data/reference/core_cases.csv as text."""
    with CASES.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@cache
def readings() -> dict[str, str]:
    """How a case is read, in Chinese, by its id."""
    with READINGS.open(encoding="utf-8") as file:
        return {row["id"]: row["reading"] for row in csv.DictReader(file)}


def evaluate_cases() -> list[dict]:
    """Every published case with what is computed now: the rows of /api/v1/cases."""
    with snapshot():
        return [_compare(case) for case in published_cases()]


def agrees(computed: Decimal | int | None, published: str, qualifier: str) -> bool:
    """Whether a computed number is what was printed, given how it was printed (=, 余, 近, 区间 …)."""
    if computed is None:
        return False
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
    choices = {"area": case["area_code"]} | choices
    row = evaluate(case["indicator"], choices).rows[0]
    found = definition(case["indicator"])
    is_count = case["unit"] == found.unit or not found.has_denominator
    computed = row["value"] if is_count else row["numerator"]
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
        "note": _note(readings().get(case["id"], ""), is_count),
    }


def _when(when: str) -> str:
    """The day, the year or the span of a case: 2016-06-30, 2014, 2020-11-01/2025-10-31."""
    return "/".join(value for _, value in parse_qsl(when))


def _address(indicator_id: str, choices: dict[str, str]) -> str:
    asked = "&".join(f"{key}={quote(value, safe='')}" for key, value in choices.items())
    return f"/api/v1/indicators/{indicator_id}?{asked}"


def _note(reading: str, is_count: bool) -> str:
    """How the case is read; where a share is published as a count, its numerator is compared."""
    return "；".join(part for part in (reading, "" if is_count else "比较的是分子") if part)
