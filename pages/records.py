"""数据明细：每一种报送记录的每一行；筛选、选列、排序与下载用同一个地址。"""

from dash import html

from access.roles import May
from components.chips import filter_bar
from components.page import register_page
from components.place import place_of
from components.records_filters import filter_chips, type_tabs
from components.records_grid import grid
from components.records_refused import refused
from components.records_sheet import RecordsPage, sheet_of, without_refused, words_of
from components.records_view import column_help, columns_chip, conditions, downloads, nothing, sentence, sort_chip
from components.statement import statement
from components.states import skeleton
from components.words import head
from indicators.errors import ChoiceError
from indicators.warehouse import snapshot
from records.catalog import FilterError
from records.explain import runnable


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12)


def draw(state):
    """The page for one address: answer, kinds of records, conditions, downloads, rows."""
    with snapshot() as taken:
        try:
            title, sheet = head("数据明细", place_of(state)), sheet_of(state, taken)
        except (FilterError, ChoiceError) as error:
            rest = without_refused(state, taken)
            return [head("数据明细", place_of(rest)), *refused(error, sheet_of(rest, taken))]
    tools = html.Div([columns_chip(sheet), sort_chip(sheet)], className="chips")
    return [
        title,
        type_tabs(sheet),
        sentence(sheet),
        filter_bar(filter_chips(sheet), sheet.query.filters_in_words),
        conditions(sheet),
        html.Div([tools, downloads(sheet)], className="records-bar"),
        grid(sheet) if sheet.total else nothing(sheet),
        column_help(sheet),
        statement(runnable(taken, sheet.query), taken.path.name, "records-sql"),
    ]


register_page(
    __name__,
    RecordsPage(
        path="/records",
        name="数据明细",
        group="数",
        icon="table",
        order=100,
        draw=draw,
        layout=layout,
        controls=("area",),
        filters=("type", "columns", "sort", "q", "from", "to", "hub", "org", "project"),
        is_exported=False,
        words=words_of,
        says_unknown_areas=True,
        needs=May.ROWS,
        for_hubs=True,
    ),
)
