"""总览: the sentence that answers first, the five parts, and the notes at the end."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.behind import keep
from components.chart import info_link
from components.indicator_card import Card, indicator_card, spark
from components.notes import notes
from components.overview_facts import PARTS, Facts, Measure, Part
from components.place import LEVELS
from components.withheld import why_withheld
from components.words import answer, figure, universe_words
from figures.numbers import NOT_REPORTED, compact, exact, signed
from indicators.few_people import TABLES, hides_rows

ONLY_RESIDENTS = "常住人口"
COMMUNITIES = {"communities", "community_fields"}


def latest_in_words(row: dict) -> str:
    """The day of the latest row of a kind; the month where every row is a person whose days not everybody may see."""
    is_month = row["type"] in TABLES and hides_rows()
    return f"{row['latest']:%Y-%m}" if is_month else f"{row['latest']:%Y-%m-%d}"


def sentence(facts: Facts, alarms: int, unjudged: int = 0) -> html.P:
    """The answer: one number of each of the five, how many things need attention, and of how many nobody can tell."""
    asked = facts.asked
    said: list[str | Component] = [f"{asked.moment.period}，{asked.place.name}："]
    known = [part for part in PARTS if facts.row(part.lead)["value"] is not None]
    if not known:
        return answer(
            f"{asked.moment.period}，{asked.place.name}没有算得出的五社主要数：当年的记录或人口没有报送。可以换一个地区或年份；哪类记录报到了哪一天，见“数据到哪一天”。"
        )
    for part in known:
        said += [*_CLAUSES[part.name](facts), "；"]
    missing = [part.name for part in PARTS if part not in known]
    if missing:
        said += [f"{'、'.join(missing)}没有可用的数；"]
    said += ["有 ", figure(alarms, "件事"), "需要留意"] if alarms else ["没有触发提醒"]
    said += [f"，另有 {unjudged} 件无法判断。"] if unjudged else ["。"]
    return answer(*said)


def _value(facts: Facts, indicator: str) -> dict:
    return facts.by_year[indicator].get(facts.asked.moment.year, {"value": None})


def _communities(facts: Facts) -> list[str | Component]:
    row = _value(facts, "communities_served")
    where = "" if facts.asked.place.code else "有报送的街道乡镇共 "
    return [
        f"{where}{exact(row['denominator'])} 个社区里 ",
        figure(row["numerator"], "个"),
        f"有活动（{exact(row['value'], 1)}%）",
    ]


def _organizations(facts: Facts) -> list[str | Component]:
    row = _value(facts, "orgs_per_10k_people")
    basis = facts.results["orgs_per_10k_people"].basis
    return [f"每万{basis}有 ", figure(row["value"], "个社会组织", 1), f"（{universe_words(facts.asked.state)}）"]


def _social_workers(facts: Facts) -> list[str | Component]:
    return ["每万常住人口有 ", figure(_value(facts, "social_workers_per_10k")["value"], "名持证社工", 1)]


def _volunteers(facts: Facts) -> list[str | Component]:
    return ["志愿者活跃率 ", figure(_value(facts, "active_volunteer_share")["value"], "%", 1)]


def _funds(facts: Facts) -> list[str | Component]:
    share = _value(facts, "government_dependence")["value"]
    tail = f"，其中财政与福彩占 {exact(share, 1)}%" if share is not None else ""
    return ["到账资金 ", figure(_value(facts, "funds_received")["value"], "元"), tail]


_CLAUSES = {
    "社区": _communities,
    "社会组织": _organizations,
    "社会工作者": _social_workers,
    "社区志愿者": _volunteers,
    "社会慈善资源": _funds,
}


def parts(facts: Facts) -> html.Div:
    """The five 社 side by side, each in its fixed colour."""
    return html.Div([_part(facts, part, place) for place, part in enumerate(PARTS, 1)], className="parts")


def _part(facts: Facts, part: Part, place: int) -> html.Section:
    state = facts.asked.state
    name = html.A(part.name, href=state.go(part.path)) if part.path else part.name
    head = html.H2([html.Span(className="part-dot", **{"aria-hidden": "true"}), name, html.Small(part.role)])
    first, *others = part.measures
    rows = [keep(_row(facts, measure), row_card(facts, measure)) for measure in others]
    return html.Section(
        [head, indicator_card(state, lead_card(facts, first)), html.Ul(rows, className="part-rows")],
        className=f"part part-{place}",
        id=f"part-{place}",
    )


def lead_card(facts: Facts, measure: Measure) -> Card:
    """The leading number of a part against last year, target and siblings."""
    found, row = measure.definition, facts.row(measure)
    history = facts.history(measure)
    target = facts.targets[measure.indicator]
    return Card(
        name=measure.name,
        value=row["value"],
        unit=found.unit,
        decimals=min(found.decimals, 1) if found.unit != "元" else 0,
        indicator=measure.indicator,
        detail=[fraction(facts, measure), html.Br(), rank_words(facts, measure)],
        before=facts.before(measure)["value"],
        goal=target.goal if target else None,
        history=[point["value"] for point in history],
        history_words=f"{measure.name}，{_years_words(history)}",
        missing=why_none(measure, row),
        rising_is=measure.rising_is,
    )


def row_card(facts: Facts, measure: Measure) -> Card:
    """A further number of a part as a file has it: like the leading one, without history and rank."""
    row = facts.row(measure)
    return Card(
        name=measure.name,
        value=row["value"],
        unit=measure.definition.unit,
        decimals=measure.definition.decimals,
        indicator=measure.indicator,
        detail=fraction(facts, measure),
        before=facts.before(measure)["value"],
        missing=why_none(measure, row),
    )


def why_none(measure: Measure, row: dict) -> str:
    """Why there is no number: nothing delivered, a share of nothing, no such areas, or nobody told how many people."""
    if not row["reported"]:
        return NOT_REPORTED
    if why_withheld(row):
        return why_withheld(row)
    if measure.definition.shape == "share":
        return "分母为 0"
    return "没有社区（村）" if COMMUNITIES & {*measure.definition.denominators} else "无人口数据"


def fraction(facts: Facts, measure: Measure) -> str:
    """What the number is made of; never a ratio without numerator and denominator."""
    row, result = facts.row(measure), facts.results[measure.indicator]
    if not row["reported"]:
        return f"{facts.asked.moment.period}没有报送"
    if measure.indicator == "communities_served" and not row["denominator"]:
        return "这里没有居委会、村委会，不算覆盖"
    if why_withheld(row):
        return ""
    words = _FRACTIONS.get(measure.indicator, lambda *_: "")(row, result.basis)
    silent = facts.silent_communities if measure.indicator == "communities_served" else 0
    return f"{words}，{exact(silent)} 个未报送" if silent else words


_FRACTIONS = {
    "communities_served": lambda row, _: f"{exact(row['numerator'])} ÷ {exact(row['denominator'])} 个社区（村）",
    "orgs_per_10k_people": lambda row, basis: f"{exact(row['numerator'])} 个 ÷ {basis} {compact(row['denominator'])}",
    "social_workers_per_10k": lambda row, basis: (
        f"{exact(row['numerator'])} 人 ÷ {basis} {compact(row['denominator'])}"
    ),
    "active_volunteer_share": lambda row, _: (
        f"有时长 {exact(row['numerator'])} ÷ 出现过 {exact(row['denominator'])} 人"
    ),
    "funds_received": lambda *_: "自有资金；代管与转拨不计",
}


def rank_words(facts: Facts, measure: Measure) -> str:
    """The place among siblings, or why there is none."""
    found = facts.rank(measure)
    if found:
        place, of = found
        level = LEVELS[facts.asked.place.level]
        return f"{of} 个同级{level}中居{place}"
    return "有数的同级不足 3 个，不排名" if facts.asked.place.code else ""


def _row(facts: Facts, measure: Measure) -> html.Li:
    found, row, before = measure.definition, facts.row(measure), facts.before(measure)
    label = [measure.name, info_link(facts.asked.state, measure.indicator, f"{measure.name}：口径与来源")]
    if row["value"] is None:
        why = html.Span(why_none(measure, row), className="value missing")
        return html.Li([html.Span(label, className="label"), why])
    decimals = _decimals(measure)
    value = [compact(row["value"], decimals), html.Small(found.unit)]
    history = facts.history(measure)
    return html.Li(
        [
            html.Span(label, className="label"),
            html.Span(value, className="value", title=f"{exact(row['value'], found.decimals)} {found.unit}"),
            html.Span(_row_words(facts, measure, row, before), className="detail"),
            *spark([point["value"] for point in history], measure.name, f"{measure.name}，{_years_words(history)}"),
        ]
    )


def _decimals(measure: Measure) -> int:
    return 0 if measure.definition.unit == "元" else min(measure.definition.decimals, 1)


def _row_words(facts: Facts, measure: Measure, row: dict, before: dict) -> list[Component]:
    """The change since last year, the target of the same universe, the place among the siblings."""
    words = [html.Span(_change_words(measure, row, before, _decimals(measure)))]
    target, found = facts.targets[measure.indicator], facts.rank(measure)
    if target:
        reached = row["value"] >= target.value if target.comparison == "≥" else row["value"] <= target.value
        said = f"{target.kind} {target.comparison}{target.value:g}，{'已达到' if reached else '未达到'}"
        words.append(html.Span(said, className="target-words", title=f"{target.kind}出处：{target.source}"))
    if found:
        place, of = found
        words.append(html.Span(f"{of} 个同级中{place}", title="按数值从高到低"))
    return words


def _years_words(history: list[dict]) -> str:
    return f"{history[-12:][0]['year']}—{history[-1]['year']}年" if history else ""


def _change_words(measure: Measure, row: dict, before: dict, decimals: int) -> str:
    if before["value"] is None:
        return "无上年可比"
    difference = float(row["value"]) - float(before["value"])
    if signed(difference, decimals) == exact(0, decimals):
        return "较上年持平"
    sign, word = ("▲", "多") if difference > 0 else ("▼", "少")
    return f"{sign} 较上年{word} {compact(abs(difference), decimals)}"


def remarks(facts: Facts) -> html.Section:
    """What a reader has to know to read the five parts rightly."""
    asked = facts.asked
    return notes(
        [
            [html.B("五社："), "社区是平台，社会组织是载体，社会工作者是支撑，社区志愿者是辅助，社会慈善资源是补充。"],
            [
                html.B("两种数："),
                f"组织、社工是{asked.moment.words}的存量；活动、志愿、资金是{asked.moment.period}全年的流量。",
            ],
            [
                html.B("口径："),
                f"组织按{universe_words(asked.state)}；目标只和同一口径的数并列。每万人按{asked.basis}，"
                f"社工只按{ONLY_RESIDENTS}，社区工作者按城镇常住人口。",
            ],
            [html.B("人次与人数："), "服务人次是次数，志愿者是去重的人，两者从不相加。"],
            [
                html.B("同级："),
                "同一上级之下、有数的地区；有数的同级不足 3 个时不排名。范围之外的同级只公布约数，位次是和约数比的。",
            ],
            [html.B("未报送："), "不等于 0，也不参加排名；断开的折线就是未报送的年份。"],
        ]
    )
