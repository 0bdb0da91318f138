"""公益创投: the funnel with who drops out where and how long every stage took, and the years."""

from __future__ import annotations

from collections import Counter

from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.events import Events, events_on
from components.projects_cards import stage_words
from components.projects_facts import FUNNEL, RATE, STAGES, Facts, why_there
from components.projects_words import FILE
from components.states import notice
from components.words import source, subtitle
from figures.funnel import funnel
from figures.numbers import exact
from figures.trend import trend

REASONS = ("未通过", "撤回", "在评", "终止", "在办")


def funnel_chart(facts: Facts) -> Component:
    """How many applications reached every stage; under each bar who went no further, and the days to the next."""
    stages = facts.stages
    table = _stages_table(facts)
    return chart(
        facts.asked.state,
        "funnel",
        "从申报到结项：每一环还剩多少",
        funnel([_stage(facts, stage) for stage in stages]),
        table,
        subtitle=subtitle("申报的项目，个", facts.asked.moment.period, "条下是到此为止的项目，和到下一环的天数"),
        foot=source(facts.result, FILE, "没有写的环节不画；点一条列出止于这一环的项目"),
        summary=_words(facts, stages),
        span=7,
        indicator=FUNNEL,
    )


def _stage(facts: Facts, stage: str) -> dict:
    row = facts.reached[stage]
    after = facts.stages[facts.stages.index(stage) + 1 :]
    gone = _gone(facts, stage)
    words = [f"{'、'.join(f'{why} {count}' for why, count in gone.items())}"] if gone else []
    words += [f"到{after[0]}{days}"] if after and (days := stage_words(_median(facts, after[0]))) else []
    share = f"{exact(row['numerator'])} ÷ {exact(facts.count)} 个申报"
    return {
        "label": stage,
        "value": row["numerator"] or 0,
        "between": " · ".join(words),
        "hover": f"{stage}<br><b>{exact(row['numerator'])}</b> 个　{share}",
        "href": stopped_href(facts, stage),
        "own": facts.asked.stopped == stage,
    }


def stopped_href(facts: Facts, stage: str) -> str:
    """The page with the projects listed that went no further than a stage; without them where they are listed."""
    return facts.asked.state.link(stopped=None if facts.asked.stopped == stage else stage, all=None)


def _gone(facts: Facts, stage: str) -> dict[str, int]:
    """Why those that went no further than this bar did not."""
    counted = Counter(map(why_there, facts.stopped_at(stage)))
    return {why: counted[why] for why in REASONS if counted[why]}


def _median(facts: Facts, stage: str) -> float | None:
    return facts.steps.get(stage, {}).get("median")


def _stages_table(facts: Facts) -> Component:
    columns = [
        Column("stage", "环节", text=True),
        Column("reached", "走到", "个"),
        Column("share", "占申报", "%", 1),
        *[Column(why, f"其中止于此：{why}" if why in ("在评", "在办") else f"止于此：{why}", "个") for why in REASONS],
        Column("median", "用时中位数", "天", 1),
        Column("mean", "用时平均数", "天", 1),
        Column("timed", "写了日期的", "个"),
    ]
    rows = []
    for stage in STAGES:
        step, row = facts.steps.get(stage, {}), facts.reached[stage]
        rows.append(
            {
                "stage": stage,
                "href": stopped_href(facts, stage),
                "own": facts.asked.stopped == stage,
                "reached": row["numerator"] or 0,
                "share": row["value"],
                **{why: facts.ends[stage][why] for why in REASONS},
                "median": step.get("median"),
                "mean": step.get("value"),
                "timed": step.get("denominator"),
            }
        )
    return data_table(columns, rows, "各环节走到的项目、止步的原因与用时")


def _words(facts: Facts, stages: list[str]) -> str:
    parts = [f"{stage} {facts.reached[stage]['numerator'] or 0} 个" for stage in stages]
    return f"漏斗图：{'，'.join(parts)}"


def years_chart(facts: Facts) -> Component:
    """Applications and funded projects of every year; the rate is in the table."""
    asked = facts.asked
    rows = facts.by_year
    known = [row for row in rows if row["denominator"]]
    events = events_on(asked.state, asked.place, [row["year"] for row in rows] if known else [], "flow")
    title = "历年申报与立项"
    columns = [
        Column("year", "年", text=True),
        Column("denominator", "申报", "个"),
        Column("numerator", "立项", "个"),
        Column("value", "通过率", "%", 1),
    ]
    lines = [{**row, "href": asked.state.link(year=row["year"])} for row in reversed(rows)]
    nothing = notice("画不出走势", "各年都没有报送公益创投项目。")
    return chart(
        asked.state,
        "years",
        title,
        _trend(facts, rows, events) if known else nothing,
        data_table(columns, lines, title),
        subtitle=subtitle("个", "按申报日期", "各年"),
        foot=events.after(source(facts.result, FILE)),
        summary=f"折线图：{len(known)} 个年份有申报。{events.words}",
        span=5,
        tools=events.tools,
        indicator=RATE,
        all_years=True,
    )


def _trend(facts: Facts, rows: list[dict], events: Events) -> dict:
    asked = facts.asked
    lines = [
        {
            "name": name,
            "own": key == "numerator",
            "points": [
                {
                    "x": row["year"],
                    "value": row[key] if row["reported"] else None,
                    "hover": f"{row['year']}年 {name} <b>{exact(row[key] or 0)}</b> 个",
                    "href": asked.state.link(year=row["year"]),
                }
                for row in rows
            ],
        }
        for name, key in (("申报", "denominator"), ("立项", "numerator"))
    ]
    return trend(lines, 0, None, asked.moment.year, events.marks)
