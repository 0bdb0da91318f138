"""The way from a picture to the records it was computed from, narrowed as the page is."""

from __future__ import annotations

from components.moment import moment_of
from components.page import find
from components.state import State, address
from indicators.catalog import catalog
from indicators.definition import Definition
from indicators.spans import NEW_YEAR, year_span, year_start
from records.catalog import RecordType, record_types
from records.query import ALIASES
from records.standing import ON_A_DAY


def records_behind(state: State, indicator: str, all_years: bool = False) -> str | None:
    """The address in 数据明细; choices that the records do not hold (a grade, a basis) are left out."""
    definition = catalog().get(indicator.partition(";")[0])
    found = record_types().get(definition.record_type) if definition else None
    if found is None:
        return None
    chosen = {key: values for key, values in state.choices.items() if _is_column(key, definition, found)}
    area = {"area": state.values("area")} if state["area"] and found.has_area else {}
    return address("/records", {"type": (found.id,), **area, **_time(state, definition, found, all_years), **chosen})


def _is_column(key: str, definition: Definition, found: RecordType) -> bool:
    """Whether a choice narrows this indicator and is a column of its records."""
    plain = key.removesuffix("__not")
    return plain in definition.filters and ALIASES.get(plain, plain) in found.columns


def _time(state: State, definition: Definition, found: RecordType, all_years: bool) -> dict[str, tuple[str, ...]]:
    """The year of a flow; of a register its last day, with the universe; nothing where rows have no time."""
    stands = found.id in ON_A_DAY
    if all_years or not (stands or (definition.kind == "flow" and found.main_date)):
        return {}
    counted = state["universe"] or definition.default_universe
    universe = {"universe": (counted,)} if found.id == "organizations" and counted else {}
    if stands and state["as_of"]:
        return {"as_of": state.values("as_of"), **universe}
    year = state["year"] or _latest(state, found)
    starts = year_start({"starts": state.values("starts")})
    if starts == NEW_YEAR or not (stands or _is_dated(found)):
        return {"year": (year,), **universe}
    first, last = (day.isoformat() for day in year_span(int(year), starts))
    return {"as_of": (last,), **universe} if stands else {"from": (first,), "to": (last,)}


def _is_dated(found: RecordType) -> bool:
    """Whether rows have a day; what is reported by the year belongs to its last day, which lies in the same year."""
    return found.columns[found.main_date].kind == "date"


def _latest(state: State, found: RecordType) -> str:
    """The year a page shows when none is asked for: the latest of its own records."""
    page = find(state.path)
    return str(moment_of(State(state.path), page.record_type if page else found.id).year)
