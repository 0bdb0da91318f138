"""我的账户, 账户管理 and 审计记录 as an administrator and an analyst use them, with mouse, keyboard and phone."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Page, expect

from access import accounts, audit, store
from access.roles import Role
from tests.browser.drawing import Watch, drawn_after, open_drawn, wait_drawn
from tests.conftest import serve

GOOD, BETTER = "Luohan-Song-2031", "Qiantang-Chao-2047"
XIASHA = "330114001000"


@pytest.fixture
def house(tmp_path, demo_dir):
    """Base URL of a server that people log in to, on the demonstration; its record is read in this process too."""
    shutil.copytree(demo_dir / "demo", tmp_path / "demo", ignore=shutil.ignore_patterns("kept"))
    store.use(tmp_path)
    for name, role in (("root1", Role.ADMINISTRATOR), ("li.w", Role.ANALYST)):
        accounts.add(name, role)
        accounts.change_password(name, GOOD)
    yield from serve(tmp_path)
    store.use(None)


@pytest.fixture
def come_in(browser, house):
    """`come_in(name, password, width, theme)` → a page of that person's browser; at the end none may have a fault."""
    opened = []

    def enter(name: str, password: str = GOOD, width: int = 1440, theme: str = "light") -> Page:
        height = 900 if width > 500 else 844
        context = browser.new_context(base_url=house, locale="zh-CN", color_scheme=theme, reduced_motion="reduce",
                                      viewport={"width": width, "height": height})  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(30_000)
        watch = Watch(house, r"40[03]：.*/(accounts/add|account/password|density)$|status of 40[03]")
        watch.follow(page)
        opened.append((context, watch))
        page.goto("/login")
        page.fill("input[name=name]", name)
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield enter
    for context, _ in opened:
        context.close()
    faults = [fault for _, watch in opened for fault in watch.faults]
    assert not faults, "\n".join(faults)


def test_an_administrator_makes_changes_and_ends_an_account(come_in):
    page = come_in("root1")
    wait_drawn(page)
    expect(page.locator(".menu-item")).to_have_text(["账户管理", "审计记录", "我的账户"])
    page.click("#account-form summary")
    drawn_after(page, lambda: page.locator("#account-form").get_by_role("link", name="填报员").click())
    page.click("#area-chip summary")
    page.locator("#area-chip input[type=search]").press_sequentially("下沙")
    expect(page.locator("#area-results a", has_text=XIASHA)).to_be_visible()
    drawn_after(page, lambda: page.locator("#area-results a", has_text=XIASHA).click())
    page.fill("#account-form input[name=account]", "X")
    page.keyboard.press("Enter")
    expect(page.locator("#account-form .account-error")).to_contain_text("不能用")
    page.fill("#account-form input[name=account]", "chen.k")
    page.keyboard.press("Enter")
    secret = page.locator("#account-secret").inner_text()
    assert secret not in page.url + page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    drawn_after(page, lambda: page.get_by_role("button", name="我已记下，关闭").click())
    row = page.locator("[aria-label=账户] tbody tr", has_text="chen.k")
    expect(row).to_contain_text("钱塘区 下沙街道")
    expect(page.locator("body")).not_to_contain_text(secret)
    page.get_by_role("button", name="停用账户 chen.k").click()
    expect(page.get_by_role("dialog")).to_contain_text("停用账户 chen.k")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="停用账户 chen.k")).to_be_focused()
    assert accounts.find("chen.k").disabled_at is None
    page.get_by_role("button", name="停用账户 chen.k").click()
    drawn_after(page, lambda: page.get_by_role("button", name="确定").click())
    expect(row).to_contain_text("停用")
    assert accounts.find("chen.k").disabled_at and accounts.find("chen.k").person.area == XIASHA
    drawn_after(page, lambda: page.get_by_role("link", name="审计记录").click())
    table = page.locator("[aria-label=审计记录] tbody tr")
    expect(table.first).to_contain_text("停用账户")
    page.get_by_role("button", name="校验").click()
    expect(page.locator(".account-error[data-kind=good]")).to_contain_text("审计记录完整")
    page.locator("summary", has_text="动作").click()
    drawn_after(page, lambda: page.locator(".chip-menu").get_by_role("link", name="新建账户").click())
    expect(table).to_have_count(3)
    with page.expect_download() as given:
        page.get_by_role("link", name="下载这些（CSV）").click()
    assert len(given.value.path().read_text("utf-8-sig").splitlines()) == 4
    answer = page.goto("/density")
    assert answer.status == 403


def test_a_person_changes_the_password_and_makes_a_token(come_in):
    page = come_in("li.w", theme="dark")
    other = come_in("li.w")
    open_drawn(other, "/account")
    open_drawn(page, "/account")
    expect(page.locator("#answer")).to_contain_text("您是 li.w，分析员")
    page.get_by_label("现在的密码").fill("Wrong-Guess-77")
    page.get_by_label("新密码", exact=True).fill(BETTER)
    page.get_by_label("再写一次新密码").fill(BETTER)
    page.keyboard.press("Enter")
    expect(page.get_by_label("现在的密码")).to_be_focused()
    expect(page.locator(".account-field .account-error")).to_contain_text("现在的密码不对")
    page.get_by_label("现在的密码").fill(GOOD)
    drawn_after(page, lambda: page.keyboard.press("Enter"))
    expect(page.locator("#account-toast")).to_contain_text("密码已改")
    assert "/login" in other.goto("/account").url
    page.fill("input[name=purpose]", "每周取数")
    page.get_by_role("button", name="新建令牌").click()
    secret = page.locator("#account-secret").inner_text()
    expect(page.get_by_role("dialog")).to_contain_text(f"Authorization: Bearer {secret}")
    drawn_after(page, lambda: page.get_by_role("button", name="我已记下，关闭").click())
    page.get_by_role("button", name="作废令牌：每周取数").click()
    drawn_after(page, lambda: page.get_by_role("button", name="确定").click())
    expect(page.locator("[aria-label=我的接口令牌]")).to_contain_text("已作废")
    done = [line.action for line in audit.latest(20, name="li.w")]
    assert {"修改密码", "新建令牌", "作废令牌"} <= set(done) and audit.verify().broken is None


@pytest.mark.parametrize("path", ["/account", "/accounts", "/audit", "/accounts?account=li.w&as_role=分析员"])
def test_the_pages_fit_the_phone(come_in, path):
    page = come_in("root1", width=390)
    open_drawn(page, path)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    small = page.evaluate(
        "[...document.querySelectorAll('#page button, #page a.button, #page input:not([type=hidden])')]"
        ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 40).map(one => one.outerHTML)"
    )
    assert not small


@pytest.mark.parametrize("path", ["/account", "/accounts", "/audit"])
def test_one_person_on_one_machine_is_told_how_accounts_are_made(page_factory, path):
    page = page_factory()
    open_drawn(page, path)
    expect(page.locator("#page")).to_contain_text("python -m access user add")
    expect(page.locator(".menu-item", has_text="账户")).to_have_count(0)
