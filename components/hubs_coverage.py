"""枢纽年度: which communities and fields the hub reached, and which it did not."""

from __future__ import annotations

from dataclasses import dataclass

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.hubs_facts import Facts
from components.hubs_pictures import foot
from components.notes import names_in_words
from components.options import options
from components.states import notice
from components.words import subtitle
from figures.matrix import matrix
from figures.numbers import NOT_REPORTED, exact

UNSORTED = "未分类"
MOST_ROWS = 40


@dataclass(frozen=True)
class Community:
    """One community of the hub's area: activities of the hub by field; `reported` says whether none means zero."""

    code: str
    name: str
    reported: bool
    activities: dict[str, int]

    @property
    def whole(self) -> int:
        """All activities of the hub there."""
        return sum(self.activities.values())


def communities_of(rows: list[dict]) -> list[Community]:
    """The communities with most fields first, so that the gaps gather at the bottom."""
    found: dict[str, Community] = {}
    for row in rows:
        one = found.setdefault(row["area_code"], Community(row["area_code"], row["name"], row["reported"], {}))
        if row["activities"]:
            word = row["field"] or UNSORTED
            one.activities[word] = one.activities.get(word, 0) + row["activities"]
    return sorted(found.values(), key=lambda one: (-len(one.activities), -one.whole, not one.reported, one.code))


def coverage_chart(facts: Facts, span: int = 7) -> Component:
    """The hub's activities by community and field, gaps in one corner; communities with none by name."""
    asked, found = facts.asked, communities_of(facts.matrix)
    marked = facts.lines["activities"].value(asked.year) is not None
    fields = _fields(found)
    return chart(
        asked.state,
        "communities",
        "服务到了哪些社区、哪些领域",
        _grid(facts, found[:MOST_ROWS], fields) if found and marked else _no_grid(facts, bool(found)),
        _table(found if marked else [], fields),
        subtitle=subtitle("活动场次", asked.said, "只数本枢纽的活动"),
        foot=foot("活动台账", _left(facts, found) if marked else ""),
        summary=f"矩阵图：{len(found)} 个社区，{len(fields)} 个领域",
        span=span,
        indicator="communities_served",
    )


def _fields(found: list[Community]) -> list[str]:
    words = [option.value for option in options("field") if option.value != UNSORTED]
    return [*words, UNSORTED] if any(UNSORTED in one.activities for one in found) else words


def _left(facts: Facts, found: list[Community]) -> str:
    """What the matrix does not show: communities with nothing, rows cut off, activities of no community."""
    empty = [one.name for one in found if not one.whole and one.reported]
    outside = facts.lines["activities"].value(facts.asked.year) - sum(one.whole for one in found)
    words = [f"一场都没有的社区（{len(empty)} 个）：{names_in_words(empty, most=20)}"] if empty else []
    if len(found) > MOST_ROWS:
        words.append(f"另有 {len(found) - MOST_ROWS} 个社区没有画出，见表")
    if outside > 0:
        words.append(f"另有 {exact(outside)} 场没有记到这些社区")
    return "；".join(words)


def _table(found: list[Community], fields: list[str]) -> Component:
    columns = [Column("name", "社区", text=True), *[Column(one, one, "场") for one in fields]]
    rows = [
        {
            **({one: line.activities.get(one, 0) for one in fields} if line.reported else {}),
            "name": line.name,
            "whole": line.whole if line.reported else None,
            "reported": line.reported,
        }
        for line in found
    ]
    return data_table([*columns, Column("whole", "合计", "场")], rows, "各社区各领域的活动场次")


def _no_grid(facts: Facts, has_communities: bool) -> Component:
    if not has_communities:
        return notice("没有下级社区", "这个枢纽所在的地区在区划树里没有社区或村。")
    line = facts.lines["activities"]
    why = "所在地区没有报送活动台账" if line.missing == NOT_REPORTED else "没有一条活动写明归它"
    words = f"{facts.asked.said}{facts.hub['name']}{why}；不等于没有服务。请在活动台账里填写枢纽，或换一年。"
    return notice(line.missing, words)


def _grid(facts: Facts, shown: list[Community], fields: list[str]) -> dict:
    cells = [
        [
            {
                "value": line.activities.get(one, 0) if line.reported else None,
                "hover": f"{line.name} · {one}<br><b>{line.activities.get(one, 0)}</b> 场",
                "href": facts.asked.state.go("/coverage", area=line.code, field=one, year=facts.asked.year),
            }
            for one in fields
        ]
        for line in shown
    ]
    return matrix([line.name for line in shown], fields, cells)
