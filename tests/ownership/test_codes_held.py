"""A later row elsewhere with the code of an organisation changes nothing that the hub of the organisation is told."""

import shutil

from etl.run import build
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, ORGANIZATIONS, STREET_A, STREET_B
from tests.ownership.test_numbers_since import IN_HUB_A, OF_A, load, shown, withdraw
from tests.ownership.test_two_worlds import ask_file, sent

CODE = "52330114MA2B3C4D1L"
REGISTER = ORGANIZATIONS.replace("组织名称", "组织名称,统一社会信用代码")
OWN = f"{REGISTER}A-003,A街第3社,{CODE},社区社会组织,备案,{STREET_A},{HUB_A},2015-03-04\n"
THEIRS = f"{REGISTER}B-030,书画研究会,{CODE},社区社会组织,备案,{STREET_B},{HUB_B},2015-03-01\n"
DEED = f"{ACTIVITIES}HD-C,棋,{CODE},{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"


def registered(data):
    return ask_file(data, f"SELECT org_id FROM organizations WHERE uscc = '{CODE}'")


def all_of_a(data):
    held = ask_file(data, "SELECT org_id, name, uscc FROM organizations WHERE org_id LIKE 'A-%' ORDER BY 1")
    return held, shown(data, OF_A)


def test_a_later_row_elsewhere_with_the_code_of_an_organisation_is_told_by_nothing(copied, tmp_path):
    load(copied, {"名录.csv": OWN, "活动码.csv": DEED})
    before = all_of_a(copied)
    other = tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    (entry,) = load(other, {"别名录.csv": THEIRS})["deliveries"]
    assert entry["pending"] == 1 and all_of_a(other) == before and registered(other) == [("A-003",)]
    more = {"改.csv": OWN.replace("2015-03-04", "2015-03-05"), "活动又.csv": DEED.replace("HD-C", "HD-D")}
    told = [(sent(data, more, IN_HUB_A), all_of_a(data)) for data in (copied, other)]
    assert told[0] == told[1] and [one["accepted"] for one in told[0][0]["deliveries"]] == [1, 1]
    assert not build(other).get("error") and all_of_a(other) == told[1][1]


def test_who_comes_after_the_first_has_the_code_when_the_first_leaves_it(copied):
    first = load(copied, {"名录.csv": OWN})
    load(copied, {"别名录.csv": THEIRS, "活动码.csv": DEED})
    by_code = "SELECT org_id FROM activities WHERE activity_id = 'HD-C'"
    assert registered(copied) == [("A-003",)] == ask_file(copied, by_code)
    withdraw(copied, first)
    assert registered(copied) == [("B-030",)] == ask_file(copied, by_code)
    withdraw(copied, first, is_withdrawn=False)
    assert registered(copied) == [("A-003",)] == ask_file(copied, by_code)
    load(copied, {"名录.csv": OWN})  # the very file
    assert registered(copied) == [("A-003",)]
    load(copied, {"改.csv": OWN.replace(CODE, "513301025000000117")})
    assert registered(copied) == [("B-030",)]
