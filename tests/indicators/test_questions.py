"""The lists pages need beside indicators: they run, and they agree with the indicators."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.places import peers, place
from indicators.warehouse import ask
from tests.indicators.toy import publish, schema

QUESTIONS = sorted(path.stem for path in Path(warehouse.QUESTIONS).glob("*.sql"))
STREET, DISTRICT = "330102011000", "330102000000"


@pytest.fixture
def demonstration(demo_dir, asking):
    asking(demo_dir)


def test_little_schema_is_the_published_one(demo_dir, tmp_path, asking):
    asking(demo_dir)
    little = duckdb.connect(str(publish(tmp_path / "data", {}) / "warehouse" / "toy.duckdb"))
    columns = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    expected = set(little.execute(columns).fetchall())
    little.close()
    with warehouse.snapshot() as now:
        published = set(now.cursor.execute(columns).fetchall())
    assert {(table, column) for table, column, _ in expected - published} == set()
    assert schema()


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_says_its_grain(name):
    lines = (warehouse.QUESTIONS / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("-- one row") for line in lines[:3])


def test_organizations_at_are_the_ones_counted(demonstration):
    for universe in ("登记", "登记备案", "全部"):
        listed = ask("organizations_at", area=STREET, day=date(2016, 6, 30), universe=universe)
        counted = evaluate("orgs", {"area": STREET, "as_of": "2016-06-30", "universe": universe}).rows[0]
        assert len(listed) == counted["value"]


def test_blind_spots_and_served_communities_are_all_there_are(demonstration):
    days = {"from_on": date(2016, 1, 1), "to_on": date(2016, 12, 31)}
    for area in (STREET, DISTRICT, "430121000000"):
        blind = ask("blind_spots", area=area, **days)
        served = evaluate("communities_served", {"area": area, "year": "2016"}).rows[0]
        assert len(blind) + (served["numerator"] or 0) == served["denominator"]


def test_the_beginning_of_a_list_of_names_tells_how_long_it_is(demonstration):
    days = {"from_on": date(2016, 1, 1), "to_on": date(2016, 12, 31)}
    every = ask("blind_spots", **days)
    for is_reported in (True, False):
        alike = [row for row in every if row["reported"] is is_reported]
        found = [row for row in ask("blind_spots", **days, most=3) if row["reported"] is is_reported]
        assert found == alike[:3] and {row["alike"] for row in found} == {len(alike)}
    silent = ask("silent_organizations", area=DISTRICT, **days)
    assert ask("silent_organizations", area=DISTRICT, **days, most=2) == silent[:2]
    assert len(silent) > 2 and {row["silent"] for row in silent} == {len(silent)}


def test_coverage_matrix_adds_up_to_the_communities(demonstration):
    days = {"from_on": date(2016, 1, 1), "to_on": date(2016, 12, 31)}
    cells = ask("coverage_matrix", area=STREET, side="field", **days)
    served = {row["area_code"] for row in cells if row["activities"]}
    assert len(served) == evaluate("communities_served", {"area": STREET, "year": "2016"}).rows[0]["numerator"]
    assert len({row["area_code"] for row in cells}) == 15


def test_tiers_and_moves_agree_with_the_shares(demonstration):
    shares = evaluate("tier_share", {"area": DISTRICT, "year": "2018", "by": "grade"}).rows
    listed = ask("tier_distribution", area=DISTRICT, ladder="年度梯队", side="year", days=[date(2018, 12, 31)])
    assert {row["grade"]: row["organizations"] for row in listed} == {row["grade"]: row["numerator"] for row in shares}
    moves = ask("moves", area=DISTRICT, ladder="年度梯队", year=2018)
    up = evaluate("tier_upgrades", {"area": DISTRICT, "year": "2018"}).rows[0]
    assert sum(row["organizations"] for row in moves) == up["denominator"]
    assert sum(row["organizations"] for row in moves if row["direction"] == "升级") == up["numerator"]
    named = ask("moved_organizations", area=DISTRICT, ladder="年度梯队", year=2018, direction="升级")
    assert len(named) == up["numerator"]


def test_hub_year_names_what_the_numbers_count(demonstration):
    hub = next(row for row in ask("hubs", area=STREET) if row["name"].startswith("凯益荟"))
    happened = ask("hub_year", hub=hub["hub_id"], from_on="2014-01-01", to_on="2014-12-31")
    assert happened and all(row["day"].year == 2014 for row in happened)
    filed = sum(row["event"] == "备案" for row in happened)
    assert filed == evaluate("filings", {"hub": hub["hub_id"], "year": "2014"}).rows[0]["value"]


def test_deliveries_behind_a_figure_hold_its_rows(demonstration):
    days = {"from_on": date(2016, 1, 1), "to_on": date(2016, 12, 31)}
    behind = ask("deliveries_behind", type="activities", area=STREET, **days)
    counted = evaluate("activities", {"area": STREET, "year": "2016"}).rows[0]
    assert sum(row["rows_used"] for row in behind) == counted["value"]


def test_lists_have_something_to_show(demonstration):
    assert ask("due_for_expiry", area=DISTRICT, ladder="评估等级", day=date(2020, 12, 31))
    assert ask("due_for_upgrade", area=DISTRICT, ladder="年度梯队", year=2020)
    assert ask("ungraded", area=DISTRICT, ladder="年度梯队", day=date(2020, 12, 31))[0]["organizations"] > 0
    assert {row["filter"] for row in ask("filter_options", area=STREET)} >= {"kind", "field", "hub"}
    assert ask("years_with_data")[0]["year"] == 2025
    assert [row["name"] for row in ask("area_path", area=STREET)] == ["浙江省", "杭州市", "上城区", "凯旋街道"]
    assert len(ask("area_children", area=STREET)) == 15
    assert ask("organizations_undated") is not None


def test_areas_and_peers(demonstration):
    assert place(STREET).name == "凯旋街道" and place(STREET).parent_code == DISTRICT
    assert place("没有") is None
    siblings = peers(STREET)
    assert len(siblings) >= 3 and STREET not in {sibling.code for sibling in siblings}
