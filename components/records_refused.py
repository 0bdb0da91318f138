"""What 数据明细 shows when a condition cannot be met: why, in Chinese, and everything needed to go on from there."""

from __future__ import annotations

import re

from dash import html
from dash.development.base_component import Component

from components.chips import filter_bar
from components.records_filters import filter_chips, type_tabs
from components.records_sheet import SHARED_WORDS, Sheet
from components.records_view import conditions, figure_exact
from components.states import notice
from indicators.errors import ChoiceError
from records.catalog import FilterError, RecordType
from records.query import ALIASES, COMPARISONS

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
GENERAL = {**SHARED_WORDS, "from": "起始日期", "to": "截止日期", "q": "名称查找", "sort": "排序", "columns": "列"}


def refused(error: FilterError | ChoiceError, sheet: Sheet) -> list[Component]:
    """Kinds of records, the refusal, and the conditions that can be met (`sheet`) to go on with; no rows are shown."""
    again = html.A(["去掉它，看其余条件下的 ", figure_exact(sheet.total, "行")], href=sheet.state.link())
    hint = in_chinese(error.hint, sheet.type) or "请检查地址里的条件。"
    return [
        type_tabs(sheet),
        notice(in_chinese(error.message, sheet.type), hint, html.P(again), kind="warning"),
        filter_bar(filter_chips(sheet), sheet.query.filters_in_words),
        conditions(sheet),
    ]


def in_chinese(words: str, found: RecordType) -> str:
    """Words written for programs as the page says them: its columns and conditions by their Chinese names."""
    return WORD.sub(lambda part: _name(part[0], found), words)


def _name(word: str, found: RecordType) -> str:
    column_id, _, operator = word.rpartition("__") if "__" in word else (word, "", "")
    if operator and operator not in COMPARISONS:
        return word
    column = found.columns.get(ALIASES.get(column_id, column_id))
    name = column.name if column else GENERAL.get(column_id, column_id)
    return f"{name}{COMPARISONS.get(operator, '')}"
