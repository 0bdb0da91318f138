"""Texts that would like to be scripts, in every text column, seen in a real browser: they stay words."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import browser_type_launch_args, chromium
from tests.browser.drawing import Watch, open_drawn
from tests.security.people import COOKIE
from tests.security.ways import ids_of

__all__ = ["browser_type_launch_args", "chromium"]
LISTEN = """
window.__broken = [];
document.addEventListener('securitypolicyviolation', one =>
    window.__broken.push(one.violatedDirective + ' ' + one.blockedURI));
for (const name of ['alert', 'confirm', 'prompt']) window[name] = words => window.__broken.push(name + ' ' + words);
"""
SOME = (
    "/records?type=organizations",
    "/records?type=activities",
    "/org/ORGKANARIF-1",
    "/hubs/SHUKANF?year=2024",
    "/funding",
)
GRID = ".ag-center-cols-container .ag-row"


@pytest.fixture
def reader(browser, guarded):
    """A page of somebody who sees everything; at the end nothing has run and the browser has blocked nothing."""
    context = browser.new_context(base_url=guarded.url, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": COOKIE, "value": guarded.people["quanbu"].cookie, "url": guarded.url}])
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.set_default_timeout(40_000)
    watch = Watch(guarded.url, r"请求失败 404|status of 404")
    watch.follow(page)
    dialogs = []
    page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
    yield page
    context.close()
    assert not dialogs and not watch.faults, (dialogs, watch.faults)


def read(page, address: str) -> str:
    """Opens an address, looks at all that is on it, and checks that words have stayed words; the text of the page."""
    open_drawn(page, address)
    if address.startswith("/records"):
        page.wait_for_selector(GRID)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    for place in page.locator("[title], .js-plotly-plot .nsewdrag").all()[:6]:
        if place.is_visible():
            place.hover(force=True)
    assert page.evaluate("() => window.__broken") == [], address
    assert page.title() != "KANARIS" and page.locator("iframe, object, embed").count() == 0, address
    ran = page.evaluate(
        "() => [...document.querySelectorAll('img, svg, a')].filter(one => "
        "one.hasAttribute('onerror') || one.hasAttribute('onload') || /^javascript:/i.test(one.href || '')).length"
    )
    assert ran == 0, address
    return page.inner_text("body")


def test_a_few_pages_full_of_scripts_run_none(reader):
    seen = "".join(read(reader, address) for address in SOME)
    assert re.search("<(script|img|svg|iframe)", seen), "the texts are not even on these pages"


@pytest.mark.soak
def test_every_page_and_table_full_of_scripts_runs_none(reader, registries):
    from access.roles import Person, Role
    from components.page import all_pages
    from entrance.permissions import may_open
    from records.catalog import record_types

    ids, addresses = (
        ids_of("F"),
        [f"/records?type={one}&columns={','.join(found.columns)}" for one, found in record_types().items()],
    )
    counted = {one: reader.request.get(f"/api/v1/records/{one}?limit=1").json()["total"] for one in record_types()}
    addresses = [one for one in addresses if counted[re.search("type=([a-z_]+)", one)[1]]]
    reading = Person("quanbu", Role.OFFICIAL)
    for page in (one for one in all_pages() if may_open(one.path, reading)):
        inner = f"/{ids.of(page.inner) or ids.group.street}" if page.inner else ""
        keys = ["", "?tables=all", f"?area={ids.group.street}", f"?q={ids.search}", "?panel=orgs"]
        addresses += [f"{page.path}{inner}{key}" for key in keys if page.path != "/records"]
    faults = []
    for address in addresses:
        try:
            read(reader, address)
        except AssertionError as fault:
            faults.append(f"{address}: {fault}")
    assert not faults, "\n".join(faults)
