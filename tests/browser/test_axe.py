"""axe-core finds nothing serious or critical on any page, in either theme, on the desk and on the phone."""

from pathlib import Path

import pytest

from tests.browser.drawing import SIZES, THEMES, open_drawn
from tests.browser.pages import MISSING, STARTS, STATES, case_name, long_run

DARK = ["/", "/density", "/tiers", "/coverage", "/explore", "/records"]  # between them they use every token of colour
AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
    .filter(fault => ['serious', 'critical'].includes(fault.impact))
    .map(fault => [`${fault.id} (${fault.impact}): ${fault.help}`, ...fault.nodes.slice(0, 4)
        .map(node => `${node.target.join(' ')}  ${node.html.slice(0, 160)}  ${node.failureSummary}`)]
        .join('\\n    ')))"""


def faults(page) -> list[str]:
    """Serious and critical findings of axe on the page as it stands."""
    page.evaluate(AXE)
    return page.evaluate(RUN)


@pytest.mark.parametrize("address", STARTS, ids=case_name)
def test_axe_finds_nothing_serious(page_factory, address):
    page = page_factory("light")
    open_drawn(page, address)
    found = faults(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("address", DARK + long_run([one for one in STARTS if one not in DARK]), ids=case_name)
def test_axe_finds_nothing_serious_in_the_dark(page_factory, address):
    page = page_factory("dark")
    open_drawn(page, address)
    found = faults(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("address", STATES, ids=case_name)
def test_axe_finds_nothing_serious_on_the_phone(page_factory, address):
    page = page_factory("light", *SIZES["phone"])
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
