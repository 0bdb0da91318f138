"""自由分析: what cannot be shown, said in words with what can be shown instead."""

from __future__ import annotations

from components.beside import is_top
from components.explore_asked import (
    AREA_VIEWS,
    BARS,
    CHANGE,
    MULTIPLES,
    SUM,
    TIMES,
    TREND,
    Asked,
    allowed_by,
    is_narrowed,
)
from indicators.catalog import dimensions
from indicators.errors import ChoiceError
from indicators.places import peers

NESTED = "universe"  # 登记 lies within 登记备案 and that within 全部


class Refusal(ChoiceError):  # noqa: N818
    """A question that has no honest picture; `ways` are words and the choices that lead to one that has."""

    def __init__(self, message: str, hint: str, *ways: tuple[str, dict]):
        super().__init__(message, hint)
        self.ways = ways


def check(asked: Asked) -> None:
    """Refuse what would show something wrong or nothing."""
    _refuse_whole_shares(asked)
    _refuse_several_ladders(asked)
    _refuse_views(asked)
    _refuse_sums(asked)
    _refuse_peers(asked)


def can_sum(asked: Asked) -> bool:
    """Whether running sums of the indicator mean anything."""
    return asked.definition.kind == "flow" and not asked.definition.has_denominator


def _refuse_whole_shares(asked: Asked) -> None:
    """Shares of the parts of a whole: without a part every one is 100 %."""
    parts = asked.definition.numerator_filters
    if not parts or not asked.definition.has_denominator or set(parts) & set(asked.by):
        return
    if is_narrowed(asked.state, parts):
        return
    names = "、".join(dimensions()[key].name for key in parts)
    words = f"“{asked.definition.name}”要先选{names}，或者按{names}分列；否则每一行都是 100%。"
    raise Refusal("没有选哪一部分", words, (f"按{names}分列", {"by": parts[0], "view": None}))


def _refuse_several_ladders(asked: Asked) -> None:
    if len(asked.state.values("ladder")) < 2 or "ladder" not in asked.definition.filters or "ladder" in asked.by:
        return
    words = "各评定体系的等级和组织都不同，合在一起没有意义。请只选一种，或按评定体系分列。"
    ways = [(f"只看{ladder}", {"ladder": ladder}) for ladder in asked.state.values("ladder")]
    raise Refusal("一次只能看一种评定体系", words, *ways, ("按评定体系分列", {"by": "ladder", "view": None}))


def _refuse_views(asked: Asked) -> None:
    by, allowed = asked.by, allowed_by(asked.definition, asked.place, asked.beside)
    first = "area" if "area" in allowed else next((key for key in asked.definition.filters), None)
    to_bars = [("看条形", {"view": BARS, "by": first})] if first else []
    if asked.view == BARS and (len(by) > 1 or by[0] in TIMES):
        words = (
            "条形一次只按一项分列，这一项不是时间。" if len(by) > 1 else "随时间的变化用走势看，条形比较的是同一时间。"
        )
        fit = ("改看小图", {"view": MULTIPLES}) if len(by) > 1 else ("改看走势", {"view": TREND})
        raise Refusal("现在的分列画不成条形", words, fit, *to_bars)
    if asked.view == TREND and (len(by) > 1 or by[0] not in TIMES):
        ways = [("按年份看走势", {"view": TREND, "by": "year"})]
        if not set(by) & set(TIMES):
            ways.append(("每一项一张小图", {"view": MULTIPLES, "by": (by[0], "year")}))
        raise Refusal("现在的分列画不成走势", "走势只按年份或月份分列；再分一项请看小图。", *ways)
    if asked.view == MULTIPLES and len(by) < 2:
        other = "area" if by[0] in TIMES and first == "area" else "year"
        ways = [("加上年份", {"view": MULTIPLES, "by": (by[0], "year")})] if by[0] not in TIMES else []
        ways += [("按地区各画一张", {"view": MULTIPLES, "by": ("area", by[0])})] if other == "area" else []
        raise Refusal("现在的分列画不成小图", "小图要按两项分列：每张图一项，图里再分一项。", *ways)


def _refuse_sums(asked: Asked) -> None:
    if not asked.running:
        return
    name, off = f"“{asked.definition.name}”", ("不累计", {"sum": None})
    if asked.view in (*AREA_VIEWS, BARS) or asked.time is None:
        words = "累计是一段一段加上去的，要按年份或月份分列。"
        raise Refusal("没有可以累计的时间", words, ("按年份", {"by": "year", "view": None}), off)
    if asked.definition.kind == "stock":
        raise Refusal("时点数不能累计", f"{name}是某一天在册的数，逐期相加会把同一个组织数很多遍。", off)
    if asked.definition.has_denominator:
        raise Refusal(
            "比值不能累计", f"{name}是比值，各期的比值相加没有意义。可以累计的是场次、人次、金额这样的数。", off
        )
    if asked.change and "year" in asked.by and "month" not in asked.by:
        words = "历年累计数比上一年多出来的就是当年的数；要比较两年的累计进度，请按月份分列。"
        ways = (("按月份比较两年的累计", {"by": _with_month(asked)}), (f"不看{CHANGE}", {"change": None}), off)
        raise Refusal(f"按年份时，{SUM}与{CHANGE}只能选一个", words, *ways)


def _with_month(asked: Asked) -> tuple[str, ...]:
    return tuple("month" if key == "year" else key for key in asked.by)


def _refuse_peers(asked: Asked) -> None:
    if asked.beside and not peers(asked.place.code):
        words = "同一上级之下有数据的同级地区不足三个，不作同级比较。"
        words = "同级地区在您的范围之外，不作同级比较。" if is_top(asked.place) else words
        raise Refusal("没有可比的同级地区", words, ("看下级地区", {"compare": None}))
