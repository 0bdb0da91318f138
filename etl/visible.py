"""What a row of a sender with a scope names, so that the scope shows it to its sender, and where the rows of a hub lie.

A row that is taken and then shown to everybody but its sender would change the numbers of others, and count as one of
theirs wherever so many rows of others have to be there before something is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from etl.normalise.areas import area_book
from etl.record import RecordType

Ask = Callable[..., Iterator[tuple]]
DISTRICT = 3
"""Level of the areas within which a hub works: its neighbouring streets, not those of another district."""
SHOWN_BY = {
    "area": {
        "funding": ("area_code", "org_id", "hub_id"),
        "ratings": ("org_id",),
        "milestones": ("org_id",),
        "project_scores": ("project_id",),
        "assessments": ("org_id", "hub_id"),
        "targets": ("area_code", "hub_id"),
    },
    "hub": {
        "ratings": ("org_id",),
        "milestones": ("org_id",),
        "project_scores": ("project_id",),
        "demands": ("org_id",),
        "volunteer_hours": ("activity_id",),
        "points": ("hub_id", "activity_id"),
    },
}
"""By which columns, the first that is filled, a scope shows the rows of a type (indicators/scope_tables.toml)."""
SHOWN_BY_ELSE = {"area": ("area_code",), "hub": ("hub_id",)}


def shown_by(record_type: RecordType, is_hub: bool) -> tuple[str, ...]:
    """The columns one of which a row has to fill."""
    kind = "hub" if is_hub else "area"
    return SHOWN_BY[kind].get(record_type.id, SHOWN_BY_ELSE[kind])


def unsaid(record_type: RecordType, is_hub: bool) -> str:
    """Those columns in words, for whoever filled none of them."""
    return "或".join(record_type.column(name).name for name in shown_by(record_type, is_hub))


def stands_for_hub(record_type: RecordType, row: Mapping[str, object]) -> bool:
    """Whether a row is one of the hub it names: that is part of its key, or nothing else says where the row lies."""
    if any(len(key) > 1 and "hub_id" in key for key in record_type.key):
        return True
    return not row.get("area_code") and not row.get("org_id")


def hubs_above(ask: Ask, area: str) -> set[str]:
    """The numbers of the hubs of the areas above one, which serve it too."""
    lineage = "SELECT unnest([l1, l2, l3, l4, l5, l6]) FROM areas WHERE area_code = $bound AND is_canonical"
    return {hub for (hub,) in ask(f"SELECT hub_id FROM hubs WHERE area_code IN ({lineage})", bound=area)}


class Reach:
    """The areas the rows of a hub may name: those of its district, and what lies above."""

    def __init__(self, ask: Ask, hub: str) -> None:
        """`ask` answers SQL on the present data; a hub nobody has sent yet reaches nowhere."""
        sql = ("SELECT [l1, l2, l3, l4, l5, l6] FROM areas"
               " WHERE is_canonical AND area_code IN (SELECT area_code FROM hubs WHERE hub_id = $bound)")  # fmt: skip
        lineages = [[code for code in codes if code] for (codes,) in ask(sql, bound=hub)]
        self.districts = {codes[:DISTRICT][-1] for codes in lineages}
        self.above = {code for codes in lineages for code in codes[:DISTRICT]}

    @property
    def words(self) -> str:
        """The districts by their names."""
        return "、".join(area_book().name_of(code) or code for code in sorted(self.districts))
