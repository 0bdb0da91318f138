"""About how much: what is published of peers, so coarse that one row more or less cannot be worked out of two builds.

A number is rounded to a step of about a tenth (what is counted) or a fifth (sums) of itself, at least LEAST_STEP. It is
told only where every single row is smaller than half a step: whatever row comes in leaves the number as it is or moves
it to the next step, and says nothing of how large it was. Where the steps become wider the number stands on both
ladders, so that nothing is told there either. A sum of which one organisation has more than half is not told; shares
are worked out of rounded parts. Denominators that everybody may see (people, communities) stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from indicators.definition import Definition
from indicators.reporting import BY_DAY, DAYS
from indicators.warehouse import Snapshot

Number = int | float | Decimal
LEAST_STEP = 5
Ladder = tuple[tuple[int, int], ...]
COUNTED: Ladder = ((1, 10), (2, 20), (5, 50))
"""The steps, each with the largest number it serves (a multiple of the next step), and so on with one nought more."""
SUMMED: Ladder = ((1, 6), (2, 10), (5, 30))
MOST_OF_ONE = Decimal("0.5")
"""Of a sum, the share above which it says something about one organisation."""
ONE_EACH = ("net_growth", "volunteers")
"""Besides those that count: a row adds one or takes one away."""
AMOUNTS = {
    "visits": "visits",
    "funds_received": "amount",
    "funds_granted": "amount",
    "volunteer_hours": "hours",
    "training_attendances": "attendances",
}
"""Sums, and what a row of their records adds."""
USUAL = {("custody", "自有"): "NOT coalesce(custody, FALSE)", ("regrant", "首次"): "parent_id IS NULL"}
"""What an indicator counts unless asked otherwise, as a condition of the rows of its records."""


@dataclass(frozen=True)
class Behind:
    """What stands behind a number: how many organisations, its largest row, the most of one organisation."""

    organizations: int = 0
    largest_row: Decimal = Decimal(1)
    most_of_one: Decimal = Decimal(0)


def can_be_rounded(found: Definition) -> bool:
    """Whether it is known what one row adds to the indicator; what is not known is not published."""
    counts = found.numerator.startswith("count(") and (not found.denominator or found.denominator.startswith("count("))
    return found.value == "ratio" and (counts or found.id in ONE_EACH or found.id in AMOUNTS)


def behind(now: Snapshot, found: Definition, column: str, starts: str) -> dict[tuple[str, int], Behind]:
    """By the word in `column` (hub_id, l4) and year, which begins on `starts` (MM-DD), what the rows behind it name."""
    day = DAYS[found.record_type]
    year = f"CAST(year({day}) - CAST(strftime({day}, '%m-%d') < $starts AS INTEGER) AS INTEGER)"
    amount = f"abs({AMOUNTS[found.id]})" if found.id in AMOUNTS else "0"
    rows = now.rows(
        f"""
        WITH parts AS (
            SELECT {column} AS key, {year} AS year, org_id, max({amount}) AS largest, sum({amount}) AS total
            FROM {BY_DAY.get(found.record_type, found.record_type)}
            WHERE {column} IS NOT NULL AND {_adds(found)}
            GROUP BY ALL
        )
        SELECT key, year, count(org_id) AS organizations, max(largest) AS largest, max(total) AS most
        FROM parts GROUP BY ALL
        """,
        {"starts": starts},
    )
    return {
        (row["key"], row["year"]): Behind(row["organizations"], Decimal(row["largest"] or 0), Decimal(row["most"] or 0))
        for row in rows
    }


def _adds(found: Definition) -> str:
    """Which rows of its records add to the published number, as SQL; rows that add nothing stand behind nothing."""
    wanted = [found.where] if found.record_type == "funding" else []
    wanted += [USUAL[one] for one in found.defaults.items() if one in USUAL]
    wanted += [f"{AMOUNTS[found.id]} <> 0"] if found.id in AMOUNTS else []
    return " AND ".join(f"({one})" for one in wanted) or "TRUE"


def step_of(number: Number, ladder: Ladder = COUNTED) -> Decimal:
    """The step a number is rounded to."""
    size, noughts = abs(Decimal(str(number))), Decimal(1)
    while True:
        for step, most in ladder:
            if step * noughts >= LEAST_STEP and size <= most * noughts:
                return step * noughts
        noughts *= 10


def rounded(number: Number, step: Decimal) -> int:
    """The nearest multiple of the step; the middle goes up."""
    return int((Decimal(str(number)) / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def about(row: dict, column: str, found: Definition, known: Behind) -> Number | None:
    """What is published of a row of `evaluate`: its number rounded; None where it may not be told or there is none."""
    number = row["numerator"]
    if number is None or row[column] is None:
        return None
    if found.id in AMOUNTS:
        step = step_of(number, SUMMED)
        is_open = known.largest_row * 2 < step and known.most_of_one <= abs(Decimal(number)) * MOST_OF_ONE
        return rounded(number, step) if is_open else None
    if column == "numerator" or not found.has_denominator:
        return rounded(number, step_of(number))
    if found.denominators:  # of what everybody may see: people, communities
        return _share(rounded(number, step_of(number)), row["denominator"], found)
    step = step_of(row["denominator"])
    return _share(rounded(number, step), rounded(row["denominator"], step), found)


def _share(number: int, whole: Number, found: Definition) -> Number | None:
    """The share in the decimals of the indicator, as a plain number; None of nothing."""
    if not whole:
        return None
    exact = Decimal(number) * found.per / Decimal(whole)
    return float(exact.quantize(Decimal(1).scaleb(-found.decimals), ROUND_HALF_UP))
