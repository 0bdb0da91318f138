"""A file that is sent again has the place of now once other rows of it are taken: it pushes back nothing that came
between; who sees everything, and a file of which the same rows are taken, keep the first place."""

import shutil

from components.imports_check import counts_table, totals
from etl.bounds import Bounds
from etl.healing import heal
from etl.lake import Lake
from etl.publish import Warehouse
from etl.run import load_paths, set_withdrawn
from jobs.digest import digest
from tests.ownership.people import ACTIVITIES, HUB_A, STREET_A
from tests.ownership.test_two_worlds import HOURS, ask_file

IN_HUB_A = Bounds(hub=HUB_A)
DAY = "2016-09-02"
KNOWN = f"{HOURS}RT-1,ZYZ0007777,A-003,HD-A002,{STREET_A},2016-05-02,1\n"
LATER = "".join(f"RT-{n},ZYZ000000{n},A-003,HD-LATER,{STREET_A},{DAY},24\n" for n in range(2, 9))
BETWEEN = HOURS + "".join(f"RP-{n},ZYZ000000{n},A-003,HD-A002,{STREET_A},{DAY},3\n" for n in range(2, 9))
TWO_KINDS = "记录编号,志愿者编号,组织编号,活动编号,区域代码,服务日期,服务时长,流水编号,收支类型,发生日期,积分\n"
AS_EITHER = f"{TWO_KINDS}RT-2,ZYZ0000002,A-003,HD-A002,{STREET_A},{DAY},1,LS-2,%s,{DAY},1\n"
LONG_DAYS_REFUSED = '[severity]\nB088 = "拒收"\n'
THE_ACTIVITY = f"{ACTIVITIES}HD-LATER,棋,A-003,{HUB_A},{STREET_A},{DAY},文体活动,9\n"


def sent(data, name, content, bounds=IN_HUB_A):
    """The entry of one file, and its place among the deliveries."""
    path = data.parent / f"{name}.csv"
    path.write_text(content, "utf-8-sig")
    (entry,) = load_paths([path], data, bounds=bounds)["deliveries"]
    return entry, next(one for one in Lake(data).manifests() if one.delivery == entry["delivery"])


def others_current(data):
    return ask_file(data, "SELECT count(*) FROM volunteer_hours WHERE record_id LIKE 'RP-%'")[0][0]


def test_rows_taken_only_when_a_file_is_sent_again_come_after_what_others_sent_between(copied):
    first, before = sent(copied, "时长", KNOWN + LATER)
    assert (first["accepted"], first["rejected"]) == (1, 7)
    _, between = sent(copied, "别处", BETWEEN, Bounds())
    assert others_current(copied) == 7
    sent(copied, "活动", THE_ACTIVITY)
    again, after = sent(copied, "时长", KNOWN + LATER)
    assert (again["delivery"], again["accepted"], again["rejected"]) == (first["delivery"], 8, 0)
    assert others_current(copied) == 7
    assert before.sequence < between.sequence < after.sequence and before.received_at < after.received_at


def test_a_file_of_which_the_same_rows_are_taken_keeps_its_place(copied):
    """Why the others are sent back has changed: read anew, and nothing of it comes later."""
    _, before = sent(copied, "时长", KNOWN + LATER)
    sent(copied, "别处", BETWEEN, Bounds())
    (copied / "rules.toml").write_text(LONG_DAYS_REFUSED, "utf-8")
    again, after = sent(copied, "时长", KNOWN + LATER)
    assert (again["status"], after.accepted, after.rejected) == ("loaded", 1, 7)
    assert after.rules_version != before.rules_version
    assert (after.sequence, after.received_at) == (before.sequence, before.received_at)


def test_who_sees_everything_keeps_the_place_whatever_is_taken(copied):
    _, before = sent(copied, "时长", KNOWN + LATER, Bounds())
    sent(copied, "别处", BETWEEN, Bounds())
    (copied / "rules.toml").write_text(LONG_DAYS_REFUSED, "utf-8")
    _, after = sent(copied, "时长", KNOWN + LATER, Bounds())
    assert (before.accepted, after.accepted) == (8, 1)
    assert (after.sequence, after.received_at) == (before.sequence, before.received_at)


def test_a_delivery_that_was_lost_is_read_again_in_its_place(copied):
    _, before = sent(copied, "时长", KNOWN + LATER)
    sent(copied, "活动", THE_ACTIVITY)
    lake = Lake(copied)
    (lake.folder_of(before) / "rows.parquet").unlink()
    assert "重新读入" in heal(lake, Warehouse(copied))[0]
    after = lake.find(before.delivery)
    assert (after.sequence, after.received_at) == (before.sequence, before.received_at)


def test_what_a_file_was_taken_as_is_not_taken_back_by_giving_it_another_name(copied):
    """What it replaced would hold again in its old place, and rows of others published since would wait."""
    sent(copied, "一", f"{KNOWN}RT-2,ZYZ0000002,A-003,HD-A002,{STREET_A},{DAY},24\n")
    _, taken = sent(copied, "时长", AS_EITHER % "获得")
    sent(copied, "别处", BETWEEN, Bounds())
    assert others_current(copied) == 7
    (copied.parent / "积分流水.csv").write_text(AS_EITHER % "获得", "utf-8-sig")
    (again,) = load_paths([copied.parent / "积分流水.csv"], copied, bounds=IN_HUB_A)["deliveries"]
    ((rule, said),) = [(one["rule"], one["message"]) for one in again["messages"]]
    assert (again["status"], rule) == ("rejected", "V128")
    assert "《时长.csv》）已按“志愿服务时长”收下1行" in said and taken.delivery in said
    assert others_current(copied) == 7 and not Lake(copied).ledger.withdrawn()
    set_withdrawn(copied, taken.delivery, withdrawn=True)  # by somebody who may
    again, _ = sent(copied, "积分流水", AS_EITHER % "获得")
    assert (again["type"], again["status"]) == ("points", "loaded")


def test_a_file_is_not_read_anew_when_rows_it_brought_would_go(copied):
    """What they had replaced would hold again in its old place."""
    _, before = sent(copied, "时长", f"{KNOWN}RT-3,ZYZ0000003,A-003,HD-A002,{STREET_A},{DAY},24\n")
    (copied / "rules.toml").write_text(LONG_DAYS_REFUSED, "utf-8")
    lake = Lake(copied)
    (again,) = load_paths([copied.parent / "时长.csv"], copied, bounds=IN_HUB_A)["deliveries"]
    assert again["status"] == "rejected" and {"V129", "B088"} <= {one["rule"] for one in again["messages"]}
    assert lake.find(before.delivery) == before and not lake.ledger.withdrawn()


def test_a_file_of_which_nothing_was_taken_is_taken_under_its_right_name(copied):
    wrong, before = sent(copied, "积分流水", AS_EITHER % "不详")
    right, _ = sent(copied, "时长", AS_EITHER % "不详")
    assert (wrong["type"], wrong["status"]) == ("points", "rejected")
    assert (right["type"], right["status"]) == ("volunteer_hours", "loaded")
    assert Lake(copied).ledger.withdrawn() == {before.delivery}


def test_how_many_rows_others_replaced_stands_in_no_receipt(copied, tmp_path):
    other = tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    receipts = []
    for data in (copied, other):
        sent(data, "时长", KNOWN + LATER)
        if data is other:
            sent(data, "更正", KNOWN.replace(",1\n", ",2\n"), Bounds())
        (data / "rules.toml").write_text(LONG_DAYS_REFUSED, "utf-8")
        entry, _ = sent(data, "时长", KNOWN + LATER)
        receipts.append(digest({"deliveries": [entry]}, is_within=True))
    assert entry["superseded"] == 1 and digest({"deliveries": [entry]})["deliveries"][0]["superseded"] == 1
    assert receipts[0] == receipts[1] and "superseded" not in receipts[0]["deliveries"][0]
    assert "被更新" not in str(counts_table(receipts[1])) and totals(receipts[1])["accepted"] == 1
