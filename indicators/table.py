"""From counted rows to the table asked for: every asked area and period, with value, reason and what is missing."""

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import product

from indicators.asked import Asked
from indicators.catalog import dimensions
from indicators.divide import Divisors, divisors
from indicators.errors import ChoiceError
from indicators.places import EVERYWHERE, Place, names, places_at
from indicators.reporting import reported
from indicators.shapes import counted_rows
from indicators.vocabulary import order_of
from indicators.warehouse import Snapshot, ask

MOST_ROWS = 100_000
MOST_NAMES = 20


@dataclass
class _Found:
    """What was counted, by (asked code, period number, dimension words)."""

    numerators: dict[tuple, object] = field(default_factory=dict)
    denominators: dict[tuple, object] = field(default_factory=dict)
    beside: dict[tuple, dict] = field(default_factory=dict)
    outside: dict[tuple, list[tuple]] = field(default_factory=dict)
    words: set[tuple[str, ...]] = field(default_factory=set)
    names: dict[str, dict[str, str]] = field(default_factory=dict)


def rows_of(now: Snapshot, asked: Asked) -> list[dict]:
    """The rows of the answer in the order of `by`."""
    places = places_at(asked.level, asked.area) if "area" in asked.by else [asked.area or EVERYWHERE]
    divided = divisors(now, asked)
    found = _found(now, asked, divided)
    words = _dimension_words(asked, found)
    if len(places) * len(asked.periods) * max(1, len(words)) > MOST_ROWS:
        raise ChoiceError(f"结果超过 {MOST_ROWS} 行。", "请缩小区域、年份或分列。")
    delivered = reported(now, asked, places)
    keys = product(places, range(len(asked.periods)), words)
    rows = [_row(asked, divided, found, delivered, place, number, said) for place, number, said in keys]
    _name_the_missing(rows)
    return sorted(rows, key=_order(asked)) if len(rows) > 1 else rows


def _found(now: Snapshot, asked: Asked, divided: Divisors) -> _Found:
    """The counted rows sorted into numerators, denominators and what lies outside the cover."""
    found = _Found()
    definition = asked.definition
    names_of_dimensions = [f"d{n}" for n in range(len(asked.dimensions))]
    shared = _shared(asked)
    for row in counted_rows(now, asked, divided.params):
        words = tuple(row[name] for name in names_of_dimensions)
        place = (row["asked_code"], row["period"])
        key = (*place, words)
        if None not in words:
            found.words.add(words)
        if definition.shape == "share":
            whole = (*place, tuple(words[n] for n in shared))
            found.denominators[whole] = row["denominator"]
            found.beside[whole] = {name: row[name] for name in definition.beside}
            if row["is_counted"]:
                found.numerators[key] = row["numerator"]
        elif row["is_covered"] or place not in divided.amounts:
            found.numerators[key] = row["numerator"]
        else:
            found.outside[key] = row["places"]
    found.names = _names(asked, found.words)
    return found


def _dimension_words(asked: Asked, found: _Found) -> list[tuple[str, ...]]:
    """Every combination of words to show: those asked for, else those that occur."""
    columns = []
    for number, key in enumerate(asked.dimensions):
        chosen = asked.universe if key == "universe" else asked.filters.get(key)
        if chosen and key not in ("hub", "org"):
            columns.append([word for word in chosen if word not in asked.without.get(key, ())])
        else:
            columns.append(sorted({words[number] for words in found.words}))  # none of those left out
    return list(product(*columns))


def _row(asked: Asked, divided: Divisors, found: _Found, delivered: set, place: Place, number: int, words) -> dict:
    """One row: its keys, its number and the reasons."""
    definition = asked.definition
    at = (place.code, number)
    is_reported = at in delivered
    empty = Decimal("0.00") if definition.unit == "元" else 0
    numerator = found.numerators.get((*at, words), empty) if is_reported else None
    denominator, beside = divided.amounts.get(at), {}
    if definition.shape == "share":
        whole = (*at, tuple(words[n] for n in _shared(asked)))
        beside = {name: found.beside.get(whole, {}).get(name) for name in definition.beside}
        if is_reported and definition.denominator:
            denominator = found.denominators.get(whole, 0)
    missing, missing_names = _missing(asked, divided, found, place, number, words, numerator)
    return _keys(asked, found, place, number, words) | {
        "numerator": numerator,
        "denominator": denominator,
        "value": _value(asked, numerator, denominator),
        **beside,
        "reported": is_reported,
        "areas_without_denominator": missing,
        "areas_without_denominator_names": missing_names,
    }


def _shared(asked: Asked) -> list[int]:
    """Positions of the dimensions that tell denominators apart too."""
    own = asked.definition.numerator_filters
    return [position for position, key in enumerate(asked.dimensions) if key not in own]


def _keys(asked: Asked, found: _Found, place: Place, number: int, words: tuple[str, ...]) -> dict:
    """The keys of one row in the order of `by`."""
    period = asked.periods[number]
    said = dict(zip(asked.dimensions, words, strict=True))
    keys: dict = {}
    for name in asked.by:
        if name == "area":
            keys |= {"area_code": place.code, "area_name": place.name, "level": place.level}
        elif name in ("year", "month"):
            keys[name] = period.year if name == "year" else period.month
        else:
            keys["hub_level" if name == "level" else name] = said[name]
            if name in found.names:
                keys[f"{name}_name"] = found.names[name].get(said[name], said[name])
    return keys


def _names(asked: Asked, counted: set[tuple[str, ...]]) -> dict[str, dict[str, str]]:
    """Names of the hubs and organisations counted by id, where rows are told apart by them."""
    names = {}
    for position, key in enumerate(asked.dimensions):
        if key == "hub":
            names[key] = {row["id"]: row["name"] for row in ask("hub_names")}
        elif dimensions()[key].names_from:  # a country has a million organisations
            ids = sorted({words[position] for words in counted})
            names[key] = {row["id"]: row["name"] for row in ask("organization_names", ids=ids)}
    return names


def _value(asked: Asked, numerator, denominator):
    """The number itself; None when not reported, unknown or without denominator."""
    definition = asked.definition
    if numerator is None or not definition.has_denominator:
        return numerator
    if not denominator:
        return None
    if definition.value == "shortfall":
        wanted = Decimal(str(asked.parameters["target"])) * denominator / definition.per
        return max(0, int(wanted.to_integral_value(ROUND_CEILING)) - numerator)
    exact = Decimal(numerator) * definition.per / Decimal(denominator)
    places = Decimal(1).scaleb(-max(definition.decimals, 6))
    return exact.quantize(places, ROUND_HALF_UP)


def _missing(asked: Asked, divided: Divisors, found: _Found, place: Place, number: int, words, numerator):
    """How many areas with counted rows have no denominator, and their codes (names come later, all at once)."""
    if asked.definition.shape != "ratio":
        return 0, []
    if not divided.amounts.get((place.code, number)):
        if asked.basis.kind == "tree" and not numerator:
            return 0, []
        return 1, [(place.code, place.name)]
    codes = {
        _highest_without(lineage, asked.level, divided.containing.get(number, frozenset()))
        for lineage in found.outside.get((place.code, number, words), [])
    }
    return len(codes), [(code, None) for code in sorted(codes)][:MOST_NAMES]


def _highest_without(lineage: list[str | None], level: int, containing: frozenset[str]) -> str:
    """The highest area below the asked one, on the way down to this place, that holds no area of the cover."""
    codes = [code for code in lineage[level:] if code]
    return next((code for code in codes if code not in containing), codes[-1] if codes else lineage[level - 1])


def _name_the_missing(rows: list[dict]) -> None:
    """Codes of areas without denominator become names."""
    unnamed = {code for row in rows for code, name in row["areas_without_denominator_names"] if name is None}
    known = names(list(unnamed))
    for row in rows:
        row["areas_without_denominator_names"] = [
            name if name is not None else known.get(code, code)
            for code, name in row["areas_without_denominator_names"]
        ]


def _order(asked: Asked):
    """Rows in the order of `by`: areas by code, time upwards, words in the order of their list."""
    positions = {key: order_of(key) for key in asked.dimensions}

    def order(row: dict) -> tuple:
        parts: list = []
        for name in asked.by:
            if name in positions:
                word = row["hub_level" if name == "level" else name]
                parts.append((positions[name].get(word, len(positions[name])), word))
            else:
                parts.append(row["area_code" if name == "area" else name])
        return tuple(parts)

    return order

