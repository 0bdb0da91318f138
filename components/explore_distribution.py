"""自由分析 · 分布: how an indicator is spread over areas — box, every area as a point, mean beside median."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.explore_areas import Areas, areas_of, by_area, listed, long_table, missing_words, row_words, too_few
from components.explore_asked import Asked
from components.explore_rules import check
from components.explore_words import parts_of
from components.words import box, figure, source
from figures.distribution import spread
from figures.numbers import compact
from indicators.definition import Definition
from indicators.spread import Summary, summary

RULE = "离群：在四分位数以外、相距超过四分位距的 1.5 倍"
QUARTERS = ("最低四分之一", "中下四分之一", "中上四分之一", "最高四分之一")
ALIKE = 0.05  # a mean this near to the median (in interquartile ranges) tells nothing
MOST_NAMED = 5


def draw(asked: Asked) -> list[Component]:
    """The answer in words, the picture with its table, the few numbers behind it; or why there is nothing to show."""
    check(asked)
    areas = areas_of(by_area(asked))
    refusal = too_few(areas)
    if refusal:
        return [refusal]
    found = summary(areas.values)
    return [_sentence(areas, found), _picture(areas, found), _numbers(areas, found)]


def _sentence(areas: Areas, found: Summary) -> html.P:
    """Median beside mean, the middle half, and who lies apart."""
    unit, decimals = areas.definition.unit, areas.decimals
    count = f"{found.count} 个{areas.level_words}的{areas.definition.name}，中位数 "
    said: list[str | Component] = [count, figure(found.median, unit, decimals), "，平均数 "]
    said += [figure(found.mean, unit, decimals), _lean(found), "；中间一半在 "]
    said += [f"{compact(found.lower, decimals)} 到 {compact(found.upper, decimals)} 之间"]
    apart = _apart(areas, found)
    said += ["；离群的有 ", *listed(areas, apart, decimals)] if apart else ["；没有离群的"]
    return html.P([*said, "。"], className="answer span-12")


def _lean(found: Summary) -> str:
    """Why the mean is not the median, if it is not."""
    room = ALIKE * (found.upper - found.lower)
    if abs(found.mean - found.median) <= room:
        return "（两者接近）"
    return "（被少数高的拉高）" if found.mean > found.median else "（被少数低的拉低）"


def _apart(areas: Areas, found: Summary) -> list[dict]:
    """The outliers, the farthest first."""
    apart = [row for row in areas.rows if found.is_outlier(row["value"])]
    return sorted(apart, key=lambda row: -abs(float(row["value"]) - found.median))


def _picture(areas: Areas, found: Summary) -> Component:
    asked, name = areas.asked, areas.definition.name
    named = {row["area_code"] for row in _apart(areas, found)[:MOST_NAMED]}
    values = [
        {
            "label": row["area_name"],
            "value": row["value"],
            "own": areas.is_own(row),
            "named": row["area_code"] in named,
            "href": areas.href(row),
            "hover": row_words(row, areas.definition),
        }
        for row in areas.rows
    ]
    decimals = areas.decimals
    return chart(
        asked.state,
        "explore-spread",
        f"{name}在各{areas.level_words}之间的分布",
        spread(values, found, decimals),
        _table(areas, found),
        subtitle=areas.said(),
        foot=source(areas.result, "各地报送", "；".join(part for part in (RULE, missing_words(areas)) if part)),
        summary=f"箱线图：{found.count} 个{areas.level_words}，最低 {compact(found.least, decimals)}，"
        f"四分之一 {compact(found.lower, decimals)}，中位数 {compact(found.median, decimals)}，"
        f"四分之三 {compact(found.upper, decimals)}，最高 {compact(found.most, decimals)}，"
        f"平均数 {compact(found.mean, decimals)} {areas.definition.unit}",
        span=8,
        indicator=areas.definition.id,
    )


def _table(areas: Areas, found: Summary) -> Component:
    unit = areas.definition.unit
    columns = [
        Column("area_name", "地区", text=True),
        Column("place", "位次"),
        Column("value", areas.definition.name, unit, areas.definition.decimals),
        *_fraction(areas.definition),
        Column("part", "位置", text=True),
    ]
    rows = [
        {
            **row,
            "place": 1 + sum(value > row["value"] for value in areas.values),
            "part": _part(row, found),
            "own": areas.is_own(row),
        }
        for row in areas.rows
    ]
    total = {**areas.whole, "area_name": f"合计（{areas.asked.place.name}）", "part": ""}
    shown = None if areas.asked.beside else total
    caption = f"各{areas.level_words}的{areas.definition.name}与所在的四分之一"
    return long_table(areas.asked, columns, rows, caption, areas.href, shown)


def _fraction(definition: Definition) -> list[Column]:
    """Numerator and denominator under the names of the formula; none for a plain count."""
    if not definition.has_denominator:
        return []
    above, below = parts_of(definition)
    return [Column("numerator", f"{above}（分子）"), Column("denominator", f"{below}（分母）")]


def _part(row: dict, found: Summary) -> str:
    """Which quarter a row lies in, and whether it lies apart."""
    value = float(row["value"])
    quarter = QUARTERS[sum(value > cut for cut in (found.lower, found.median, found.upper))]
    return f"{quarter}，离群" if found.is_outlier(value) else quarter


def _numbers(areas: Areas, found: Summary) -> Component:
    """The numbers of the box with their meaning, and the whole beside the mean."""
    lines = [
        ("最高", found.most, "、".join(_holders(areas, found.most))),
        ("上四分位数", found.upper, "四分之一的地区高于它"),
        ("中位数", found.median, "一半高于它，一半低于它"),
        ("下四分位数", found.lower, "四分之一的地区低于它"),
        ("最低", found.least, "、".join(_holders(areas, found.least))),
        ("平均数", found.mean, f"{found.count} 个地区同等看待"),
    ]
    if areas.definition.has_denominator and areas.whole["value"] is not None and not areas.asked.beside:
        lines.append(("合计", areas.whole["value"], "分子之和 ÷ 分母之和，大的地区分量重"))
    rows = [{"name": name, "value": value, "means": means} for name, value, means in lines]
    columns = [
        Column("name", "统计量", text=True),
        Column("value", "数值", areas.definition.unit, areas.decimals),
        Column("means", "含义", text=True),
    ]
    return box(
        "分布的几个数",
        f"{areas.definition.name}，{found.count} 个{areas.level_words}",
        data_table(columns, rows, "分布的统计量", name="explore-spread-numbers"),
        foot="四分位数按 Excel、WPS 的 QUARTILE.INC 计算。",
        span=4,
    )


def _holders(areas: Areas, value: float, most: int = 2) -> list[str]:
    names = [row["area_name"] for row in areas.rows if float(row["value"]) == value]
    return names if len(names) <= most else [f"{names[0]}等 {len(names)} 个"]
