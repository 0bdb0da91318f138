"""No page names an organisation, a hub or a project from outside the scope of the person it is drawn for."""

import json

import pytest

from access.roles import Role
from components.page import all_pages
from components.router import _panel
from components.tree import plant
from indicators.catalog import catalog
from indicators.scope import EVERYTHING, Scope, within
from indicators.warehouse import snapshot
from tests.scoped_pages.drawing import drawn, somebody

SCOPES = [
    ("district", Role.OFFICIAL, {"area": "330102000000"}),
    ("street", Role.ANALYST, {"area": "330102011000"}),
    ("county", Role.OFFICIAL, {"area": "430121000000"}),
    ("hub", Role.HUB_LEADER, {"hub": "H330102011000"}),
    ("county hub", Role.HUB_LEADER, {"hub": "H430121001000"}),
]
IN_SHORT = ("street", "hub")
"""The others are asked in the long run."""
EACH = [pytest.param(*one, marks=() if one[0] in IN_SHORT else pytest.mark.soak, id=one[0]) for one in SCOPES]
ADDRESSES = [("", "?year=2024"), ("", "?tables=all&all=waiting&alarm=quiet&compare=同级&explore=on")]
TABLES = ("organizations", "hubs", "projects", "partners")
SHORT = 4
"""Shorter names are words of the language too."""


def names():
    with snapshot() as now:
        found = [row["name"] for table in TABLES for row in now.rows(f"SELECT DISTINCT name FROM {table}")]
    return {name for name in found if name and len(name) >= SHORT}


def foreign(scope):
    """The names of everything outside the scope that are in no name inside it: of a record there, of somebody who gave
    money there, of an area, or in the handbook, which tells everybody where an indicator was first described.
    """
    with within(EVERYTHING), snapshot() as now:
        every, areas = names(), {row["name"] for row in now.rows("SELECT DISTINCT name FROM areas WHERE has_data")}
    with within(scope):
        with snapshot() as now:
            own = {*names(), *(row["donor"] or "" for row in now.rows("SELECT DISTINCT donor FROM funding"))}
        described = [f"{one.definition}{one.source}" for one in catalog().values()]
    inside = "\n".join((*own, *areas, *described))
    return {name for name in every - own if name not in inside}


@pytest.mark.parametrize(("_name", "role", "scope"), EACH)
def test_no_page_names_anybody_from_outside(demonstration, _name, role, scope):
    outside = foreign(Scope(**scope))
    assert len(outside) > 100
    with somebody(role, **scope):
        for page in all_pages():
            if page.path in ("/imports", "/todo"):  # of deliveries, not of records: tests of who owns them
                continue
            for _, search in ADDRESSES:
                _assert_none(drawn(page.path, search), outside, page.path)


@pytest.mark.parametrize(("_name", "role", "scope"), EACH)
def test_no_panel_names_anybody_from_outside(demonstration, _name, role, scope):
    outside = foreign(Scope(**scope))
    with somebody(role, **scope):
        for indicator in ("orgs", "activities", "funds_received", "volunteers", "project_applications"):
            for page in ("/funding", "/hubs"):
                shown = _panel({"panel": indicator, "whole": f"{page}|?year=2024&panel={indicator}"})
                _assert_none(plant(shown)[0], outside, f"{page}?panel={indicator}")


def test_the_search_of_names_is_not_empty(demonstration):
    """The test itself: without a scope the pages do name those."""
    outside = foreign(Scope(area="430121000000"))
    text = json.dumps(drawn("/hubs", "?year=2024"), ensure_ascii=False)
    assert any(name in text for name in outside)


def _assert_none(tree, outside, where):
    text = json.dumps(tree, ensure_ascii=False)
    found = [name for name in outside if name in text]
    assert not found, (where, found[:5])
