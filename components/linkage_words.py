"""联动机制: the sentence that answers first, the cards, and the notes at the end."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.indicator_card import Card
from components.linkage_facts import SEVERAL, UNWRITTEN, Facts
from components.notes import notes
from components.words import answer, figure
from figures.numbers import NOT_REPORTED, compact, exact


def sentence(facts: Facts) -> html.P:
    """The answer: how many of the five take part, who drives, how many passed both tracks."""
    asked = facts.asked
    start = f"{asked.moment.period}，{asked.place.name}"
    if not facts.is_reported:
        return answer(f"{start}未报送活动。可以换一个地区或年份。")
    if facts.row["value"] is None:
        return answer(f"{start}的活动没有写明五社中谁参与。")
    said: list[str | Component] = [
        f"{start}平均每场活动有 ",
        figure(facts.row["value"], "社", 2),
        f"参与，{SEVERAL} 社以上的占 ",
        figure(facts.several["value"], "%", 1),
    ]
    modes = [row for row in facts.modes if row["mode"] != UNWRITTEN]
    if modes:
        said.append(f"；最多的是{modes[0]['mode']}")
    if facts.dual["denominator"]:
        said += [
            f"；到{asked.moment.words}出壳的 {exact(facts.dual['denominator'])} 家里，两条轨道都通过的 ",
            figure(facts.dual["numerator"], "家"),
        ]
    return answer(*said, "。")


def headline(facts: Facts) -> list[Card]:
    """The cards of the page."""
    history = [row["value"] for row in facts.by_year if row["year"] <= facts.asked.moment.year]
    return [
        Card(
            name="平均联动度",
            value=facts.row["value"],
            unit="社/场",
            decimals=2,
            indicator="linkage_degree",
            detail=_fraction(facts.row, "社", "写明参与主体", "场"),
            before=facts.before["value"],
            history=history,
            history_words="历年平均联动度",
            missing=_missing(facts.row),
            rising_is="good",
        ),
        Card(
            name=f"{SEVERAL} 社以上联动",
            value=facts.several["value"],
            unit="%",
            decimals=1,
            indicator=f"linked_activities;parties={SEVERAL}",
            detail=_fraction(facts.several, "场", "写明参与主体", "场"),
            before=facts.several_before["value"],
            missing=_missing(facts.several),
            rising_is="good",
        ),
        Card(
            name="双孵化通过率",
            value=facts.dual["value"],
            unit="%",
            decimals=1,
            indicator="dual_incubation_rate",
            detail=_fraction(facts.dual, "家", "出壳", "家"),
            before=facts.dual_before["value"],
            missing="还没有组织出壳" if facts.dual["reported"] else NOT_REPORTED,
            rising_is="good",
        ),
    ]


def _missing(row: dict) -> str:
    return UNWRITTEN if row["reported"] else NOT_REPORTED


def _fraction(row: dict, unit: str, whole: str, whole_unit: str) -> str:
    if not row["reported"] or row["denominator"] is None:
        return ""
    return f"{compact(row['numerator'] or 0)} {unit} ÷ {whole} {compact(row['denominator'])} {whole_unit}"


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know about linkage."""
    return notes(
        [
            [
                html.B("联动度："),
                "一场活动里五社（社区、社会组织、社会工作者、社区志愿者、社会慈善资源）有几社参与，最高 5；",
                "五项都没填的不计。",
            ],
            [html.B("双孵化："), "社会组织出壳、党组织同步孵化通过，两条轨道都有日期才算；名录里填写。"],
            [html.B("成长链："), "到所选年末的全部历史，不只是当年；一家组织按它有日期的步骤走。"],
            [html.B("存续："), "没有注销的组织只说明它至少存续到今天，估计时按此处理；成立不足一年的也算。"],
            [html.B("筛选："), "领域和枢纽对活动和组织都起作用；活动类型、驱动模式、参与组合只对活动。"],
        ]
    )
