"""等级分布: cards and pictures out of the facts."""

from __future__ import annotations

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.indicator_card import Card
from components.states import notice
from components.tiers_facts import ARROW, ASSESSED, SHARE, Facts, by_side
from components.words import source, subtitle
from figures import theme
from figures.flow import movement
from figures.matrix import matrix
from figures.numbers import NOT_REPORTED, exact, percent
from figures.stacked import stacked_share

FILE = "等级评定表、社会组织名录"
GRADEABLE_WORDS = {"评估等级": "登记的组织", "志愿团队星级": "志愿团队"}
EVERYBODY_WORDS = "登记、备案与志愿团队共"
MOST_ROWS = 24
NOBODY = "无人有等级"
SIDES = {"area": "各{below}的等级构成", "field": "各服务领域的等级构成", "year": "历年等级构成"}


def headline(facts: Facts) -> list[Card]:
    """The cards: how many are graded, the top grade, up, down, and those without a grade."""
    second = _rated_card(facts) if facts.asked.ladder == ASSESSED else _top_card(facts)
    return [_graded_card(facts), second, *_movement_cards(facts), _ungraded_card(facts)]


def _graded_card(facts: Facts) -> Card:
    return Card(
        name="有等级的组织",
        value=facts.graded if facts.is_reported else None,
        unit="个",
        indicator=SHARE,
        detail=_told(
            facts, "、".join(f"{grade} {exact(facts.counts.get(grade, 0))}" for grade in reversed(facts.asked.grades))
        ),
        history=_history(facts, lambda counts: sum(counts.values())),
        history_words="历年末有等级的组织数",
        before=facts.graded_before if facts.is_reported else None,
        missing=NOT_REPORTED,
    )


def _top_card(facts: Facts) -> Card:
    grade = facts.asked.grades[-1]
    return Card(
        name=f"{grade}占比",
        value=_share(facts.counts.get(grade, 0), facts.graded),
        unit="%",
        decimals=1,
        indicator=f"{SHARE};grade={grade}",
        detail=_told(facts, f"{exact(facts.counts.get(grade, 0))} 个 ÷ 有等级 {exact(facts.graded)} 个"),
        history=_history(facts, lambda counts: _share(counts.get(grade, 0), sum(counts.values()))),
        history_words=f"历年末{grade}占比",
        before=_share(facts.before.get(grade, 0), facts.graded_before),
        missing=NOBODY if facts.is_reported else NOT_REPORTED,
        rising_is="good",
    )


def _told(facts: Facts, words: str) -> str:
    """A fraction is told only of what was delivered: where nobody did, there is no 0 to divide."""
    return words if facts.is_reported else ""


def _history(facts: Facts, value: Callable[[dict[str, int]], float | None]) -> list[float | None]:
    years = {year: one["counts"] for year, one in facts.by_year.items() if year <= facts.asked.moment.year}
    return [value(years[year]) for year in sorted(years)] if facts.is_reported else []


def _share(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None


def _rated_card(facts: Facts) -> Card:
    row = facts.rated
    return Card(
        name="3A及以上占比",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator="rated_3a_or_above",
        detail=f"{exact(row['numerator'] or 0)} 个 ÷ 登记满两年 {exact(row['denominator'] or 0)} 个"
        if row["reported"]
        else "",
        before=facts.rated_before["value"],
        missing=NOT_REPORTED if not row["reported"] else "无满两年组织",
        rising_is="good",
    )


def _movement_cards(facts: Facts) -> list[Card]:
    pairs = [
        ("升级率", "tier_upgrades", facts.up, facts.up_before, "good"),
        ("降级率", "tier_downgrades", facts.down, facts.down_before, "bad"),
    ]
    return [
        Card(
            name=name,
            value=row["value"],
            unit="%",
            decimals=1,
            indicator=indicator,
            detail=_told(
                facts,
                f"{name[:2]} {exact(row['numerator'] or 0)} 个 ÷ 两次都有等级 {exact(row['denominator'] or 0)} 个",
            ),
            before=before["value"],
            missing="无两次等级" if row["reported"] else NOT_REPORTED,
            rising_is=direction,
        )
        for name, indicator, row, before, direction in pairs
    ]


def _ungraded_card(facts: Facts) -> Card:
    asked, found = facts.asked, facts.gradeable
    chosen = {key: value for key, value in asked.gradeable.items() if key in ("universe", "legal_form")}
    return Card(
        name="未参评",
        value=found["ungraded"],
        unit="个",
        indicator=";".join(["orgs", *(f"{key}={value}" for key, value in chosen.items())]),
        detail=f"{GRADEABLE_WORDS.get(asked.ladder, EVERYBODY_WORDS)} {exact(found['orgs'])} 个 − 有等级 "
        f"{exact(found['graded'])} 个"
        if found["ungraded"] is not None
        else "",
        before=facts.gradeable_before["ungraded"],
        missing=NOT_REPORTED,
    )


def composition(facts: Facts, side: str) -> Component:
    """100 % bars by area below, field or year; a click narrows or goes down."""
    asked = facts.asked
    found = _ordered(facts, side)
    wholes = [
        {
            "label": f"{one['name']}年末" if side == "year" else one["name"],
            "parts": one["counts"],
            "hrefs": {grade: _grade_href(facts, side, key, grade) for grade in asked.grades},
            "missing": NOT_REPORTED if not one["reported"] else NOBODY,
        }
        for key, one in found.items()
    ]
    shown = wholes if side != "area" or asked.state["top"] == "全部" else wholes[:MOST_ROWS]
    title = SIDES[side].format(below=asked.place.below)
    return chart(
        asked.state,
        f"by-{side}",
        title,
        _composition_picture(facts, shown),
        _composition_table(facts, side, found),
        subtitle=subtitle("有等级的组织，个", asked.ladder, "各年末" if side == "year" else asked.moment.words),
        foot=_composition_foot(facts, side, len(wholes) - len(shown)),
        summary=_composition_words(title, asked.grades[-1], found),
        indicator=SHARE,
        all_years=side == "year",
        tools=_more_rows(facts, len(wholes), len(shown)),
    )


def _ordered(facts: Facts, side: str) -> dict[object, dict]:
    """The bars from top to bottom: the latest year, the best graded area, the fields in their order."""
    if side == "area":
        found = by_side(facts.asked, side)
        return dict(sorted(found.items(), key=lambda item: _order(facts.asked.grades, item[1])))
    if side == "field":
        return by_side(facts.asked, side)
    held = [year for year, one in facts.by_year.items() if sum(one["counts"].values())]
    years = sorted(facts.by_year, reverse=True)
    return {year: facts.by_year[year] for year in years if held and min(held) <= year <= max(held)}


def _order(grades: list[str], one: dict) -> tuple:
    return (-_weight(grades, one["counts"]), not one["reported"])


def _composition_picture(facts: Facts, wholes: list[dict]) -> dict | Component:
    if any(sum(whole["parts"].values()) for whole in wholes):
        return stacked_share(wholes, theme.GRADES[facts.asked.ladder], chosen=facts.asked.grade)
    words = f"{facts.asked.place.name}{facts.asked.moment.words}没有有效的{facts.asked.ladder}。"
    return notice(NOBODY if facts.is_reported else NOT_REPORTED, f"{words}可以换一个评定体系或年份。")


def _composition_foot(facts: Facts, side: str, hidden: int) -> str:
    more = f"另有 {hidden} 行没有画出，见表" if hidden else "未参评的不在其中"
    more += {"area": "；点一段看那里，", "year": "；点一段看那一年，", "field": "；点一段只看这个领域，再点取消，"}[
        side
    ]
    more += "并列出这一级的组织"
    return source(facts.result, FILE, more)


def _more_rows(facts: Facts, total: int, shown: int) -> list[Component]:
    state = facts.asked.state
    if total > shown:
        return [html.A(f"全部 {total} 行", href=state.link(top="全部"), className="tool")]
    if state["top"] == "全部" and total > MOST_ROWS:
        return [html.A(f"前 {MOST_ROWS} 行", href=state.link(top=None), className="tool")]
    return []


def _weight(grades: list[str], counts: dict[str, int]) -> float:
    """Mean grade, so that areas stand in the order of how well they are graded; −1 without grades."""
    whole = sum(counts.values())
    return sum(rank * counts.get(grade, 0) for rank, grade in enumerate(grades)) / whole if whole else -1


def _href(facts: Facts, side: str, key: object) -> str:
    state = facts.asked.state
    if side == "area":
        return state.link(area=key)
    return state.link(year=key, as_of=None) if side == "year" else state.toggled("field", key)


def _grade_href(facts: Facts, side: str, key: object, grade: str) -> str:
    """What a part of a bar leads to: its area, year or field, with those who hold its grade listed by name."""
    state = facts.asked.state
    if side == "area":
        return state.link(area=key, grade=grade, moved=None, all=None)
    if side == "year":
        return state.link(year=key, as_of=None, grade=grade, moved=None, all=None)
    if facts.asked.grade == grade and state.values("field") == (key,):
        return state.link(field=None, grade=None, all=None)
    return state.link(field=key, grade=grade, moved=None, all=None)


def _composition_table(facts: Facts, side: str, found: dict[object, dict]) -> Component:
    grades = facts.asked.grades
    names = {"area": "地区", "field": "服务领域", "year": "年末"}
    columns = [
        Column("name", names[side], text=True),
        *[Column(grade, grade, "个") for grade in grades],
        Column("whole", "合计", "个"),
        Column("top", f"{grades[-1]}占比", "%", 1),
    ]
    rows = [
        {
            "name": one["name"],
            **{grade: one["counts"].get(grade, 0) for grade in grades},
            "own": side == "field" and key in facts.asked.state.values("field"),
            "whole": sum(one["counts"].values()),
            "top": _share(one["counts"].get(grades[-1], 0), sum(one["counts"].values())),
            "reported": one["reported"],
            "href": _href(facts, side, key),
        }
        for key, one in found.items()
    ]
    return data_table(columns, rows, f"{facts.asked.ladder}：{names[side]}与等级")


def _composition_words(title: str, grade: str, found: dict[object, dict]) -> str:
    known = {one["name"]: one["counts"] for one in found.values() if sum(one["counts"].values())}
    if not known:
        return f"{title}：没有数据"
    best = max(known, key=lambda name: known[name].get(grade, 0) / sum(known[name].values()))
    share = known[best].get(grade, 0) / sum(known[best].values())
    return f"堆叠条形图：共 {len(known)} 条，{grade}占比最高的是{best}，{percent(share)}"


def flow_chart(facts: Facts) -> Component:
    """From last grade to this one as streams; the matrix as its table."""
    asked = facts.asked
    colors = theme.GRADES[asked.ladder]
    held = {row["grade"] for row in facts.moves}
    reached = {row["next_grade"] for row in facts.moves}
    nodes = {f"前 {grade}": colors[grade] for grade in reversed(asked.grades) if grade in held}
    nodes |= {f"后 {grade}": colors[grade] for grade in reversed(asked.grades) if grade in reached}
    links = [
        {
            "source": f"前 {row['grade']}",
            "target": f"后 {row['next_grade']}",
            "value": row["organizations"],
            "hover": f"{row['grade']} → {row['next_grade']}（{row['direction']}）<br><b>{row['organizations']}</b> 个",
            "href": _move_href(facts, row["grade"], row["next_grade"]),
            "chosen": _is_chosen(facts, row["grade"], row["next_grade"]),
        }
        for row in facts.moves
    ]
    sides = {name: ("", name[2:]) if name[0] == "后" else (name[2:], "") for name in nodes}
    hrefs = {name: _move_href(facts, *side) for name, side in sides.items()}
    labels = {name: f"{name[2:]}（{'上次' if name[0] == '前' else '本次'}）" for name in nodes}
    nothing = notice("没有前后两次等级", f"{asked.moment.period}没有组织前后两次都有{asked.ladder}。")
    return chart(
        asked.state,
        "flow",
        "等级之间的流动",
        movement(links, nodes, labels, hrefs=hrefs) if links else nothing,
        _moves_table(facts),
        subtitle=subtitle("两次都有等级的组织，个", asked.ladder, _pair_words(facts)),
        foot=source(facts.result, FILE, f"{_arrivals_words(facts)}；点一条流向或一个等级，列出这些组织"),
        summary=_flow_words(facts),
        indicator="tier_upgrades",
    )


def _pair_words(facts: Facts) -> str:
    year = facts.asked.moment.year
    return f"{year - 1}年 → {year}年" if facts.asked.ladder == "年度梯队" else f"上一次 → {year}年"


def _arrivals_words(facts: Facts) -> str:
    arrived, gone = facts.arrivals["arrived"], facts.arrivals["gone"]
    if facts.asked.ladder != "年度梯队":
        return f"另有 {arrived} 个首次评定"
    return f"另有 {arrived} 个上年未评、{gone} 个本年不再参评"


def _flow_words(facts: Facts) -> str:
    totals = {direction: 0 for direction in ("升级", "保级", "降级")}
    for row in facts.moves:
        totals[row["direction"]] += row["organizations"]
    return "流向图：" + "，".join(f"{direction} {count} 个" for direction, count in totals.items())


def _moves_table(facts: Facts) -> Component:
    columns = [
        Column("grade", "上次等级", text=True),
        Column("next_grade", "本次等级", text=True),
        Column("direction", "变动", text=True),
        Column("organizations", "组织", "个"),
    ]
    rows = [
        {
            **row,
            "href": _move_href(facts, row["grade"], row["next_grade"]),
            "own": _is_chosen(facts, row["grade"], row["next_grade"]),
        }
        for row in facts.moves
    ]
    return data_table(columns, rows, "两次等级之间的变动")


def _move_href(facts: Facts, before: str, after: str) -> str:
    """The page with the organisations of a movement listed; without them where they are listed already."""
    asked = facts.asked
    words = None if asked.move == (before, after) else f"{before}{ARROW}{after}"
    return asked.state.link(moved=words, all=None)


def _is_chosen(facts: Facts, before: str, after: str) -> bool:
    return facts.asked.move is not None and all(
        wanted in ("", grade) for wanted, grade in zip(facts.asked.move, (before, after), strict=True)
    )


def matrix_chart(facts: Facts) -> Component:
    """The same movement as a matrix: rows are the grade before, columns the grade after."""
    asked = facts.asked
    grades = asked.grades
    counts = {(row["grade"], row["next_grade"]): row for row in facts.moves}
    cells = [[_move_cell(facts, counts.get((before, after)), before, after) for after in grades] for before in grades]
    picture = matrix([f"上次{grade}" for grade in grades], [f"本次{grade}" for grade in grades], cells)
    nothing = notice("没有前后两次等级", f"{asked.moment.period}没有组织前后两次都有{asked.ladder}。")
    return chart(
        asked.state,
        "moves",
        "升级、保级与降级",
        picture if counts else nothing,
        _moves_table(facts),
        subtitle=subtitle("两次都有等级的组织，个", asked.ladder, _pair_words(facts)),
        foot=f"对角线上是保级，右上方是升级，左下方是降级。{_arrivals_words(facts)}。点一格列出这些组织。",
        summary=_flow_words(facts),
        indicator="tier_upgrades",
    )


def _move_cell(facts: Facts, row: dict | None, before: str, after: str) -> dict:
    count = row["organizations"] if row else 0
    return {
        "value": count,
        "hover": f"{before} → {after}<br><b>{count}</b> 个",
        "href": _move_href(facts, before, after) if count else None,
        "chosen": bool(count) and _is_chosen(facts, before, after),
    }
