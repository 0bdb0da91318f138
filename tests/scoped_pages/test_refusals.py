"""What lies outside one's scope is refused like what nobody knows: the answer tells nothing about it."""

import pytest

import app
from access.roles import May, Role
from components.page import all_pages
from components.router import _panel
from components.tree import plant
from indicators.errors import ChoiceError
from indicators.warehouse import snapshot
from reports.area import area_report
from reports.hub import hub_report
from tests.scoped_pages.drawing import body_of, drawn, lines, somebody

OWN, ABOVE, BESIDE, NOWHERE = "330102011000", "330102000000", "330114000000", "330199999999"
HUB, OTHER, NOBODY = "H330102011000", "H330114001000", "H999999999999"


@pytest.mark.parametrize("path", ["/", "/density", "/funding", "/hubs", "/targets", "/quality", "/views"])
def test_an_area_outside_is_refused_like_one_that_is_not_there(demonstration, path):
    with somebody(area=OWN):
        told = {code: lines(body_of(path, f"?area={code}")) for code in (ABOVE, BESIDE, NOWHERE)}
    words = [[line.replace(code, "代码") for line in text] for code, text in told.items()]
    assert words[0] == words[1] == words[2]
    assert f"没有代码为“{ABOVE}”的地区，或者它不在您的范围内。" in told[ABOVE]


def test_the_profile_and_the_records_of_an_area_outside(demonstration):
    with somebody(area=OWN):
        for address in ("/area/{}", "/records?area={}"):
            told = []
            for code in (BESIDE, NOWHERE):
                path, _, search = address.format(code).partition("?")
                told.append("".join(lines(body_of(path, f"?{search}"))).replace(code, "代码"))
            assert told[0] == told[1], address


@pytest.mark.parametrize(
    "address", ["/hubs/{}", "/hub/{}", "/funding?hub={}", "/linkage?hub__not={}", "/records?hub={}"]
)
@pytest.mark.parametrize("scope", [{"area": OWN}, {"hub": HUB}])
def test_a_hub_outside_is_refused_like_one_that_is_not_there(demonstration, address, scope):
    told = []
    with somebody(Role.HUB_LEADER if "hub" in scope else Role.OFFICIAL, **scope):
        for hub in (OTHER, NOBODY):
            path, _, search = address.format(hub).partition("?")
            told.append("".join(lines(drawn(path, f"?{search}")[1][0])).replace(hub, "编号"))
    assert told[0] == told[1]
    assert "没有" in told[0]


def test_the_panel_refuses_too(demonstration):
    with somebody(area=OWN):
        told = ["".join(lines(plant(_panel({"panel": "orgs", "whole": f"/density|?panel=orgs&area={code}"}))[0]))
                for code in (BESIDE, NOWHERE)]  # fmt: skip
    assert "不在您的范围内" in told[0]


def test_reports_refuse_too(demonstration):
    with somebody(area=OWN):
        for code in (ABOVE, BESIDE, NOWHERE):
            with pytest.raises(ChoiceError, match="不在您的范围内"):
                area_report(code, 2024)
        for hub in (OTHER, NOBODY):
            with pytest.raises(ChoiceError, match="不在您的范围内"):
                hub_report(hub, 2024)


def test_layouts_hold_no_data(demonstration):
    """What every visit begins with is the same for everybody and names nothing that was delivered."""
    client = app.server.test_client()
    with snapshot() as now:
        names = {row["name"] for table in ("organizations", "hubs", "projects", "partners")
                 for row in now.rows(f"SELECT DISTINCT name FROM {table} WHERE length(name) > 3")}  # fmt: skip
    for path in ("/", "/hubs/H330102011000", "/area/330102011000", "/_dash-layout", "/_dash-dependencies"):
        text = client.get(path, headers={"Host": "127.0.0.1"}).get_data(as_text=True)
        assert len(text) > 300 and not [name for name in names if name in text], path


@pytest.mark.parametrize("path", ["/", "/density", "/records", f"/area/{NOWHERE}", f"/density?area={BESIDE}", "/views"])
def test_an_account_whose_area_is_in_no_data_is_told_whom_to_ask(demonstration, path):
    """No other address would help: nothing to look for, and no way back to the same words."""
    path, _, search = path.partition("?")
    with somebody(area=NOWHERE):
        body, bar, _menu = drawn(path, search)[1:]
    words = "".join(lines(body))
    assert f"您账户的地区（{NOWHERE}）不在数据里" in words and "请联系系统管理员" in words
    assert "顶栏" not in words and "回到" not in words and "我的账户" in "".join(lines([body, bar]))


@pytest.mark.parametrize("path", ["/account", "/imports"])
def test_what_needs_no_area_is_there_for_an_account_whose_area_is_in_no_data(demonstration, path):
    with somebody(area=NOWHERE):
        words = "".join(lines(body_of(path)))
    assert "不在数据里，没有可以看的记录" not in words and "出错" not in words


def test_a_leader_whose_hub_is_in_no_data_is_told_whom_to_ask(demonstration):
    with somebody(Role.HUB_LEADER, hub=NOBODY):
        words = "".join(lines(body_of("/hubs")))
    assert f"您账户的枢纽（{NOBODY}）不在数据里" in words and "请联系系统管理员" in words and "枢纽列表" not in words


def pages_for_hubs() -> list[tuple[str, Role]]:
    rights = {None: Role.HUB_LEADER, May.READ: Role.HUB_LEADER, May.ROWS: Role.HUB_LEADER, May.DELIVER: Role.CLERK}
    return [(page.path, rights[page.needs]) for page in all_pages() if page.for_hubs and page.needs in rights]


@pytest.mark.parametrize(("path", "role"), pages_for_hubs())
def test_every_page_tells_somebody_whose_hub_is_in_no_data(demonstration, path, role):
    with somebody(role, hub=NOBODY):
        words = "".join(lines(body_of(path)))
    assert f"您账户的枢纽（{NOBODY}）不在数据里" in words and "请联系系统管理员" in words


@pytest.mark.parametrize("path", ["/records", "/imports"])
def test_nobody_else_is_told_so(demonstration, path):
    with somebody(Role.HUB_LEADER, hub=HUB):
        assert "不在数据里" not in "".join(lines(body_of(path)))
