"""Where the reader is in the area tree: name, ancestors, what lies below, whether it exists."""

from __future__ import annotations

from dataclasses import dataclass

from components.state import State
from indicators.errors import ChoiceError
from indicators.warehouse import ask

LEVELS = {0: "全部", 1: "省", 2: "市", 3: "区县", 4: "街道乡镇", 5: "社区村", 6: "网格"}
WHOLE = "全部区域"


@dataclass(frozen=True)
class Place:
    """One area, or the whole of the data (`code` None, level 0). `lineage` ends with the area itself.

    `next_level` is the level its parts are shown at: one below, of the whole the deepest one that can be taken in.
    """

    code: str | None
    name: str
    level: int
    lineage: tuple[tuple[str, str], ...]
    next_level: int

    @property
    def parent(self) -> str | None:
        """Code of the area above, or None."""
        return self.lineage[-2][0] if len(self.lineage) > 1 else None

    @property
    def below(self) -> str:
        """What its parts are called."""
        return LEVELS[min(self.next_level, 6)]

    @property
    def path(self) -> str:
        """The names from the top, joined."""
        return " / ".join(name for _, name in self.lineage) or WHOLE


def place_of(state: State) -> Place:
    """The asked area. Raises ChoiceError for a code that is in no tree."""
    code = state["area"]
    if not code:
        return Place(None, WHOLE, 0, (), ask("first_level")[0]["level"])
    found = ask("area", area=code)
    if not found:
        raise ChoiceError(f"没有代码为“{code}”的地区。", "请在顶栏按名称或代码查找地区。")
    area = found[0]
    codes = [step for step in area["lineage"] if step]
    names = {row["area_code"]: row["name"] for row in ask("area_names", codes=codes)}
    lineage = tuple((step, names.get(step, step)) for step in dict.fromkeys(codes))
    return Place(code, area["name"], area["level"], lineage, area["level"] + 1)


def still_there(rows: list[dict], year: int) -> list[dict]:
    """The rows of areas, without areas that ended before the year and reported nothing for it: nobody could have."""
    former = {row["area_code"] for row in ask("former_areas", year=year)}
    return [row for row in rows if row["reported"] or row["area_code"] not in former]
