"""目标 as an official uses it on real records: refused in words, entered, seen with what was reached."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.drawing import Watch, open_drawn, wait_drawn
from tests.conftest import ROOT, serve

AREA = "330102011000"
ORGANIZATIONS = f"""组织编号,名称,组织类型,登记状态,区划代码,备案日期
S001,夕阳红舞蹈队,社区社会组织,备案,{AREA},2015-01-01
S002,邻里互助会,社区社会组织,备案,{AREA},2015-02-01
"""


@pytest.fixture
def server(tmp_path):
    """A server on two organisations."""
    (tmp_path / "名录.csv").write_text(ORGANIZATIONS, "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(tmp_path / "名录.csv"), "--json"],
        cwd=ROOT, env=os.environ | {"WUSHE_DATA_DIR": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    yield from serve(tmp_path)


def test_a_target_is_refused_in_words_then_entered_and_held_against_what_was_reached(browser, server):
    context = browser.new_context(base_url=server, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    watch = Watch(server, r"(?!)")
    watch.follow(page)
    open_drawn(page, f"/targets?area={AREA}&year=2015&goal=orgs&goal_year=2015")
    page.fill("input[name=goal_value]", "许多")
    page.fill("input[name=goal_source]", "2015年工作计划")
    page.get_by_role("button", name="保存目标").click()
    expect(page.locator("#targets-form")).to_contain_text("“许多”不是一个数")
    expect(page.locator("input[name=goal_source]")).to_have_value("2015年工作计划")
    page.fill("input[name=goal_value]", "5")
    page.get_by_role("button", name="保存目标").click()
    row = page.locator(".targets-table tbody tr", has_text="2015年工作计划")
    for _ in range(60):
        wait_drawn(page)
        if row.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(row).to_contain_text("还差 3")
    expect(row).to_contain_text("未达到")
    context.close()
    assert not watch.faults, watch.faults
