"""公益创投: the sentence that answers first, why there is nothing, and the notes at the end."""

from __future__ import annotations

from collections import Counter

from dash import html
from dash.development.base_component import Component

from components.notes import notes
from components.projects_facts import FUNDED, PENDING, REJECTED, WITHDRAWN, Facts
from components.states import notice
from components.words import answer, figure
from figures.numbers import exact, percent

FILE = "公益创投项目台账"


def sentence(facts: Facts) -> html.P:
    """The answer: how many applied, how many were funded with how much, where the others failed, how long it took."""
    asked = facts.asked
    start = f"{asked.moment.period}，{asked.place.name}"
    if not facts.is_reported:
        return answer(f"{start}未报送公益创投项目。可以换一个地区或年份。")
    if not facts.count:
        return answer(f"{start}没有符合条件的公益创投申报。")
    funded, rate = facts.outcomes[FUNDED], facts.outcomes[FUNDED] / facts.count
    said: list[str | Component] = [
        f"{start}收到公益创投申报 ",
        figure(facts.count, "个"),
        "，立项 ",
        figure(funded, "个"),
        f"（{percent(rate)}）",
    ]
    if facts.granted["value"]:
        said += ["，立项金额 ", figure(facts.granted["value"], "元")]
    return answer(*said, _failed(facts), _pace(facts), "。")


def _failed(facts: Facts) -> str:
    """Where most of those that were not funded failed, and how many wait."""
    failed = Counter({stage: counted[REJECTED] for stage, counted in facts.ends.items() if counted[REJECTED]})
    parts = []
    if failed:
        stage, count = failed.most_common(1)[0]
        parts.append(f"未通过的 {exact(sum(failed.values()))} 个里 {exact(count)} 个止步{stage}")
    if facts.outcomes[PENDING]:
        parts.append(f"{exact(facts.outcomes[PENDING])} 个还在评审")
    return "".join(f"；{part}" for part in parts)


def _pace(facts: Facts) -> str:
    median = facts.days["median"]
    return f"；从申报到立项中位数 {days_words(median)} 天" if median is not None else ""


def days_words(days: float) -> str:
    """Days without a needless decimal: 46, 46.5."""
    return exact(days, 0 if float(days).is_integer() else 1)


def nothing_box(facts: Facts) -> Component:
    """Why there is nothing to draw, and in which years there is something."""
    asked = facts.asked
    years = [row["year"] for row in facts.by_year if row["denominator"]]
    links = [html.A(f"{year}年", href=asked.state.link(year=year)) for year in reversed(years)]
    known = html.P(["有申报的年份：", *(piece for link in links for piece in (link, " "))]) if links else html.P("")
    if not facts.is_reported:
        words = f"{asked.place.name}{asked.moment.period}没有报送公益创投项目；没有报送不等于没有项目。"
        return notice("未报送公益创投项目", words, known)
    return notice("没有符合条件的申报", "这一年报送过，但没有一个申报符合现在的条件，请减少条件。", known)


def _split(facts: Facts) -> str:
    """Which rounds were handed in partly in another year."""
    parts = [f"“{row['round']}”另有 {exact(row['outside'])} 个申报在别的年份" for row in facts.split_rounds]
    return f"跨年申报的批次：{'、'.join(parts)}。" if parts else ""


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know about rounds, stages and scores."""
    waiting = facts.outcomes[PENDING]
    return notes(
        [
            [html.B("归入哪一年："), "一律按申报日期；跨年立项、结项的，仍算在申报的那一年。", _split(facts)],
            [
                html.B("走到哪一环："),
                "写了某一环节的日期，或在那一环节落选，就算走到；写了后面的环节，前面的就算走过。",
            ],
            [html.B("用了多少天："), "上一环节的日期到这一环节的日期，两个日期都写了才计；中位数在前，平均数在表里。"],
            [
                html.B("通过率："),
                f"立项 ÷ 全部申报；{WITHDRAWN}的和还在评审的都在分母里"
                + (f"，现有 {exact(waiting)} 个还没有结果。" if waiting else "。"),
            ],
            [html.B("得分与票数："), "每个项目一样重；没有打分、没有计票的项目不计，从不当作 0。"],
            [html.B("立项金额："), "批准给项目的数；实际到账、拨付看资金一页。人次按项目全部活动计，不论哪一年。"],
        ]
    )
