"""组织密度: the sentence that answers first, the filters in words, and the notes at the end."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.density_facts import FILTERS, Asked, Facts
from components.notes import names_in_words, notes
from components.place import LEVELS
from components.state import NOT
from components.topbar import UNIVERSE_WORDS
from components.words import answer, figure, universe_words
from figures.numbers import NO_VALUE, compact, exact
from indicators.words import left_out

UNIT = "个/万人"
NO_PEOPLE = "无人口数据"


def sentence(facts: Facts) -> html.P:
    """The answer: value, change, rank among siblings, gap to the target of the same universe."""
    asked = facts.asked
    start = f"{asked.moment.words}，{asked.place.name}"
    if facts.row["value"] is None:
        return answer(*_without_value(facts, start))
    said: list[str | Component] = [
        f"{start}每万{_people(facts)}有 ",
        figure(facts.row["value"], "个社会组织", 1),
        f"（{asked_words(asked)}）",
        _change(facts),
    ]
    if facts.rank:
        place, of = facts.rank
        said.append(f"，在 {of} 个有数据的{LEVELS[asked.place.level]}中居第 {place}")
    return answer(*said, *_to_target(facts))


def _without_value(facts: Facts, start: str) -> list[str | Component]:
    words = asked_words(facts.asked)
    if not facts.row["reported"]:
        return [f"{start}未报送社会组织名录，无法计算组织密度。"]
    people = facts.result.basis
    return [
        f"{start}有 ",
        figure(facts.orgs["value"], "个社会组织"),
        f"（{words}）；当年没有报送{people}，因此不能折算成每万人的数。可以换一个人口口径或年份。",
    ]


def asked_words(asked: Asked) -> str:
    """Universe and filters as they narrow the organisations: 登记+备案，文化体育."""
    chosen = [word for key in FILTERS for word in asked.state.values(key)]
    chosen += [left_out(key, words) for key in FILTERS if (words := asked.state.values(f"{key}{NOT}"))]
    return "，".join([universe_words(asked.state), *(["、".join(chosen)] if chosen else [])])


def _people(facts: Facts) -> str:
    return facts.result.basis or "人口"


def _change(facts: Facts) -> str:
    before, now = facts.before["value"], facts.row["value"]
    if before is None:
        return ""
    difference = round(float(now) - float(before), 1)
    if not difference:
        return "，与上年同期持平" if facts.asked.moment.day else "，与上年持平"
    year = "比上年同期" if facts.asked.moment.day else "比上年"
    return f"，{year}{'多' if difference > 0 else '少'} {exact(abs(difference), 1)} 个"


def _to_target(facts: Facts) -> list[str | Component]:
    if facts.target is None:
        return ["。"]
    words = f"目标 {facts.target.value:g}"
    if not facts.gap:
        return [f"；已达到{words}。"]
    return [f"；距{words} 还差 ", figure(facts.gap, "个"), "。"]


def remarks(facts: Facts, span: int = 12) -> html.Section:
    """What a reader has to know: who is counted, which population, what is left out, which target does not fit."""
    return notes(
        [_counted(facts), _population(facts), _left_out(facts), _not_comparable(facts), _tree(), _zero(facts)]
    )


def _counted(facts: Facts) -> list[str | Component]:
    return [
        html.B("数的是谁："),
        f"{facts.asked.moment.words}仍在册的社会组织，口径为{universe_words(facts.asked.state)}；企业不进任何口径，"
        "注销的组织从注销之日起不再计入。",
    ]


def _population(facts: Facts) -> list[str | Component]:
    return [
        html.B("用的哪个人口："),
        f"当年报送的{facts.result.basis}；本级没有报送的，用其下最高一级已报送区域之和，不借用相邻年份。",
    ]


def _left_out(facts: Facts) -> list[str | Component]:
    count = facts.row["areas_without_denominator"]
    if not count:
        return [html.B("没有遗漏："), "所选区域的人口都已报送，名录里的组织全部算进了比值。"]
    names = names_in_words(facts.row.get("areas_without_denominator_names") or [], count, most=12)
    left = (facts.orgs["value"] or 0) - facts.row["numerator"] if facts.row["denominator"] else 0
    more = f"，其中的 {exact(left)} 个组织没有算进比值" if left > 0 else ""
    return [html.B(f"没有人口数据的地区（{count} 个）："), f"{names or '所选区域'}{more}。"]


def _not_comparable(facts: Facts) -> list[str | Component]:
    other = facts.any_target
    if facts.target is not None or other is None:
        return []
    words = UNIVERSE_WORDS.get(other.universe, other.universe)
    return [
        html.B("为什么没有目标线："),
        f"公布的目标 {other.value:g} 个/万人只按“{words}”口径，"
        f"与当前“{universe_words(facts.asked.state)}”口径不可比，所以不画。",
        html.A(f"切换到“{words}”口径查看", href=facts.asked.state.link(universe=other.universe)),
        "。",
    ]


def _tree() -> list[str | Component]:
    return [html.B("按哪棵区划树："), "国家统计局 2023 年统计用区划；历史上的区按街道换算，不做区对区换算。"]


def _zero(facts: Facts) -> list[str | Component]:
    missing = [row["area_name"] for row in facts.ranked if not row["reported"]]
    if not missing:
        return []
    return [html.B(f"未报送的地区（{len(missing)} 个）："), f"{names_in_words(missing)}。未报送不等于 0。"]


def fraction(row: dict, basis: str | None) -> str:
    """The fraction behind a ratio: 329 个 ÷ 常住人口 5.6万."""
    people = compact(row["denominator"]) if row["denominator"] is not None else NO_VALUE
    return f"{exact(row['numerator'])} 个 ÷ {basis} {people}"
