"""Whether an area and a hub are known, and what comes nearest: asked before an account is bound to one of them.

`python -m indicators.known --area CODE --hub ID` says so as JSON: {"area": words or null, "hub": words or null}; words
say what comes nearest, null means that it is known.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from difflib import SequenceMatcher
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from indicators.errors import NoWarehouse
from indicators.warehouse import ask

SHOWN = 3
MOST_SLIPS = 2
ALIKE = 0.6  # of 1: a hub id that is worth a question
SAME_CITY = 4  # digits of a code
SHIPPED = Path(__file__).resolve().parents[1] / "data" / "reference"
NO_HUBS = "还没有装入枢纽名单。"


def near_area(code: str) -> str | None:
    """None for an area of the tree; else what comes nearest, in words (empty where nothing does).

    The tree is that of the published data; before anything was published that of the reference data.
    """
    try:
        if ask("area", area=code):
            return None
        found = ask("areas_near", code=code, limit=SHOWN)
    except NoWarehouse:
        listed = _of_reference(code)
        if code in listed:
            return None
        ranked = sorted((_slips(one, code), one) for one in listed)
        near = [one for slips, one in ranked if slips <= MOST_SLIPS]
        return _nearest([(listed[one], one) for one in near[:SHOWN]])
    return _nearest([((row["path"] or row["name"]).replace("/", " "), row["area_code"]) for row in found])


def _of_reference(code: str) -> dict[str, str]:
    """Names by code of the areas of the reference data that begin like this one: of the same city."""
    path = Path(os.environ.get("WUSHE_REFERENCE_DIR") or SHIPPED) / "areas.parquet"
    alike = pc.starts_with(pc.field("code"), code[:SAME_CITY])
    table = pq.read_table(path, columns=["code", "name"], filters=alike)
    return dict(zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True))


def _slips(one: str, other: str) -> int:
    """In how many places two codes differ."""
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def near_hub(hub: str) -> str | None:
    """None for a hub of the published data; else what comes nearest by number or name, in words."""
    try:
        rows = ask("hubs", area=None, level=None)
    except NoWarehouse:
        return NO_HUBS
    hubs = {row["hub_id"]: row["name"] for row in rows}
    if hub in hubs:
        return None
    named = [one for one, name in hubs.items() if hub and hub in name]
    alike = {one: SequenceMatcher(None, hub, one).ratio() for one in hubs}
    near = [*named, *(one for one in sorted(hubs, key=lambda one: (-alike[one], one)) if alike[one] >= ALIKE)]
    return _nearest([(hubs[one], one) for one in dict.fromkeys(near)][:SHOWN])


def _nearest(found: list[tuple[str, str]]) -> str:
    return f"最接近的：{'、'.join(f'{name}（{code}）' for name, code in found)}。" if found else ""


def main(arguments: list[str] | None = None) -> int:
    """Say it as JSON, for whoever may see everything on this machine."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--area", default="")
    parser.add_argument("--hub", default="")
    asked = parser.parse_args(arguments)
    area, hub = asked.area and near_area(asked.area), asked.hub and near_hub(asked.hub)
    told = {"area": area if asked.area else None, "hub": hub if asked.hub else None}
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
