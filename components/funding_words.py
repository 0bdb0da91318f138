"""资金: the sentence that answers first, what to say when nobody delivered, and the notes at the end."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.funding_facts import BREACHES, BUDGET, DEPENDENCE, GRANTED, RECEIVED, Facts
from components.notes import notes
from components.states import notice
from components.words import answer, figure
from figures.numbers import compact, exact, percent

FILE = "资金台账"


def sentence(facts: Facts) -> html.P:
    """The answer: what came in and went out, how it moved, where it came from, what the rules and the budget say."""
    asked, received = facts.asked, facts.line(RECEIVED)
    start = f"{asked.year}年，{asked.place.name}"
    if not facts.is_reported:
        return answer(f"{start}未报送资金台账，不知道有没有收支。")
    kind = "代管" if asked.is_held else "自有"
    said: list[str | Component] = [f"{start}到账{kind}资金 ", figure(received.value, "元"), _change(received)]
    said += ["，拨付 ", figure(facts.line(GRANTED).value or 0, "元")]
    if asked.is_held:
        return answer(*said, "。代管是替别人保管，不进自有资金。")
    dependence = facts.line(DEPENDENCE)
    if dependence.value is not None and not asked.ignored(DEPENDENCE):
        said += ["；财政与福彩占 ", figure(dependence.value, "%", 1), _points(dependence)]
    said += [*_largest(facts), *_budget(facts), *_broken(facts)]
    return answer(*said, "。")


def _change(line) -> str:
    if line.value is None or line.value_before is None:
        return ""
    more = line.value - line.value_before
    return f"，比上年{'多' if more > 0 else '少'} {compact(abs(more))} 元" if more else "，与上年持平"


def _points(line) -> str:
    if line.value_before is None:
        return ""
    more = round(float(line.value) - float(line.value_before), 1)
    return f"，比上年{'高' if more > 0 else '低'} {exact(abs(more), 1)} 个百分点" if more else "，与上年持平"


def _largest(facts: Facts) -> list[str]:
    rows = [row for row in facts.by_source if row["value"]]
    if len(rows) < 2:
        return []
    share = rows[0]["value"] / sum(row["value"] for row in rows)
    return [f"，最大的来源是{rows[0]['source']}（{percent(share)}）"]


def _budget(facts: Facts) -> list[str | Component]:
    used = facts.line(BUDGET)
    is_told = used.value is not None and not facts.asked.ignored(BUDGET)
    return ["；预算执行 ", figure(used.value, "%", 1)] if is_told else []


def _broken(facts: Facts) -> list[str | Component]:
    count = facts.line(BREACHES).value
    if count:
        return ["；", figure(count, "笔"), "发放与规则不符"]
    is_told = any(rule["payments"] for rule in facts.rules) and not any(rule["untold"] for rule in facts.rules)
    return ["；有规则可对的发放都相符"] if is_told else []


def silent_notice(facts: Facts) -> Component:
    """Why there is nothing to draw, and the latest year there is something about."""
    asked = facts.asked
    title = f"{asked.place.name}{asked.year}年未报送资金台账"
    known = [row["year"] for row in facts.line(RECEIVED).by_year if row["reported"]]
    if not known:
        return notice(title, "这个地区没有任何一年的资金记录。未报送不等于 0，所以不画图。可以换一个地区。")
    link = html.P(html.A(f"看{max(known)}年", href=asked.state.link(year=max(known))))
    return notice(title, f"有报送的年份：{min(known)}—{max(known)}年。未报送不等于 0，所以不画图。", link)


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know about money."""
    return notes(
        [
            [html.B("自有与代管："), "代管是替别人保管的钱，单列，从不与自有资金相加；在“资金归属”里换着看。"],
            [
                html.B("首次与转拨："),
                "枢纽把收到的捐赠再拨给组织，台账写明上级资金编号的是转拨；到账、拨付两个合计都不含转拨，同一笔钱只计一次。",
            ],
            [
                html.B("承诺与预算："),
                "承诺、预算不是到账，也不是拨付；预算只用来算执行率。收回的在执行率与规则里减去。",
            ],
            [
                html.B("依赖度与集中度："),
                "依赖度是财政与福彩占自有到账的比；集中度是各来源占比的平方和，1 表示只有一个来源。",
            ],
            [html.B("发放规则："), "规则是数据，每条写明管哪里、哪几年、出自哪份文件；没有规则的地方不判断对错。"],
        ]
    )
