"""What must be true of a build before anybody sees it. Each check is a SELECT of what contradicts it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.model import Built
from etl.record import RecordType, delivered_rows, record_types

EXAMPLES = 5
KEYS = {
    "areas": "area_code, level",
    "population": "area_code, year, basis",
    "hubs": "hub_id",
    "organizations": "org_id",
    "org_years": "org_id, year",
    "org_counts": "year, area_code, area_level, legal_form, registration_state, setting",
    "ratings": "org_id, ladder, year",
    "rating_moves": "org_id, ladder, year",
    "activities": "activity_id",
    "coverage": "community_code, year, field, beneficiary",
    "funding": "funding_id",
    "funding_rules": "rule",
    "ruled_payments": "funding_id, rule",
    "volunteer_counts": "year, area_level, area_code",
    "volunteer_star_counts": "ladder, year, hours",
    "volunteer_days": "area_code, org_id, hub_id, project_id, brand, kind, _delivery, served_on",
    "volunteer_months": "area_code, org_id, month",
    "volunteer_years": "volunteer_id, year",
    "workforce": "area_code, year",
    "deliveries": "delivery",
    "delivery_areas": "delivery",
    "ladders": "ladder, grade",
    "fields": "field",
    "near_duplicates": "pair_id",
    "targets": "indicator, area_code, hub_id, year, universe, basis, kind",
    "projects": "project_id",
    "project_scores": "project_id, reviewer",
    "trainings": "training_id",
    "demands": "demand_id",
    "points": "entry_id",
    "partners": "partner_id",
    "assessments": "hub_id, org_id, rubric, year, item",
    "milestones": "org_id, pair",
    "facilities": "facility_id",
    "honours": "honour_id",
    "improvements": "improvement_id",
    "record_types": "type",
    "record_columns": 'type, "column"',
}
MUST_HAVE_AREA = (
    "population", "hubs", "organizations", "ratings", "activities", "volunteer_hours", "workforce", "projects",
    "project_scores", "trainings", "demands", "points", "partners", "assessments", "milestones", "facilities",
    "honours", "improvements",
)  # fmt: skip
MAY_HAVE_AREA = ("funding", "targets")
COMPUTED = {"projects": {column for column in record_types()["projects"].column_ids() if column.startswith("score_")}}
"""Columns that a model computes of other rows too: their sums are no longer those that were delivered."""


@dataclass(frozen=True)
class Check:
    """`bad` selects one text per contradiction; none means the check holds."""

    name: str
    bad: str


class CheckFailedError(Exception):
    """The build contradicts itself; `failures` says in Chinese how. Nothing is published."""

    def __init__(self, failures: list[str]) -> None:
        super().__init__("；".join(failures))
        self.failures = failures


def checks() -> list[Check]:
    """Every check of a build, in the order they are told."""
    return [*_sums_of_deliveries(), *_keys(), *_areas(), *_nothing_lost()]


def check_build(connection: duckdb.DuckDBPyConnection) -> int:
    """Runs every check; the number of checks that hold, or CheckFailedError with what contradicts them."""
    return _run(connection, checks())


def check_portion(connection: duckdb.DuckDBPyConnection, built: Built) -> int:
    """What a portion of a build wrote keeps every promise about rows; the sums of all follow with the last."""
    written, staged = _written(built), _staged(connection)
    return _run(connection, [*_keys(written), *_unknown_areas(written), *_steps_of_slices(staged, built)])


def _written(built: Built) -> dict[str, str]:
    return {table: f" WHERE {built.tails[table]}" if table in built.tails else "" for table in built.changed}


def _staged(connection: duckdb.DuckDBPyConnection) -> set[str]:
    names = "SELECT %s_name FROM duckdb_%ss() WHERE database_name = 'stage'"
    found = f"{names % ('table', 'table')} UNION ALL {names % ('view', 'view')}"
    return {name for (name,) in connection.execute(found).fetchall()}


def check_increment(connection: duckdb.DuckDBPyConnection, built: Built) -> int:
    """The same promises for a build on the last one: what was written keeps them, and the sums hold over everything."""
    written, staged = _written(built), _staged(connection)
    found = [*_sums_of_deliveries(), *_keys(written), *_unknown_areas(written), *_steps_of_slices(staged, built)]
    found += [_current_rows(record_type) for type_id, record_type in record_types().items() if type_id != "areas"]
    return _run(connection, found)


def _steps_of_slices(staged: set[str], built: Built) -> list[Check]:
    found = []
    for type_id, record_type in record_types().items():
        if f"judged_{type_id}" in staged:
            is_slice = f"touched_{type_id}" in staged
            found += _steps(record_type, _into_warehouse(type_id, is_slice, built.extended.get(type_id)))
    for table in {"activities", "funding", "points"} & built.changed:
        found.append(_key_check(table, f"{table} SEMI JOIN stage.new_{table} USING ({KEYS[table]})"))
    return found


def _run(connection: duckdb.DuckDBPyConnection, all_checks: list[Check]) -> int:
    failures = []
    for check in all_checks:
        found = connection.execute(check.bad).fetchall()
        if found:
            examples = "、".join(str(text) for (text,) in found[:EXAMPLES])
            more = f" 等{len(found)}处" if len(found) > EXAMPLES else ""
            failures.append(f"{check.name}：{examples}{more}")
    if failures:
        raise CheckFailedError(failures)
    return len(all_checks)


def _sums_of_deliveries() -> list[Check]:
    return [
        Check(
            "读入行数不等于接收、退回、重复之和",
            "SELECT file || '(' || delivery || ')' FROM deliveries WHERE rows_read <> accepted + rejected + duplicates",
        ),
        Check(
            "接收行数不等于现行、被更新、撤回、待核与已删除、已合并之和",
            "SELECT file || '(' || delivery || ')' FROM deliveries "
            "WHERE accepted <> current + superseded + withdrawn + pending + erased + merged",
        ),
    ]


def _keys(written: dict[str, str] | None = None) -> list[Check]:
    """Every table's key, or those of the rows written; `written` gives the condition of its rows by table."""
    tables = KEYS if written is None else KEYS.keys() & written.keys()
    return [_key_check(table, f'"{table}"{(written or {}).get(table, "")}') for table in sorted(tables)]


def _key_check(table: str, rows: str) -> Check:
    """Rows are compared by their keys where the hashes of their keys agree."""
    key = KEYS[table]
    alike = f"SELECT hash({key}) AS alike FROM {rows} GROUP BY ALL HAVING count(*) > 1"
    bad = (
        f"SELECT concat_ws('|', {key}) FROM (FROM {rows}) SEMI JOIN ({alike}) ON alike = hash({key}) "
        f"GROUP BY {key} HAVING count(*) > 1"
    )
    return Check(f"表 {table} 的主键重复", bad)


def _unknown_areas(written: dict[str, str]) -> list[Check]:
    """Every area code written is an area of the table of areas; `written` gives the condition of its rows by table."""
    named = [
        f"SELECT DISTINCT '{table}' AS place, area_code FROM {table}{where}"
        for table, where in sorted(written.items())
        if table in MUST_HAVE_AREA
    ]
    for table in [table for table in MAY_HAVE_AREA if table in written]:
        rows = f"(FROM {table}{written[table]})"
        named.append(f"SELECT DISTINCT '{table}' AS place, area_code FROM {rows} WHERE area_code IS NOT NULL")
    if not named:
        return []
    return [
        Check(
            "有不认识的区划",
            f"SELECT place || ' ' || coalesce(area_code, '（空）') FROM ({' UNION ALL '.join(named)}) "
            "ANTI JOIN (SELECT area_code FROM areas WHERE is_canonical) USING (area_code)",
        )
    ]


def _areas() -> list[Check]:
    return [
        *_unknown_areas(dict.fromkeys([*MUST_HAVE_AREA, *MAY_HAVE_AREA], "")),
        Check(
            "区划的上级不存在",
            "SELECT child.area_code FROM areas AS child ANTI JOIN areas AS parent "
            "ON parent.area_code = child.parent_code WHERE child.parent_code IS NOT NULL",
        ),
        Check(
            "区划表与全国区划的行数不一致",
            "SELECT counted || ' ≠ ' || shipped FROM (SELECT count(*) AS counted FROM areas WHERE NOT is_extra), "
            "(SELECT count(*) AS shipped FROM reference.national_areas) WHERE counted <> shipped",
        ),
    ]


def _nothing_lost() -> list[Check]:
    """Rows and exact sums are the same before and after every step from lake to warehouse."""
    return [
        check
        for type_id, record_type in record_types().items()
        for check in _steps(record_type, [] if type_id == "areas" else [(f"stage.{type_id}", delivered_rows(type_id))])
    ]


def _into_warehouse(type_id: str, is_slice: bool, extended: str | None) -> list[tuple[str, str]]:
    """The step from the judged rows to the table of an increment, which holds other rows beside those of a slice;
    `extended` are the rows put behind the rest, if all that were judged are there."""
    if type_id == "areas":
        return []
    if extended:
        return [(f"stage.{type_id}", f"(FROM {extended})")]
    rows = (
        f"(SELECT now.* FROM {type_id} AS now SEMI JOIN stage.{type_id} AS judged "
        "ON judged._delivery = now._delivery AND judged._row = now._row)"
    )
    return [(f"stage.{type_id}", rows if is_slice else delivered_rows(type_id))]


def _steps(record_type: RecordType, last: list[tuple[str, str]]) -> list[Check]:
    """One check per step: all figures of both sides, each side read once."""
    type_id = record_type.id
    sums = [c.id for c in record_type.columns if c.kind in ("money", "decimal")]
    steps = [
        (f"stage.arrivals_{type_id}", f"stage.judged_{type_id}"),
        (f"stage.latest_{type_id}", f"stage.resolved_{type_id}"),
        *last,
    ]
    found = []
    for before, after in steps:
        kept = [name for name in sums if (before, after) not in last or name not in COMPUTED.get(type_id, ())]
        told = ", ".join(f"'{label}'" for label in ["行数", *[record_type.column(name).name for name in kept]])
        figures = ["count(*)"] + [f'coalesce(sum("{name}"), 0)' for name in kept]
        texts = ", ".join(f"CAST({figure} AS VARCHAR)" for figure in figures)
        one, other = (f"(SELECT [{texts}] FROM {table})" for table in (before, after))
        shown = after.split()[0].strip("(") if " " not in after else type_id
        bad = (
            f"SELECT '{record_type.name}的' || label || '在 {before} 与 {shown} 之间不一致：' || one || ' ≠ ' || other "
            f"FROM (SELECT unnest([{told}]) AS label, unnest({one}) AS one, unnest({other}) AS other) "
            "WHERE one <> other"
        )
        found.append(Check("行数或合计不一致", bad))
    return found


def _current_rows(record_type: RecordType) -> Check:
    """As many rows as deliveries have current ones."""
    counted = f"(SELECT coalesce(sum(current), 0) FROM deliveries WHERE type = '{record_type.id}')"
    held = f"(SELECT count(*) FROM {delivered_rows(record_type.id)})"
    bad = f"SELECT {held} || ' ≠ ' || {counted} WHERE {held} <> {counted}"
    return Check(f"{record_type.name}的行数与现行行数不一致", bad)
