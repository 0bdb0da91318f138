"""What there is to say about the boundary files: what was read, what is wrong, which codes are no area."""

from __future__ import annotations

from dataclasses import dataclass

from boundaries.shapes import Library, Problem
from boundaries.shelf import library
from indicators.warehouse import ask

LEVELS = {1: "省", 2: "市", 3: "区县", 4: "街道乡镇", 5: "社区村", 6: "网格"}
MOST_NAMED = 10


@dataclass(frozen=True)
class Report:
    """The files with how many shapes each gave, shapes by level of their area, and every problem."""

    files: dict[str, int]
    by_level: dict[str, int]
    problems: list[Problem]

    @property
    def is_empty(self) -> bool:
        """Whether there is no file at all, so that nothing needs to be said."""
        return not self.files and not self.problems


def report() -> Report:
    """The state of the folders, codes held against the areas of the published data."""
    found = library()
    known = {row["area_code"]: row["level"] for row in ask("area_lineages", codes=sorted(found.shapes))}
    by_level: dict[str, int] = {}
    for level in sorted(known.values()):
        by_level[LEVELS[level]] = by_level.get(LEVELS[level], 0) + 1
    return Report(dict(found.files), by_level, [*found.problems, *_strangers(found, set(known))])


def _strangers(found: Library, known: set[str]) -> list[Problem]:
    missing = sorted(set(found.shapes) - known)
    if not missing:
        return []
    named = "、".join(missing[:MOST_NAMED]) + (f"等 {len(missing)} 个" if len(missing) > MOST_NAMED else "")
    hint = "请对照“数据明细”的区划代码；新设的社区要先报送区划。写错的不会画，也不影响其他地区。"
    return [Problem("各文件", f"{len(missing)} 个代码不在区划里：{named}。", hint)]
