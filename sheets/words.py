"""What the 说明 of a file of a page says: what was chosen, how it was counted, where it comes from."""

from __future__ import annotations

from components.page_export import export_address
from components.scoped import is_limited
from components.topbar import BASES, UNIVERSE_WORDS
from components.topbar_person import scope_words
from exports.notes import Note, origin_notes, warning_notes
from indicators.catalog import catalog
from sheets.collecting import PageSheets
from sheets.values import Sheet


def page_notes(found: PageSheets) -> list[Note]:
    """The lines of a whole page; a part that could not be drawn is said to be missing."""
    page, state = found.page, found.state
    universe = state["universe"] or "登记备案"
    basis = state["basis"] or BASES[0].value
    missing = f"这些部分没能画出，不在文件里，编号：{'、'.join(found.failures)}"
    return [
        *warning_notes(found.taken),
        Note("页面", page.name),
        Note("筛选条件", found.filters_in_words),
        *([Note("账户的范围", f"{scope_words()}；范围以外的记录不在文件里")] if is_limited() else []),
        *([Note("统计口径", UNIVERSE_WORDS.get(universe, universe))] if "universe" in page.controls else []),
        *([Note("人口口径", basis)] if "basis" in page.controls else []),
        *([Note("缺少的部分", missing)] if found.failures else []),
        *origin_notes(found.taken),
        Note("同样内容的接口", export_address(page, state, "json")),
        *indicator_notes(found.indicators),
    ]


def sheet_notes(sheet: Sheet) -> list[Note]:
    """The lines of one table: the words that stand around it on the page."""
    notes = [("标题", sheet.title), ("单位与范围", sheet.subtitle), ("脚注", sheet.foot)]
    return [Note(name, words) for name, words in notes if words]


def indicator_notes(indicators: tuple[str, ...]) -> list[Note]:
    """Definition, formula and source of every indicator used."""
    found = [catalog()[one] for one in indicators if one in catalog()]
    return [
        Note(f"指标：{one.name}", f"定义：{one.definition}\n公式：{one.formula}（{one.unit}）\n来源：{one.source}")
        for one in found
    ]
