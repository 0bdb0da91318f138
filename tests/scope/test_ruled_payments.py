"""Whether a payment keeps its rule rests on what others paid its receiver: told where none of that lies outside."""

import duckdb
import pytest

from components.moment import Moment
from components.overview_facts import PARTS, Asked, Facts
from components.overview_finders import FINDERS
from components.place import place_of
from components.state import State
from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.rests_on import OF_RULES
from indicators.scope import Scope, within
from indicators.warehouse import ask, snapshot
from tests.indicators.toy import publish

STREET, DISTRICT = "330102011000", "330102000000"
RULES = {"街道每年": STREET, "区县每年": DISTRICT, "各地每年": None}


def payment(number: str, rule: str, payee: str = "组织", span: str = "每年", others: str = "0") -> dict:
    """A payment of the hub h1 under a rule; `others` is what somebody outside paid the same receiver before."""
    paid = {"funding_id": number, "rule": rule, "paid_on": "2024-05-01", "instrument": rule, "span": span}
    judged = {"paid_so_far": str(1000 + int(others)), "times": "1", "breach": "超出上限" if int(others) else None}
    where = {"area_code": STREET, "hub_id": "h1", "payee": payee, "payee_id": "甲", "amount": "1000"}
    return paid | where | judged | {"at_most": "3000", "beyond": others if int(others) else None}


@pytest.fixture
def told(tmp_path):
    """What a scope is told of payments and rules."""

    def asked(name, rows, scope):
        rules = [{"rule": one, "instrument": one, "area_code": area} for one, area in RULES.items()]
        tables = {
            "ruled_payments": rows, "funding_rules": rules,
            "hubs": [{"hub_id": "h1", "name": "凯益荟", "level": "街道", "area_code": STREET}],
            "funding": [{"funding_id": row["funding_id"], "area_code": STREET, "hub_id": "h1", "paid_on": "2024-05-01"}
                        for row in rows],
        }  # fmt: skip
        folder = publish(tmp_path / f"{name}{scope.key}".replace(":", ""), tables)
        with duckdb.connect(str(folder / "warehouse" / "toy.duckdb")) as connection:
            connection.execute("CREATE TABLE deliveries(delivery VARCHAR, type VARCHAR, file VARCHAR, within VARCHAR)")
        warehouse.use(folder)
        with within(scope), snapshot() as taken:
            columns = "funding_id, breach, paid_so_far, times, beyond"
            seen = taken.cursor.execute(f"SELECT {columns} FROM ruled_payments ORDER BY ALL").fetchall()
            found = [evaluate("rule_breaches", {"year": "2024"} | one).rows for one in ({}, {"by": "breach"})]
            kept = [(row["rule"], row["most_paid"], row["breaches"], row["untold"])
                    for row in ask("funding_rules_kept", area=scope.area, year=2024)]  # fmt: skip
            broken = [row["funding_id"] for row in ask("funding_breaches", area=scope.area, year=2024)]
            state = State("/", {"area": (scope.area,)} if scope.area else {})
            asking = Asked(state, place_of(state), Moment(2024, None, 2024, 2024), "登记备案", "常住人口", PARTS[0])
            alarm = FINDERS["breaches"](Facts(asking, {}, {}, {}), {"limit": 0})
        return seen, found, kept, broken, (alarm.unjudged, [one.detail for one in alarm.found])

    yield asked
    warehouse.use(None)


@pytest.mark.parametrize(
    ("scope", "rule"),
    [(Scope(hub="h1"), "街道每年"), (Scope(area=STREET), "区县每年"), (Scope(area=STREET), "各地每年")],
)
def test_what_others_paid_the_same_receiver_shows_nowhere(told, scope, rule):
    alone = told("alone", [payment("1", rule)], scope)
    assert told("others", [payment("1", rule, others="4000")], scope) == alone
    (row,) = alone[1][0]
    assert (row["value"], row["numerator"], row["ruled"], row["hidden"]) == (None, None, None, OF_RULES)
    assert (rule, None, None, 1) in alone[2] and alone[3] == [] and alone[4] == (OF_RULES, [])


@pytest.mark.parametrize(
    ("scope", "row"),
    [
        (Scope(hub="h1"), {"payee": "枢纽"}),
        (Scope(hub="h1"), {"span": "每次"}),
        (Scope(area=STREET), {"rule": "街道每年"}),
        (Scope(area=STREET), {"span": "每次"}),
        (Scope(area=DISTRICT), {"rule": "区县每年"}),
        (Scope(area=DISTRICT), {"rule": "街道每年"}),
        (Scope(), {}),
    ],
)
def test_where_all_that_counts_lies_inside_it_is_told(told, scope, row):
    rows = [payment("1", **{"rule": "各地每年", "others": "4000"} | row)]
    seen, (found, _), kept, broken, (unjudged, alarmed) = told("told", rows, scope)
    assert [one[1] for one in seen] == ["超出上限"] and broken == ["1"]
    assert unjudged == "" and len(alarmed) == 1 and alarmed[0].endswith("超出上限")
    assert [(one["value"], one["ruled"], one["untold"]) for one in found] == [(1, 1, 0)]
    assert any((breaches, untold) == (1, 0) for _, _, breaches, untold in kept)


def test_an_answer_in_which_one_payment_is_not_told_is_absent_as_a_whole(told):
    rows = [payment("1", "街道每年", span="每次", others="4000"), payment("2", "街道每年")]
    _, found, *_ = told("both", rows, Scope(hub="h1"))
    assert all(row["value"] is None and row["hidden"] == OF_RULES for rows in found for row in rows)
