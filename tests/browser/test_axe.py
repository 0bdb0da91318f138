"""axe-core finds nothing serious or critical in the dark, in the open panel and on a page there is not.

Every page in the light, on the desk and on the phone, is looked at with its first visit (test_requests).
"""

import pytest

from tests.browser.axe import faults
from tests.browser.drawing import THEMES, open_drawn
from tests.browser.pages import MISSING, STARTS, case_name, long_run

DARK = ["/", "/density", "/tiers", "/coverage", "/explore", "/records"]  # between them they use every token of colour


@pytest.mark.parametrize("address", DARK + long_run([one for one in STARTS if one not in DARK]), ids=case_name)
def test_axe_finds_nothing_serious_in_the_dark(page_factory, address):
    page = page_factory("dark")
    open_drawn(page, address)
    found = faults(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_serious_in_the_open_panel(page_factory, theme):
    page = page_factory(theme)
    open_drawn(page, "/density?panel=orgs_per_10k_people")
    page.locator("#panel [data-close]").wait_for()
    found = faults(page)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_serious_on_an_unknown_page(page_factory):
    page = page_factory(expected="404")
    open_drawn(page, MISSING)
    found = faults(page)
    assert not found, "\n".join(found)
