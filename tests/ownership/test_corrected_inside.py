"""A hub corrects what its street reported of it: one record, whether or not others use its number."""

import shutil

import pytest

from etl.bounds import Bounds
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_two_worlds import FUNDING, HOURS, IN_A, IN_HUB_A, SCOPES, ask_file, seen, sent

PROJECTS = "项目编号,项目名称,组织编号,枢纽编号,区域代码,申报日期,立项日期,立项金额\n"


def rows(letter, hub, street, count):
    """An activity, hours at it, a payment and a project, each with a figure that can be corrected."""
    org = f"{letter}-003"
    return {
        "活动.csv": f"{ACTIVITIES}HD-1,棋{letter},{org},{hub},{street},2016-06-01,文体活动,{count}\n",
        "时长.csv": f"{HOURS}R-1,ZYZ0001234{letter},{org},HD-1,{street},2016-06-01,{count}\n",
        "资金.csv": f"{FUNDING}ZJ-1,2016-03-01,{count}00,拨付,财政资金,公益创投,{hub},{org},{street},\n",
        "项目.csv": f"{PROJECTS}XM-1,项目{letter},{org},{hub},{street},2016-01-10,2016-02-10,{count}000\n",
    }  # fmt: skip


def test_a_hub_that_corrects_what_its_street_reported_leaves_one_record_though_others_have_its_number(copied):
    sent(copied, rows("B", HUB_B, STREET_B, 9), Bounds())
    for count, bounds in ((3, IN_A), (5, IN_HUB_A)):
        sent(copied, {"活动.csv": rows("A", HUB_A, STREET_A, count)["活动.csv"]}, bounds)
    assert ask_file(copied, "SELECT visits FROM activities WHERE activity_id LIKE 'HD-1%' ORDER BY ALL") == [(5,), (9,)]


@pytest.mark.parametrize("again", [IN_A, IN_HUB_A], ids=["street", "hub"])
def test_what_the_street_reported_is_corrected_whoever_else_has_its_number(copied, tmp_path, again):
    other = tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    sent(other, rows("B", HUB_B, STREET_B, 9), Bounds())
    told = []
    for data in (copied, other):
        steps = [(rows("A", HUB_A, STREET_A, 3), IN_A), (rows("A", HUB_A, STREET_A, 4), IN_HUB_A),
                 (rows("A", HUB_A, STREET_A, 5), again)]  # fmt: skip
        told.append([sent(data, given, bounds) for given, bounds in steps])
    assert told[0] == told[1]
    assert [one["accepted"] for answer in told[0] for one in answer["deliveries"]] == [1] * 12
    for scope in SCOPES.values():
        assert seen(copied, scope) == seen(other, scope)
    assert ask_file(other, "SELECT visits FROM activities WHERE activity_id LIKE 'HD-1%' ORDER BY ALL") == [(5,), (9,)]
    amounts = "SELECT CAST(amount AS INTEGER) FROM funding WHERE funding_id LIKE 'ZJ-1%' ORDER BY ALL"
    assert ask_file(other, amounts) == [(500,), (900,)]
    for number in ("volunteer_hours WHERE record_id LIKE 'R-1%'", "projects WHERE project_id LIKE 'XM-1%'"):
        assert ask_file(other, f"SELECT count(*) FROM {number}") == [(2,)]
