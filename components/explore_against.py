"""自由分析 · 对比: two indicators of the same areas or years against each other — quadrants at the medians, outliers
by name, areas that lack one of both by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column
from components.explore_areas import FEWEST, Areas, areas_of, by_area, is_by_year, long_table, too_few
from components.explore_asked import Asked
from components.explore_rules import check
from components.explore_words import parts_of
from components.indicators_handbook import group_of
from components.notes import names_in_words
from components.states import notice
from components.words import box, figure, source, subtitle, tabs
from figures.numbers import Number, compact, exact
from figures.scatter import Axis, Dot, quadrants
from indicators.catalog import catalog
from indicators.definition import Definition
from indicators.spread import Summary, rank_correlation, summary

RULE = "线在中位数，不低于中位数为高；离群：任一项在四分位数以外、相距超过四分位距的 1.5 倍"
MOST_NAMED, MOST_LISTED = 8, 12
CORNERS = ((True, True), (False, True), (False, False), (True, False))
CLOSE = ((0.7, "同升同降", "此消彼长"), (0.4, "大体同升同降", "大体此消彼长"), (0.2, "略有同升同降", "略有此消彼长"))


@dataclass(frozen=True)
class Pair:
    """One area or year with the numbers of both indicators; `href` is where a click leads."""

    label: str
    x: Number
    y: Number
    across: dict
    up: dict
    href: str
    own: bool


@dataclass(frozen=True)
class Plane:
    """Both indicators over the same areas or years, with the summary of each side; `lacking` have only one or none."""

    asked: Asked
    across: Definition
    up: Definition
    pairs: tuple[Pair, ...]
    lacking: tuple[str, ...]
    sides: tuple[Summary, Summary]
    unit_words: str
    words: str

    @property
    def by_year(self) -> bool:
        """Whether the points are years of one place."""
        return is_by_year(self.asked)

    def corner(self, pair: Pair) -> tuple[bool, bool]:
        """Whether each number is at or above its median."""
        return float(pair.x) >= self.sides[0].median, float(pair.y) >= self.sides[1].median

    def corner_words(self, corner: tuple[bool, bool], joint: str = "、") -> str:
        """A quadrant in words: 组织密度高、服务人次低."""
        names = zip((self.across.name, self.up.name), corner, strict=True)
        return joint.join(f"{name}{'高' if high else '低'}" for name, high in names)

    @property
    def apart(self) -> list[Pair]:
        """The outliers of either side, the farthest first."""
        found = [one for one in self.pairs if self._is_apart(one)]
        return sorted(found, key=lambda one: -max(_distance(one.x, self.sides[0]), _distance(one.y, self.sides[1])))

    def _is_apart(self, pair: Pair) -> bool:
        return self.sides[0].is_outlier(pair.x) or self.sides[1].is_outlier(pair.y)


def draw(asked: Asked) -> list[Component]:
    """The answer in words, the plane with its table, the quadrants by name; or what has to be chosen first."""
    against = asked.against
    if against is None or against.id == asked.definition.id:
        return [_choose(asked)]
    check(asked)
    check(replace(asked, definition=against))
    plane = _of_years(asked) if is_by_year(asked) else _of_areas(by_area(asked))
    if isinstance(plane, Component):
        return [plane]
    return [_sentence(plane), _picture(plane), _quadrants(plane)]


def _choose(asked: Asked) -> Component:
    """Nothing to compare with yet: a few indicators of the same group, and where all of them are."""
    group = group_of(asked.definition)
    near = [one for one in catalog().values() if group_of(one) == group and one.id != asked.definition.id][:6]
    links = [html.A(one.name, href=asked.named(against=one.id), className="button") for one in near]
    same = asked.against is not None
    title = "两项是同一个指标" if same else "和哪个指标对比"
    words = f"横轴是{asked.definition.name}。请在上面的“对比”里选纵轴的指标，或从这几个同组的里选："
    return notice(title, words, html.P(links))


def _of_areas(asked: Asked) -> Plane | Component:
    across, up = areas_of(asked), areas_of(asked, asked.against)
    refusal = too_few(across) or too_few(up)
    if refusal:
        return refusal
    others = {row["area_code"]: row for row in up.rows}
    both = [row for row in across.rows if row["area_code"] in others]
    pairs = tuple(_area_pair(across, row, others[row["area_code"]]) for row in both)
    names = {*across.silent, *across.unknown, *up.silent, *up.unknown}
    known = {pair.label for pair in pairs}
    lacking = tuple(name for name in dict.fromkeys([*_all_names(across), *_all_names(up)]) if name in names - known)
    words = _both_in_words(asked, across.result.filters_in_words, up.result.filters_in_words)
    return _plane(asked, pairs, lacking, across.level_words, words)


def _both_in_words(asked: Asked, across: str, up: str) -> str:
    """The choices both indicators share, then what narrows only one of them: 2025年·全部区域·活动场次（讲座）."""
    sides = across.split("·"), up.split("·")
    shared = [part for part in sides[0] if part in sides[1]]
    for one, own in zip((asked.definition, asked.against), sides, strict=True):
        alone = [part for part in own if part not in shared]
        shared += [f"{one.name}（{'，'.join(alone)}）"] if alone else []
    return "·".join(shared)


def _all_names(areas: Areas) -> list[str]:
    return [*(row["area_name"] for row in areas.rows), *areas.unknown, *areas.silent]


def _area_pair(areas: Areas, row: dict, other: dict) -> Pair:
    href, own = areas.href(row), areas.is_own(row)
    return Pair(row["area_name"], row["value"], other["value"], row, other, href, own)


def _of_years(asked: Asked) -> Plane | Component:
    result = asked.result(by="year")
    other_result = asked.result(asked.against, by="year")
    others = {row["year"]: row for row in other_result.rows}
    pairs, lacking = [], []
    for row in result.rows:
        other = others.get(row["year"])
        if row["value"] is None or other is None or other["value"] is None:
            lacking.append(f"{row['year']}年")
            continue
        href = asked.named(year=row["year"], as_of=None)
        own = row["year"] == asked.moment.year
        pairs.append(Pair(f"{row['year']}年", row["value"], other["value"], row, other, href, own))
    words = _both_in_words(asked, result.filters_in_words, other_result.filters_in_words)
    return _plane(asked, tuple(pairs), tuple(lacking), "年份", words)


def _plane(asked: Asked, pairs: tuple[Pair, ...], lacking: tuple[str, ...], unit_words: str, words: str):
    if len(pairs) < FEWEST:
        said = f"两项都有数的{unit_words}只有 {len(pairs)} 个，至少要 {FEWEST} 个。"
        rest = f"缺一项或两项的：{names_in_words(lacking)}。" if lacking else ""
        other = _other_tab(asked)
        return notice("可比的太少", f"{said}{rest}可以换一级地区、换一年，或改看另一种。", html.P([other]))
    sides = summary([one.x for one in pairs]), summary([one.y for one in pairs])
    return Plane(asked, asked.definition, asked.against, pairs, lacking, sides, unit_words, words)


def _other_tab(asked: Asked) -> Component:
    by_year = is_by_year(asked)
    views = [("各地区", asked.named(by=None), not by_year), ("各年份", asked.named(by="year"), by_year)]
    return tabs("比什么", views)


def _sentence(plane: Plane) -> html.P:
    """How far both go together, how many stand in each quadrant, who lies apart."""
    together = rank_correlation([one.x for one in plane.pairs], [one.y for one in plane.pairs])
    said: list[str | Component] = [f"{len(plane.pairs)} 个{plane.unit_words}里，{plane.across.name}与{plane.up.name}"]
    if together is None:
        said.append("有一项处处一样，看不出关系")
    else:
        said += [_together_words(together), "（秩相关 ", figure(together, decimals=2), "）"]
    counts = [sum(plane.corner(one) == corner for one in plane.pairs) for corner in CORNERS]
    said.append(f"；两项都高的 {counts[0]} 个、都低的 {counts[2]} 个，一高一低的 {counts[1] + counts[3]} 个")
    said += ["；离群的有 ", *_listed(plane.apart)] if plane.apart else ["；没有离群的"]
    return html.P([*said, "。"], className="answer span-12")


def _together_words(value: float) -> str:
    """A coefficient in words; going together is no cause."""
    found = next((pair for least, *pair in CLOSE if abs(value) >= least), ["看不出一起变"] * 2)
    return found[value < 0]


def _listed(pairs: Sequence[Pair]) -> list[str | Component]:
    found: list[str | Component] = []
    for place, one in enumerate(pairs[:MOST_LISTED]):
        found += ["、" if place else "", html.A(one.label, href=one.href)]
    return [*found, f"等 {len(pairs)} 个"] if len(pairs) > MOST_LISTED else found


def _distance(value: Number, side: Summary) -> float:
    """How many interquartile ranges a number is from its median."""
    return abs(float(value) - side.median) / ((side.upper - side.lower) or 1)


def _picture(plane: Plane) -> Component:
    asked, (wide, high) = plane.asked, plane.sides
    return chart(
        asked.state,
        "explore-against",
        f"{plane.across.name}与{plane.up.name}",
        quadrants(
            _dots(plane),
            _axis(plane.across, wide),
            _axis(plane.up, high),
            [plane.corner_words(corner, "<br>") for corner in CORNERS],
            path=plane.by_year,
        ),
        _table(plane),
        subtitle=subtitle(f"各{plane.unit_words}", plane.words.replace("·", " · ")),
        foot=_foot(plane),
        summary=_summary(plane),
        span=8,
        indicator=plane.across.id,
        tools=(_other_tab(asked),),
    )


def _summary(plane: Plane) -> str:
    names = names_in_words([one.label for one in plane.apart]) or "无"
    return f"散点图：{len(plane.pairs)} 个{plane.unit_words}；{_medians(plane)}；离群：{names}"


def _medians(plane: Plane) -> str:
    """Where the plane is divided: 中位数：服务人次 660 人次，…"""
    pairs = zip((plane.across, plane.up), plane.sides, strict=True)
    words = [f"{one.name} {exact(side.median, _decimals(one))} {one.unit}" for one, side in pairs]
    return f"中位数：{'，'.join(words)}"


def _foot(plane: Plane) -> str:
    result = plane.asked.result()
    parts = [RULE, "同升同降不说明谁引起谁"]
    if plane.lacking:
        parts.append(f"缺一项或两项、不在图里的 {len(plane.lacking)} 个（{names_in_words(plane.lacking)}）")
    return source(result, "各地报送", "；".join(parts))


def _decimals(definition: Definition) -> int:
    return 0 if definition.unit == "元" else definition.decimals


def _axis(definition: Definition, side: Summary) -> Axis:
    return {
        "name": f"{definition.name}（{definition.unit}）",
        "middle": side.median,
        "decimals": _decimals(definition),
    }


def _dots(plane: Plane) -> list[Dot]:
    """Every pair; the farthest outliers are named, of years all that find room, without outliers the extremes."""
    named = plane.apart[:MOST_NAMED] or [
        pick(plane.pairs, key=lambda one, side=side: getattr(one, side)) for side in "xy" for pick in (max, min)
    ]
    return [
        {
            "label": one.label,
            "x": one.x,
            "y": one.y,
            "own": one.own,
            "named": plane.by_year or one in named,
            "href": one.href,
            "hover": f"{one.label}<br>{_hover(plane.across, one.x)}<br>{_hover(plane.up, one.y)}"
            f"<br>{plane.corner_words(plane.corner(one))}",
        }
        for one in plane.pairs
    ]


def _hover(definition: Definition, value: Number) -> str:
    return f"{definition.name} <b>{compact(value, _decimals(definition))}</b> {definition.unit}"


def _table(plane: Plane) -> Component:
    columns = [
        Column("label", "年" if plane.by_year else "地区", text=True),
        *_columns("x", plane.across),
        *_columns("y", plane.up),
        Column("corner", "象限", text=True),
        Column("apart", "离群", text=True),
    ]
    apart = {one.label for one in plane.apart}
    rows = [
        {
            "label": one.label,
            "x": one.x,
            "x-above": one.across["numerator"],
            "x-below": one.across["denominator"],
            "y": one.y,
            "y-above": one.up["numerator"],
            "y-below": one.up["denominator"],
            "corner": plane.corner_words(plane.corner(one)),
            "apart": "离群" if one.label in apart else "",
            "own": one.own,
            "href": one.href,
        }
        for one in plane.pairs
    ]
    caption = f"各{plane.unit_words}的{plane.across.name}与{plane.up.name}"
    return long_table(plane.asked, columns, rows, caption, lambda row: row["href"])


def _columns(key: str, definition: Definition) -> list[Column]:
    """The number, with its fraction where it has one."""
    found = [Column(key, definition.name, definition.unit, definition.decimals)]
    if definition.has_denominator:
        above, below = parts_of(definition)
        found += [Column(f"{key}-above", f"{above}（分子）"), Column(f"{key}-below", f"{below}（分母）")]
    return found


def _quadrants(plane: Plane) -> Component:
    """Who stands where, by name."""
    lines: list[Component] = []
    for corner in CORNERS:
        inside = [one for one in plane.pairs if plane.corner(one) == corner]
        inside.sort(key=lambda one: -_distance(one.x, plane.sides[0]) - _distance(one.y, plane.sides[1]))
        lines.append(html.H3(f"{plane.corner_words(corner)}：{len(inside)} 个", className="list-title"))
        lines.append(html.P(_listed(inside) if inside else "没有", className="box-words"))
    return box(
        "四个象限里有谁",
        f"{len(plane.pairs)} 个{plane.unit_words}，离中位数最远的在前",
        *lines,
        foot=f"{_medians(plane)}。",
        span=4,
    )
