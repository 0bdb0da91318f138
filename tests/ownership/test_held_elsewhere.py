"""What others have waiting for approval takes numbers and words, and decides nothing else of what a hub sends."""

import shutil

import pytest

from etl.run import load_paths
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, ORGANIZATIONS, STREET_A, STREET_B
from tests.ownership.test_numbers_since import load, withdraw
from tests.ownership.test_receipts import held
from tests.ownership.test_two_worlds import ask_file, sent
from tests.ownership.test_visible import MAPPING, mapped
from tests.ownership.test_waiting import IN_HUB_A

AREAS = "区域代码,区域名称,级别,上级代码,启用日期\n"
HOME, AWAY = f"备案,{STREET_A},{HUB_A},2015-03-04\n", f"备案,{STREET_B},{HUB_B},2015-03-04\n"
SOCIETY = "社区社会组织"
MOVED = f"{ORGANIZATIONS}A-003,A街第3社,{SOCIETY},{AWAY}"
NEW_HUB, NEW_PLACE = "SHU-C", STREET_A[:9] + "999"


@pytest.fixture
def published(copied):
    """Of the other hub twenty activities of a month, three of them by an organisation of the hub."""
    load(copied, {"b.csv": held(HUB_B, "B", STREET_B, 20, 10).replace("B-003", "A-003", 3)})
    return copied


@pytest.fixture
def both(published, tmp_path):
    """The records twice; in both a load of somebody who sees everything waits, with one more file in the second."""

    def made(**more: str):
        other = tmp_path / "other" / "data"
        shutil.copytree(published, other)
        large = {"b2.csv": held(HUB_B, "B", STREET_B, 20, 90).replace("B-003", "A-003", 3)}
        assert "held" in load(published, large, guard=True)
        assert "held" in load(other, large | {f"{name}.csv": rows for name, rows in more.items()}, guard=True)
        return published, other

    return made


def checked(data, name, rows):
    """How many rows a mere check takes of a file of the hub, and how many it sends back."""
    path = data.parent / name
    path.write_text(rows, "utf-8-sig")
    (entry,) = load_paths([path], data, dry_run=True, bounds=IN_HUB_A)["deliveries"]
    return entry["accepted"], entry["rejected"]


def test_a_place_that_waits_is_no_place_of_a_row_and_keeps_nothing_of_others_waiting(both):
    by_others = f"SELECT count(*) FROM activities WHERE hub_id = '{HUB_B}' AND org_id = 'A-003'"
    row = f"{ORGANIZATIONS}A-003,A街第3社,{SOCIETY},{HOME}"
    told = []
    for data in both(places=f"{AREAS}{NEW_PLACE},新网格,5,{STREET_A},2020-01-01\n"):
        before = ask_file(data, by_others)
        told.append(sent(data, {"own.csv": row.replace(STREET_A, NEW_PLACE)}, IN_HUB_A))
        assert ask_file(data, by_others) == before != [(0,)]
    assert told[0] == told[1] and [one["rejected"] for one in told[0]["deliveries"]] == [1]


def test_a_mapping_finds_no_place_that_waits_and_repeats_no_code_it_found(both, published):
    load(published, {"known.csv": f"{AREAS}{STREET_B[:9]}888,远处网格,5,{STREET_B},2020-01-01\n"})
    found = '{ column = "地点", lookup = { type = "areas", match = "name", give = "area_code" } }'
    mapping = MAPPING.format(constants="", org='"单位"').replace('area_code = "地点"', f"area_code = {found}")
    rows = "".join(f"{n},棋,A-003,2016-05-01,{name}\n" for n, name in enumerate(("新网格", "没有的网格", "远处网格")))
    for data in both(places=f"{AREAS}{NEW_PLACE},新网格,5,{STREET_A},2020-01-01\n"):
        (entry,) = mapped(data, "cha", mapping, rows, IN_HUB_A)
        assert {one["row"]: one["rule"] for one in entry["messages"]} == {2: "S02", 3: "S02", 4: "V121"}
        assert len({one["message"].replace("没有的", "新") for one in entry["messages"][:2]}) == 1
        assert NEW_PLACE not in repr(entry) and "888" not in repr(entry["messages"])


def test_an_organisation_that_waits_is_named_by_no_row_of_the_hub(both):
    deed = f"{ACTIVITIES}HD-W,棋,{{}},{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"
    for data in both(register=f"{ORGANIZATIONS}A-777,甲街新社,{SOCIETY},{HOME}"):
        assert [checked(data, "own.csv", deed.format(name)) for name in ("A-777", "甲街新社")] == [(0, 1)] * 2
        assert checked(data, "new.csv", f"{ORGANIZATIONS}A-777,甲街新社,{SOCIETY},{HOME}") == (1, 0)


@pytest.mark.parametrize("fate", ["held", "withdrawn"])
def test_who_has_moved_an_organisation_of_the_hub_is_not_told_before_that_is_published(both, published, fate):
    if fate == "held":
        _, data = both(register=MOVED)
    else:
        data = published
        withdraw(data, load(data, {"register.csv": MOVED}))
    deed = f"{ACTIVITIES}HD-W,棋,{{}},{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"
    given = [deed.format(word) for word in ("A-003", "A街第3社")]
    given += [f"{ORGANIZATIONS}A-003,{name},{SOCIETY},{HOME}" for name in ("A街第3社", "新名社")]
    assert [checked(data, f"{at}.csv", rows) for at, rows in enumerate(given)] == [(1, 0)] * 4
    taken = f"{ORGANIZATIONS}A-005,A街第3社,{SOCIETY},{HOME}B-003,A街第5社,{SOCIETY},{HOME}"
    assert checked(data, "taken.csv", taken) == (0, 2)


def test_the_name_of_one_that_was_moved_away_is_given_to_no_other(both):
    """Not while the move waits, and not by one of the hub's own either."""
    _, data = both(register=MOVED.replace("A街第3社", "乙街迁来社"))
    rows = f"{ORGANIZATIONS}{{}},乙街迁来社,{SOCIETY},{HOME}"
    assert [checked(data, "own.csv", rows.format(number)) for number in ("A-003", "A-005", "A-778")] == [
        (1, 0),
        (0, 1),
        (0, 1),
    ]


def test_an_activity_of_the_hub_that_others_move_goes_on_as_one_record(published, both):
    deed = f"{ACTIVITIES}HD-Z,棋,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"
    load(published, {"deed.csv": deed})
    for data in both(moved=deed.replace("A-003", "B-003").replace(HUB_A, HUB_B)):
        sent(data, {"own.csv": deed.replace(",9\n", ",8\n")}, IN_HUB_A)
        found = "SELECT activity_id, hub_id, visits FROM activities WHERE activity_id LIKE 'HD-Z%'"
        assert ask_file(data, found) == [("HD-Z", HUB_A, 8)]
