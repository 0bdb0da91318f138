"""A delivery is held to the scope of its sender, whatever its rows say; what is outside and what is unknown is refused
in the same words."""

import pytest

from etl.answer.checking import check_paths
from etl.bounds import Boundary, Bounds
from etl.cli import main
from etl.intake import FAST_FROM
from etl.lake import Lake
from etl.record import record_types
from etl.run import WrongCallError, load_paths, set_withdrawn
from etl.validate import Validated
from tests.ownership.people import (
    ACTIVITIES,
    DISTRICT_A,
    HUB_A,
    HUB_B,
    HUBS,
    ORGANIZATIONS,
    STREET_A,
    STREET_B,
    TARGETS,
)  # fmt: skip

IN_A, IN_HUB_A = Bounds(area=STREET_A), Bounds(hub=HUB_A)


def told(apart, bounds, content, name="表.csv", area=None):
    """The entry a check gives of one table, and the rule by row (None: the whole of it)."""
    path = apart.parent / name
    path.write_text(content, "utf-8-sig")
    (entry,) = check_paths([path], apart, area=area, out=apart.parent, bounds=bounds)["deliveries"]
    return entry, {one["row"]: one["rule"] for one in entry["messages"] if one["severity"] == "拒收"}


def org(number, street=STREET_A, hub="", name=""):
    return f"{number},{name or number + '社'},社区社会组织,备案,{street},{hub},2015-03-01\n"


def act(number, organization, hub="", street=STREET_A):
    return f"{number},棋,{organization},{hub},{street},2016-05-01,文体活动,5\n"


def test_rows_of_another_area_are_sent_back(apart):
    entry, rules = told(apart, IN_A, ORGANIZATIONS + org("N-1") + org("N-2", STREET_B) + org("N-3"))
    assert (entry["accepted"], entry["rejected"], rules) == (2, 1, {3: "V121"})
    entry, rules = told(apart, Bounds(area=DISTRICT_A), ORGANIZATIONS + org("N-1") + org("N-2", STREET_B))
    assert (entry["accepted"], rules) == (1, {3: "V121"})
    entry, rules = told(apart, Bounds(), ORGANIZATIONS + org("N-1") + org("N-2", STREET_B))
    assert (entry["accepted"], rules) == (2, {})


def test_the_number_of_a_record_outside_is_not_taken_over(apart):
    _, rules = told(apart, IN_A, ORGANIZATIONS + org("B-003") + org("A-003") + org("N-9"))
    assert rules == {2: "V123"}
    _, rules = told(apart, IN_HUB_A, ORGANIZATIONS + org("B-003", hub=HUB_A) + org("A-002", hub=HUB_A))
    assert rules == {2: "V123", 3: "V123"}  # A-002 is in the street, but not with the hub
    _, rules = told(apart, IN_A, ACTIVITIES + act("HD-B001", "A-003") + act("HD-A001", "A-003"))
    assert rules == {}  # kept apart, and nothing is said (test_two_worlds.py)


def test_rows_point_at_records_inside_alone_and_the_unknown_is_told_like_the_foreign(apart):
    rows = act("N-1", "A-003") + act("N-2", "B-003") + act("N-3", "NIEMAND") + act("N-4", "B街第3社")
    entry, rules = told(apart, IN_A, ACTIVITIES + rows + act("N-5", "A街第4社") + act("N-6", "A-003", HUB_B))
    assert rules == {3: "V122", 4: "V122", 5: "V122", 7: "V122"} and entry["accepted"] == 2
    refusals = [one for one in entry["messages"] if one["rule"] == "V122"]
    said = {one["row"]: one["message"].replace(one["found"], "…") for one in refusals}
    assert said[3] == said[4]
    rows = act("N-1", "A-003", HUB_A) + act("N-2", "A-002", HUB_A) + act("N-3", "A-003", HUB_B)
    entry, rules = told(apart, IN_HUB_A, ACTIVITIES + rows)
    assert rules == {3: "V122", 4: "V122"} and entry["accepted"] == 1
    said = " ".join(one["message"] for one in entry["messages"])
    assert "乙街" not in said and "第2社" not in said


def test_a_number_that_a_mapping_looked_up_is_not_repeated_in_the_refusal(apart):
    record_type = record_types()["activities"]
    row = dict.fromkeys(record_type.column_ids()) | {"activity_id": "N-1", "org_id": "B-003", "area_code": STREET_A}
    for is_looked_up in (False, True):
        judged = Validated(rows=[dict(row)], row_numbers=[2])
        Boundary(IN_A, apart, is_looked_up).judge(record_type, judged)
        assert [number for number, *_ in judged.rejected] == [2] and judged.accepted == 0
        assert ("B-003" in repr(judged.rejected)) is not is_looked_up


def test_a_row_that_says_of_no_place_is_sent_back(apart):
    _, rules = told(apart, IN_HUB_A, ORGANIZATIONS + org("N-1") + org("N-2", hub=HUB_A))
    assert rules == {2: "V126"}


def test_what_speaks_for_more_than_the_sender_is_refused_whole(apart):
    hub = HUBS.splitlines()[0] + f"\n{HUB_A},甲街枢纽,市,330100000000\n"
    entry, rules = told(apart, IN_HUB_A, hub)
    assert (entry["status"], rules) == ("rejected", {None: "V124"})
    target = f"{TARGETS}orgs,{STREET_A},,2016,3,≥,目标,计划\n"
    assert told(apart, Bounds(area=STREET_A, refused_types=("targets",)), target)[1] == {None: "V124"}
    assert told(apart, IN_A, target)[1] == {}
    assert told(apart, IN_HUB_A, target)[1] == {None: "V124"}


def test_a_declared_area_lies_inside(apart):
    entry, rules = told(apart, IN_A, ORGANIZATIONS + org("N-1"), area=STREET_B)
    assert (entry["status"], rules) == ("rejected", {None: "V125"})
    assert told(apart, IN_A, ORGANIZATIONS + org("N-1"), area=STREET_A)[1] == {}


def test_a_large_table_is_held_to_it_like_a_small_one(apart):
    rows = "".join(org(f"N-{n:06}", STREET_B if n % 1000 == 7 else STREET_A) for n in range(22_000))
    content = ORGANIZATIONS + rows
    assert len(content.encode()) > FAST_FROM
    entry, _ = told(apart, IN_A, content)
    assert (entry["accepted"], entry["rejected"]) == (21_978, 22)


def refused_withdrawal(data, delivery, bounds, withdrawn=True):
    with pytest.raises(WrongCallError) as refused:
        set_withdrawn(data, delivery, withdrawn, bounds=bounds)
    return str(refused.value).replace(delivery, "…")


def test_a_delivery_of_another_sender_is_withdrawn_and_restored_by_nobody_else(copied, monkeypatch):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(copied))
    path = copied.parent / "表.csv"
    path.write_text(ORGANIZATIONS + org("N-1", hub=HUB_A), "utf-8-sig")
    (own,) = [one["delivery"] for one in load_paths([path], copied, bounds=IN_HUB_A)["deliveries"]]
    others = [one for one in Lake(copied).manifests() if not one.within and one.type in ("organizations", "activities")]
    never = {refused_withdrawal(copied, "0123456789abcdef", bounds) for bounds in (IN_HUB_A, IN_A)}
    foreign = [(own, Bounds(hub=HUB_B)), (own, Bounds(area=STREET_B))]
    foreign += [(one.delivery, IN_HUB_A) for one in others]
    foreign += [(one.delivery, IN_A) for one in others if one.area == STREET_B]
    for delivery, bounds in foreign:
        assert {refused_withdrawal(copied, delivery, bounds, on) for on in (True, False)} == never
    assert Lake(copied).ledger.withdrawn() == set()
    assert set_withdrawn(copied, own, True, bounds=IN_HUB_A)["changed"]
    assert main(["restore", own, "--within-hub", HUB_B, "--json"]) == 2
    assert main(["restore", own, "--within-hub", HUB_A, "--json"]) == 0
    (of_a,) = [one.delivery for one in others if one.area == STREET_A and one.type == "organizations"]
    assert set_withdrawn(copied, of_a, True, bounds=IN_A)["changed"]  # all of it counts and lies in the street
    assert Lake(copied).ledger.withdrawn() == {of_a}


def manifests(data):
    return {(one.type, one.within, one.accepted, one.rejected) for one in Lake(data).manifests() if one.within}


@pytest.mark.soak
def test_the_same_file_from_another_sender_takes_nobodys_place(copied):
    before = {one.delivery: one.accepted for one in Lake(copied).manifests()}
    path = copied.parent / "表.csv"
    path.write_text(ORGANIZATIONS + org("N-1") + org("N-2", STREET_B, name="乙街新社"), "utf-8-sig")
    first = load_paths([path], copied, bounds=IN_A)["deliveries"][0]
    other = load_paths([path], copied, bounds=Bounds(area=STREET_B))["deliveries"][0]
    assert first["delivery"] != other["delivery"]
    assert manifests(copied) == {
        ("organizations", f"area:{STREET_A}", 1, 1), ("organizations", f"area:{STREET_B}", 1, 1),
    }  # fmt: skip
    again = load_paths([path], copied, bounds=IN_A)["deliveries"][0]
    assert (again["delivery"], again["accepted"], again["rejected"]) == (first["delivery"], 1, 1)
    sent = copied.parent / "名录乙.csv"
    for original in copied.glob("lake/_files/*"):  # every file that anybody ever sent, once more from another sender
        sent.write_bytes(original.read_bytes())
        load_paths([sent], copied, bounds=IN_HUB_A)
    after = {one.delivery: one.accepted for one in Lake(copied).manifests()}
    assert {key: after[key] for key in before} == before and Lake(copied).ledger.withdrawn() == set()
