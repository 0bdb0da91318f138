"""服务覆盖: the matrix — community × field or group with counts, above a street area × field with shares."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.coverage_facts import (
    MEASURES,
    SERVED,
    SIDES,
    Asked,
    Facts,
    columns_of,
    matrix_of,
    share_matrix,
    side_name,
    words_of,
)
from components.data_table import Column, data_table
from components.states import notice
from components.words import source, subtitle, tabs
from figures.matrix import matrix
from figures.numbers import NOT_REPORTED, exact

FILE = "活动台账、统计用区划代码"
MOST_ROWS = 30
UNITS = {"场次": "场", "人次": "人次"}
UNWRITTEN = "人次未填写"


def matrix_chart(facts: Facts) -> Component:
    """The whole matrix with its switches; the fullest rows on top so that gaps gather in the lower right corner."""
    asked = facts.asked
    found = matrix_of(asked) if asked.shows_communities else share_matrix(asked)
    words = columns_of(asked, found)
    rows = _sorted(found, words, asked)
    shown = rows if asked.state["top"] == "全部" else rows[:MOST_ROWS]
    cells = [[matrix_cell(asked, code, one, word) for word in words] for code, one in shown]
    nothing = notice("没有可看的社区", "区划树里这个地区没有居委会或村委会。")
    names = [one["name"] for _, one in shown]
    what = "社区" if asked.shows_communities else asked.place.below
    more = f"另有 {len(rows) - len(shown)} 行没有画出，见表" if len(rows) > len(shown) else ""
    return chart(
        asked.state,
        "matrix",
        f"{what} × {side_name(asked)}",
        matrix(names, words, cells, _places(cells)) if shown else nothing,
        _matrix_table(asked, rows, words, what),
        subtitle=subtitle(_unit(asked), asked.moment.period, "空框是 0，斜纹是未报送"),
        foot=source(facts.result, FILE, more),
        summary=_matrix_words(found, words),
        span=12,
        indicator="activities" if asked.shows_communities else SERVED,
        tools=_matrix_tools(asked, len(rows), len(shown)),
    )


def _unit(asked: Asked) -> str:
    if asked.shows_communities:
        return f"活动{asked.measure}" if asked.measure == "场次" else "服务人次"
    return f"有至少 {asked.least} 场活动的社区占比，%"


def _places(cells: list[list[dict]]) -> int:
    """A share below 1 % must not read 0."""
    return 1 if any(cell["value"] and cell["value"] < 1 for line in cells for cell in line) else 0


def _matrix_tools(asked: Asked, total: int, shown: int) -> list[Component]:
    state = asked.state
    sides = [
        (name, state.link(side=None if side == "field" else side), side == asked.side) for side, name in SIDES.items()
    ]
    tools: list[Component] = [tabs("按什么分列", sides)]
    if asked.shows_communities:
        measures = [
            (name, state.link(measure=None if name == "场次" else name), name == asked.measure) for name in MEASURES
        ]
        tools.append(tabs("数什么", measures))
    if total > shown:
        tools.append(html.A(f"全部 {exact(total)} 行", href=state.link(top="全部"), className="tool"))
    elif state["top"] == "全部" and total > MOST_ROWS:
        tools.append(html.A(f"前 {MOST_ROWS} 行", href=state.link(top=None), className="tool"))
    return tools


def _number(asked: Asked, one: dict, word: str) -> float | int | None:
    """What stands in a cell: 0 is a gap, None is 未报送 (or activities of which nobody wrote down the visits)."""
    if not one["reported"]:
        return None
    row = one["cells"].get(word)
    if row is None:
        return 0
    if asked.shows_communities:
        return row[MEASURES[asked.measure]]
    return round(float(row["value"]), 1) if row["value"] is not None else 0


def _sorted(found: dict[str, dict], words: list[str], asked: Asked) -> list[tuple[str, dict]]:
    """The fullest rows on top, unreported ones last; nothing under 未分类 or 其他 is no gap."""
    wanted = [word for word in words if word in words_of(asked.side)] or words

    def order(item: tuple[str, dict]) -> tuple:
        numbers = [_number(asked, item[1], word) or 0 for word in wanted]
        return (not item[1]["reported"], -sum(number > 0 for number in numbers), -sum(numbers), item[0])

    return sorted(found.items(), key=order)


def matrix_cell(asked: Asked, code: str, one: dict, word: str) -> dict:
    """One cell with its words; a click narrows the page to the row's area and the column's word."""
    value = _number(asked, one, word)
    href = asked.state.link(area=code, **{asked.side: word})
    return {"value": value, "hover": f"{one['name']} · {word}<br>{_said(asked, one, word, value)}", "href": href}


def _said(asked: Asked, one: dict, word: str, value: float | int | None) -> str:
    row = one["cells"].get(word)
    if value is None:
        return f"{exact(row['activities'])} 场，{UNWRITTEN}" if one["reported"] and row else NOT_REPORTED
    if not asked.shows_communities:
        parts = (
            f"{exact(row['numerator'] or 0)} ÷ {exact(row['denominator'] or 0)} 个社区（村）"
            if row
            else "没有社区有活动"
        )
        return f"<b>{exact(value, 1)}</b> %<br>{parts}"
    return f"<b>{exact(value)}</b> {UNITS[asked.measure]}"


def _matrix_table(asked: Asked, rows: list[tuple[str, dict]], words: list[str], what: str) -> Component:
    counts = asked.shows_communities
    unit = UNITS[asked.measure] if counts else "%"
    columns = [Column("name", what, text=True), *[Column(word, word, unit, 0 if counts else 1) for word in words]]
    lines = [_line(asked, code, one, words) for code, one in rows]
    if not counts:
        return data_table(columns, lines, f"{what}与{side_name(asked)}")
    columns.append(Column("whole", "合计", unit))
    total = {"name": "合计", **{word: _sum(line[word] for line in lines) for word in [*words, "whole"]}}
    return data_table(columns, lines, f"{what}与{side_name(asked)}", total)


def _line(asked: Asked, code: str, one: dict, words: list[str]) -> dict:
    numbers = {word: _number(asked, one, word) for word in words}
    return {
        "name": one["name"],
        "href": asked.state.link(area=code) if asked.place.level < 5 else None,
        "reported": one["reported"],
        **numbers,
        "whole": _sum(numbers.values()),
    }


def _sum(numbers) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _matrix_words(found: dict[str, dict], words: list[str]) -> str:
    reported = [one for one in found.values() if one["reported"]]
    full = sum(all(word in one["cells"] for word in words) for one in reported)
    return f"矩阵：{len(found)} 行，{len(reported)} 行有报送，其中 {full} 行各列都有"
