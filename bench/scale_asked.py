"""What is asked of a large warehouse: every page at several places and times, every indicator in several ways."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import duckdb

import app  # noqa: F401 - importing it registers the pages
from components.page import Page, all_pages
from etl.publish import Warehouse
from indicators.catalog import catalog

OUTPUT = "..page.tree...page.children...topbar.tree...menu.tree...title.data.."
BIGGEST = "SELECT {0} FROM organizations WHERE {0} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
BUSIEST = "SELECT org_id FROM volunteer_months GROUP BY 1 ORDER BY sum(participations) DESC, 1 LIMIT 1"
TYPES = ("volunteer_hours", "activities", "organizations", "funding")


def places(data_dir: Path) -> dict[str, str]:
    """The province, city, county, street with the most organisations, the hub with the most, the busiest team."""
    path = data_dir / "warehouse" / Warehouse(data_dir).current()["file"]
    with duckdb.connect(str(path), read_only=True) as connection:
        asked = {"province": "l1", "city": "l2", "county": "l3", "street": "l4", "hub": "hub_id"}
        found = {name: connection.execute(BIGGEST.format(column)).fetchone()[0] for name, column in asked.items()}
        return found | {"org": connection.execute(BUSIEST).fetchone()[0]}


def addresses(data_dir: Path) -> list[tuple[str, str, str]]:
    """(page, path, search) of every page that shows records."""
    there = places(data_dir)
    inner = {"hub": there["hub"], "org": there["org"], "area": there["county"]}
    found = []
    for page in all_pages():
        if not page.needs_data or page.inner == "project":
            continue
        path = page.path
        if page.inner:
            path = f"{page.path}/{quote(inner[page.inner])}"
        found += [(page.name, path, search) for search in _searches(page, there)]
    return found


def _searches(page: Page, there: dict[str, str]) -> list[str]:
    if page.path == "/records":
        return [f"?type={one}{area}" for one in TYPES for area in ("", f"&area={there['county']}")]
    searches = [""]
    if "area" in page.controls and page.inner != "area":
        searches += [f"?area={there[name]}" for name in ("province", "county", "street")]
    if "year" in page.controls:
        searches += ["?year=2023"]
        searches += [f"?area={there['city']}&year=2022"] if "area" in page.controls and page.inner != "area" else []
    return searches


def body(path: str, search: str) -> str:
    """The callback that draws the page, as the browser sends it."""
    outputs = [dict(zip(("id", "property"), one.split("."), strict=True)) for one in OUTPUT.strip(".").split("...")]
    asked = {"id": "asked", "property": "data", "value": {"path": path, "search": search}}
    call = {"output": OUTPUT, "outputs": outputs, "changedPropIds": ["asked.data"], "state": [], "inputs": [asked]}
    return json.dumps(call)


def questions(data_dir: Path) -> list[tuple[str, dict[str, str]]]:
    """(indicator, choices): the whole country, by province, by year, the communities of a county."""
    there = places(data_dir)
    ways = [{}, {"by": "area", "level": "1"}, {"by": "year", "year": "2016-2025"},
            {"by": "area", "level": "5", "area": there["county"]}]  # fmt: skip
    return [(indicator, way) for indicator in catalog() for way in ways]
