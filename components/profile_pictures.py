"""档案: the cards, one number over the years, all numbers by year, kinds of activities."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.chart import chart
from components.chips import Option, choice_chip
from components.data_table import Cell, Column, data_table
from components.events import events_on
from components.indicator_card import Card, cards
from components.profile_subject import Subject, foot
from components.profile_years import Measure, Series, choices_of, years_of
from components.states import notice
from components.topbar import UNIVERSE_WORDS
from components.words import box, subtitle
from figures.bars import ranking
from figures.numbers import NOT_REPORTED, compact, exact
from figures.trend import trend
from indicators.errors import ChoiceError
from indicators.evaluate import evaluate

SOURCES = "名录、台账里写明它的记录"


def headline(subject: Subject, series: Sequence[Series], latest: bool = False) -> Component:
    """A card per number: all years together where they add up, else (or with `latest`) the latest year."""
    return cards(subject.state, [_card(one, latest) for one in series])


def _card(series: Series, latest: bool) -> Card:
    measure, last = series.measure, series.last
    if last is None:
        return Card(measure.name, None, measure.unit, missing=series.why, indicator=_asked(measure))
    is_total = series.total is not None and not latest
    return Card(
        name=measure.name,
        value=series.total if is_total else series.values[last],
        unit=measure.unit,
        decimals=measure.decimals,
        indicator=_asked(measure, series.total_years if is_total else (last, last)),
        detail=_span(series) if is_total else f"{last}年{'末' if measure.is_stock else ''}",
        before=None if is_total else series.values.get(last - 1),
        before_words="" if is_total else "较上年",
        history=[series.values.get(year) for year in range(series.known[0], last + 1)],
        history_words=f"{measure.name}，{series.known[0]}—{last}年",
    )


def _asked(measure: Measure, years: tuple[int, int] | None = None) -> str:
    """The indicator with what the card adds to the choices of the page."""
    more = [f"{key}={value}" for key, value in measure.extra.items()]
    if years:
        more.append(f"year={years[0]}" if years[0] == years[1] else f"year={years[0]}-{years[1]}")
    return ";".join([measure.indicator, *more])


def _span(series: Series) -> str:
    first, last = series.total_years
    value = compact(series.values[last], series.measure.decimals)
    return f"{first}—{last}年累计；{last}年 {value}" if first != last else f"{first}年"


def chosen(subject: Subject, series: Sequence[Series]) -> Series:
    """The number the reader wants to see over the years; an unknown one raises ChoiceError."""
    wanted = subject.state["figure"]
    known = [one for one in series if one.measure.key == wanted] if wanted else [*series]
    if not known:
        raise ChoiceError("没有这个指标。", f"可以选：{'、'.join(one.measure.name for one in series)}。")
    return known[0]


def figure_chip(subject: Subject, series: Sequence[Series]) -> Component:
    """Which number is drawn over the years."""
    options = [Option(one.measure.key, one.measure.name) for one in series]
    return choice_chip(subject.state, "figure", "逐年看", options, default=options[0].value)


def years_chart(subject: Subject, series: Sequence[Series], span: int = 12) -> Component:
    """One number over the years; a point leads to its records."""
    shown = chosen(subject, series)
    measure = shown.measure
    picture: dict | Component
    kind = "stock" if measure.is_stock else "flow"
    years = range(shown.known[0], shown.known[-1] + 1) if shown.known else ()
    events = events_on(subject.state, subject.area, years, kind)
    if shown.known:
        lines = [{"name": measure.name, "points": _points(subject, shown), "own": True}]
        picture = trend(lines, measure.decimals, events=events.marks)
    else:
        picture = notice(shown.why, f"没有一年有{measure.name}。请在上面换一个指标。")
    rows = [{"year": str(year), "value": _cell(shown, year)} for year in years_of([shown])]
    return chart(
        subject.state,
        "years",
        f"逐年变化：{measure.name}",
        picture,
        data_table(
            [Column("year", "年份", text=True), Column("value", measure.name, measure.unit, measure.decimals)],
            rows,
            f"{subject.name}：{measure.name}逐年",
        ),
        subtitle=subtitle(measure.unit, _universe(subject, measure), "年末" if measure.is_stock else "全年"),
        foot=events.after(foot(SOURCES, "断开的年份没有数")),
        summary=f"折线图：{measure.name}，{len(shown.known)} 个年份有数。{events.words}",
        tools=events.tools,
        span=span,
        indicator=measure.indicator,
        all_years=True,
    )


def _universe(subject: Subject, measure: Measure) -> str | None:
    result = evaluate(measure.indicator, {**choices_of(subject, measure), "by": "year"})
    universe = UNIVERSE_WORDS.get(result.universe or "", result.universe)
    return subtitle(universe, result.basis) or None


def _points(subject: Subject, shown: Series) -> list[dict]:
    measure = shown.measure
    return [
        {
            "x": year,
            "value": shown.values.get(year),
            "href": subject.records(measure.record_type, year=str(year)),
            "hover": f"{year}年 {measure.name}<br><b>{exact(shown.values.get(year), measure.decimals)}</b> "
            f"{measure.unit}<br>点击看记录",
        }
        for year in range(shown.known[0], shown.known[-1] + 1)
    ]


def _cell(series: Series, year: int) -> Cell:
    value = series.values.get(year)
    words = series.missing.get(year, NOT_REPORTED if year not in series.values else "")
    return Cell(value, title=words or None, reported=value is not None or words != NOT_REPORTED)


def years_table(subject: Subject, series: Sequence[Series], span: int = 12) -> Component:
    """Every number of every year."""
    told = [one for one in series if one.known]
    silent = [one for one in series if not one.known]
    if not told:
        why = "；".join(f"{one.measure.name}：{one.why}" for one in silent)
        return notice("还没有任何一年的数", f"{why}。没有数不等于 0。", span=span)
    columns = [
        Column("year", "年份", text=True),
        *(Column(one.measure.key, one.measure.name, one.measure.unit, one.measure.decimals) for one in told),
    ]
    rows = [{"year": str(year), **{one.measure.key: _cell(one, year) for one in told}} for year in years_of(told)]
    left_out = "；".join(f"{one.measure.name}：{one.why}" for one in silent)
    return box(
        "历年各项数",
        subtitle(subject.name, "全部年份", "“—”是没有记录写明它，或当时还不存在"),
        data_table(columns, rows, f"{subject.name}历年各项数", name="all-years"),
        foot=foot(SOURCES, f"没有列出的——{left_out}" if left_out else ""),
        span=span,
    )


def kinds_chart(subject: Subject, span: int = 6) -> Component:
    """All its activities by kind, the most frequent first."""
    period = {"from": "1900-01-01"}
    counted = evaluate("activities", {**subject.choices, **period, "by": "kind"}).rows
    visits = evaluate("visits", {**subject.choices, **period, "by": "kind"}).rows
    people = {row["kind"]: row["value"] for row in visits}
    rows = sorted((row for row in counted if row["value"]), key=lambda row: -row["value"])
    lines = [
        {
            "label": row["kind"],
            "value": row["value"],
            "visits": people.get(row["kind"]),
            "own": True,
            "href": subject.records("activities", kind=row["kind"]),
            "hover": f"{row['kind']}<br><b>{exact(row['value'])}</b> 场　{exact(people.get(row['kind']))} 人次",
        }
        for row in rows
    ]
    none = notice("没有活动记录", "没有一场活动写明它；所在地区没有报送活动台账时，这不等于 0。")
    columns = [Column("label", "活动类型", text=True), Column("value", "场次", "场"), Column("visits", "人次", "人次")]
    return chart(
        subject.state,
        "kinds",
        "办过什么活动",
        ranking(lines) if lines else none,
        data_table(columns, lines, f"{subject.name}：各类活动"),
        subtitle=subtitle("场", "全部年份", "按活动类型"),
        foot=foot("活动台账", "人次与场次分列，从不相加"),
        summary=f"条形图：{len(lines)} 类活动",
        span=span,
        indicator="activities",
        all_years=True,
    )
