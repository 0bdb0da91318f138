"""枢纽年度: the ten cards, the hub among its peers, its years, its communities, its money."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.events import Events, events_on
from components.hubs_facts import MEASURES, Facts, Line, Measure
from components.hubs_peers import ABOUT, FEWEST_PEERS
from components.hubs_targets import area_words, goal_of, goal_words, target_words
from components.hubs_words import change_words, hub_link, hub_year
from components.indicator_card import Card, cards
from components.ranks import place_words
from components.states import notice
from components.topbar import UNIVERSE_WORDS
from components.words import box, subtitle
from figures.bars import ranking
from figures.numbers import NOT_REPORTED, compact, exact
from figures.trend import trend
from indicators.warehouse import snapshot


def headline(facts: Facts) -> list[Card]:
    """The ten figures of the year."""
    return [_card(facts, facts.lines[measure.key]) for measure in MEASURES]


def headline_cards(facts: Facts) -> Component:
    """The ten figures as cards."""
    return html.Div(cards(facts.asked.state, headline(facts)), className="span-12")


def _card(facts: Facts, line: Line) -> Card:
    measure, year = line.measure, facts.asked.year
    history = [line.own[one] for one in sorted(line.own)]
    first = next((place for place, value in enumerate(history) if value is not None), len(history))
    return Card(
        name=measure.name,
        value=line.value(year),
        unit=measure.unit,
        decimals=measure.decimals,
        indicator=measure.indicator,
        detail=[*_made_of(facts, line), *_area_goal(facts, measure), peer_words(facts, line)],
        before=line.value(year - 1),
        history=history[first:],
        history_words=f"{measure.name}，到{facts.asked.years.short(year)}",
        missing=line.missing,
        rising_is="good",
        goal=goal_of(facts, measure),
    )


def _area_goal(facts: Facts, measure: Measure) -> list[str | Component]:
    words = area_words(facts, measure)
    return [words, html.Br()] if words else []


_EVENTS = {"filings": ("入驻", "入驻"), "hatched": ("孵化成功", "出壳")}


def _made_of(facts: Facts, line: Line) -> list[str | Component]:
    year = facts.asked.year
    if line.value(year) is None:
        return []
    if line.measure.key == "excellent":
        return [f"{exact(line.row['numerator'])} ÷ 已评 {exact(line.row['denominator'])} 家", html.Br()]
    if line.measure.key in _EVENTS:
        event, words = _EVENTS[line.measure.key]
        return [f"当年{words} {exact(len(facts.events.get(event, [])))} 家", html.Br()]
    if line.measure.key == "hours" and facts.participations.value(year) is not None:
        return [f"参与 {exact(facts.participations.value(year))} 人次", html.Br()]
    if line.measure.key == "communities":
        return [f"所在地区共 {len({row['area_code'] for row in facts.matrix})} 个社区（村）", html.Br()]
    return []


def peer_words(facts: Facts, line: Line) -> str:
    """The median of the hubs beside it, or why there is none."""
    middle, word = line.medians.get(facts.asked.year), facts.beside.word
    if not facts.has_peers:
        return "同级枢纽不足 3 个，不比较" if facts.is_over else "这一年还没有过完，不公布同级的数"
    known = len(line.known_peers)
    if facts.beside.are_nameless and middle is None:
        return f"可公布的同级不足 {FEWEST_PEERS} 个"
    if middle is None:
        return f"有数的{word} {known} 个，不给中位数" if facts.beside.are_chosen else f"有数的同级 {known} 个，不比较"
    return f"{word}中位数 {facts.about}{compact(middle, line.measure.decimals)}（{known} 个）"


def foot(what: str, more: str = "") -> str:
    with snapshot() as now:
        day = f"{now.data_date:%Y-%m-%d}"
    return "；".join([f"来源：{what}", f"数据截至 {day}", *([more] if more else [])]) + "。"


def _said(facts: Facts, measure: Measure) -> str:
    period = facts.asked.ended if measure.definition.kind == "stock" else facts.asked.said
    return subtitle(measure.unit, UNIVERSE_WORDS[facts.asked.universe] if measure.takes_universe else None, period)


def peers_chart(facts: Facts) -> Component:
    """One figure of the hub among its peers, with their median as a line."""
    asked, line = facts.asked, facts.lines[facts.asked.shown.key]
    measure = line.measure
    rows = sorted(_peer_rows(facts, line), key=lambda row: (row["value"] is None, -(row["value"] or 0)))
    middle = line.medians.get(asked.year)
    word = facts.beside.word
    label = f"{word}中位数 {facts.about}{compact(middle, measure.decimals)}"
    mark = {"value": middle, "label": label} if middle is not None else None
    if not line.others:
        picture: dict | Component = notice("没有可比的同级枢纽", _nobody(facts))
    else:
        picture = ranking(rows, measure.decimals, mark)
    columns = [Column("label", "枢纽", text=True), Column("value", measure.name, measure.unit, measure.decimals)]
    silent = sum(row["value"] is None for row in rows)
    return chart(
        asked.state,
        "peers",
        f"和{facts.beside.word}枢纽比：{measure.name}",
        picture,
        data_table(columns, [{**row, "reported": row["value"] is not None} for row in rows], f"{word}枢纽对照"),
        subtitle=_said(facts, measure),
        foot=foot("名录、台账中写明枢纽的记录", _silent(facts, silent)),
        summary=f"条形图：{peer_words(facts, line)}",
        span=6,
        indicator=measure.indicator,
    )


def _nobody(facts: Facts) -> str:
    if not facts.beside.are_nameless:
        return "同一上级地区、同一层级、当年在运行的枢纽不足 3 个。可以在“比较”里自己选枢纽，或看逐年变化。"
    if not facts.is_over:
        return "同级枢纽在您的范围之外，它们的数在一年过完以后公布。"
    return "同级枢纽在您的范围之外，可以公布的不足 3 个：组织太少、一笔或一家占得太多、没有可用的记录的不公布。"


def _silent(facts: Facts, silent: int) -> str:
    """Who has no bar, and why."""
    if facts.beside.are_nameless:
        return "同级枢纽不列名称，数是约数；组织太少、一笔或一家占得太多、没有可用的记录的不公布"
    return f"{silent} 个没有可用的记录" if silent else ""


def _nameless_rows(facts: Facts, line: Line) -> list[dict]:
    """The peers outside the scope: their values without names."""
    unit, decimals = line.measure.unit, line.measure.decimals
    return [
        {
            "label": f"同级枢纽 {place}（约）",
            "value": value,
            "own": False,
            "href": None,
            "hover": f"一个同级枢纽<br>{ABOUT}<b>{exact(value, decimals)}</b> {unit}",
            "missing": "",
        }
        for place, value in line.others.items()
    ]


def _peer_rows(facts: Facts, line: Line) -> list[dict]:
    asked, unit, decimals = facts.asked, line.measure.unit, line.measure.decimals
    nameless = _nameless_rows(facts, line) if facts.beside.are_nameless else []
    values = {facts.hub["hub_id"]: line.value(asked.year), **line.others}
    return [
        {
            "label": f"本枢纽（{short_name(hub)}）" if hub is facts.hub else short_name(hub),
            "value": values[hub["hub_id"]],
            "own": hub["hub_id"] == facts.hub["hub_id"],
            "href": hub_link(asked, hub["hub_id"]),
            "hover": f"{hub['name']}<br><b>{exact(values[hub['hub_id']], decimals)}</b> {unit}",
            "missing": line.missing if hub is facts.hub else "没有可用的记录",
        }
        for hub in (facts.hub, *facts.peers)
    ] + nameless


def short_name(hub: dict) -> str:
    """A hub's name without what all of them are called."""
    for tail in ("社会组织发展服务中心", "社会组织服务中心", "社区社会组织联合会", "社会组织服务站"):
        if hub["name"].endswith(tail) and len(hub["name"]) > len(tail):
            return hub["name"].removesuffix(tail)
    return hub["name"]


def years_chart(facts: Facts) -> Component:
    """The same figure over the years, with the median of the peers."""
    asked, line = facts.asked, facts.lines[facts.asked.shown.key]
    measure = line.measure
    known = [year for year, value in line.own.items() if value is not None]
    table = data_table(
        [
            Column("year", "年份", text=True),
            Column("value", facts.hub["name"], measure.unit, measure.decimals),
            Column("middle", f"{facts.beside.word}中位数{facts.beside.rounded}", measure.unit, measure.decimals),
        ],
        [
            {
                "year": str(year) if asked.years.is_calendar else asked.years.title(year),
                "value": line.own[year],
                "middle": line.medians[year],
                "href": hub_year(asked, year),
                "reported": line.own[year] is not None,
            }
            for year in sorted(known, reverse=True)
        ],
        f"{measure.name}逐年",
    )
    years = [year for year in sorted(line.own) if known and year >= min(known)]
    events = events_on(asked.state, facts.hub["area_code"], years, measure.definition.kind, asked.years.starts)
    return chart(
        asked.state,
        "years",
        f"逐年变化：{measure.name}",
        _years_picture(facts, line, years, events),
        table,
        subtitle=subtitle(measure.unit, *_years_said(facts)),
        foot=events.after(foot("名录、台账中写明枢纽的记录", "断开的年份未报送")),
        summary=f"折线图：{measure.name}，{len(known)} 个年份。{events.words}",
        span=6,
        indicator=measure.indicator,
        tools=events.tools,
        all_years=True,
    )


def _years_said(facts: Facts) -> list[str]:
    years, beside = facts.asked.years, facts.beside
    said = [] if years.is_calendar else [f"年度自{years.starts[0]}月{years.starts[1]}日起，按起始的年份叫"]
    listed = "同级按所选年份的名单" if not beside.are_chosen else f"所选 {len(beside.hubs)} 个枢纽"
    listed = "同级按当年的名单" if beside.are_nameless else listed
    return [*said, *([f"灰线为{beside.word}中位数", listed] if facts.has_peers else [])]


def _years_picture(facts: Facts, line: Line, years: list[int], events: Events) -> dict | Component:
    if not years:
        return notice(NOT_REPORTED, f"没有一年的记录写明这个枢纽的{line.measure.name}。请换一个指标。")
    unit, decimals = line.measure.unit, line.measure.decimals

    def points(values: dict, who: str, about: str = "") -> list[dict]:
        told = {year: f"{about}<b>{exact(values[year], decimals)}</b> {unit}" for year in years}
        return [
            {
                "x": year,
                "value": values[year],
                "href": hub_year(facts.asked, year),
                "hover": f"{facts.asked.years.short(year)} {who}<br>{told[year]}",
            }
            for year in years
        ]

    lines = [{"name": "本枢纽", "points": points(line.own, "本枢纽"), "own": True}]
    if any(line.medians[year] is not None for year in years):
        middle = f"{facts.beside.word}中位"
        lines.append({"name": middle, "points": points(line.medians, f"{middle}数", facts.about), "own": False})
    return trend(lines, decimals, here=facts.asked.year, events=events.marks)


def figures_table(facts: Facts) -> Component:
    """The ten figures as a table: this year, last year, change, target, median, rank."""
    asked, word = facts.asked, facts.beside.word
    columns = [
        Column("name", "指标", text=True),
        Column("unit", "单位", text=True),
        Column("now", asked.years.short(asked.year)),
        Column("before", asked.years.short(asked.year - 1)),
        Column("change", "较上年"),
        Column("goal", "目标", text=True),
        Column("middle", f"{word}中位数"),
        Column("rank", f"{word}位次"),
    ]
    rows = [_figure_row(facts, facts.lines[measure.key]) for measure in MEASURES]
    return box(
        "十项主要数",
        subtitle(facts.hub["name"], asked.said, "点指标名，对比图换成它"),
        data_table(columns, rows, f"十项主要数与上年、目标、{word}枢纽", name="figures"),
        foot=foot("名录、台账中写明枢纽的记录", goal_words(facts)),
        span=12,
    )


def _figure_row(facts: Facts, line: Line) -> dict:
    measure, year = line.measure, facts.asked.year
    now, before, middle = line.value(year), line.value(year - 1), line.medians.get(year)
    return {
        "name": measure.name,
        "unit": measure.unit,
        "now": exact(now, measure.decimals) if now is not None else line.missing,
        "before": exact(before, measure.decimals),
        "change": change_words(now, before, measure.unit, measure.decimals),
        "goal": target_words(facts, measure),
        "middle": f"{'' if middle is None else facts.about}{exact(middle, measure.decimals)}",
        "rank": _rank(line, year),
        "href": facts.asked.state.link(figure=measure.key),
        "own": measure is facts.asked.shown,
    }


def _rank(line: Line, year: int) -> str:
    own, others = line.value(year), line.known_peers
    if own is None or len(others) < FEWEST_PEERS:
        return "—"
    return f"{place_words(own, others)}（共 {len(others) + 1} 个）"
