"""What a hub is told of its people follows from its own rows alone, whoever serves beside them."""

from random import Random

import pytest

from indicators import few_people, warehouse
from indicators.evaluate import evaluate
from indicators.scope import within
from tests.personal.test_invented import COMMUNITY, NEIGHBOUR, OF_HUB, OFFICE, OTHER_HUB, OWN, build, service

PLACES = (COMMUNITY, NEIGHBOUR)
ASKED = ("volunteers", "hours_per_volunteer", "volunteer_hours")
YEARS = {"by": "year", "year": "2023-2024"}


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What the leader of the hub is told where all this is published."""
    monkeypatch.setenv(few_people.SETTING, "5")

    def ask(rows: list[dict]) -> list[list[dict]]:
        warehouse.use(build(tmp_path / str(len(list(tmp_path.iterdir()))), rows))
        with within(OF_HUB):
            return [evaluate(one, YEARS).rows for one in ASKED]

    yield ask
    warehouse.use(None)


def drawn(random: Random, senders: tuple[str, ...], people: int, hub: str | None) -> list[dict]:
    """Services of some people, each in a year and a community; the same people may serve elsewhere."""
    return [
        service(random.choice(senders), f"V{n}", random.choice(PLACES), hub)
        | {"served_on": f"{random.choice((2023, 2024))}-06-01", "record_id": f"{hub}{n}-{random.random()}"}
        for n in random.sample(range(14), people)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_rows_of_others_decide_nothing_of_the_people_a_hub_is_told_of(told, seed):
    random = Random(seed)
    own = drawn(random, (OFFICE, OWN) if seed % 2 else (OFFICE,), random.randrange(6, 13), "H1")
    alone = told(own)
    for people in (1, 2, 5, 9):
        others = drawn(random, (OFFICE, OTHER_HUB), people, random.choice(("H2", None)))
        assert told(own + others) == alone


def test_one_person_beside_the_hub_does_not_make_its_number_vanish(told):
    own = [service(OFFICE, f"V{n}") for n in range(7)]
    beside = [service(OFFICE, f"B{n}", COMMUNITY, None) for n in range(5)]
    worlds = [told(own + beside[:n]) for n in range(6)]
    assert all(world == worlds[0] for world in worlds)
    assert [row["value"] for row in worlds[0][0] if row["year"] == 2024] == [7]
