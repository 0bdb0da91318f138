"""The marked-up copy of a file tells a sender with a scope no more than the page of the job: nothing of others."""

import shutil

import pytest

from etl.answer import told
from etl.answer.checking import check_paths
from etl.bounds import Bounds
from etl.run import load_paths
from jobs import digest
from tests.etl.answered import opened, said
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_names_apart import PROJECTS
from tests.ownership.test_two_worlds import HOURS

IN_HUB_A = Bounds(hub=HUB_A)
SENT = f"{HOURS}R-1,ZYZ0000001,A-003,HD-PROBE,{STREET_A},2016-06-01,2\n"


def load(data, name, content, bounds=IN_HUB_A, **more):
    path = data.parent / f"{name}.csv"
    path.write_text(content, "utf-8-sig")
    return load_paths([path], data, bounds=bounds, **more)


def checked(data, content, name="表"):
    """Every word of the marked-up copy, without the time, and what the page of the job says of the same."""
    path = data.parent / f"{name}.csv"
    path.write_text(content, "utf-8-sig")
    document = check_paths([path], data, bounds=IN_HUB_A)
    sheets = opened(path.with_name(f"{name}.校验.xlsx"))
    words = [said(sheet) for sheet in sheets.values()]
    words += [cell.comment.text for one in sheets.values() for row in one.rows for cell in row if cell.comment]
    times = {str(row[1].value) for row in sheets["校验结果"].rows if row[0].value == "检查时间"}
    page = digest.digest(document, is_within=True)
    found = [(one["rule"], one["found"], one["message"]) for one in page["findings"]]
    return "\n".join(words).replace(times.pop(), ""), found, document


def many(times, more=""):
    rows = "".join(
        f"HD-M{n:03},棋{n},A-003,{HUB_A},{STREET_A},2016-09-{n:02},文体活动,{(n + 3) * times}\n" for n in range(1, 27)
    )
    return ACTIVITIES + rows + more


def test_whether_somebody_outside_has_a_number_is_not_told_while_a_load_is_held_back(copied, tmp_path):
    other = tmp_path / "other" / "data"
    shutil.copytree(copied, other)
    load(other, "别处", f"{ACTIVITIES}HD-PROBE,棋,B-003,{HUB_B},{STREET_B},2016-06-01,文体活动,4\n", Bounds())
    own = f"HD-PROBE,画,A-003,{HUB_A},{STREET_A},2016-06-01,文体活动,4\n"
    answers = []
    for data in (copied, other):
        assert "held" not in load(data, "一", many(1), guard=True)
        assert "held" in load(data, "二", many(9, own), guard=True)
        answers.append(checked(data, SENT)[:2])
    assert answers[0] == answers[1]
    assert "HD-PROBE" in answers[0][0] and "没有“HD-PROBE" not in answers[0][0] and "⟪" not in answers[0][0]


def test_the_copy_is_made_of_what_the_page_shows(copied):
    heads = PROJECTS.replace("立项金额", "申请金额,立项金额")
    words, found, document = checked(copied, f"{heads}P-1,画,A-003,{HUB_A},{STREET_A},2016-01-10,2016-02-10,8,9\n")
    assert found == [] and "B079" not in repr(document) and "多于申请金额" not in words
    for_all = check_paths([copied.parent / "表.csv"], copied)
    assert [one["rule"] for one in for_all["deliveries"][0]["messages"]] == ["B079"]


@pytest.mark.parametrize("rule", [*digest.TELLS_OF_OTHERS, "B108", "待核"])
def test_the_copy_leaves_out_what_the_page_leaves_out(rule):
    said_of_it = "与《乙区名录.xlsx》第7行（B-1⟪SHU-A⟫）疑似同一组织"
    message = {"row": 2, "column": "组织", "found": "B-1⟪SHU-A⟫", "rule": rule, "severity": "警告"}
    message |= {"message": said_of_it}
    entry = {"file": "a.csv", "sheet": "", "type": "organizations", "warnings": 1, "messages": [message]}
    within = told.told_within(entry, IN_HUB_A)
    page, copy = digest.digest({"deliveries": [entry]}, True), digest.digest({"deliveries": [within]})
    assert page["findings"] == copy["findings"] and told.TELLS_OF_OTHERS == digest.TELLS_OF_OTHERS
    assert [one["warnings"] for one in page["deliveries"]] == [one["warnings"] for one in copy["deliveries"]]
    assert told.told_within(entry, Bounds()) is entry


def test_why_a_load_failed_is_told_without_our_marks():
    failed = digest.digest({"error": "更正 HD-1⟪SHU-A⟫ 读不懂", "hint": "请核对 HD-1⟪SHU-A⟫"}, is_within=True)
    assert (failed["error"], failed["hint"]) == ("更正 HD-1 读不懂", "请核对 HD-1")
