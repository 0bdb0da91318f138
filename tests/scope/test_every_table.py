"""Every table of the published file within every scope: the rows that are seen are those an oracle picks by hand."""

import duckdb
import pytest

from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.scope import Scope, within
from indicators.scope_views import ScopeCodeError, rules
from tests.indicators.toy import publish
from tests.scope.conftest import COMMUNITY, SCOPES

PUBLIC = {
    "areas", "area_aliases", "population", "builds", "build_history", "fields", "field_crosswalk", "funding_rules",
    "ladders", "record_types", "record_columns", "volunteer_stars",
}  # fmt: skip
OF_A_PLACE = {
    "hubs", "organizations", "org_years", "partners", "facilities", "activities", "volunteer_hours", "points",
    "funding", "ruled_payments", "projects", "project_scores", "trainings", "honours", "improvements", "milestones",
    "demands", "ratings", "rating_moves", "assessments", "workforce", "coverage", "volunteer_counts", "volunteer_days",
    "volunteer_months", "volunteer_years", "near_duplicates", "org_counts",
}  # fmt: skip
OF_A_HUB = {
    "hubs", "organizations", "org_years", "partners", "facilities", "activities", "volunteer_hours", "points",
    "funding", "ruled_payments", "projects", "trainings", "honours", "improvements", "milestones", "ratings",
    "rating_moves", "assessments", "volunteer_days",
}  # fmt: skip
BY_ORGANIZATION = {"demands", "closures"}
BY_DELIVERY = {"deliveries", "findings", "rejected_rows", "pending_rows"}
TOLD_OF_A_DELIVERY = {"findings", "rejected_rows", "pending_rows"}
SHOWN_OTHERWISE = {
    "areas": ["has_data"], "build_history": ["deliveries", "rows"], "delivery_areas": ["delivery"],
    "findings": ["message"], "pending_rows": ["reason", "candidates"], "deliveries": ["sequence", "messages"],
    "near_duplicates": ["pair_id"], "ruled_payments": ["breach", "paid_so_far", "times", "beyond"],
    "closures": ["delivery"], "volunteer_hours": ["record_id"],
}  # fmt: skip
PUBLISHED = "event = '发布'"
PLACE_TOLD = ("_delivery", "_row")
"""Told otherwise in every table: of deliveries in sight alone."""


def tables_of(file) -> list[str]:
    asked = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT internal ORDER BY ALL"
    return [name for (name,) in file.execute(asked).fetchall()]


def columns_of(file, table: str) -> list[str]:
    asked = "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = $table"
    return [name for (name,) in file.execute(asked, {"table": table}).fetchall()]


def told_as_they_are(file, table: str) -> list[str]:
    otherwise = (*SHOWN_OTHERWISE.get(table, []), *PLACE_TOLD)
    return [f'"{name}"' for name in columns_of(file, table) if name not in otherwise]


def expected(file, table: str, scope: Scope) -> list[tuple]:
    """Rows (without what is told otherwise) that belong to the scope, picked from the file in plain words."""
    kept = told_as_they_are(file, table)
    where = hub_rows(table, scope.hub) if scope.hub else area_rows(file, table, scope.area)
    return sorted(file.execute(f'SELECT {", ".join(kept)} FROM "{table}" WHERE {where}').fetchall(), key=repr)


def area_rows(file, table: str, area: str) -> str:
    lineage = [f"l{n}" for n in range(1, 7) if f"l{n}" in columns_of(file, table)]
    inside = f"'{area}' IN ({', '.join(lineage)})" if lineage else "FALSE"
    above = (
        f"area_code IN (SELECT unnest([l1, l2, l3, l4, l5, l6]) FROM areas WHERE area_code = '{area}' AND is_canonical)"
    )
    if table in PUBLIC:
        return PUBLISHED if table == "build_history" else "TRUE"
    if table == "targets":
        return f"{inside} OR (hub_id IS NULL AND (area_code IS NULL OR {above}))"
    if table == "delivery_areas":
        return f"{inside} OR {above}"
    if table == "closures":
        return f"org_id IN (SELECT org_id FROM organizations WHERE '{area}' IN (l1, l2, l3, l4, l5, l6))"
    if table == "near_duplicates":
        here = f"'{area}' IN (l1, l2, l3, l4, l5, l6)"
        known = f"SELECT org_id FROM organizations WHERE {here}"
        known += f" UNION ALL SELECT activity_id FROM activities WHERE {here}"
        return f"id_a IN ({known}) AND id_b IN ({known})"
    if table in TOLD_OF_A_DELIVERY:
        declared = f"area IN (SELECT area_code FROM areas WHERE '{area}' IN (l1, l2, l3, l4, l5, l6))"
        told = f"SELECT delivery FROM deliveries WHERE {declared} OR rejected + pending = 0"
        own = f"delivery IN (SELECT unnest({own_deliveries(file, area)!r}::VARCHAR[]))"
        return f"{own} AND delivery IN ({told})" + (told_by_rule(area) if table == "findings" else "")
    if table in BY_DELIVERY:
        return f"delivery IN (SELECT unnest({own_deliveries(file, area)!r}::VARCHAR[]))"
    return inside if table in OF_A_PLACE else "FALSE"


def told_by_rule(area: str) -> str:
    """Findings that hold a row against none outside: of pairs (B116) those that name a record inside."""
    here = f"'{area}' IN (l1, l2, l3, l4, l5, l6)"
    known = f"SELECT org_id FROM organizations WHERE {here} UNION ALL SELECT activity_id FROM activities WHERE {here}"
    named = "split_part(split_part(message, '）疑似同一', 1), '行（', 2)"
    alone = "rule NOT IN ('V040', 'V101', 'V127', 'V130') AND NOT (rule = 'B079' AND type = 'funding')"
    return f" AND {alone} AND (rule <> 'B116' OR message NOT LIKE '与《%' OR {named} IN ({known}))"


def hub_rows(table: str, hub: str) -> str:
    own = f"org_id IN (SELECT org_id FROM organizations WHERE hub_id = '{hub}')"
    if table in PUBLIC:
        return PUBLISHED if table == "build_history" else "TRUE"
    if table == "delivery_areas":
        return (
            f"(SELECT area_code FROM hubs WHERE hub_id = '{hub}') IN (l1, l2, l3, l4, l5, l6) OR area_code IN "
            f"(SELECT unnest([l1, l2, l3, l4, l5, l6]) FROM hubs WHERE hub_id = '{hub}')"
        )
    if table == "targets":
        above = (
            "area_code IN (SELECT unnest([areas.l1, areas.l2, areas.l3, areas.l4, areas.l5, areas.l6]) FROM areas "
            f"JOIN hubs USING (area_code) WHERE hubs.hub_id = '{hub}')"
        )
        return f"hub_id = '{hub}' OR (hub_id IS NULL AND (area_code IS NULL OR {above}))"
    if table == "project_scores":
        return f"project_id IN (SELECT project_id FROM projects WHERE hub_id = '{hub}')"
    if table in BY_ORGANIZATION:
        return own
    return f"hub_id = '{hub}'" if table in OF_A_HUB else "FALSE"


def own_deliveries(file, area: str) -> list[str]:
    """Deliveries that speak of the area and of nothing else, by what they declare and by every row they brought."""
    inside: dict[str, bool] = {}
    told = [("delivery", "delivery_areas")]
    told += [("_delivery", table) for table in tables_of(file) if {"_delivery", "l1"} <= set(columns_of(file, table))]
    for column, table in told:
        rows = file.execute(f'SELECT DISTINCT {column}, l1, l2, l3, l4, l5, l6 FROM "{table}"').fetchall()
        for delivery, *lineage in rows:
            inside[delivery] = inside.get(delivery, True) and area in lineage
    inside |= dict.fromkeys(rows_are_gone(file, area), False)
    return sorted(delivery for delivery, is_inside in inside.items() if delivery and is_inside)


def rows_are_gone(file, area: str) -> list[str]:
    """Deliveries of others, not declared for the area, that brought more than what is current."""
    lost = "rejected + pending + superseded + withdrawn + erased + merged > 0 OR accepted <> current"
    lost += " OR type IN (SELECT type FROM corrections WHERE outcome = '已更正')"
    meant = f"area IN (SELECT area_code FROM areas WHERE '{area}' IN (l1, l2, l3, l4, l5, l6))"
    asked = f"SELECT delivery FROM deliveries WHERE ({lost}) AND coalesce({meant}, FALSE) IS FALSE"
    return [one for (one,) in file.execute(f"{asked} AND within <> 'area:{area}'").fetchall()]


def test_every_table_of_a_build_is_classified_and_no_other(file):
    assert set(tables_of(file)) == set(rules())


SHORT = ("street", "hub")


@pytest.mark.parametrize("name", [pytest.param(one, marks=() if one in SHORT else pytest.mark.soak) for one in SCOPES])
def test_each_scope_sees_its_own_rows_of_every_table(published, file, name):
    wrong = {}
    with within(SCOPES[name]), warehouse.snapshot() as taken:
        for table in tables_of(file):
            kept = told_as_they_are(file, table)
            seen = taken.cursor.execute(f'SELECT {", ".join(kept)} FROM "{table}"').fetchall()
            if table in PUBLIC and table != "build_history":
                oracle = file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
                wrong |= {table: (len(seen), oracle)} if len(seen) != oracle else {}
            elif sorted(seen, key=repr) != (oracle := expected(file, table, SCOPES[name])):
                wrong[table] = (len(seen), len(oracle))
    assert wrong == {}


def test_scopes_of_the_demonstration_see_something_and_leave_something_out(published, file):
    for scope in SCOPES.values():
        with within(scope), warehouse.snapshot() as taken:
            seen = taken.cursor.execute("SELECT count(*) FROM organizations").fetchone()[0]
        assert 0 < seen < file.execute("SELECT count(*) FROM organizations").fetchone()[0]


def test_qualified_names_lead_to_the_same_rows(published):
    with within(SCOPES["hub"]), warehouse.snapshot() as taken:
        counted = {
            taken.cursor.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("activities", "main.activities", "temp.activities", "temp.main.activities")
        }
    assert len(counted) == 1


def test_which_areas_have_data_is_told_inside_alone(published):
    with within(SCOPES["street"]), warehouse.snapshot() as taken:
        told = taken.cursor.execute("SELECT DISTINCT l4 FROM areas WHERE has_data").fetchall()
    assert told == [(SCOPES["street"].area,)]


def test_a_hub_is_told_of_the_areas_alone_in_which_it_has_something(published, file):
    levels = "[l1, l2, l3, l4, l5, l6]"
    own = set()
    for table in ("hubs", "organizations", "activities", "funding", "trainings"):
        sql = f"SELECT DISTINCT unnest({levels}) FROM {table} WHERE hub_id = $hub"
        own |= {code for (code,) in file.execute(sql, {"hub": SCOPES["hub"].hub}).fetchall()}
    with within(SCOPES["hub"]):
        with warehouse.snapshot() as taken:
            told = {code for (code,) in taken.cursor.execute("SELECT area_code FROM areas WHERE has_data").fetchall()}
        listed = {row["area_code"] for row in evaluate("activities", {"by": "area", "level": "4"}).rows}
    every = {code for (code,) in file.execute("SELECT area_code FROM areas WHERE has_data").fetchall()}
    assert own - {None} <= told < every
    assert listed == {code for code in told if code.endswith("000") and code[6:9] != "000"}


def test_histories_and_declared_areas_name_no_foreign_delivery(published, file):
    for name in ("district", "hub"):
        with within(SCOPES[name]), warehouse.snapshot() as taken:
            history = taken.cursor.execute("SELECT DISTINCT deliveries, rows FROM build_history").fetchall()
            named = taken.cursor.execute("SELECT delivery FROM delivery_areas WHERE delivery IS NOT NULL").fetchall()
        own = own_deliveries(file, SCOPES[name].area) if SCOPES[name].area else []
        assert history == [(None, None)]
        assert {delivery for (delivery,) in named} <= set(own)
        assert bool(named) == bool(own)


def test_no_record_names_a_foreign_delivery_or_its_row_in_it(published, file):
    for name in ("district", "hub"):
        own = set(own_deliveries(file, SCOPES[name].area)) if SCOPES[name].area else set()
        found = set()
        with within(SCOPES[name]), warehouse.snapshot() as taken:
            for table in tables_of(file):
                columns = columns_of(file, table)
                if "_delivery" in columns:
                    row = "_row" if "_row" in columns else "NULL"
                    rows = taken.cursor.execute(f'SELECT DISTINCT _delivery, {row} IS NULL FROM "{table}"').fetchall()
                    found |= {delivery for delivery, _ in rows if delivery}
                    assert all(is_null for delivery, is_null in rows if not delivery), table
        assert found <= own and bool(found) == bool(own)


def test_a_table_nobody_classified_is_empty(tmp_path):
    folder = publish(tmp_path / "data", {})
    with duckdb.connect(str(folder / "warehouse" / "toy.duckdb")) as connection:
        connection.execute("CREATE TABLE secrets AS SELECT '330102011000' AS l4, 'H1' AS hub_id, 'secret' AS said")
    warehouse.use(folder)
    try:
        for scope in (Scope(area="330102011000"), Scope(hub="H1")):
            with within(scope), warehouse.snapshot() as taken:
                assert taken.cursor.execute("SELECT * FROM secrets").fetchall() == []
        with warehouse.snapshot() as taken:
            assert len(taken.cursor.execute("SELECT * FROM secrets").fetchall()) == 1
    finally:
        warehouse.use(None)


def test_an_area_or_hub_nobody_knows_sees_no_record(published, file):
    for scope in (Scope(area="999999999999"), Scope(hub="H-NIEMAND")):
        with within(scope), warehouse.snapshot() as taken:
            for table in sorted(OF_A_PLACE | BY_DELIVERY | {"closures"}):
                assert taken.cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,), table


@pytest.mark.parametrize("code", ["x' OR TRUE --", "a\x00b", "x;y", "", "a b", "x" * 101, '"'])
def test_what_cannot_be_a_code_is_refused_before_any_query(published, code):
    for scope in (Scope(area=code), Scope(hub=code)):
        if code:
            with pytest.raises(ScopeCodeError), within(scope), warehouse.snapshot():
                pass
        else:
            with within(scope), warehouse.snapshot() as taken:
                assert taken.cursor.execute("SELECT count(*) FROM organizations").fetchone() == (0,)


def test_a_narrower_scope_sees_a_part_of_a_wider_one(published):
    seen = {}
    for name in ("district", "street", "community"):
        with within(SCOPES[name]), warehouse.snapshot() as taken:
            rows = taken.cursor.execute("SELECT activity_id FROM activities").fetchall()
            seen[name] = {activity for (activity,) in rows}
    assert seen["community"] < seen["street"] < seen["district"]
    assert SCOPES["community"].area == COMMUNITY
