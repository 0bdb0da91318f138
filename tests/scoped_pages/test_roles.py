"""What a role is offered: its pages, its name in the bar, and only what it may do."""

import json

import pytest

from access import present
from access.roles import ALLOWED, May, Role
from components.allowed import home_path
from components.page import all_pages, find, state_of
from entrance.permissions import PAGES, home_of
from indicators.warehouse import snapshot
from sheets.collecting import collected
from sheets.words import page_notes
from tests.scoped_pages.drawing import body_of, drawn, lines, somebody

AREA, HUB = "330102011000", "H330102011000"


def entries(menu):
    return set(lines(menu)) - {"五社联动分析台", "看", "管", "数", "收起菜单"}


@pytest.mark.parametrize("page", [page.path for page in all_pages()])
def test_pages_and_the_gate_have_the_same_rule(page):
    """The menu and the gate ask two places; they must say the same."""
    found = find(page)
    assert (PAGES[page].right, PAGES[page].for_hubs) == (found.needs, found.for_hubs or found.needs is None)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("hub", [None, HUB])
def test_the_menu_has_the_pages_of_the_role(demonstration, role, hub):
    with somebody(role, area=None if hub else AREA, hub=hub):
        shown = entries(drawn(home_path())[3])
    expected = {
        page.name
        for page in all_pages()
        if page.group and (page.needs is None or page.needs in ALLOWED[role]) and (page.for_hubs or not hub)
    }
    assert shown == expected


def test_nobody_has_every_page_and_no_name_in_the_bar(demonstration):
    _, _, bar, menu = drawn("/density")
    assert entries(menu) == {page.name for page in all_pages() if page.group and not page.for_accounts}
    assert "退出" not in lines(bar)


@pytest.mark.parametrize(
    ("role", "scope", "words"),
    [(Role.OFFICIAL, {"area": AREA}, "浙江省 杭州市 上城区 凯旋街道"), (Role.HUB_LEADER, {"hub": HUB}, "凯益荟"),
     (Role.ANALYST, {}, "全部区域")],
)  # fmt: skip
def test_the_bar_says_who_and_what_scope(demonstration, role, scope, words):
    with somebody(role, **scope):
        bar = drawn("/funding", "?year=2024")[2]
    told = lines(bar)
    assert {"liming", role.value, f"范围：{words}", "退出"} <= set(told)
    assert '"action": "/logout"' in json.dumps(bar) and '"method": "post"' in json.dumps(bar)


@pytest.mark.parametrize("path", [page.path for page in all_pages() if not page.for_hubs])
def test_a_page_that_cannot_be_told_by_hub_says_so(demonstration, path):
    with somebody(Role.HUB_LEADER, hub=HUB):
        _, body, _, _ = drawn(path)
        text = "".join(lines(body[0]))
    if path == "/":
        assert "凯益荟" in text and "在册组织" in text, "the home of a hub is its own year"
    else:
        assert "不能按枢纽分开" in text or "您的角色不能看" in text
        assert "凯益荟" in text or "您的角色不能看" in text


def test_everybody_begins_where_the_gate_sends_them(demonstration):
    for role, scope in (
        (Role.OFFICIAL, {"area": AREA}),
        (Role.ANALYST, {}),
        (Role.HUB_LEADER, {"hub": HUB}),
        (Role.CLERK, {"area": AREA}),
        (Role.CLERK, {"hub": HUB}),
        (Role.ADMINISTRATOR, {}),
    ):
        with somebody(role, **scope):
            assert home_path() == home_of(present.person())


def test_who_may_not_is_told_why(demonstration):
    with somebody(Role.ANALYST, area=AREA):
        targets = "".join(lines(body_of("/targets", "?year=2024")))
        year = "".join(lines(body_of(f"/hubs/{HUB}", "?year=2024")))
        refused = "".join(lines(body_of("/todo")))
    assert "您的角色不能填目标" in targets and "保存目标" not in targets
    assert "您的角色不能定稿" in year and "为什么定稿" not in year
    assert "您的角色不能看“待办”" in refused
    with somebody(Role.OFFICIAL, area=AREA):
        assert "您的角色不能定稿" not in "".join(lines(body_of(f"/hubs/{HUB}", "?year=2024")))


def test_an_administrator_of_accounts_sees_no_records(demonstration):
    with somebody(Role.ADMINISTRATOR):
        for page in all_pages():
            if page.needs in (May.READ, May.ROWS, May.DELIVER, May.DECIDE):
                text = "".join(lines(body_of(page.path if page.path != "/" else "/density")))
                assert "您的角色不能看" in text, page.path


def test_links_to_pages_of_others_are_plain_words(demonstration):
    with somebody(Role.HUB_LEADER, hub=HUB):
        shown = json.dumps(drawn("/hubs", "?year=2024")[1][0])
    for path in ("/density", "/tiers", "/coverage", "/quality", "/explore", "/area/"):
        assert f'"href": "{path}' not in shown
    assert '"href": "/org/' in shown


def test_a_file_says_for_whom_it_was_made(demonstration):
    page = find("/funding")
    with somebody(Role.HUB_LEADER, hub=HUB), snapshot() as taken:
        notes = {note.name: note.value for note in page_notes(collected(page, state_of(page, "/funding", ""), taken))}
    assert notes["账户的范围"].startswith("凯益荟")
    assert "liming" in notes["导出人"]
