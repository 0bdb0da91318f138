"""Zero or 未报送: who delivered the records behind an indicator."""

from dataclasses import replace
from datetime import date, timedelta

from indicators.asked import Asked
from indicators.cache import Cache
from indicators.places import Place
from indicators.shapes import asked_column, sql_of, time_params, within_area
from indicators.spans import in_months
from indicators.warehouse import Snapshot

DAYS = {
    "activities": "held_on",
    "funding": "paid_on",
    "volunteer_hours": "served_on",
    "ratings": "make_date(year, 12, 31)",
    "workforce": "make_date(year, 12, 31)",
    "projects": "applied_on",
    "project_scores": "reviewed_on",
    "trainings": "held_on",
    "demands": "opened_on",
    "points": "happened_on",
    "assessments": "make_date(year, 12, 31)",
    "targets": "make_date(year, 12, 31)",
    "milestones": "coalesce(org_on, party_on)",
    "honours": "happened_on",
    "improvements": "done_on",
}
BY_DAY = {"volunteer_hours": "volunteer_days"}
"""Where the days of a record type are read: rows added up by day, where single rows are many."""
REGISTERS = {"organizations", "hubs", "partners", "facilities"}
YEARLY = {"workforce", "assessments"}
FEWEST = 5
"""Rows of others from which on a hub is told that its area, or one above, has records of a kind."""
_kept = Cache(limit=200_000)


def reported(now: Snapshot, asked: Asked, places: list[Place]) -> set[tuple[str, int]]:
    """(asked code, period number) of everybody whose zero is a zero."""
    definition = asked.definition
    if not definition.record_type:
        return {(place.code, number) for place in places for number in range(len(asked.periods))}
    area = asked.area.code if asked.area else None
    key = (*now.key, definition.record_type, definition.kind, asked.periods, area, asked.level)
    found = _kept.get(key)
    if found is None:
        found = _told(now, asked, places) | _told_of_others(now, asked)
        _kept.put(key, found, weight=len(found) + 1)
    return found


def _told(now: Snapshot, asked: Asked, places: list[Place]) -> set[tuple[str, int]]:
    """Whom rows show or deliveries were declared for, as far as the scope sees either."""
    return _shown(now, asked) | _declared(now, asked, places)


def _told_of_others(now: Snapshot, asked: Asked) -> set[tuple[str, int]]:
    """For a hub: what rows of others than itself tell, of everywhere, of its own area and of those above it alone.

    Of whole years alone, and only where others sent FEWEST rows: on which day somebody else has a record is none of the
    hub's business, nor whether there is a single one, which four rows of its own would tell if they were counted. What
    a delivery was declared for counts where the scope sees it: of elsewhere it would tell of a single delivery.
    """
    spans = [span for period in asked.periods for span in period.spans]
    is_ever = asked.definition.kind == "stock" or asked.definition.record_type in REGISTERS
    if now.scope.hub is None or not (is_ever or all(_is_of_years(*span) for span in spans)):
        return set()
    lineages = now.rows("SELECT [l1, l2, l3, l4, l5, l6] AS codes FROM hubs")
    own = {"", *(code for row in lineages for code in row["codes"])}
    return {(code, number) for code, number in _shown(now, asked, past_the_scope=True) if code in own}


def _is_of_years(first: date, last: date) -> bool:
    """Whether a span is one or more of the years people count in."""
    begins = (first.month, first.day)
    after = last + timedelta(days=1)
    return begins in ((1, 1), (7, 1), (9, 1)) and begins == (after.month, after.day)


def _shown(now: Snapshot, asked: Asked, past_the_scope: bool = False) -> set[tuple[str, int]]:
    """Rows of the record type at or below: within the period, for a stock ever (yearly tables: that year)."""
    table, kind = asked.definition.record_type, asked.definition.kind
    if table in REGISTERS or (kind == "stock" and table not in YEARLY):
        is_present = "TRUE"
    elif table in YEARLY and kind == "stock":
        is_present = "year = year(ends_on)"
    else:
        is_present = f"{DAYS[table]} BETWEEN starts_on AND ends_on"
    told_by = ("{others}" if past_the_scope else "") + BY_DAY.get(table, table)
    sql = sql_of("reported").replace("{table}", told_by).replace("{is_present}", is_present)
    sql = sql.replace("{fewest}", str(FEWEST if past_the_scope else 1))
    sql = sql.replace("{times}", "count(DISTINCT (starts_on, ends_on))" if is_present == "TRUE" else "1")
    sql = sql.replace("{within_area}", within_area(asked)).replace("{asked}", asked_column(asked.level))
    return {(row["asked_code"], row["period"]) for row in now.rows(sql, _params(asked))}


def _declared(now: Snapshot, asked: Asked, places: list[Place]) -> set[tuple[str, int]]:
    """Deliveries of the record type declared for an area at, above or below; to a hub, for the months that are asked:
    on which day a declaration begins and ends, often of one delivery, is none of its business."""
    if now.scope.hub is not None:
        asked = replace(asked, periods=in_months(asked.periods))
    is_stock = "TRUE" if asked.definition.kind == "stock" and asked.definition.record_type not in YEARLY else "FALSE"
    sql = sql_of("declared").replace("{is_stock}", is_stock).replace("{asked}", asked_column(asked.level))
    params = _params(asked) | {"type": asked.definition.record_type}
    params.pop("area", None)
    rows = now.rows(sql, params)
    found = {(row["asked_code"], row["period"]) for row in rows if row["asked_code"] is not None}
    above = {(row["area_code"], row["period"]) for row in rows}
    numbers = {row["period"] for row in rows}
    for place in places:
        for number in numbers:
            if any((code, number) in above for code in place.lineage if code):
                found.add((place.code, number))
    return found


def _params(asked: Asked) -> dict:
    params = time_params(asked)
    area = {"area": asked.area.code} if asked.area else {}
    return {key: params[key] for key in ("period", "starts_on", "ends_on")} | area
