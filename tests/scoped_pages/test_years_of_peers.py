"""Which year the oldest row of somebody else is from is told by no page of a hub."""

import duckdb
import pytest

from access.roles import Role
from components.hubs_facts import asked_of, facts_of
from components.hubs_pictures import peer_words, peers_chart
from components.state import State
from components.tree import plant
from indicators import warehouse
from tests.indicators.toy import publish
from tests.scoped_pages.drawing import lines, somebody

STREET, OUTSIDE = "330102011000", "330102009051"
NOT_YET, TOO_FEW = "这一年还没有过完，不公布同级的数", "同级枢纽不足 3 个，不比较"
YEARS = (2004, 2006, 2012, 2024, 2025)


def organization(number, area, hub, day):
    placed = {"area_code": area, "hub_id": hub, "legal_form": "社会团体", "registration": "登记", "name": f"{number}社"}
    return {"org_id": number, "established_on": day, "registered_on": day, **placed}


def hub(number, area):
    named = {"hub_id": number, "name": f"枢纽{number}", "level": "街道"}
    return named | {"area_code": area, "established_on": "2000-06-01"}


def drawn_of(folder, oldest):
    """The words of a hub's review, year by year, where another hub's only organisation is of that year."""
    own = [organization("甲", STREET, "h1", "2011-03-01")]
    others = [organization("乙", OUTSIDE, "h2", f"{oldest}-03-01")]
    tables = {"organizations": own + others, "hubs": [hub("h1", STREET), hub("h2", OUTSIDE)]}
    made = publish(folder, tables | {"builds": [{"data_date": "2025-06-30"}]})
    with duckdb.connect(str(made / "warehouse" / "toy.duckdb")) as connection:
        connection.execute("CREATE TABLE deliveries(delivery VARCHAR, within VARCHAR)")
    warehouse.use(made)
    with somebody(Role.HUB_LEADER, hub="h1"):
        return {year: said_of(year) for year in YEARS}


def said_of(year):
    """What stands beside every figure of the year, and in the picture of the peers."""
    facts = facts_of(asked_of(State("/hubs", {"hub": ("h1",), "year": (str(year),)}, "hub")))
    return [*(peer_words(facts, line) for line in facts.lines.values()), *lines(plant(peers_chart(facts))[0])]


@pytest.fixture
def worlds(tmp_path):
    yield [drawn_of(tmp_path / str(oldest), oldest) for oldest in (2005, 2012)]
    warehouse.use(None)


def test_a_year_of_before_all_rows_of_others_reads_like_one_of_them(worlds):
    assert worlds[0] == worlds[1]


def test_a_year_is_over_after_its_last_day(worlds):
    for year, said in worlds[0].items():
        assert (NOT_YET in said, TOO_FEW in said) == (year == 2025, year < 2025), year
