"""In which areas a hub has something follows from rows it sees: not from what its organisations do for other hubs."""

import duckdb
import pytest

from indicators import warehouse
from indicators.evaluate import evaluate
from indicators.scope import Scope, within
from indicators.warehouse import snapshot
from tests.indicators.toy import lineage, publish

STREET, OUTSIDE = "330102011000", "330102009051"
OF_HUB = Scope(hub="h1")


def placed(area):
    level = 5 if area == OUTSIDE else 4
    return {"area_code": area, "area_level": str(level), **lineage(area, level)}


def hours(hub, area, number):
    row = {"record_id": f"R{number}", "volunteer_id": f"V{number}", "volunteers": "1", "hours": "2", "org_id": "甲"}
    return row | {"served_on": "2024-06-01", "hub_id": hub, "_delivery": "D", **placed(area)}


@pytest.fixture
def told(tmp_path):
    """What the leader of the hub is told of areas where its organisation also served so many hours elsewhere."""

    def ask_of(elsewhere):
        hub = {"hub_id": "h1", "name": "凯益荟", "level": "街道", **placed(STREET)}
        organization = {"org_id": "甲", "name": "甲社", "legal_form": "社会团体", "registration": "登记"}
        organization |= {"hub_id": "h1", "registered_on": "2011-03-01", **placed(STREET)}
        made = [hours("h1", STREET, 1), *(hours("h2", OUTSIDE, n + 2) for n in range(elsewhere))]
        tables = {"organizations": [organization], "hubs": [hub], "volunteer_hours": made}
        folder = publish(tmp_path / str(elsewhere), tables)
        with duckdb.connect(str(folder / "warehouse" / "toy.duckdb")) as connection:
            connection.execute("CREATE TABLE deliveries(delivery VARCHAR, within VARCHAR)")
            connection.execute("UPDATE areas SET has_data = TRUE")
        warehouse.use(folder)
        with within(OF_HUB), snapshot() as now:
            known = now.rows("SELECT area_code FROM areas WHERE has_data ORDER BY ALL")
            shares = [evaluate(one, {"year": "2024"}).rows for one in ("orgs_per_community", "communities_served")]
            return known, shares

    yield ask_of
    warehouse.use(None)


def test_hours_of_its_organisations_at_other_hubs_add_no_area(told):
    worlds = [told(elsewhere) for elsewhere in (0, 1, 6)]
    assert worlds[0] == worlds[1] == worlds[2]
    assert OUTSIDE not in {row["area_code"] for row in worlds[0][0]} and worlds[0][0]
