"""People a sender with a scope invents do not make a group of others large enough to be told."""

from pathlib import Path

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


def service(sender: str, person: str, community: str = COMMUNITY, hub: str | None = HUB) -> dict:
    """One service of somebody, delivered by a sender."""
    return {
        **lineage(community, 5), "area_code": community, "area_level": "5", "hub_id": hub, "org_id": "T1",
        "record_id": f"{sender}{person}", "volunteer_id": person, "volunteers": "1", "hours": "2",
        "served_on": "2024-06-01", "_delivery": f"D{sender}",
    }  # fmt: skip


def build(folder: Path, rows: list[dict]) -> Path:
    """A published file of services that says within which scope every delivery was sent."""
    hub = {"hub_id": HUB, "name": "枢纽", "level": "街道", "area_code": COMMUNITY, **lineage(COMMUNITY, 5)}
    made = publish(folder, {"volunteer_hours": rows, "hubs": [hub]})
    senders = sorted({row["_delivery"].removeprefix("D") for row in rows})
    with duckdb.connect(str(made / "warehouse" / "toy.duckdb")) as connection:
        connection.execute("CREATE TABLE deliveries(delivery VARCHAR, within VARCHAR)")
        connection.executemany("INSERT INTO deliveries VALUES (?, ?)", [(f"D{one}", one) for one in senders])
    return made


@pytest.fixture
def hiding(monkeypatch):
    """Numbers of fewer than five people are hidden; no build is asked afterwards."""
    monkeypatch.setenv(few_people.SETTING, "5")
    yield
    warehouse.use(None)


@pytest.fixture
def told(tmp_path, hiding):
    """What the leader of the hub is told of a year, given how many people each sender brought."""

    def ask(brought: dict[str, int], scope: Scope = OF_HUB) -> dict[str, float | None]:
        rows = [service(sender, f"{sender}{n}") for sender, people in brought.items() for n in range(people)]
        warehouse.use(build(tmp_path / str(len(list(tmp_path.iterdir()))), rows))
        with within(scope):
            return {one: evaluate(one, {"year": "2024"}).rows[0]["value"] for one in ASKED}

    return ask


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


NEIGHBOUR = "330102009051"
"""A community of another street of the same county."""
STREET = "330102011000"


@pytest.mark.parametrize(
    ("scope", "elsewhere"), [(OF_HUB, COMMUNITY), (Scope(area=STREET), NEIGHBOUR)], ids=["hub", "street"]
)
def test_whether_a_number_is_told_does_not_say_if_somebody_who_was_sent_serves_elsewhere(
    tmp_path, hiding, scope, elsewhere
):
    """Five people of others; one sends six invented people and VX, who is one of the five or nobody of them."""
    own = [service(scope.key, person) for person in ("VX", *(f"invented{n}" for n in range(6)))]
    said = []
    for first in ("VX", "V0"):
        others = [service(OFFICE, person, elsewhere, None) for person in (first, "V1", "V2", "V3", "V4")]
        warehouse.use(build(tmp_path / first, own + others))
        with within(scope):
            said.append([evaluate(one, {"year": "2024"}).rows[0] for one in ("volunteers", "hours_per_volunteer")])
    assert said[0] == said[1] and [row["value"] for row in said[0]] == [7, 2]


def test_what_others_sent_for_the_street_is_held_against_what_they_sent_around_it(tmp_path, hiding):
    """Nine people of whom the street's are seven: the two left stay hidden, whatever the street adds itself."""
    street = Scope(area=STREET)
    inside = [service(OFFICE, f"V{n}") for n in range(7)]
    beside = [service(OFFICE, f"B{n}", NEIGHBOUR, None) for n in range(2)]
    for invented in (0, 1, 6):
        own = [service(street.key, f"invented{n}") for n in range(invented)]
        warehouse.use(build(tmp_path / str(invented), inside + beside + own))
        with within(street):
            assert evaluate("volunteers", {"year": "2024"}).rows[0]["value"] is None, invented
        with within(OF_HUB):
            assert evaluate("volunteers", {"year": "2024"}).rows[0]["value"] == 7 + invented
