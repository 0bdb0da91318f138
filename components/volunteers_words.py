"""志愿服务: the sentence that answers first, the cards, and the notes at the end."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chips import Option, choice_chip
from components.indicator_card import Card
from components.notes import notes
from components.volunteers_facts import HOURS, Asked, Facts, star_ladders
from components.withheld import why_withheld
from components.words import answer, figure
from figures.numbers import NOT_REPORTED, compact, exact


def sentence(facts: Facts) -> html.P:
    """The answer: how many people served how long, and how many come again."""
    asked = facts.asked
    start = f"{asked.moment.period}，{asked.place.name}"
    if not facts.is_reported:
        return answer(f"{start}未报送志愿服务时长。可以换一个地区或年份。")
    if facts.row.get("hidden"):
        return answer(f"{start}的志愿服务时长不给：{facts.row['hidden']}。")
    said: list[str | Component] = [f"{start}有 "]
    if facts.people["value"]:
        said += [figure(facts.people["value"], "名志愿者"), "服务了 "]
    said += [figure(facts.row["value"] or 0, "小时", 1)]
    if facts.each["value"] is not None:
        said += ["，人均 ", figure(facts.each["value"], "小时", 1)]
        said += [f"（中位数 {exact(facts.each['median'], 1)}）"] if facts.each["median"] is not None else []
    if facts.kept["value"] is not None:
        said += [f"；{asked.moment.year - 1}年服务过的人里，{asked.moment.period}又来的占 "]
        said += [figure(facts.kept["value"], "%", 1)]
    return answer(*said, "。")


def ladder_chip(asked: Asked) -> list[Component]:
    """The ladders stars can be given by; nothing to choose where there is one alone."""
    ladders = star_ladders()
    if len(ladders) < 2:
        return []
    first = next(iter(ladders))
    options = [
        Option(name, name, f"一星 {ladder['hours'][0]:g} 小时起，最高 {ladder['hours'][-1]:g} 小时")
        for name, ladder in ladders.items()
    ]
    return [choice_chip(asked.state, "star_ladder", "星级阶梯", options, default=first)]


def headline(facts: Facts) -> list[Card]:
    """The cards of the page."""
    return [_people_card(facts), _active_card(facts), _hours_card(facts), _each_card(facts), _kept_card(facts)]


def _people_card(facts: Facts) -> Card:
    times = facts.participations["value"]
    return Card(
        name="有服务的志愿者",
        value=facts.people["value"] if facts.people["reported"] else None,
        unit="人",
        indicator="volunteers",
        detail=f"参与 {compact(times)} 人次（另计，不相加）" if times is not None else "",
        before=facts.people_before,
        missing=why_withheld(facts.people) or NOT_REPORTED,
        history=_history(facts, "people"),
        history_words="历年有服务的志愿者",
        rising_is="good",
    )


def _history(facts: Facts, key: str) -> list:
    return [row[key] for row in facts.by_year if row["year"] <= facts.asked.moment.year]


def _active_card(facts: Facts) -> Card:
    row = facts.active
    return Card(
        name="志愿者活跃率",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator="active_volunteer_share",
        detail=f"有时长 {exact(row['numerator'] or 0)} ÷ 出现过 {exact(row['denominator'])} 人"
        if row["denominator"]
        else "",
        before=facts.active_before["value"],
        missing=_missing(row),
        rising_is="good",
    )


def _hours_card(facts: Facts) -> Card:
    return Card(
        name="志愿服务时长",
        value=facts.row["value"] if facts.is_reported else None,
        missing=why_withheld(facts.row) or NOT_REPORTED,
        unit="小时",
        decimals=1,
        indicator=HOURS,
        before=facts.hours_before["value"],
        history=_history(facts, "value"),
        history_words="历年志愿服务时长",
        rising_is="good",
    )


def _each_card(facts: Facts) -> Card:
    row = facts.each
    return Card(
        name="人均服务时长",
        value=row["value"],
        unit="小时/人",
        decimals=1,
        indicator="hours_per_volunteer",
        detail=f"中位数 {exact(row['median'], 1)} 小时" if row["median"] is not None else "",
        before=facts.each_before["value"],
        missing=_missing(row),
    )


def _kept_card(facts: Facts) -> Card:
    row, year = facts.kept, facts.asked.moment.year
    return Card(
        name="志愿者留存率",
        value=row["value"],
        unit="%",
        decimals=1,
        indicator=f"volunteer_retention;year={year - 1}",
        detail=f"{year - 1}年 {exact(row['denominator'] or 0)} 人，{year}年又来 {exact(row['numerator'] or 0)} 人"
        if row["value"] is not None
        else "",
        before=facts.kept_before["value"],
        before_words="较上一批",
        missing=_missing(row),
        rising_is="good",
    )


def _missing(row: dict) -> str:
    return why_withheld(row) or ("没有编号的志愿者" if row["reported"] else NOT_REPORTED)


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know about volunteers."""
    return notes(
        [
            [
                html.B("人数与人次："),
                "志愿者按编号去重；参与人次一人一场一天算一次，两者从不相加。没有编号的团体只有人次和时长。",
            ],
            [html.B("志愿者只有编号："), "本系统不收姓名、证件号和电话；编号也不出现在页面和文件里。"],
            [
                html.B("星级："),
                "按到年末累计的时长，只数在本地区的。阶梯默认用国家的，可以在上面换，单位也可以加自己的（参考数据）。",
            ],
            [html.B("留存："), "上一年服务过的人里今年又来的；首次出现的年份也只看本地区的记录。"],
            [html.B("积分与时间银行："), "按流水累计：获得减去兑换和过期；流水没有报全时结余会偏。"],
        ]
    )
