"""档案: grades over the years — of one organisation as steps, of a hub or an area as shares."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.profile_subject import Subject, day_words, foot, source_of
from components.states import notice
from components.words import subtitle
from figures.numbers import NOT_REPORTED
from figures.stacked import stacked_share
from figures.theme import GRADES
from figures.trend import trend
from indicators.evaluate import evaluate
from indicators.warehouse import ask


def grade_charts(subject: Subject, gradings: Sequence[dict]) -> list[Component]:
    """One line per ladder: ladders are never drawn together."""
    held = {row["ladder"] for row in gradings}
    return [_grade_chart(subject, ladder, list(gradings)) for ladder in ladders() if ladder in held]


def ladders() -> dict[str, list[str]]:
    """Every grading system with its grades from low to high, in the order of their colours."""
    found: dict[str, list[str]] = {ladder: [] for ladder in GRADES}
    for row in ask("ladders"):
        found.setdefault(row["ladder"], []).append(row["grade"])
    return {ladder: grades for ladder, grades in found.items() if grades}


def _grade_chart(subject: Subject, ladder: str, gradings: list[dict]) -> Component:
    grades = ladders()[ladder]
    own = sorted((row for row in gradings if row["ladder"] == ladder), key=lambda row: row["year"])
    columns = [
        Column("year", "年度", text=True),
        Column("grade", "等级", text=True),
        Column("move", "变化", text=True),
        Column("score", "得分", "分", 1),
        Column("awarded_by", "评定", text=True),
        Column("until", "有效期至", text=True),
        Column("source", "来源", text=True),
    ]
    rows = [
        {
            **row,
            "year": str(row["year"]),
            "move": row["direction"] or "",
            "until": day_words(row["valid_until"]),
            "source": source_of(row, "ratings"),
        }
        for row in reversed(own)
    ]
    return chart(
        subject.state,
        name_of(ladder),
        f"{ladder}：{own[-1]['year']}年 {own[-1]['grade']}",
        _grade_picture(own, grades),
        data_table(columns, rows, f"{subject.name}的{ladder}"),
        subtitle=subtitle(ladder, "各年评定的等级", f"从低到高：{'、'.join(grades)}"),
        foot=foot("等级评定", "断开的年份没有评定记录；没有评定不等于最低一级"),
        summary="；".join(f"{row['year']}年{row['grade']}" for row in own),
        span=6,
    )


def _grade_picture(own: list[dict], grades: list[str]) -> dict:
    """Steps of one ladder; the axis bears the grades' names."""
    held = {row["year"]: row for row in own}
    points = [
        {
            "x": year,
            "value": grades.index(held[year]["grade"]) + 1 if year in held and held[year]["grade"] in grades else None,
            "hover": f"{year}年 <b>{held[year]['grade']}</b>" if year in held else "",
        }
        for year in range(own[0]["year"], own[-1]["year"] + 1)
    ]
    figure = trend([{"name": "等级", "points": points, "own": True}])
    figure["data"][0]["text"] = [""] * len(points)
    names = {"tickmode": "array", "tickvals": list(range(1, len(grades) + 1)), "ticktext": grades}
    figure["layout"]["yaxis"] |= {**names, "range": [0.6, len(grades) + 0.4], "rangemode": "normal"}
    figure["layout"]["margin"]["l"] = 14 + 14 * max(len(grade) for grade in grades)
    return figure


def grades_box(subject: Subject) -> Component:
    """Without any grading: whether nobody delivered gradings, or none names it."""
    rows = evaluate("tier_share", {"area": subject.area, "by": "year"}).rows if subject.area else []
    reported = any(row["reported"] for row in rows)
    words = "所在地区报送过等级评定，没有一条写它：没有参评，不等于最低一级。"
    return notice(
        "没有参评" if reported else f"等级评定{NOT_REPORTED}",
        words if reported else "所在地区没有报送等级评定。",
        span=6,
    )


def name_of(ladder: str) -> str:
    """What addresses call the picture of a ladder."""
    return f"grades-{list(ladders()).index(ladder) + 1}"


def share_charts(subject: Subject) -> list[Component]:
    """Of a hub or an area: what its graded organisations held at the end of every year, one picture per ladder."""
    found: dict[str, dict[int, dict[str, int]]] = {}
    for row in evaluate("tier_share", {**subject.choices, "by": "ladder,year,grade"}).rows:
        if row["numerator"]:
            found.setdefault(row["ladder"], {}).setdefault(row["year"], {})[row["grade"]] = row["numerator"]
    return [_share_chart(subject, ladder, found[ladder]) for ladder in ladders() if ladder in found]


def _share_chart(subject: Subject, ladder: str, by_year: dict[int, dict[str, int]]) -> Component:
    years = sorted(by_year, reverse=True)
    grades = ladders()[ladder]
    columns = [
        Column("year", "年末", text=True),
        *(Column(grade, grade, "家") for grade in grades),
        Column("whole", "有等级的合计", "家"),
    ]
    lines = [
        {
            "year": str(year),
            **{grade: by_year[year].get(grade, 0) for grade in grades},
            "whole": sum(by_year[year].values()),
        }
        for year in years
    ]
    wholes = [{"label": f"{year}年末", "parts": by_year[year]} for year in years]
    return chart(
        subject.state,
        name_of(ladder),
        f"{ladder}：{years[0]}年末 {sum(by_year[years[0]].values())} 家有等级",
        stacked_share(wholes, {grade: GRADES[ladder][grade] for grade in grades if grade in GRADES[ladder]}, "家"),
        data_table(columns, lines, f"{subject.name}各年末的{ladder}"),
        subtitle=subtitle("占有等级组织的比例", "家", "各年末有效的等级"),
        foot=foot("等级评定、社会组织名录", "没有列出的年份没有有效的等级"),
        summary=f"堆叠条形图：{len(years)} 个年末，{'、'.join(grades)}",
        span=6,
        indicator="tier_share",
        all_years=True,
    )
