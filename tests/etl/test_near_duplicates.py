"""Which organisations and activities are shown to a person as perhaps one and the same, and which are left alone."""

import duckdb
import pytest

from etl.model import MODELS
from etl.tree import STAGING
from tests.etl.little_tables import drawn

PLACES = {
    "330000000000": "浙江省", "330100000000": "杭州市", "330102000000": "上城区", "330102011000": "凯旋街道",
    "330102011001": "景昙社区", "330102011002": "景芳社区", "330102009000": "采荷街道",
}  # fmt: skip
STREET, COMMUNITY, OTHER, ELSEWHERE = "330102011000", "330102011001", "330102011002", "330102009000"


@pytest.fixture
def pairs():
    """(id_a, id_b, score, reason) of a table `id | name | area | since | until | code`; a hub sent those of H…."""
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS stage")
    for macro in ("bare_name", "name_core"):
        connection.execute((STAGING / f"{macro}.sql").read_text("utf-8"))
    connection.execute("CREATE TABLE stage.place_names(area_code VARCHAR, name VARCHAR)")
    connection.executemany("INSERT INTO stage.place_names VALUES (?, ?)", list(PLACES.items()))
    connection.execute("CREATE TABLE stage.senders(delivery VARCHAR, type VARCHAR, within VARCHAR)")
    senders = "('all', 'organizations', ''), ('hub', 'organizations', 'hub:H')"
    connection.execute(f"INSERT INTO stage.senders VALUES {senders}")
    levels = "l1 VARCHAR, l2 VARCHAR, l3 VARCHAR, l4 VARCHAR, l5 VARCHAR, l6 VARCHAR"
    connection.execute(
        f"CREATE TABLE organizations(org_id VARCHAR, name VARCHAR, uscc VARCHAR, area_code VARCHAR, {levels}, "
        "established_on DATE, registered_on DATE, filed_on DATE, joined_on DATE, closed_on DATE, _delivery VARCHAR)"
    )
    connection.execute(
        f"CREATE TABLE activities(activity_id VARCHAR, name VARCHAR, org_id VARCHAR, held_on DATE, visits INTEGER, "
        f"area_code VARCHAR, {levels}, hub_id VARCHAR)"
    )
    sql = (MODELS / "near_duplicates.sql").read_text("utf-8")

    def find(organizations: str = "", activities: str = "", made_up: str = "") -> list[tuple]:
        connection.execute(made_up)
        for number, name, area, since, until, code in drawn(organizations):
            connection.execute(
                "INSERT INTO organizations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, NULL, NULL, NULL, ?, ?)",
                [number, name, code or None, area, *_above(area), since or None, until or None,
                 "hub" if number.startswith("H") else "all"],
            )
        for number, name, org, day, visits in drawn(activities):
            connection.execute(
                "INSERT INTO activities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 'H')",
                [number, name, org, day, visits or None, COMMUNITY, *_above(COMMUNITY)],
            )
        found = connection.execute(f"SELECT id_a, id_b, score, reason FROM ({sql}) ORDER BY id_a, id_b").fetchall()
        connection.execute("DELETE FROM organizations; DELETE FROM activities")
        return found

    return find


def _above(area: str) -> list[str | None]:
    street = area[:9] + "000"
    return ["330000000000", "330100000000", "330102000000", street, area if area != street else None]


@pytest.mark.parametrize(("name", "other", "score"), [
    ("凯旋街道老年协会", "凯旋街道（老年）协会", 1.0),
    ("凯旋街道老年协会", "凯旋街道 老年协会", 1.0),
    ("杭州市上城区凯旋街道老年协会", "凯旋老年协会", 0.95),
    ("凯旋街道银龄合唱队", "凯旋街道银铃合唱队", 0.85),
    ("凯旋街道银龄合唱队", "凯旋街道银龄大合唱队", None),
    ("凯旋街道银龄合唱队", "凯旋街道银龄合唱合队", 0.85),
    ("凯旋街道晨风公益协会", "凯旋街道晨风公益服务中心", 0.8),
    ("凯旋街道舞蹈一队", "凯旋街道舞蹈二队", None),
    ("凯旋街道第1巡逻队", "凯旋街道第2巡逻队", None),
    ("凯旋街道书画社", "凯旋街道合唱团", None),
    ("凯旋街道男子太极拳队", "凯旋街道女子太极拳队", None),
])  # fmt: skip
def test_names_of_one_street(pairs, name, other, score):
    found = pairs(f"A | {name} | {STREET} | | |\nB | {other} | {STREET} | | |")
    assert [pair[2] for pair in found] == ([] if score is None else [score])


def test_communities_may_each_have_one(pairs):
    assert pairs(f"A | 夕阳红舞蹈队 | {COMMUNITY} | | |\nB | 夕阳红舞蹈队 | {OTHER} | | |") == []
    assert pairs(f"A | 景昙社区舞蹈队 | {COMMUNITY} | | |\nB | 景芳社区舞蹈队 | {OTHER} | | |") == []
    assert pairs(f"A | 凯旋·舞蹈队 | {STREET} | | |\nB | 景芳·舞蹈队 | {OTHER} | | |") == []
    assert pairs(f"A | 夕阳红舞蹈队 | {STREET} | | |\nB | 夕阳红舞蹈队 | {ELSEWHERE} | | |") == []


def test_a_street_and_one_of_its_communities_tell_of_the_same_team(pairs):
    found = pairs(f"A | 景昙社区舞蹈队 | {STREET} | | |\nB | 舞蹈队 | {COMMUNITY} | | |")
    assert [pair[:2] for pair in found] == []
    found = pairs(f"A | 景昙社区舞蹈队 | {STREET} | | |\nB | 景昙社区舞蹈队 | {COMMUNITY} | | |")
    assert [pair[:3] for pair in found] == [("A", "B", 1.0)]
    assert found[0][3] == "同一地区，名称相同"


def test_other_dates_speak_against_names_that_only_resemble_each_other(pairs):
    table = "A | 凯旋街道银龄合唱队 | {0} | 2012-03-01 | |\nB | 凯旋街道银铃合唱队 | {0} | {1} | |"
    assert pairs(table.format(STREET, "2013-03-01")) == []
    assert len(pairs(table.format(STREET, "2012-03-01"))) == 1


def test_who_followed_a_closed_one_is_no_double(pairs):
    assert pairs(f"A | 老年协会 | {STREET} | 2010-01-01 | 2014-12-31 |\nB | 老年协会 | {STREET} | 2015-01-01 | |") == []


def test_one_body_under_two_credit_codes(pairs):
    found = pairs(f"A | 甲 | {STREET} | | | 51330102MJ000000XP\nB | 乙 | {ELSEWHERE} | | | 52330102MJ000000X1")
    assert found == [("A", "B", 0.95, "统一社会信用代码中的主体标识码相同")]


def test_activities_of_one_organisation_and_day(pairs):
    found = pairs("", """
        A1 | 端午 包粽子   | T1 | 2016-06-09 | 30
        A2 | 端午包粽子    | T1 | 2016-06-09 | 30
        A3 | 端午（包粽子） | T1 | 2016-06-09 | 31
        A4 | 端午包粽子    | T1 | 2016-06-10 | 30
        A5 | 端午包粽子    | T2 | 2016-06-09 | 30
        A6 |               | T1 | 2016-06-09 | 30
        A7 |               | T1 | 2016-06-09 | 30
    """)
    assert [pair[:3] for pair in found] == [("A1", "A2", 1.0), ("A1", "A3", 0.9)]


@pytest.mark.parametrize("kept_apart", ["", "A1", "A10", "A1 A10 A2"])
def test_which_of_alike_activities_is_the_first_does_not_say_if_others_use_its_number(pairs, kept_apart):
    """A number somebody outside uses, too, has a mark behind it (etl/apart.py), and counts as it was sent."""
    stored = [f"{one}⟪H⟫" if one in kept_apart.split() else one for one in ("A1", "A10", "A2")]
    found = pairs("", "\n".join(f"{one} | 端午包粽子 | T1 | 2016-06-09 | 30" for one in stored))
    assert {pair[:2] for pair in found} == {(stored[0], stored[1]), (stored[0], stored[2])}


def test_a_word_that_everybody_uses_tells_nothing(pairs):
    crowd = "\n".join(f"N{n:03d} | 志愿队 | {STREET} | | |" for n in range(60))
    assert pairs(crowd) == []


def test_a_word_that_one_scope_uses_often_hides_no_pair_of_others(pairs):
    others = f"A | 志愿队 | {STREET} | | |\nB | 志愿队 | {STREET} | | |"
    crowd = "\n".join(f"H{n:03d} | 志愿队 | {STREET} | | |" for n in range(60))
    assert [pair[:2] for pair in pairs(f"{others}\n{crowd}")] == [("A", "B")]


def test_names_that_one_scope_made_up_are_compared_no_more_than_those_of_a_large_city(pairs):
    """240 names of 40 each are 187200 pairs; the pairs of others are all there."""
    above = ", ".join(f"'{code}'" if code else "NULL" for code in _above(STREET))
    made_up = (
        "INSERT INTO organizations SELECT 'H' || n, '合唱' || chr(CAST(19968 + n % 240 AS INTEGER)) || '队', NULL, "
        f"'{STREET}', {above}, NULL, NULL, NULL, NULL, NULL, NULL, 'hub' FROM range(240 * 40) AS made(n)"
    )
    found = pairs(f"A | 老年协会 | {STREET} | | |\nB | 老年协会 | {STREET} | | |", made_up=made_up)
    assert ("A", "B") in {pair[:2] for pair in found} and 100_000 < len(found) <= 150_001


def test_a_name_as_long_as_a_cell_takes_is_found_alike_but_not_less_one_sign(pairs):
    long = "凯旋街道" + "银龄合唱团体" * 330
    names = {"A": long, "B": f"{long[:-1]}会", "C": long}
    found = pairs("\n".join(f"{number} | {name} | {STREET} | | |" for number, name in names.items()))
    assert [pair[:3] for pair in found] == [("A", "C", 1.0)]
