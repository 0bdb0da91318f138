"""The two query shapes, filled in from a definition file; choices of people are bound, never spliced."""

from functools import cache
from pathlib import Path

from indicators.ahead import asked_of_places, counted_ahead, outside, within_cover
from indicators.asked import Asked
from indicators.catalog import dimensions
from indicators.definition import Definition
from indicators.few_people import TABLES, hides_rows
from indicators.vocabulary import UNWRITTEN
from indicators.warehouse import Snapshot, ask, parameters_of

HERE = Path(__file__).parent
IN_UNIVERSE = """
    records.legal_form <> '企业' AND (
        records.registration = '登记'
        OR (records.registration = '备案' AND universes.universe <> '登记')
        OR (records.registration = '未登记' AND universes.universe = '全部' AND records.legal_form = '志愿团队')
    )"""
UNIVERSES = f"JOIN (SELECT unnest($universe) AS universe) AS universes ON {IN_UNIVERSE}"


@cache
def sql_of(name: str) -> str:
    """One of our own SQL files beside this module, without its comments."""
    lines = (HERE / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))


@cache
def rows_sql(name: str) -> str:
    """A rows file with the rows it stands on filled in."""
    sql = sql_of(f"rows/{name}")
    for below in ("register", "projects"):
        if f"{{{below}}}" in sql:
            sql = sql.replace(f"{{{below}}}", sql_of(f"rows/{below}"))
    return sql


def _reports_in_months(sql: str) -> str:
    """The stretches of rows/reports.sql to whoever may not see on which day a person served: whole months of those."""
    for table, day in TABLES.items():
        stretch = f"'{table}', CAST(date_trunc('month', {day}) AS DATE), last_day({day}),"
        sql = sql.replace(f"'{table}', {day}, {day},", stretch)
    return sql


def asked_column(level: int) -> str:
    """The column holding the asked area a row belongs to; level 0 is the whole of the data."""
    return f"l{level}" if level else "''"


def within_area(asked: Asked) -> str:
    """“At or below the asked area” as a condition on the denormalised ancestors."""
    return f"l{asked.area.level} = $area" if asked.area else "TRUE"


def time_params(asked: Asked) -> dict:
    """Every span of every period as three lists of the same length."""
    spans = [(number, *span) for number, period in enumerate(asked.periods) for span in period.spans]
    period, starts_on, ends_on = (list(column) for column in zip(*spans, strict=True))
    return {
        "period": period,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "first_day": min(starts_on),
        "last_day": max(ends_on),
        "year_starts": "{:02}-{:02}".format(*asked.starts),
    }


def counted_rows(now: Snapshot, asked: Asked, cover: dict[str, list]) -> list[dict]:
    """The rows of the indicator's shape; dimensions are called d0, d1 … in the order of `by`."""
    ahead = counted_ahead(asked, now)
    counted = now.rows(*counted_query(ahead or asked, cover))
    of_places = asked_of_places(asked) if ahead else None
    if of_places is None:
        return counted
    places = now.rows(*counted_query(of_places, cover))
    return within_cover(places, counted, _only_outside(now, asked, outside(places)))


def _only_outside(now: Snapshot, asked: Asked, places: dict[str, list]) -> list[dict]:
    """How many volunteers are known of places outside the cover alone."""
    if not places["outside_code"]:
        return []
    sql = sql_of("only_outside").replace("{asked}", asked_column(asked.level))
    sql = sql.replace("{within_area}", within_area(asked))
    params = time_params(asked) | _choice_params(asked) | places
    return now.rows(sql, {key: value for key, value in params.items() if key in parameters_of(sql)})


PROJECT = "CASE WHEN suffix(project_id, '⟫') THEN regexp_replace(project_id, '⟪[^⟫]*⟫$', '') ELSE project_id END"
"""A project without the mark of a number that is kept apart (etl/apart.py): a scope is shown none."""
HEAPS = {
    "volunteer_hours": f"hash(date_trunc('month', served_on), org_id, area_code, hub_id, {PROJECT}, brand, kind)",
    "points": "hash(date_trunc('month', happened_on), org_id, area_code, hub_id, kind)",
}
"""By table: what tells rows apart that questions about whole months can tell apart; rows alike in it are a heap."""


def counted_heaps(now: Snapshot, asked: Asked) -> list[dict]:
    """Of what heaps of rows each cell of the answer consists; dimensions are called d0, d1 … in the order of `by`."""
    pieces = _pieces(asked)
    pieces["rows"] = pieces["rows"].replace("SELECT", f"SELECT {HEAPS[asked.definition.record_type]} AS heap,", 1)
    sql = sql_of("heaps")
    for name, piece in pieces.items():
        sql = sql.replace("{" + name + "}", piece)
    params = time_params(asked) | _choice_params(asked)
    return now.rows(sql, {key: value for key, value in params.items() if key in parameters_of(sql)})


def counted_query(asked: Asked, cover: dict[str, list]) -> tuple[str, dict]:
    """The query of the indicator's shape and its parameters."""
    sql = sql_of(asked.definition.shape)
    for name, piece in _pieces(asked).items():
        sql = sql.replace("{" + name + "}", piece)
    wanted = parameters_of(sql)
    params = time_params(asked) | _choice_params(asked) | {"cover_beyond": []} | cover
    return sql, {key: value for key, value in params.items() if key in wanted}


def _pieces(asked: Asked) -> dict[str, str]:
    """What fills the braces of a shape, outer pieces before the pieces they contain."""
    definition = asked.definition
    whole = [(f"d{n}", key) for n, key in enumerate(asked.dimensions) if key not in definition.numerator_filters]
    part = [(f"d{n}", key) for n, key in enumerate(asked.dimensions) if key in definition.numerator_filters]
    names = [name for name, _ in whole]
    return {
        "rows": _reports_in_months(rows_sql(definition.rows)) if hides_rows() else rows_sql(definition.rows),
        "universes": UNIVERSES if asked.universe and definition.rows != "changes" else "",
        "units": _units(definition, names),
        "placed": _placed(asked),
        "counted": sql_of("topmost") if definition.is_nested else "SELECT * FROM placed",
        "asked": asked_column(asked.level),
        "level": str(asked.level),
        "of_organizations": _of_organizations(asked),
        "of_ladders": _is_one_of("ladder", "", "f") if "ladder" in asked.filters else "TRUE",
        "where": definition.where,
        "narrowing": _narrowing(asked),
        "numerator_where": definition.numerator_where,
        "numerator_narrowing": _numerator_narrowing(asked),
        "numerator": definition.numerator,
        "denominator": definition.denominator or "NULL",
        "beside": "".join(f", {measure} AS {name}" for name, measure in definition.beside.items()),
        "whole_dimensions": "".join(f"{_word(key, asked)} AS {name}, " for name, key in whole),
        "part_dimensions": "".join(f"{_word(key, asked)} AS {name}, " for name, key in part),
        "whole_names": "".join(f"{name}, " for name in names),
        "joined_names": "".join(f", {name}" for name in names),
    }


def _of_organizations(asked: Asked) -> str:
    """That a row is of the organisations asked for: those of an area, of hubs or named, before anything is counted."""
    chosen = [_is_one_of(key, "", "f") for key in ("hub", "org") if key in asked.filters]
    if not chosen and asked.area is None:
        return "TRUE"
    return f"org_id IN (SELECT org_id FROM organizations WHERE {' AND '.join([within_area(asked), *chosen])})"


def _placed(asked: Asked) -> str:
    """Rows with whether they lie inside the cover; the area tree covers every place."""
    is_tree = asked.basis is not None and asked.basis.kind == "tree"
    return "SELECT *, TRUE AS is_covered FROM chosen" if is_tree else sql_of("placed")


def _units(definition: Definition, names: list[str]) -> str:
    """The units counted: the rows themselves, or one per grain with its measures."""
    source = "counted" if definition.shape == "ratio" else "chosen"
    if not definition.grain:
        return f"SELECT * FROM {source}"
    side = ["is_covered"] if definition.shape == "ratio" else []
    keys = ", ".join(["asked_code", "period", *names, *side, *definition.grain])
    measures = f", {definition.measures}" if definition.measures else ""
    present = " AND ".join(f"{column} IS NOT NULL" for column in definition.grain)
    return f"SELECT {keys}{measures} FROM {source} WHERE {present} GROUP BY {keys} HAVING {definition.having}"


def _word(key: str, asked: Asked) -> str:
    """A dimension as text; where nothing was written it says so."""
    if key == "universe" and asked.definition.rows != "changes":
        return "universes.universe"
    return f"coalesce(CAST({dimensions()[key].column} AS VARCHAR), '{UNWRITTEN}')"


def _narrowing(asked: Asked) -> str:
    """Every condition that narrows the rows counted, on bound values only."""
    conditions = [within_area(asked), f"{asked_column(asked.level)} IS NOT NULL"]
    if asked.universe and asked.definition.rows == "changes":
        conditions.append("list_contains($universe, records.universe)")
    return " AND ".join([*conditions, *_conditions(asked, "records.", is_of_numerator=False)])


def _numerator_narrowing(asked: Asked) -> str:
    return " AND ".join(["TRUE", *_conditions(asked, "", is_of_numerator=True)])


def _conditions(asked: Asked, table: str, is_of_numerator: bool) -> list[str]:
    """What is chosen and what is left out, of the filters that narrow the numerator alone or of the others."""
    own = asked.definition.numerator_filters
    chosen = [_is_one_of(key, table, "f") for key in asked.filters if (key in own) == is_of_numerator]
    without = [f"NOT {_is_one_of(key, table, 'n')}" for key in asked.without if (key in own) == is_of_numerator]
    return [*chosen, *without]


def _is_one_of(key: str, table: str, mark: str) -> str:
    """Whether a row has one of the words of `$<mark>_<key>`; never NULL, so that it can be turned around."""
    column, words = table + dimensions()[key].column, f"${mark}_{key}"
    return f"coalesce(list_contains({words}, {column}), list_contains({words}, '{UNWRITTEN}'))"


def _named(key: str, words: tuple[str, ...]) -> list[str]:
    """The ids of the hubs or organisations that have one of these names; looked up beforehand, so that a condition on
    them is met where rows are read and not after they were multiplied by periods."""
    names_from = dimensions()[key].names_from
    if names_from == "hubs":
        return [row["id"] for row in ask("hub_names") if row["name"] in words]
    if names_from == "organizations":
        return [row["id"] for row in ask("organizations_named", names=sorted(words))]
    return []


def _choice_params(asked: Asked) -> dict:
    params: dict = {f"f_{key}": [*words, *_named(key, words)] for key, words in asked.filters.items()}
    params |= {f"n_{key}": [*words, *_named(key, words)] for key, words in asked.without.items()}
    params |= asked.parameters
    if asked.area:
        params["area"] = asked.area.code
    if asked.universe:
        params["universe"] = list(asked.universe)
    return params
