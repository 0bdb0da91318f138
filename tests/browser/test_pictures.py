"""Every picture that can be taken home, from a dark screen: light, Chinese, nothing cut off, no words on others."""

import pytest

from tests.browser.drawing import open_drawn
from tests.browser.pages import long_run

STREET, DISTRICT = "330102011000", "330102000000"
ADDRESSES = [
    "/",
    *(f"/{name}?area={DISTRICT}&year=2024" for name in ("density", "tiers", "linkage", "funding", "projects")),
    *(f"/{name}?area={STREET}&year=2024" for name in ("coverage", "volunteers")),
    "/hubs/H330102011000?year=2016",
    "/hub/H330102011000",
    f"/explore?indicator=orgs&by=year&area={DISTRICT}",
]
DRAWN = """async () => {
    const found = [];
    for (const figure of document.querySelectorAll('figure.chart')) {
        if (!figure.querySelector('.js-plotly-plot')) continue;
        const made = await window.wushe.picture(figure, 'svg');
        found.push([made.name, await made.blob.text()]);
    }
    return found;
}"""
FAULTS = """svg => {
    const place = document.createElement('div');
    place.style.cssText = 'position: absolute; left: 0; top: 0';
    document.body.appendChild(place);
    place.innerHTML = svg;
    const edge = place.querySelector('svg').getBoundingClientRect();
    const words = [...place.querySelectorAll('text')].filter(one => one.textContent.trim());
    const boxes = words.map(one => [one.textContent, one.getBoundingClientRect()]).filter(one => one[1].width);
    const faults = words.filter(one => !/Noto Sans CJK SC/.test(getComputedStyle(one).fontFamily))
        .map(one => ['font', one.textContent]);
    boxes.forEach(([text, box], number) => {
        const over = [edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom];
        if (Math.max(...over) > 1) faults.push(['cut off', text]);
        boxes.slice(number + 1).forEach(([other, that]) => {
            const wide = Math.min(box.right, that.right) - Math.max(box.left, that.left);
            const high = Math.min(box.bottom, that.bottom) - Math.max(box.top, that.top);
            if (wide > 3 && high > 5 && text !== other) faults.push(['on another', text, other]);
        });
    });
    place.remove();
    return faults;
}"""


@pytest.mark.parametrize("address", long_run(ADDRESSES))
def test_every_picture_can_stand_in_a_document(page_factory, address):
    page = page_factory("dark")
    open_drawn(page, address)
    drawn = page.evaluate(DRAWN)
    assert drawn, address
    for name, picture in drawn:
        assert page.evaluate(FAULTS, picture) == [], name
        assert 'fill="#ffffff"' in picture and "点一" not in picture and "演示数据" in picture, name
        assert "@" not in picture and "var(" not in picture, name
