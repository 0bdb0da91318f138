"""How unequal a few numbers are: quartiles, mean, outliers, Lorenz curve, Gini coefficient, rank correlation.

Definitions, all over plain numbers; what was not reported is left out by the caller.

- quantile p of n ordered values: linear between the two beside position (n − 1)·p; QUARTILE.INC of Excel and WPS.
- fences: 1.5 interquartile ranges outside the quartiles (Tukey); what lies beyond is an outlier.
- Lorenz curve: units by amount per weight from low to high; x the share of the weights so far, y that of the amounts.
- Gini: 1 less twice the area under that curve; 0 everybody has as much per weight, towards 1 one has everything.
  It is that of the units at hand: no correction for small numbers, no guess about what lies inside a unit.
- rank correlation: Spearman's, equal values share the mean of their ranks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import fsum, sqrt

from indicators.errors import ChoiceError

Number = int | float
FENCE = 1.5


@dataclass(frozen=True)
class Summary:
    """Five numbers and the mean of `count` values; every value weighs the same."""

    count: int
    least: float
    lower: float
    median: float
    upper: float
    most: float
    mean: float

    @property
    def fences(self) -> tuple[float, float]:
        """The lowest and the highest value that is no outlier."""
        reach = FENCE * (self.upper - self.lower)
        return self.lower - reach, self.upper + reach

    def is_outlier(self, value: Number) -> bool:
        """Whether a value lies beyond the fences."""
        low, high = self.fences
        return not low <= float(value) <= high


def summary(values: Sequence[Number]) -> Summary | None:
    """Quartiles and mean; None without values."""
    if not values:
        return None
    ordered = sorted(float(value) for value in values)
    cuts = [quantile(ordered, share) for share in (0, 0.25, 0.5, 0.75, 1)]
    return Summary(len(ordered), *cuts, fsum(ordered) / len(ordered))


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share (0–1) of the ordered values lies, linear between neighbours."""
    position = (len(ordered) - 1) * share
    place = min(int(position), len(ordered) - 2) if len(ordered) > 1 else 0
    if len(ordered) == 1 or ordered[place] == ordered[place + 1]:
        return ordered[place]
    return ordered[place] + (ordered[place + 1] - ordered[place]) * (position - place)


@dataclass(frozen=True)
class Lorenz:
    """The curve from (0, 0) to (1, 1), the units in its order (places in what was given) and the Gini coefficient."""

    weights: tuple[float, ...]
    amounts: tuple[float, ...]
    order: tuple[int, ...]
    gini: float

    def lowest(self, share: float) -> float:
        """What share of all the lowest `share` of the weights have, linear inside a unit."""
        for place, (before, after) in enumerate(pairwise(self.weights)):
            if share <= after and after > before:
                low, high = self.amounts[place], self.amounts[place + 1]
                return low + (high - low) * (share - before) / (after - before)
        return 1.0

    def highest(self, share: float) -> float:
        """What share of all the highest `share` of the weights have."""
        return 1 - self.lowest(1 - share)


def lorenz(amounts: Sequence[Number], weights: Sequence[Number] | None = None) -> Lorenz:
    """The curve of amounts over weights (each unit 1 when none are given).

    Raises ChoiceError for negative amounts, weights not above zero, and when there is nothing to share out.
    """
    had = [float(amount) for amount in amounts]
    heavy = [float(weight) for weight in weights] if weights is not None else [1.0] * len(had)
    if any(weight <= 0 for weight in heavy):
        raise ValueError("every unit of a Lorenz curve has a weight above zero")
    if any(amount < 0 for amount in had):
        raise ChoiceError("有的地区是负数，算不出均等程度。", "请换一个不会为负的指标，或看分布。")
    if fsum(had) <= 0:
        raise ChoiceError("各地区都是 0，没有可以比较的多少。", "请换一年、换一个地区或换一个指标。")
    order = sorted(range(len(had)), key=lambda place: had[place] / heavy[place])
    across, up = _cumulated(heavy, order), _cumulated(had, order)
    pairs = zip(pairwise(across), pairwise(up), strict=True)
    under = fsum((right - left) * (low + high) for (left, right), (low, high) in pairs)
    return Lorenz(across, up, tuple(order), max(0.0, 1 - under))


def _cumulated(values: Sequence[float], order: Sequence[int]) -> tuple[float, ...]:
    sums = list(accumulate((values[place] for place in order), initial=0.0))
    return tuple(one / sums[-1] for one in sums)


def rank_correlation(across: Sequence[Number], up: Sequence[Number]) -> float | None:
    """Spearman's coefficient of pairs (−1 to 1); None below three pairs or where one side never differs."""
    if len(across) < 3:
        return None
    left, right = _ranks(across), _ranks(up)
    middle = (len(left) + 1) / 2
    shared = fsum((one - middle) * (other - middle) for one, other in zip(left, right, strict=True))
    sizes = [fsum((one - middle) ** 2 for one in side) for side in (left, right)]
    return shared / sqrt(sizes[0] * sizes[1]) if all(sizes) else None


def _ranks(values: Sequence[Number]) -> list[float]:
    """The rank of every value from 1 upwards; equal ones share the mean of theirs."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2 + 1
        start = end + 1
    return ranks
