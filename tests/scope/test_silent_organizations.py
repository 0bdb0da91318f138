"""Which organisations nothing happened to: an hour of one volunteer outside the scope changes nothing of it."""

from types import SimpleNamespace

import pytest

from components.hubs_alarms import _silent
from components.hubs_year import Years
from indicators import warehouse
from indicators.few_people import SETTING
from indicators.scope import Scope, within
from indicators.warehouse import ask
from tests.indicators.toy import publish

STREET, OUTSIDE = "330102011000", "330102009051"
YEAR = {"from_on": "2023-05-11", "to_on": "2024-05-10"}
IN_2024 = {"from_on": "2024-01-01", "to_on": "2024-12-31"}
OF_HUB, OF_AREA = Scope(hub="h1"), Scope(area=STREET)


def world(hub: str, area: str) -> dict:
    """Two organisations of the hub h1, one of which holds activities; an hour of the other, at that hub and area."""
    since = {"filed_on": "2015-01-01", "legal_form": "社区社会组织"}
    hour = {"record_id": "1", "volunteer_id": "甲", "org_id": "静", "hours": "2", "volunteers": "1"}
    where = {"hub_id": "h1", "area_code": STREET}
    hubs = {"h1": STREET, "h2": OUTSIDE}
    return {
        "hubs": [{"hub_id": one, "name": one, "level": "街道", "area_code": code} for one, code in hubs.items()],
        "organizations": [{"org_id": org, "name": org} | where | since for org in ("动", "静")],
        "activities": [{"activity_id": "1", "held_on": "2024-02-01", "org_id": "动"} | where],
        "volunteer_hours": [hour | {"served_on": "2024-05-10", "hub_id": hub, "area_code": area}] if hub else [],
    }  # fmt: skip


@pytest.fixture
def told(tmp_path):
    """What a scope is told of who is silent."""

    def asked(scope, hub="", area=""):
        warehouse.use(publish(tmp_path / f"{scope.key}{hub}".replace(":", ""), world(hub, area)))
        with within(scope):
            of_hub = [(row["org_id"], row["is_active"]) for row in ask("hub_silent", hub="h1", **YEAR)]
            return of_hub, [row["org_id"] for row in ask("silent_organizations", area=scope.area, **IN_2024)]

    yield asked
    warehouse.use(None)


@pytest.mark.parametrize("scope", [OF_HUB, OF_AREA], ids=["hub", "area"])
def test_an_hour_of_a_volunteer_elsewhere_shows_nowhere(told, scope):
    alone = told(scope)
    assert told(scope, "h2", OUTSIDE) == alone == ([("动", True), ("静", False)], ["静"])
    assert told(Scope(), "h2", OUTSIDE)[0] == alone[0]


@pytest.mark.parametrize("scope", [OF_HUB, Scope()], ids=["hub", "everything"])
def test_an_hour_at_the_hub_itself_counts_for_everybody(told, scope):
    assert told(scope, "h1", STREET) == ([("动", True), ("静", True)], [])


@pytest.mark.parametrize("smallest", ["5", ""])
def test_years_that_begin_within_a_month_tell_nobody_the_day_of_an_hour(tmp_path, monkeypatch, smallest):
    """Whoever is told of groups only is told of months, as everywhere: the day would be one volunteer's."""
    monkeypatch.setenv(SETTING, smallest)
    warehouse.use(publish(tmp_path, world("h1", STREET)))
    said = {}
    with within(OF_HUB):
        for starts in ((5, 10), (5, 11), (5, 1)):
            asked = SimpleNamespace(years=Years(starts), days=Years(starts).days(2023))
            said[starts] = _silent(SimpleNamespace(asked=asked, hub={"hub_id": "h1"}), {"limit": 30})
    warehouse.use(None)
    assert said[5, 1].said == "整年在册 2 家，没有动静 1 家（50.0%）"
    assert (said[5, 10] == said[5, 11]) == bool(smallest)
    assert (said[5, 11].is_beyond is None) == bool(smallest)
