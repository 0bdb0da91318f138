"""Narrowing, leaving out and saving as a person does it: pills, back and forward, a short link, undo, the query."""

from urllib.parse import unquote

from playwright.sync_api import expect

from tests.browser.drawing import drawn_after, open_drawn, wait_drawn

QIANTANG, TEAMS = "330114000000", "志愿团队"
START = f"/density?area={QIANTANG}&year=2024"


def pills(page) -> list[str]:
    return page.locator(".said .pill").all_inner_texts()


def test_a_word_is_left_out_shown_as_a_pill_and_taken_away(page_factory):
    page = page_factory()
    open_drawn(page, START)
    before = page.inner_text("#answer")
    page.click(".filters summary >> text=组织类型")
    drawn_after(page, lambda: page.click(f".chip-menu a[aria-label='排除{TEAMS}']"))
    assert f"legal_form__not={TEAMS}" in unquote(page.url)
    assert page.locator(".chip[open]").count() == 1  # one may go on choosing
    page.keyboard.press("Escape")
    assert pills(page) == ["2024年", "钱塘区", f"不含{TEAMS}"] and page.inner_text("#answer") != before
    drawn_after(page, lambda: page.click(f".pill[aria-label='去掉条件：不含{TEAMS}']"))
    assert page.inner_text("#answer") == before
    drawn_after(page, page.go_back)
    assert f"不含{TEAMS}" in pills(page)
    drawn_after(page, lambda: page.click(".said >> text=清除全部"))
    assert pills(page) == [] and page.url.endswith("/density")


def test_a_view_is_saved_copied_opened_renamed_deleted_and_brought_back(page_factory):
    page = page_factory("dark", 390, 844)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_drawn(page, f"{START}&legal_form__not={TEAMS}")
    page.click("#views-chip-summary")
    name = page.locator("#views-chip input[name=name]")
    expect(name).to_have_value(f"组织密度：2024年 · 钱塘区 · 登记+备案 · 常住人口 · 不含{TEAMS}")
    name.fill("钱塘没有团队")
    page.click("#views-chip >> text=保存 >> nth=-1")
    page.click("#view-said >> text=复制链接")
    expect(page.locator("#view-said button")).to_have_text("已复制")
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert "/v/" in link
    page.goto(link)
    wait_drawn(page)
    assert unquote(page.url).endswith(f"/density?area={QIANTANG}&year=2024&legal_form__not={TEAMS}")
    open_drawn(page, "/views")
    line = page.locator(".views-list li", has_text="钱塘没有团队")
    line.locator("summary").click()
    line.locator("input[name=name]").fill("钱塘只看组织")
    line.locator("button >> text=保存").click()
    wait_drawn(page)
    page.click("button[aria-label='删除“钱塘只看组织”']")
    wait_drawn(page)
    assert "已删除“钱塘只看组织”" in page.inner_text("main")
    page.click(".undo button >> text=撤销")
    wait_drawn(page)
    assert page.locator(".views-list a >> text=钱塘只看组织").count() == 1


def test_the_query_of_a_number_is_copied(page_factory):
    page = page_factory()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_drawn(page, f"{START}&panel=orgs_per_10k_people")
    page.click("#panel >> text=查询语句")
    page.click("#panel .copy")
    expect(page.locator("#panel .copy")).to_contain_text("已复制")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("-- 每万人社会组织数：2024年·钱塘区") and "nullif" in copied
