"""自由分析: one frame with the picture that suits the question: bars, a line, small multiples; with its table."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.events import Events, events_on
from components.explore_asked import ALL, BARS, TIMES, TREND, Asked
from components.explore_facts import Facts, Row
from components.explore_table import href_of, ordered, table_of
from components.explore_words import foot_of, hover, missing_words, title_of, under_title
from components.notes import names_in_words
from components.panel import CHOICE_KEYS
from components.state import address
from components.states import notice
from figures import multiples as small
from figures.bars import Bar, Mark, ranking
from figures.change import beside, differences
from figures.multiples import Panel, multiples
from figures.numbers import NOT_REPORTED, Number, compact, exact
from figures.trend import trend

MOST_BARS, MOST_PANELS, EVERY_BAR, EVERY_PANEL, MOST_INSIDE = 24, 12, 120, 60, 12
MOST_SAID = 12
NAME = "explore"


def picture(facts: Facts) -> Component:
    """The frame: picture and table of one question."""
    asked = facts.asked
    events = _events(facts)
    drawn, hidden = _drawn(facts, events)
    return chart(
        asked.state,
        NAME,
        title_of(facts),
        drawn,
        table_of(facts),
        subtitle=under_title(facts, *_reading(facts)),
        foot=events.after(foot_of(facts, hidden)),
        summary=f"{_summary(facts)}。{events.words}" if events.words else _summary(facts),
        span=12,
        indicator=asked.definition.id,
        tools=(*_every(facts, hidden), *events.tools, _api(facts)),
    )


def _events(facts: Facts) -> Events:
    """What happened in the years or months of a single line; differences and small pictures bear none."""
    asked, known = facts.asked, [row for row in facts.rows if row.value is not None]
    if asked.view != TREND or not known or (asked.change and asked.by[0] == "year"):
        return Events()
    kind = asked.definition.kind
    if asked.by[0] == "year":
        years = range(known[0].now["year"], known[-1].now["year"] + 1)
        return events_on(asked.state, asked.place, years, kind)
    found = events_on(asked.state, asked.place, [row.now["month"] for row in facts.rows], kind)
    return replace(found, marks=tuple({**mark, "x": int(mark["x"][5:])} for mark in found.marks))


def _drawn(facts: Facts, events: Events) -> tuple[dict | Component, str]:
    """The figure, and what of the rows it leaves to the table."""
    asked = facts.asked
    if "universe" in asked.by:
        return table_of(facts), ""
    if not any(row.value is not None for row in facts.rows):
        return _nothing(facts), ""
    if asked.view == BARS:
        return _bars(facts)
    if asked.view == TREND:
        return (_months if asked.by[0] == "month" else _years)(facts, events), ""
    return _panels(facts)


def _nothing(facts: Facts) -> Component:
    asked = facts.asked
    silent = all(not row.reported for row in facts.rows)
    why = "按现在的地区和时间没有人报送过这类记录。" if silent else "报送过，但没有一行算得出数（没有分母或没有填写）。"
    ways = [html.A("看各年", href=asked.named(by="year", view=None, change=None, sum=None), className="button")]
    ways += (
        [html.A("看全部地区", href=asked.named(area=None, level=None), className="button")] if asked.place.code else []
    )
    return notice("没有可以画的数", f"{why}可以换一年、换一个地区，或看看各年有没有。", html.P(ways))


def _reading(facts: Facts) -> list[str]:
    """How the marks are to be read."""
    asked = facts.asked
    said = [f"每张图同一根轴，{compact(_reach(facts), asked.decimals)} 封顶"] if len(asked.by) > 1 else []
    if asked.change and (len(asked.by) > 1 or asked.view == BARS):
        said.append("竖线是上年同期" if asked.view == BARS or facts.inside not in TIMES else "虚线是上年同期")
    return [] if "universe" in asked.by else said


def _reach(facts: Facts) -> Number:
    return max((_shown(facts, row) or 0 for row in facts.rows), default=0)


def _shown(facts: Facts, row: Row) -> Number | None:
    return row.sum if facts.asked.running else row.value


def _shown_before(facts: Facts, row: Row) -> Number | None:
    if not facts.asked.change:
        return None
    return row.sum_before if facts.asked.running else row.value_before


def _hover(facts: Facts, row: Row) -> str:
    if facts.asked.running:
        return hover(facts, row, row.sum, row.sum_before)
    return hover(facts, row)


def _bars(facts: Facts) -> tuple[dict, str]:
    """Bars of one dimension; long lists are cut to the highest and a few silent ones, the own one always there."""
    asked, rows = facts.asked, ordered(facts)
    most = EVERY_BAR if asked.state["top"] == ALL else MOST_BARS
    shown = _most(facts, rows, most)
    bars = [_bar(facts, row) for row in shown]
    mark = _whole_mark(facts)
    figure = beside(bars, asked.decimals, mark) if asked.change else ranking(bars, asked.decimals, mark)
    _below_zero(figure, [bar["value"] for bar in bars])
    return figure, _hidden_words(rows, shown)


def _most(facts: Facts, rows: list[Row], most: int) -> list[Row]:
    known = [row for row in rows if row.value is not None][:most]
    silent = [row for row in rows if row.value is None][: max(3, most - len(known))]
    own = [row for row in rows if _is_own(facts, row) and row not in known and row not in silent]
    kept = {id(row) for row in (*known, *silent, *own)}
    return [row for row in rows if id(row) in kept]


def _is_own(facts: Facts, row: Row) -> bool:
    return bool(facts.asked.place.code) and row.now.get("area_code") == facts.asked.place.code


def _bar(facts: Facts, row: Row) -> Bar:
    return {
        "label": row.labels[0],
        "value": row.value,
        "before": row.value_before,
        "own": _is_own(facts, row),
        "missing": missing_words(facts, row) or NOT_REPORTED,
        "href": href_of(facts, facts.asked.by[0], row),
        "hover": _hover(facts, row),
    }


def _whole_mark(facts: Facts) -> Mark | None:
    """The whole as a line: only for ratios, where parts and whole share a scale."""
    asked, whole = facts.asked, facts.whole
    if not asked.definition.has_denominator or asked.definition.value != "ratio" or whole is None:
        return None
    if whole.value is None:
        return None
    return {"value": whole.value, "label": f"总体 {exact(whole.value, asked.decimals)}"}


def _below_zero(figure: dict, values: list[Number | None]) -> None:
    """Room to the left where numbers lie below zero."""
    low = min((float(value) for value in values if value is not None), default=0)
    shown = figure["layout"]["xaxis"]["range"]
    if low < 0 and shown[0] >= 0:
        figure["layout"]["xaxis"]["range"] = [low - (shown[1] - low) * 0.12, shown[1]]


def _hidden_words(rows: list[Row], shown: list[Row]) -> str:
    kept = {id(row) for row in shown}
    names = [row.labels[0] for row in rows if id(row) not in kept]
    return f"图中没有画的 {len(names)} 项在表里：{names_in_words(names, most=4)}" if names else ""


def _every(facts: Facts, hidden: str) -> list[Component]:
    """The way to all of them and back."""
    asked = facts.asked
    if asked.state["top"] == ALL:
        return [html.A("只看前面的", href=asked.named(top=None), className="tool")]
    return [html.A("全部", href=asked.named(top=ALL), className="tool", title="画出全部")] if hidden else []


def _years(facts: Facts, events: Events) -> dict:
    """A line over the years, or the differences from year to year."""
    asked = facts.asked
    known = [row for row in facts.rows if row.value is not None]
    years = range(known[0].now["year"], known[-1].now["year"] + 1)
    rows = [row for row in facts.rows if row.now["year"] in years]
    if asked.change:
        steps = [{"x": row.now["year"], "value": row.change, **_link(facts, row)} for row in rows]
        return differences(steps, asked.decimals, here=asked.moment.year)
    points = [{"x": row.now["year"], "value": _shown(facts, row), **_link(facts, row)} for row in rows]
    lines = [{"name": asked.place.name, "points": points}]
    return trend(lines, asked.decimals, here=asked.moment.year, events=events.marks)


def _link(facts: Facts, row: Row) -> dict:
    return {"hover": _hover(facts, row), "href": href_of(facts, facts.asked.by[0], row)}


def _months(facts: Facts, events: Events) -> dict:
    """The months of a year as a line; with 同比 the year before as a second one."""
    asked, year = facts.asked, facts.asked.moment.year
    now = [{"x": int(row.now["month"][5:]), "value": _shown(facts, row), **_link(facts, row)} for row in facts.rows]
    lines = [{"name": f"{year}年", "points": now}]
    if asked.change:
        earlier = [{**point, "value": _shown_before(facts, row)} for point, row in zip(now, facts.rows, strict=True)]
        lines.append({"name": f"{year - 1}年", "points": earlier, "own": False})
    figure = trend(lines, asked.decimals, events=events.marks)
    places = [point["x"] for point in now][:: 3 if asked.change else 2]  # as many as stand upright on a phone
    figure["layout"]["xaxis"] |= {"tickvals": places, "ticktext": [f"{place}月" for place in places], "tickangle": 0}
    if len(lines) > 1:
        _part_labels(figure)
    return figure


def _part_labels(figure: dict) -> None:
    """Two last values close to each other: the upper one written above, the lower one below."""
    ends = [next((value for value in reversed(line["y"]) if value is not None), 0) for line in figure["data"]]
    upper = ends.index(max(ends))
    for place, line in enumerate(figure["data"]):
        line["textposition"] = "top right" if place == upper else "bottom right"


def _panels(facts: Facts) -> tuple[dict, str]:
    """One small picture per word or area; the own one first, then from high to low, the silent ones last."""
    asked = facts.asked
    groups, inside = _groups(facts)
    most = EVERY_PANEL if asked.state["top"] == ALL else MOST_PANELS
    is_time = facts.inside in TIMES
    has_own = any(_is_own(facts, row) for row in facts.rows)
    panels: list[Panel] = [
        {
            "title": name,
            "own": any(_is_own(facts, row) for row in rows) if has_own else is_time,
            "points": [_point(facts, row) for row in rows],
        }
        for name, rows in groups[:most]
    ]
    names = [*(name for name, _ in groups[most:]), *inside]
    hidden = f"图中没有画的 {len(names)} 项在表里：{names_in_words(names, most=4)}" if names else ""
    return multiples(panels, asked.decimals, small.LINES if is_time else small.BARS), hidden


def _groups(facts: Facts) -> tuple[list[tuple[str, list[Row]]], list[str]]:
    """The rows of every panel, all panels with the same rows inside; and names left out inside because too many."""
    place, within = facts.asked.by.index(facts.panels), facts.asked.by.index(facts.inside)
    rows, left_out = _few_inside(facts, within)
    found: dict[str | int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.key[place], []).append(row)
    named = [(rows[0].labels[place], rows) for rows in found.values()]
    if facts.panels in TIMES:
        return named, left_out
    return sorted(named, key=lambda pair: _weight(facts, pair[1])), left_out


def _few_inside(facts: Facts, within: int) -> tuple[list[Row], list[str]]:
    """At most a dozen bars in a panel: those that reach highest anywhere."""
    if facts.inside in TIMES or facts.asked.state["top"] == ALL:
        return list(facts.rows), []
    reach: dict[str | int, Number] = {}
    names = {row.key[within]: row.labels[within] for row in facts.rows}
    for row in facts.rows:
        reach[row.key[within]] = max(reach.get(row.key[within], 0), row.value or 0)
    kept = set(sorted(reach, key=lambda key: -reach[key])[:MOST_INSIDE])
    return [row for row in facts.rows if row.key[within] in kept], [names[key] for key in reach if key not in kept]


def _weight(facts: Facts, rows: list[Row]) -> tuple:
    known = [_shown(facts, row) for row in rows if _shown(facts, row) is not None]
    size = known[-1] if known and facts.inside in TIMES else max(known, default=0)
    return (not any(_is_own(facts, row) for row in rows), not known, -size)


def _point(facts: Facts, row: Row) -> dict:
    return {
        "x": row.labels[facts.asked.by.index(facts.inside)],
        "value": _shown(facts, row),
        "before": _shown_before(facts, row),
        "hover": _hover(facts, row),
        "href": href_of(facts, facts.panels, row),
    }


def _summary(facts: Facts) -> str:
    """The picture for those who cannot see it: the numbers of the first rows in words."""
    asked, title = facts.asked, title_of(facts)
    known = [row for row in ordered(facts) if _shown(facts, row) is not None]
    said = [f"{' '.join(row.labels)} {exact(_shown(facts, row), asked.decimals)}" for row in known[:MOST_SAID]]
    more = f"等 {len(known)} 项" if len(known) > MOST_SAID else ""
    return f"{title}，单位{asked.unit}：{'，'.join(said)}{more}" if said else f"{title}：没有数"


def _api(facts: Facts) -> Component:
    """The same rows from the HTTP API."""
    asked: Asked = facts.asked
    choices = asked.choices(by=",".join(asked.by))
    if asked.change and not asked.moment.day and "year" not in asked.by:
        years = f"{asked.moment.year - 1},{asked.moment.year}"
        choices = asked.choices(by=",".join((*asked.by, "year")), year=years)
    kept = {key: (choices[key],) for key in (*CHOICE_KEYS, *sorted(set(choices) - set(CHOICE_KEYS))) if key in choices}
    href = address(f"/api/v1/indicators/{asked.definition.id}", kept)
    return html.A("接口", href=href, className="tool", target="_blank", title="同样的分子、分母和数值，从接口取")
