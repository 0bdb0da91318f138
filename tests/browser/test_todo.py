"""待办 as an official uses it: a waiting row is given its organisation, a likeness is settled, both stay on record."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults
from tests.browser.drawing import SIZES, Watch, open_drawn, wait_drawn
from tests.conftest import ROOT, serve

ORGANIZATIONS = """组织编号,名称,组织类型,登记状态,区划代码,备案日期
S001,夕阳红舞蹈队,社区社会组织,备案,330102011000,2015-01-01
S003,夕阳红 舞蹈队,社区社会组织,备案,330102011000,2016-02-01
"""
ACTIVITIES = """活动编号,活动名称,组织编号,区划代码,活动日期,活动类型,服务人次
A1,跳舞,S001,330102011000,2016-01-05,文体活动,20
A2,合唱,没有这个组织,330102011000,2016-01-06,文体活动,25
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server on real records of which one row waits and two organisations look alike."""
    data = tmp_path_factory.mktemp("todo")
    for name, text in (("名录.csv", ORGANIZATIONS), ("活动.csv", ACTIVITIES)):
        (data / name).write_text(text, "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(data / "名录.csv"), str(data / "活动.csv"), "--json"],
        cwd=ROOT, env=os.environ | {"WUSHE_DATA_DIR": str(data)}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    yield from serve(data)


@pytest.fixture
def visit(browser, server):
    """Opens a page of the size asked for; its errors fail the test."""
    opened = []

    def open_page(size: str):
        width, height = SIZES[size]
        context = browser.new_context(base_url=server, viewport={"width": width, "height": height}, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(60_000)
        watch = Watch(server, r"(?!)")
        watch.follow(page)
        opened.append((context, watch))
        return page

    yield open_page
    for context, watch in opened:
        context.close()
        assert not watch.faults


@pytest.fixture(params=list(SIZES))
def page(visit, request):
    """One page in each size."""
    return visit(request.param)


def settled(page, button: str, words: str) -> None:
    """Presses a button and waits until the decision is carried out, however busy the machine is."""
    with page.expect_navigation(url="**/todo?done=*", timeout=120_000):
        page.get_by_role("button", name=button).click()
    for _ in range(60):
        wait_drawn(page)
        if page.get_by_text("正在处理").count() == 0:
            break
        page.get_by_role("link", name="看看好了没有").click()
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.get_by_text(words)).to_be_visible()


def task(page, kind: str):
    return page.locator(".todo-task", has=page.get_by_role("heading", name=kind))


def test_a_waiting_row_and_a_likeness_are_settled(visit):
    page = visit("desktop")
    open_drawn(page, "/todo")
    expect(page.locator("#answer")).to_contain_text("有 2 件事等人决定")
    assert not faults(page)
    alike = task(page, "疑似重复")
    assert {link.get_attribute("href") for link in alike.locator(".profile-link").all()} == {"/org/S001", "/org/S003"}
    expect(alike.get_by_role("link", name="并排看这两行记录")).to_be_visible()
    waiting = task(page, "待核")
    waiting.get_by_label("编号", exact=True).fill("S001")
    waiting.get_by_label("说明").fill("曾用名")
    settled(page, "对应到已有的组织", "已决定：对应到")
    expect(page.locator("#answer")).to_contain_text("有 1 件事等人决定")
    alike = task(page, "疑似重复")
    alike.get_by_label("说明").fill("不同的人")
    here = page.url
    alike.get_by_label("说明").press("Enter")
    page.wait_for_timeout(500)
    assert page.url == here and alike.count() == 1, "the Enter key decides nothing"
    settled(page, "是两个不同的组织", "已决定：不是同一个")
    expect(page.locator("#answer")).to_contain_text("没有需要人来决定的事")
    expect(page.get_by_role("region", name="作过的决定")).to_contain_text("曾用名")
    activities = page.request.get("/api/v1/records/activities?columns=activity_id,org_id&sort=activity_id").json()
    assert [row["org_id"] for row in activities["rows"]] == ["S001", "S001"]
    phone = visit("phone")
    open_drawn(phone, "/todo")
    expect(phone.locator("#answer")).to_contain_text("没有需要人来决定的事")
    expect(phone.get_by_role("region", name="作过的决定")).to_contain_text("不是同一个")
    assert not faults(phone)


def test_what_does_not_exist_is_said(page):
    assert page.request.post("/todo/decide", form={"task": "p-000000000000", "choice": "退回"}).ok
    open_drawn(page, "/todo?done=p-000000000000")
    expect(page.get_by_text("没有办成")).to_be_visible()


def test_another_site_cannot_decide(page):
    headers = {"Origin": "http://elsewhere.example"}
    answer = page.request.post("/todo/decide", form={"task": "p-000000000000", "choice": "退回"}, headers=headers)
    assert answer.status == 403
