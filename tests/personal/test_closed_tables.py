"""Who is told of few people: the tables whose rows are persons are closed to everybody else, on every path in words."""

import pytest

from access import present
from access.roles import Person, Role
from indicators import few_people, warehouse
from indicators.evaluate import evaluate
from indicators.warehouse import ask, snapshot
from records.catalog import FilterError, record_type, types_of
from tests.indicators.toy import publish

PLACE = "330102011001"


@pytest.fixture
def town(tmp_path):
    rows = [
        {
            "record_id": "1",
            "volunteer_id": "a",
            "volunteers": 1,
            "area_code": PLACE,
            "served_on": "2015-01-01",
            "hours": 1,
        }
    ]
    types = [{"type": "volunteer_hours", "name": "志愿服务时长", "grain": "", "position": 8}]
    columns = [{"type": "volunteer_hours", "column": "hours", "name": "时长", "kind": "decimal", "is_personal": "false",
                "position": 1}]  # fmt: skip
    given = {"volunteer_hours": rows, "record_types": types, "record_columns": columns}
    warehouse.use(publish(tmp_path, given))
    yield
    warehouse.use(None)


@pytest.fixture
def somebody():
    """Accounts are required, and somebody of a role asks."""
    tokens = []
    present.require()
    yield lambda role: tokens.append(present.set_person(Person("anybody", role)))
    for token in reversed(tokens):
        present.forget(token)
    present.require(False)


@pytest.mark.parametrize(
    ("role", "smallest"), [(Role.OFFICIAL, 0), (Role.ANALYST, 5), (Role.HUB_LEADER, 5), (Role.CLERK, 5)]
)
def test_the_role_decides(somebody, role, smallest):
    somebody(role)
    assert few_people.smallest() == smallest


def test_without_a_person_nothing_small_is_told(somebody, monkeypatch):
    assert few_people.smallest() == 5
    monkeypatch.setenv(few_people.SETTING, "10")
    assert few_people.smallest() == 10
    monkeypatch.setenv(few_people.SETTING, "many")
    assert few_people.smallest() == 5


@pytest.mark.parametrize("type_id", ["volunteer_hours"])
def test_rows_of_persons_are_refused_in_words(town, somebody, type_id):
    somebody(Role.ANALYST)
    with snapshot() as taken:
        assert type_id not in types_of(taken)
        with pytest.raises(FilterError, match="按规定只给有权"):
            record_type(taken, type_id)


def test_kept_answers_of_those_who_are_told_are_not_given_to_others(town, somebody):
    """Every key of a cache begins with the snapshot's."""
    somebody(Role.OFFICIAL)
    with snapshot() as taken:
        told = taken.key
    assert evaluate("volunteers", {"year": "2015"}).rows[0]["value"] == 1
    somebody(Role.ANALYST)
    with snapshot() as taken:
        assert taken.key != told
    assert "按规定不显示" in evaluate("volunteers", {"year": "2015"}).rows[0]["hidden"]


def test_an_official_reads_them(town, somebody):
    somebody(Role.OFFICIAL)
    with snapshot() as taken:
        assert record_type(taken, "volunteer_hours").name == "志愿服务时长"


def test_questions_about_persons_tell_nothing(town, somebody):
    somebody(Role.OFFICIAL)
    choices = {"area": PLACE, "year": 2015, "kind": None, "not_kind": None, "brand": None, "not_brand": None}
    assert ask("volunteer_cohorts", **choices) == [{"first_year": 2015, "year": 2015, "volunteers": 1}]
    assert any(row["type"] == "volunteer_hours" for row in ask("profile_rows", area=PLACE))
    somebody(Role.ANALYST)
    with few_people.noticing() as hidden:
        assert ask("volunteer_cohorts", **choices) == []
    assert hidden == {"人数少于5，按规定不显示"}
    assert not any(row["type"] in few_people.TABLES for row in ask("profile_rows", area=PLACE))


def test_what_one_person_redeemed_at_a_partner_is_not_told(tmp_path, somebody):
    spent = {"entry_id": "1", "volunteer_id": "a", "volunteers": 1, "kind": "兑换", "points": 30, "partner_id": "SJ-1"}
    warehouse.use(publish(tmp_path, {
        "points": [spent | {"area_code": PLACE, "happened_on": "2015-05-01"}],
        "partners": [{"partner_id": "SJ-1", "name": "便民超市", "kind": "商家", "area_code": PLACE}],
    }))  # fmt: skip
    somebody(Role.OFFICIAL)
    assert [(row["name"], row["points"]) for row in ask("points_at_partners", year=2015)] == [("便民超市", 30)]
    somebody(Role.HUB_LEADER)
    with few_people.noticing() as hidden:
        assert ask("points_at_partners", year=2015) == []
    assert hidden == {"人数少于5，按规定不显示"}
    warehouse.use(None)


def test_how_many_rows_of_hours_name_a_project_and_when_is_not_told(tmp_path, somebody):
    hours = {"volunteer_id": "a", "volunteers": 1, "area_code": PLACE, "hours": 1, "project_id": "P1"}
    warehouse.use(publish(tmp_path, {
        "volunteer_hours": [
            hours | {"record_id": "1", "org_id": "甲", "served_on": "2015-01-01"},
            hours | {"record_id": "2", "org_id": "乙", "served_on": "2015-02-01"},
        ],
        "activities": [
            {"activity_id": "1", "org_id": "甲", "area_code": PLACE, "held_on": "2015-03-01", "project_id": "P1"}
        ],
    }))  # fmt: skip
    somebody(Role.OFFICIAL)
    told = {row["org_id"]: (row["hour_rows"], str(row["first_on"])) for row in ask("profile_project", project="P1")}
    assert told == {"甲": (1, "2015-01-01"), "乙": (1, "2015-02-01")}
    somebody(Role.HUB_LEADER)
    told = {row["org_id"]: (row["hour_rows"], str(row["first_on"])) for row in ask("profile_project", project="P1")}
    assert told == {"甲": (None, "2015-03-01")}
    warehouse.use(None)
