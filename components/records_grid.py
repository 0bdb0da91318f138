"""The grid of 数据明细: AG Grid that fetches its rows from the same address as the downloads (assets/records.js)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from dash import html
from dash.development.base_component import Component

from components.records_sheet import Sheet
from records.catalog import Column
from records.query import ORDERED

NUMBERS = {"integer", "decimal", "money"}
WIDTHS = {
    "date": 118,
    "year": 92,
    "integer": 116,
    "decimal": 140,
    "money": 150,
    "boolean": 104,
    "choice": 124,
    "code": 190,
}
WIDE = {"name": 240, "org_name": 220, "hub_name": 220, "area_path": 300, "source_file": 260, "source_row": 104}
FORMATS = {"integer": "number", "decimal": "number", "money": "money", "boolean": "yesNo"}  # of assets/grid.js
RANGE_OPTIONS = ["inRange", "greaterThanOrEqual", "lessThanOrEqual"]
HINT = (
    "点列名排序，按住 Ctrl 再点别的列名可按多列；点漏斗按列筛选；拖动列名换位置。做过的都在地址里，可以收藏或发给别人。"
    "“来源文件”和“来源行号”指出每一行在谁报送的哪份文件的第几行。"
)


class Grid(Component):
    """AG Grid with these columns; assets/grid.js draws it, assets/records.js tells it which rows to show."""

    _children_props: ClassVar[list[str]] = []
    _base_nodes: ClassVar[list[str]] = ["children"]
    _namespace = "wushe"
    _type = "Grid"

    def __init__(self, id: str, columns: Sequence[Mapping]):
        self._prop_names = ["id", "columns"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties: list[str] = []
        super().__init__(id=id, columns=columns)


def grid(sheet: Sheet) -> html.Section:
    """The rows; sort, filters and order of columns made in the grid go into the address."""
    drawn = Grid(
        id="records-grid",
        columns=[column_definition(column, sheet.type.profiles) for column in sheet.query.columns],
    )
    where = html.Span(
        id="records-source",
        hidden=True,
        **{"data-href": sheet.file(), "data-columns": ",".join(sheet.columns), "data-build": sheet.build},
        **{"data-fetched": ",".join(sheet.fetched), "data-summary": sheet.summary},
    )
    summary = html.Output(id="records-summary", className="records-summary", **{"aria-label": "筛选结果的汇总"})
    status = html.P(id="records-status", className="subtitle", role="status")
    hint = html.P(HINT, className="foot")
    paper = html.P("纸上只有表格开头的行；全部行请在系统里下载。", className="in-print")
    return html.Section(
        [where, html.Div(drawn, className="records-frame"), status, summary, *_caution(sheet), hint, paper],
        **{"aria-label": f"{sheet.type.name}：表格"},
    )


def _caution(sheet: Sheet) -> list[html.P]:
    """What the sum of money says only when one knows what was added."""
    if sheet.type.id != "funding" or len(sheet.choices.get("status", ())) == 1:
        return []
    words = "金额的合计把预算、承诺、到账、拨付、收回加在了一起，转拨的也会重复；要看一种，请按资金状态筛选。"
    return [html.P(words, className="subtitle")]


def column_definition(column: Column, profiles: Mapping[str, tuple[str, str]] = MappingProxyType({})) -> dict:
    """One column as AG Grid takes it; a name that has a profile leads there."""
    definition = {
        "field": column.id,
        "colId": column.id,
        "headerName": f"{column.name}（{column.unit}）" if column.unit else column.name,
        "headerTooltip": column.help or column.name,
        "width": WIDE.get(column.id) or WIDTHS.get(column.kind, 180),
        "cellDataType": False,
        **_filter(column),
    }
    if column.kind in FORMATS:
        definition["valueFormatter"] = FORMATS[column.kind]
    if column.id in profiles:
        kind, id_column = profiles[column.id]
        definition["cellRenderer"] = "profile"
        definition["cellRendererParams"] = {"path": f"/{kind}/", "idColumn": id_column}
    if column.kind in NUMBERS:
        definition["type"] = "rightAligned"
    return definition


def _filter(column: Column) -> dict:
    """Conditions the grid may set by itself: the same three as in an address; choices have their chips."""
    if column.choices or column.kind == "boolean":
        return {"filter": False}
    common = {"maxNumConditions": 1, "buttons": ["apply", "reset"], "closeOnApply": True}
    if column.kind in ORDERED:
        kind = "agDateColumnFilter" if column.kind == "date" else "agNumberColumnFilter"
        return {"filter": kind, "filterParams": {**common, "filterOptions": RANGE_OPTIONS, "inRangeInclusive": True}}
    return {"filter": "agTextColumnFilter", "filterParams": {**common, "filterOptions": ["contains"]}}
