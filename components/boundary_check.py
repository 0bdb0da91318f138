"""数据质量: what was read from the boundary files and what is wrong with them; nothing at all without files."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from boundaries.checking import report
from components.data_table import Column, data_table
from components.words import box, subtitle
from figures.numbers import exact

MOST_ROWS = 100
COLUMNS = (
    Column("file", "文件", text=True),
    Column("words", "问题", text=True),
    Column("hint", "怎么办", text=True),
)


def boundary_box() -> Component:
    """The boundary files of the office, told to whoever put them there."""
    found = report()
    if found.is_empty:
        return html.Div()
    drawn = "、".join(f"{level} {exact(count)} 个" for level, count in found.by_level.items()) or "一个也没有"
    rows = [{"file": one.file, "words": one.words, "hint": one.hint} for one in found.problems]
    table = data_table(COLUMNS, rows[:MOST_ROWS], "边界文件的问题", name="boundaries")
    nothing = html.P("没有问题。", className="box-words")
    more = f"先列 {MOST_ROWS} 处。" if len(rows) > MOST_ROWS else ""
    return box(
        "边界文件",
        subtitle(f"{exact(len(found.files))} 个文件", f"能画的：{drawn}"),
        table if rows else nothing,
        foot=f"{more}有问题的部分不画，其余照画；没有边界的地区在总览用方块。文件放在 data/reference/boundaries。",
        span=12,
    )
