"""How numbers are written in Chinese: 1,234 · 1.2万 · 3.5亿 · −0.3. The one place that knows."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

Number = int | float | Decimal
NOT_REPORTED = "未报送"
NO_VALUE = "—"
MINUS = "−"
TEN_THOUSAND = Decimal(10_000)
HUNDRED_MILLION = Decimal(100_000_000)


def exact(value: Number | None, decimals: int = 0) -> str:
    """The full number with thousands separators, `decimals` places and a true minus; — for none."""
    if value is None:
        return NO_VALUE
    rounded = rounding(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def compact(value: Number | None, decimals: int = 0) -> str:
    """The number as people say it: below 10 000 exact, then 1.2万, 3.5亿 (one place, no trailing zero)."""
    if value is None:
        return NO_VALUE
    size = abs(rounding(value, decimals))
    if size < TEN_THOUSAND:
        return exact(value, decimals)
    scale, word = (HUNDRED_MILLION, "亿") if size >= HUNDRED_MILLION * Decimal("0.99995") else (TEN_THOUSAND, "万")
    text = f"{rounding(size / scale, 1):,.1f}".removesuffix(".0")
    sign = MINUS if value < 0 else ""
    return f"{sign}{text}{word}"


def signed(value: Number | None, decimals: int = 0) -> str:
    """The number with its sign: +0.9, −3, 0."""
    if value is None:
        return NO_VALUE
    rounded = rounding(value, decimals)
    return f"+{exact(rounded, decimals)}" if rounded > 0 else exact(rounded, decimals)


def percent(share: Number | None, decimals: int = 1) -> str:
    """A share of one written as a percentage: 0.4286 → 42.9%."""
    return NO_VALUE if share is None else f"{exact(Decimal(str(share)) * 100, decimals)}%"


def rounding(value: Number, decimals: int) -> Decimal:
    """The value rounded half up to `decimals` places, as people round on paper; never a negative zero."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def is_shortened(value: Number | None, decimals: int = 0) -> bool:
    """Whether `compact` leaves digits out, so that the full number belongs into the title."""
    return value is not None and compact(value, decimals) != exact(value, decimals)
