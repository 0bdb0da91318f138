"""Whether a row lies inside a scope, by its own words: its hub, its organisation, its area, the activity it belongs to.

What a row of others means by a number that a scope and somebody outside both use follows from that alone
(etl/apart_later.py, etl/by_place.py), and so does whose a record of theirs is (etl/replacing.py): not from who else
has the number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.bounds import Boundary

ACTIVITY = "activity_id"
WHOSE = ("org_id", "hub_id", "area_code")
"""Columns that say whose a record is."""
PLACE = (*WHOSE, ACTIVITY)
"""Columns by which a row lies somewhere."""


class Whose:
    """Where rows lie, seen from one scope; the words are understood as they were sent."""

    def __init__(self, boundary: Boundary, rows: Iterable[Mapping[str, object]]) -> None:
        words: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for name in PLACE:
                words[name] |= {str(row[name])} if row.get(name) else set()
        self.boundary, present = boundary, boundary.present
        self.hubs = boundary.named("hubs").meant(words["hub_id"])
        self.organizations = boundary.named("organizations").meant(words["org_id"])
        self.areas = present.areas_inside(words["area_code"])
        self.activities = present.split_built("activities", ACTIVITY, words[ACTIVITY])[0]
        numbers = sorted(meant.number for meant in self.organizations.values())
        sql = "SELECT org_id FROM organizations WHERE hub_id IS NULL AND org_id IN (SELECT unnest($numbers))"
        self.of_no_hub = {number for (number,) in present.ask(sql, numbers=numbers)} if numbers else set()

    def place(self, row: Mapping[str, object]) -> bool | None:
        """Whether it lies inside, by the first that it says of: its hub, organisation and activity; of a scope of an
        area by the area first. None where it says nothing by which that can be told."""
        hub, org, area = row.get("hub_id"), row.get("org_id"), row.get("area_code")
        if self.boundary.bounds.area and area:
            return area in self.areas
        if hub:
            return hub in self.hubs and self.hubs[hub].is_inside
        if (meant := self.organizations.get(org)) and not (meant.number in self.of_no_hub and not meant.is_inside):
            return meant.is_inside
        if row.get(ACTIVITY) in self.activities:
            return True
        return False if area and area not in self.areas else None

    def is_outside(self, row: Mapping[str, object]) -> bool:
        """Whether a record lies outside; one of the same organisation (`own_org`) is the same. One that says nothing of
        its place lies outside: no hub is shown one for its area, nor for an organisation that has none."""
        org = row.get("org_id")
        meant = self.organizations.get(org)
        if org and row["own_org"] == (meant.number if meant else org):
            return False
        if org and not row.get("hub_id") and not (self.boundary.bounds.area and row.get("area_code")):
            return not (meant and meant.is_inside)
        return not self.place(row)
