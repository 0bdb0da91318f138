"""A file with rows that were sent back is read anew when it comes again; whether somebody outside has used its numbers
since is told by nothing, nor does a name that nobody else bears follow its number when that is kept apart."""

import shutil

import pytest

from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_names_apart import PARTNERS, PROJECTS, SCORES, seen
from tests.ownership.test_numbers_since import IN_HUB_A, OF_A, load, shown
from tests.ownership.test_two_worlds import HOURS, IN_A, SCOPES, ask_file, sent

PROJECT = f"{PROJECTS}%s,%s,A-003,{HUB_A},{STREET_A},2016-01-10,2016-02-10,5000\n"
PARTNER = f"{PARTNERS}%s,%s,商家,{STREET_A},{HUB_A},2016-01-01\n"
ACTIVITY = f"{ACTIVITIES}%s,%s,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,9\n"


def elsewhere(content):
    return content.replace("A-003", "B-003").replace(HUB_A, HUB_B).replace(STREET_A, STREET_B)


def with_one_outside(content):
    """The rows, and one that is sent back."""
    return content + content.splitlines()[1].replace("X-1", "X-2").replace(STREET_A, STREET_B) + "\n"


@pytest.mark.parametrize("table", [PROJECT, PARTNER, ACTIVITY], ids=["project", "partner", "activity"])
def test_a_file_that_comes_again_does_not_tell_that_others_use_its_number_since(copied, tmp_path, table):
    own, other = {"甲.csv": with_one_outside(table % ("X-1", "邻里客厅"))}, tmp_path / "other" / "data"
    (first,) = sent(copied, own, IN_HUB_A)["deliveries"]
    assert (first["accepted"], first["rejected"]) == (1, 1)
    shutil.copytree(copied, other)
    for data, number in ((copied, "X-9"), (other, "X-1")):
        load(data, {"官.csv": elsewhere(table % (number, "另一样"))})
    again = [sent(data, own, IN_HUB_A) for data in (copied, other)]
    assert again[0] == again[1] and [one["status"] for one in again[0]["deliveries"]] == ["duplicate"]
    assert seen(copied, OF_A) == seen(other, OF_A)


def test_hours_that_got_a_number_for_those_of_others_are_the_same_when_they_come_again(copied, tmp_path):
    row, other = f",ZYZ0001234,%s,,{STREET_A},2016-06-01,3\n", tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    theirs = f"{HOURS},ZYZ000%s,B-003,,{STREET_B},2016-06-01,7\n"
    for data, person in ((copied, 9876), (other, 1234)):
        load(data, {"别.csv": theirs % person})
    own = {"甲.csv": HOURS + row % "A-003" + (row % "B-003").replace("06-01", "06-02")}
    first = [sent(data, own, IN_A) for data in (copied, other)]
    for data in (copied, other):
        load(data, {"别.csv": theirs % 5555 + theirs.splitlines()[1] % 4321 + "\n"})
    again = [sent(data, own, IN_A) for data in (copied, other)]
    assert [one["accepted"] for one in first[0]["deliveries"]] == [1]
    assert first[0] == first[1] and again[0] == again[1]
    assert [one["status"] for one in again[0]["deliveries"]] == ["duplicate"]
    assert "另报-" in repr(ask_file(other, "SELECT record_id FROM volunteer_hours"))
    assert seen(copied, SCOPES[IN_A]) == seen(other, SCOPES[IN_A])


def test_what_others_told_of_a_project_by_its_name_stays_when_its_number_alone_is_used_elsewhere(copied):
    sent(copied, {"甲.csv": PROJECT % ("X-1", "邻里客厅")}, IN_HUB_A)
    scores = f"{SCORES}邻里客厅,P01,20,20,20,20,20,2016-01-20\n"
    load(copied, {"官打分.csv": scores})
    before = shown(copied, OF_A)
    load(copied, {"官.csv": elsewhere(PROJECT % ("X-1", "另一样"))})
    assert shown(copied, OF_A) == before and len(before["project_scores"]) == 1
    assert ask_file(copied, "SELECT project_id, name FROM projects ORDER BY 1") == [
        ("X-1", "另一样"), (f"X-1⟪{HUB_A}⟫", "邻里客厅"),
    ]  # fmt: skip
    sent(copied, {"甲二.csv": (PROJECT % ("X-1", "邻里客厅")).replace(",5000", ",6000")}, IN_HUB_A)
    found = "SELECT name, CAST(granted AS INTEGER) FROM projects JOIN project_scores USING (project_id)"
    assert ask_file(copied, found) == [("邻里客厅", 6000)]
