"""People a sender with a scope invents do not make a group of others large enough to be told."""

import duckdb
import pytest

from indicators import few_people, warehouse
from indicators.evaluate import evaluate
from indicators.scope import Scope, within
from tests.indicators.toy import lineage, publish

HUB, COMMUNITY = "H1", "330102011001"
OWN, OFFICE, OTHER_HUB = f"hub:{HUB}", "", "hub:H2"
OF_HUB = Scope(hub=HUB)
ASKED = ("volunteer_hours", "volunteer_participations", "volunteers")


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What the leader of the hub is told of a year, given how many people each sender brought."""
    monkeypatch.setenv(few_people.SETTING, "5")

    def ask(brought: dict[str, int], scope: Scope = OF_HUB) -> dict[str, float | None]:
        place = {**lineage(COMMUNITY, 5), "area_code": COMMUNITY, "area_level": "5", "hub_id": HUB, "org_id": "T1"}
        rows = [
            {**place, "record_id": f"{sender}{n}", "volunteer_id": f"{sender}{n}", "volunteers": "1", "hours": "2",
             "served_on": "2024-06-01", "_delivery": f"D{sender}"}
            for sender, people in brought.items() for n in range(people)
        ]  # fmt: skip
        hub = {"hub_id": HUB, "name": "枢纽", "level": "街道", "area_code": COMMUNITY, **lineage(COMMUNITY, 5)}
        folder = publish(tmp_path / str(len(list(tmp_path.iterdir()))), {"volunteer_hours": rows, "hubs": [hub]})
        with duckdb.connect(str(folder / "warehouse" / "toy.duckdb")) as connection:
            connection.execute("CREATE TABLE deliveries(delivery VARCHAR, within VARCHAR)")
            connection.executemany("INSERT INTO deliveries VALUES (?, ?)", [(f"D{one}", one) for one in brought])
        warehouse.use(folder)
        with within(scope):
            return {one: evaluate(one, {"year": "2024"}).rows[0]["value"] for one in ASKED}

    yield ask
    warehouse.use(None)


def test_invented_people_do_not_uncover_the_one_that_others_sent(told):
    assert set(told({OFFICE: 1, OWN: 4}).values()) == {None}
    assert set(told({OFFICE: 4, OWN: 200}).values()) == {None}
    assert set(told({OTHER_HUB: 3, OWN: 9}).values()) == {None}


def test_enough_people_of_others_are_told_and_so_is_what_one_sent_alone(told):
    assert [float(value) for value in told({OFFICE: 5, OWN: 4}).values()] == [18, 9, 9]
    assert [float(value) for value in told({OWN: 5}).values()] == [10, 5, 5]
    assert [float(value) for value in told({OFFICE: 5}).values()] == [10, 5, 5]
    assert set(told({OWN: 4}).values()) == {None}


def test_for_others_all_rows_count(told):
    """Another scope did not send them and cannot tell which of them are invented."""
    everybody = Scope(area="330102000000")
    assert [float(value) for value in told({OFFICE: 1, OWN: 4}, everybody).values()] == [10, 5, 5]


def test_no_median_is_told_that_invented_people_could_move_to_anybody(told):
    assert told({OFFICE: 5, OWN: 4})["volunteers"] == 9
    with within(OF_HUB):
        row = evaluate("hours_per_volunteer", {"year": "2024"}).rows[0]
    assert row["value"] == 2 and row["median"] is None
    with within(Scope(area="330102000000")):
        assert evaluate("hours_per_volunteer", {"year": "2024"}).rows[0]["median"] is None
    assert evaluate("hours_per_volunteer", {"year": "2024"}).rows[0]["median"] == 2
