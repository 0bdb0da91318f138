"""What a sheet brings may be named by the later ones of an upload once it is stored: a sheet that is refused whole, or
is a copy of one that was withdrawn, brings nothing, so that no row waits for a number that another record is given."""

import openpyxl
import pytest

from etl.answer.checking import check_paths
from etl.lake import Lake
from etl.run import build, load_paths
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, ORGANIZATIONS, STREET_A, STREET_B
from tests.ownership.test_names_apart import PROJECTS, SCORES
from tests.ownership.test_numbers_since import IN_HUB_A, load
from tests.ownership.test_two_worlds import HOURS, ask_file

FOLLOWING = PROJECTS.replace("立项金额", "立项金额,续投自")
OF_HUB_A = f"{HUB_A},{STREET_A}"
NEW_ORGANIZATION = f"A-701,甲街七零一社,社区社会组织,备案,{STREET_A},{HUB_A},2015-03-02\n"
ELSEWHERE = NEW_ORGANIZATION.replace("A-701", "A-799").replace(STREET_A, STREET_B)
ACTIVITY = f"N-NEW,画,A-003,{OF_HUB_A},2016-06-01,文体活动,9\n"


def book(data, sheets):
    """A workbook of tables in their order."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for line in rows.splitlines():
            sheet.append(line.split(","))
    path = data.parent / "本.xlsx"
    workbook.save(path)
    return path


def told(deliveries):
    """By sheet, or file: how it ended, how many rows were taken, and by which rules others were not."""
    return {
        one["sheet"] or one["file"]: (one["status"], one["accepted"], {
            m["rule"] for m in one["messages"] if m["rule"].startswith("V12")})
        for one in deliveries
    }  # fmt: skip


def sent(data, *paths):
    """What the hub is told of its files; a check and a trial tell the same."""
    asked = [
        check_paths(paths, data, out=data.parent, bounds=IN_HUB_A),
        load_paths(paths, data, dry_run=True, bounds=IN_HUB_A),
        load_paths(paths, data, bounds=IN_HUB_A),
    ]
    checked, tried, loaded = (told(one["deliveries"]) for one in asked)
    assert tried == loaded and [one[:2] for one in checked.values()] == [one[:2] for one in loaded.values()]
    return loaded


def by_hub(data, given):
    for name, content in given.items():
        (data.parent / name).write_text(content, "utf-8-sig")
    return load_paths([data.parent / name for name in given], data, bounds=IN_HUB_A)


def take_back(data, type_id):
    """Withdraws what the hub sent of that type."""
    lake = Lake(data)
    for one in lake.manifests():
        if one.type == type_id and one.within == IN_HUB_A.key:
            lake.ledger.write("withdrawn", delivery=one.delivery, file=one.file)
    build(data)


def test_a_sheet_refused_whole_leaves_no_number_that_scores_could_name(copied):
    """Its second project became nameable by an organisation registered since; its first says a name of two by now."""
    by_hub(copied, {"底.csv": f"{PROJECTS}P-0,甲底项目,A-003,{OF_HUB_A},2015-01-10,2015-02-10,500\n"})
    projects = (f"P-1,甲一项目,A-003,{OF_HUB_A},2016-01-10,2016-02-10,500,甲底项目\n"
                f"P-NEW,甲新项目,A-701,{OF_HUB_A},2016-01-10,2016-02-10,500,\n")  # fmt: skip
    scores = "P-NEW,P1,1,1,1,1,1,2016-01-20\nP-NEW,P2,2,2,2,2,2,2016-01-20\n"
    path = book(copied, {"项目": FOLLOWING + projects, "打分": SCORES + scores})
    first = told(load_paths([path], copied, bounds=IN_HUB_A)["deliveries"])
    assert first == {"项目": ("loaded", 1, {"V122"}), "打分": ("rejected", 0, {"V122"})}
    by_hub(copied, {"底二.csv": f"{PROJECTS}P-00,甲底项目,A-005,{OF_HUB_A},2015-01-10,2015-02-10,500\n",
                    "组织.csv": ORGANIZATIONS + NEW_ORGANIZATION})  # fmt: skip
    again = sent(copied, path)
    assert again["项目"][0] == "rejected" and "V129" in again["项目"][2]
    assert again["打分"] == ("duplicate", 0, set())  # sent back as before, with nothing new to say
    load(copied, {"官项.csv": f"{PROJECTS}P-NEW,乙项目,B-003,{HUB_B},{STREET_B},2016-01-10,2016-02-10,500\n",
                  "官打分.csv": f"{SCORES}P-NEW,P1,80,80,80,80,80,2016-01-20\n"})  # fmt: skip
    found = ask_file(copied, "SELECT project_id, reviewer FROM project_scores WHERE project_id LIKE 'P-NEW%'")
    assert found == [("P-NEW", "P1")] and not ask_file(copied, "SELECT key FROM pending_rows WHERE key LIKE 'P-NEW%'")


def test_the_copy_of_a_withdrawn_sheet_brings_nothing(copied):
    activities, hours = copied.parent / "活动.csv", copied.parent / "时长.csv"
    activities.write_text(f"{ACTIVITIES}{ACTIVITY}N-2,棋,A-701,{OF_HUB_A},2016-06-02,文体活动,9\n", "utf-8-sig")
    hours.write_text(f"{HOURS}R-901,ZYZ0001234,A-003,N-NEW,{STREET_A},2016-06-01,7\n", "utf-8-sig")
    both = told(load_paths([activities, hours], copied, dry_run=True, bounds=IN_HUB_A)["deliveries"])
    assert both == {"活动.csv": ("loaded", 1, {"V122"}), "时长.csv": ("loaded", 1, set())}
    load_paths([activities], copied, bounds=IN_HUB_A)
    take_back(copied, "activities")
    again = told(load_paths([activities, hours], copied, dry_run=True, bounds=IN_HUB_A)["deliveries"])
    assert again == {"活动.csv": ("duplicate", 0, set()), "时长.csv": ("rejected", 0, {"V122"})}


@pytest.mark.parametrize("is_larger", [False, True], ids=["the same rows", "another row since"])
def test_the_copy_of_a_withdrawn_sheet_brings_no_number_that_hours_could_name(copied, is_larger):
    """Also where more of its rows would be taken by now: it stays withdrawn."""
    activities = {"活动": f"{ACTIVITIES}{ACTIVITY}N-2,棋,A-701,{OF_HUB_A},2016-06-02,文体活动,9\n"}
    load_paths([book(copied, activities)], copied, bounds=IN_HUB_A)
    take_back(copied, "activities")
    if is_larger:
        by_hub(copied, {"组织.csv": ORGANIZATIONS + NEW_ORGANIZATION})
    hours = copied.parent / "时长.csv"
    hours.write_text(f"{HOURS}R-901,ZYZ0001234,A-003,N-NEW,{STREET_A},2016-06-01,7\n", "utf-8-sig")
    again = sent(copied, copied.parent / "本.xlsx", hours)
    assert again["活动"][:2] == (("loaded", 2) if is_larger else ("duplicate", 0))
    assert again["时长.csv"] == ("rejected", 0, {"V122"})


def test_the_copy_of_a_withdrawn_register_brings_no_organisation_and_bears_no_name(copied):
    path = book(copied, {"组织": ORGANIZATIONS + NEW_ORGANIZATION + ELSEWHERE})
    first = told(load_paths([path], copied, bounds=IN_HUB_A)["deliveries"])
    assert first == {"组织": ("loaded", 1, {"V121"})}
    take_back(copied, "organizations")
    given = {"活动.csv": ACTIVITIES + ACTIVITY.replace("A-003", "A-701"),
             "组织二.csv": ORGANIZATIONS + NEW_ORGANIZATION.replace("A-701", "A-702")}  # fmt: skip
    for name, content in given.items():
        (copied.parent / name).write_text(content, "utf-8-sig")
    again = sent(copied, path, *(copied.parent / name for name in given))
    assert again == {"组织": ("duplicate", 0, set()), "活动.csv": ("rejected", 0, {"V122"}),
                     "组织二.csv": ("loaded", 1, set())}  # fmt: skip


def test_what_is_stored_of_a_sheet_is_named_by_the_next_ones(copied):
    """A register and what its organisation did, some rows sent back; then the same again, and one row more."""
    organizations = {"组织": ORGANIZATIONS + NEW_ORGANIZATION + ELSEWHERE}
    activities = {"活动": ACTIVITIES + ACTIVITY.replace("A-003", "A-701")
                          + ACTIVITY.replace("N-NEW", "N-9").replace("A-003", "A-799")}  # fmt: skip
    hours = f"{HOURS}R-901,ZYZ0001234,A-701,N-NEW,{STREET_A},2016-06-01,7\n"
    path = book(copied, organizations | activities | {"时长": hours})
    assert sent(copied, path) == {
        "组织": ("loaded", 1, {"V121"}), "活动": ("loaded", 1, {"V122"}), "时长": ("loaded", 1, set()),
    }  # fmt: skip
    later = hours.splitlines()[1].replace("901", "902").replace("06-01", "06-02") + "\n"
    path = book(copied, organizations | activities | {"时长": hours + later})
    assert sent(copied, path)["时长"] == ("loaded", 2, set())
    found = ask_file(copied, "SELECT hub_id FROM volunteer_hours WHERE record_id IN ('R-901', 'R-902')")
    assert found == [(HUB_A,)] * 2
