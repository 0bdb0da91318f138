"""Where the reader is in the area tree: name, ancestors, what lies below, whether it exists."""

from __future__ import annotations

from dataclasses import dataclass

from components import scoped
from components.state import State
from indicators.warehouse import ask

LEVELS = {0: "全部", 1: "省", 2: "市", 3: "区县", 4: "街道乡镇", 5: "社区村", 6: "网格"}
WHOLE = "全部区域"


@dataclass(frozen=True)
class Place:
    """One area, or the whole of the data (`code` None, level 0). `lineage` ends with the area itself; `within` begins
    with the area of the reader's scope: what lies above that is not theirs to open.

    `next_level` is the level its parts are shown at: one below, of the whole the deepest one that can be taken in.
    """

    code: str | None
    name: str
    level: int
    lineage: tuple[tuple[str, str], ...]
    next_level: int

    @property
    def within(self) -> tuple[tuple[str, str], ...]:
        """The part of the lineage that lies inside the scope."""
        codes, top = [code for code, _ in self.lineage], scoped.home_area()
        return self.lineage[codes.index(top) :] if top in codes else self.lineage

    @property
    def parent(self) -> str | None:
        """Code of the area above, or None; what lies above the scope is none."""
        return self.within[-2][0] if len(self.within) > 1 else None

    @property
    def below(self) -> str:
        """What its parts are called."""
        return LEVELS[min(self.next_level, 6)]

    @property
    def path(self) -> str:
        """The names from the top, joined."""
        return " / ".join(name for _, name in self.lineage) or WHOLE


def place_of(state: State) -> Place:
    """The asked area, else the one of the scope. Raises ChoiceError for a code that is in no tree or not in the scope.

    Whoever sees one hub only is in a place of that hub's name: nothing is narrowed by area.
    """
    top = scoped.home_area()
    code = state["area"] or top
    if not code:
        name = scoped.hub_name() if scoped.own_hub() else WHOLE
        return Place(None, name, 0, (), ask("first_level")[0]["level"])
    found = ask("area", area=code)
    if not found:
        raise scoped.unknown_area(code)
    area = found[0]
    codes = list(dict.fromkeys(step for step in area["lineage"] if step))
    if top is not None and top not in codes:
        raise scoped.unknown_area(code)
    names = {row["area_code"]: row["name"] for row in ask("area_names", codes=codes)}
    lineage = tuple((step, names.get(step, step)) for step in codes)
    return Place(code, area["name"], area["level"], lineage, area["level"] + 1)


def still_there(rows: list[dict], year: int) -> list[dict]:
    """The rows of areas, without areas that ended before the year and reported nothing for it: nobody could have.

    Whoever sees one hub only is shown the areas in which that hub has something, not a page of zeros.
    """
    if scoped.own_hub():
        return [row for row in rows if row["numerator"] or row["value"]]
    former = {row["area_code"] for row in ask("former_areas", year=year)}
    return [row for row in rows if row["reported"] or row["area_code"] not in former]
