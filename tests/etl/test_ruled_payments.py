"""Payments against the rules on amounts: the model's own SQL on little tables."""

import duckdb
import pytest

from etl.model import MODELS
from indicators.little_tables import read

RULES = """
rule | instrument | payee | status | span   | at_least | at_most | area_code | from_year | to_year
开办 | 开办扶持   | 组织  | 拨付   | 一次性 |          | 5000    | A         | 2011      |
记账 | 记账补贴   | 组织  | 拨付   | 每年   | 3000     | 3000    | A         |           |
奖补 | 以奖代补   | 组织  | 拨付   | 每次   | 2000     | 10000   | A         |           |
全国 | 以奖代补   | 组织  | 拨付   | 每次   |          | 50000   |           |           |
别处 | 记账补贴   | 组织  | 拨付   | 每年   | 2000     | 4000    | D         |           |
运营 | 运营扶持   | 枢纽  | 到账   | 每年   | 20000    | 20000   | A         | 2022      | 2024
"""
FUNDING = "funding_id | paid_on | amount | status | instrument | org_id | hub_id | custody | parent_id | l3 | l4"
CASES = {
    "the second of a kind given once, whatever the sum": (
        "1 | 2012-01-01 | 2000 | 拨付 | 开办扶持 | o | h | false | | B | A\n"
        "2 | 2015-01-01 | 1000 | 拨付 | 开办扶持 | o | h | false | | B | A",
        {"1": (None, None), "2": ("重复发放", 1000)},
    ),
    "too much at once": ("1 | 2012-01-01 | 5600 | 拨付 | 开办扶持 | o | h | false | | B | A", {"1": ("超出上限", 600)}),
    "before the rule held": ("1 | 2010-01-01 | 9000 | 拨付 | 开办扶持 | o | h | false | | B | A", {}),
    "elsewhere only the rule for everywhere holds": (
        "1 | 2012-01-01 | 12000 | 拨付 | 以奖代补 | o | h | false | | B | C\n"
        "2 | 2012-01-01 | 12000 | 拨付 | 以奖代补 | o | h | false | | B | A",
        {"1": (None, None), "2": ("超出上限", 2000)},
    ),
    "a year is added up, other years and other payees are not": (
        "1 | 2012-01-01 | 3000 | 拨付 | 记账补贴 | o | h | false | | B | A\n"
        "2 | 2012-12-01 | 600 | 拨付 | 记账补贴 | o | h | false | | B | A\n"
        "3 | 2013-12-01 | 3000 | 拨付 | 记账补贴 | o | h | false | | B | A\n"
        "4 | 2012-12-02 | 3000 | 拨付 | 记账补贴 | p | h | false | | B | A",
        {"1": (None, None), "2": ("超出上限", 600), "3": (None, None), "4": (None, None)},
    ),
    "a year that is over and fell short, told at its last payment": (
        "1 | 2012-01-01 | 1000 | 拨付 | 记账补贴 | o | h | false | | B | A\n"
        "2 | 2012-06-01 | 500 | 拨付 | 记账补贴 | o | h | false | | B | A\n"
        "3 | 2025-06-01 | 500 | 拨付 | 记账补贴 | o | h | false | | B | A",
        {"1": (None, None), "2": ("低于标准", -1500), "3": (None, None)},
    ),
    "what other areas pay under rules of their own does not add up": (
        "1 | 2012-01-01 | 3000 | 拨付 | 记账补贴 | o | h | false | | B | A\n"
        "2 | 2012-12-01 | 3000 | 拨付 | 记账补贴 | o | h | false | | B | D",
        {"1": (None, None), "2": (None, None)},
    ),
    "taken back in time, or too late to matter": (
        "1 | 2012-01-01 | 3600 | 拨付 | 记账补贴 | o | h | false | | B | A\n"
        "2 | 2012-02-01 | 600 | 收回 | 记账补贴 | o | h | false | | B | A\n"
        "3 | 2012-03-01 | 11000 | 拨付 | 以奖代补 | o | h | false | | B | A\n"
        "4 | 2012-04-01 | -1000 | 收回 | 以奖代补 | o | h | false | 3 | B | A\n"
        "5 | 2012-05-01 | 11000 | 拨付 | 以奖代补 | o | h | false | | B | A\n"
        "6 | 2012-06-01 | 1000 | 收回 | 以奖代补 | o | h | false | | B | A",
        {"1": (None, None), "3": (None, None), "5": ("超出上限", 1000)},
    ),
    "held money, budgets and unnamed payees are not judged": (
        "1 | 2012-01-01 | 99000 | 拨付 | 以奖代补 | o | h | true | | B | A\n"
        "2 | 2012-01-01 | 99000 | 预算 | 以奖代补 | o | h | false | | B | A\n"
        "3 | 2012-01-01 | 99000 | 拨付 | 以奖代补 | | h | false | | B | A",
        {"3": (None, None)},
    ),
    "a hub's support in the years of its rule": (
        "1 | 2022-01-01 | 20000 | 到账 | 运营扶持 | | h | false | | B | A\n"
        "2 | 2023-01-01 | 26000 | 到账 | 运营扶持 | | h | false | | B | A\n"
        "3 | 2025-01-01 | 90000 | 到账 | 运营扶持 | | h | false | | B | A",
        {"1": (None, None), "2": ("超出上限", 6000)},
    ),
}


def judged(funding: str, data_date: str = "2025-12-31") -> dict[str, tuple]:
    """funding_id → (breach, how much beyond) by the model, when the data reach to that day."""
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS stage")
    connection.execute("CREATE TABLE stage.clock AS SELECT CAST($day AS DATE) AS data_date", {"day": data_date})
    connection.execute(
        "CREATE TABLE funding(funding_id VARCHAR, paid_on DATE, amount DECIMAL(18, 2), status VARCHAR, source VARCHAR, "
        "instrument VARCHAR, org_id VARCHAR, hub_id VARCHAR, project_id VARCHAR, custody BOOLEAN, parent_id VARCHAR, "
        "area_code VARCHAR, area_level INTEGER, l1 VARCHAR, l2 VARCHAR, l3 VARCHAR, l4 VARCHAR, l5 VARCHAR, l6 VARCHAR)"
    )
    connection.execute(
        "CREATE TABLE funding_rules(rule VARCHAR, instrument VARCHAR, payee VARCHAR, status VARCHAR, span VARCHAR, "
        "at_least DECIMAL(18, 2), at_most DECIMAL(18, 2), area_code VARCHAR, from_year INTEGER, to_year INTEGER)"
    )
    for table, text in (("funding_rules", RULES), ("funding", f"{FUNDING}\n{funding}")):
        for row in read(text):
            columns = ", ".join(row)
            marks = ", ".join("?" for _ in row)
            connection.execute(f"INSERT INTO {table}({columns}) VALUES ({marks})", list(row.values()))
    found = connection.execute((MODELS / "ruled_payments.sql").read_text("utf-8")).fetchall()
    names = [column[0] for column in connection.description]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    assert all(row["payee_id"] or row["breach"] is None for row in rows)
    return {row["funding_id"]: (row["breach"], row["beyond"]) for row in rows}


@pytest.mark.parametrize("case", CASES)
def test_each_rule_is_judged_by_its_own_measure(case):
    funding, expected = CASES[case]
    assert judged(funding) == expected


OWN = "1 | 2024-03-01 | 10000 | 到账 | 运营扶持 | | h | false | | B | A"
FOREIGN = "2 | 2025-01-05 | 3000 | 拨付 | 开办扶持 | o | k | false | | D | A"


@pytest.mark.parametrize(("data_date", "told"), [("2024-12-31", None), ("2025-02-02", "低于标准")])
def test_whether_a_year_is_over_follows_from_how_far_the_data_reach_not_from_payments_of_others(data_date, told):
    alone = judged(OWN, data_date)
    assert alone["1"][0] == told
    assert judged(f"{OWN}\n{FOREIGN}", data_date)["1"] == alone["1"]


@pytest.mark.parametrize("kept_apart", ["F2", "F20", "F2 F20"])
def test_which_of_two_alike_payments_of_a_day_is_too_much_does_not_say_if_others_use_its_number(kept_apart):
    """A number somebody outside uses, too, has a mark behind it (etl/apart.py), and counts as it was sent."""
    rows = "{} | 2023-05-01 | 15000 | 到账 | 运营扶持 | | h | false | | B | A"
    stored = [f"{one}⟪h⟫" if one in kept_apart.split() else one for one in ("F2", "F20")]
    told = judged("\n".join(map(rows.format, stored)))
    assert list(map(told.get, stored)) == [(None, None), ("超出上限", 10000)]
