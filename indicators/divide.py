"""What numerators are divided by: delivered populations under the population rule, or counts of the area tree."""

from dataclasses import dataclass

from indicators.asked import Asked
from indicators.cache import Cache
from indicators.shapes import asked_column, sql_of, within_area
from indicators.warehouse import Snapshot

COUNTY = 3
_kept = Cache(limit=200_000)


@dataclass(frozen=True)
class Divisors:
    """Amounts by (asked code, period number), and the areas standing behind them (the cover; the tree has none).

    `cover_beyond` are the counties (or cities without any) in which the cover is made of areas below.
    """

    amounts: dict[tuple[str, int], int]
    cover: dict[str, list]
    containing: dict[int, frozenset[str]]

    @property
    def params(self) -> dict[str, list]:
        """The cover as bound lists."""
        return self.cover


def divisors(now: Snapshot, asked: Asked) -> Divisors:
    """The denominators of every asked area and period; nothing for an indicator without."""
    if asked.basis is None:
        return Divisors({}, {}, {})
    years = tuple(period.ends_on.year for period in asked.periods)
    area = asked.area.code if asked.area else None
    key = (*now.key, asked.basis.id, area, asked.level, years)
    found = _kept.get(key)
    if found is None:
        found = _populations(now, asked, years) if asked.basis.kind == "population" else _tree(now, asked)
        _kept.put(key, found, weight=len(found.amounts) + len(found.cover["cover_code"]) + 1)
    return found


def population_query(asked: Asked) -> tuple[str, dict]:
    """The delivered populations that stand for every asked area and year, and the parameters."""
    sql = sql_of("population").replace("{within_area}", within_area(asked)).replace("{level}", str(asked.level))
    sql = sql.replace("{column}", asked.basis.column).replace("{asked}", asked_column(asked.level))
    years = sorted({period.ends_on.year for period in asked.periods})
    return sql, {"years": years, "basis": asked.basis.basis} | _area(asked)


def tree_query(asked: Asked) -> tuple[str, dict]:
    """How many areas of the tree every asked area has, and the parameters.

    The whole of the data counts only streets with data, for a hub those in which it has something itself; an area
    counts all that it has.
    """
    condition = asked.basis.condition
    if not asked.area and "area" not in asked.by:
        condition += " AND l4 IN (SELECT area_code FROM areas WHERE level = 4 AND has_data)"
    sql = sql_of("tree").replace("{condition}", condition).replace("{within_area}", within_area(asked))
    return sql.replace("{asked}", asked_column(asked.level)), _area(asked)


def _populations(now: Snapshot, asked: Asked, years: tuple[int, ...]) -> Divisors:
    rows = now.rows(*population_query(asked))
    amounts: dict[tuple[str, int], int] = {}
    cover: dict[str, list] = {"cover_period": [], "cover_code": [], "cover_asked": [], "cover_beyond": []}
    containing: dict[int, set[str]] = {number: set() for number in range(len(years))}
    cover["cover_beyond"] = sorted({_county(row["lineage"]) for row in rows if row["area_level"] > COUNTY})
    for row in rows:
        for number in (number for number, year in enumerate(years) if year == row["year"]):
            key = (row["asked_code"], number)
            amounts[key] = amounts.get(key, 0) + row["amount"] * asked.basis.factor
            cover["cover_period"].append(number)
            cover["cover_code"].append(row["area_code"])
            cover["cover_asked"].append(row["asked_code"])
            containing[number].update(code for code in row["lineage"] if code)
    return Divisors(amounts, cover, {number: frozenset(codes) for number, codes in containing.items()})


def _county(lineage: list[str | None]) -> str:
    """Where etl/models/org_counts.sql counts the organisations of a place below a county."""
    return next((code for code in reversed(lineage[:COUNTY]) if code), "")


def _tree(now: Snapshot, asked: Asked) -> Divisors:
    """Areas of the tree: the same in every period."""
    rows = now.rows(*tree_query(asked))
    numbers = range(len(asked.periods))
    amounts = {(row["asked_code"], n): row["amount"] * asked.basis.factor for row in rows for n in numbers}
    return Divisors(amounts, {"cover_period": [], "cover_code": [], "cover_asked": []}, {})


def _area(asked: Asked) -> dict:
    return {"area": asked.area.code} if asked.area else {}
