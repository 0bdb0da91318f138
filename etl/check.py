"""What must be true of a build before anybody sees it. Each check is a SELECT of what contradicts it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.record import record_types

EXAMPLES = 5
KEYS = {
    "areas": "area_code, level",
    "population": "area_code, year, basis",
    "hubs": "hub_id",
    "organizations": "org_id",
    "org_years": "org_id, year",
    "ratings": "org_id, ladder, year",
    "rating_moves": "org_id, ladder, year",
    "activities": "activity_id",
    "coverage": "community_code, year, field, beneficiary",
    "funding": "funding_id",
    "volunteer_months": "area_code, org_id, month",
    "volunteer_years": "volunteer_id, year",
    "workforce": "area_code, year",
    "deliveries": "delivery",
    "delivery_areas": "delivery",
    "ladders": "ladder, grade",
    "fields": "field",
    "targets": "indicator, area_code, year, universe, kind",
    "record_types": "type",
    "record_columns": 'type, "column"',
}
MUST_HAVE_AREA = ("population", "hubs", "organizations", "ratings", "activities", "volunteer_hours", "workforce")


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
    failures = []
    all_checks = checks()
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
            "接收行数不等于现行、被更新、撤回、待核之和",
            "SELECT file || '(' || delivery || ')' FROM deliveries "
            "WHERE accepted <> current + superseded + withdrawn + pending",
        ),
    ]


def _keys() -> list[Check]:
    return [
        Check(
            f"表 {table} 的主键重复",
            f"SELECT concat_ws('|', {key}) FROM \"{table}\" GROUP BY {key} HAVING count(*) > 1",
        )
        for table, key in KEYS.items()
    ]


def _areas() -> list[Check]:
    named = [f"SELECT '{table}' AS place, area_code FROM {table}" for table in MUST_HAVE_AREA]
    named.append("SELECT 'funding' AS place, area_code FROM funding WHERE area_code IS NOT NULL")
    return [
        Check(
            "有不认识的区划",
            f"SELECT DISTINCT place || ' ' || coalesce(area_code, '（空）') FROM ({' UNION ALL '.join(named)}) "
            "ANTI JOIN (SELECT area_code FROM areas WHERE is_canonical) USING (area_code)",
        ),
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
    found = []
    for type_id, record_type in record_types().items():
        sums = [c.id for c in record_type.columns if c.kind in ("money", "decimal")]
        figures = ["count(*)"] + [f'coalesce(sum("{name}"), 0)' for name in sums]
        labels = ["行数", *[record_type.column(name).name for name in sums]]
        steps = [
            (f"stage.arrivals_{type_id}", f"stage.judged_{type_id}"),
            (f"stage.latest_{type_id}", f"stage.resolved_{type_id}"),
        ]
        steps += [(f"stage.{type_id}", type_id)] if type_id != "areas" else []
        for before, after in steps:
            found += [
                Check(
                    f"{record_type.name}的{label}在 {before} 与 {after} 之间不一致",
                    f"SELECT (SELECT {figure} FROM {before}) || ' ≠ ' || (SELECT {figure} FROM {after}) "
                    f"WHERE (SELECT {figure} FROM {before}) <> (SELECT {figure} FROM {after})",
                )
                for figure, label in zip(figures, labels, strict=True)
            ]
    return found
