"""自由分析: the controls. Every one is a chip of links; what the indicator cannot do is not offered."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.chips import Option, chip, choice_chip, field_form, several_chip
from components.explore_asked import (
    AGAINST,
    AREA_VIEWS,
    BARS,
    CHANGE,
    EQUALITY,
    LOWEST,
    MULTIPLES,
    PEERS,
    SUM,
    TIMES,
    TREND,
    VIEWS,
    Asked,
    allowed_by,
)
from components.explore_rules import can_sum
from components.indicators_handbook import GROUPS, group_of
from components.options import filter_chip
from components.place import LEVELS
from components.state import State
from components.words import tabs
from indicators.catalog import catalog, dimensions
from indicators.definition import Definition
from indicators.vocabulary import allowed_words
from indicators.warehouse import ask
from records.catalog import record_types

FRESH = {"by": None, "view": None, "change": None, "sum": None, "against": None, "top": None}
MOST_WORDS = 60
LONG = ("org", "project", "donor")  # so many that they are typed, not listed
UNIT_NOTES = {"stock": "时点", "flow": "时段"}


def question(asked: Asked) -> list[Component]:
    """What is asked: indicator, what rows are told apart by, level of areas, views, switches."""
    return [
        indicator_chip(asked, "indicator", "指标", asked.definition),
        *_by_chips(asked),
        *_level_chip(asked),
        *_against_chip(asked),
        tabs("看法", [(view, _view_href(asked, view), view == asked.view) for view in VIEWS]),
        *_switches(asked),
    ]


def narrowing(asked: Asked) -> list[Component]:
    """The filters this indicator understands, its population and universe, and its numbers to choose."""
    definition = asked.definition
    parts = [_filter(asked, key) for key in definition.filters if key != "universe"]
    return [*(part for part in parts if part is not None), *(_number(asked, key) for key in definition.parameters)]


def indicator_chip(asked: Asked, key: str, label: str, chosen: Definition | None) -> html.Details:
    """All indicators in their groups, to be found by their name; the choice starts a new question about it."""
    body: list[Component] = [_finder()]
    for group in GROUPS:
        found = [one for one in catalog().values() if group_of(one) == group]
        body.append(
            html.Div([html.P(group, className="menu-note"), *(_line(asked, key, one, chosen) for one in found)])
        )
    value = chosen.name if chosen else "选一个"
    return chip(
        label, value, [html.Div(body, className="finder", **{"data-find": "yes"})], chosen=True, name=f"{key}-chip"
    )


def _finder() -> html.Div:
    holder = html.Span(
        **{
            "data-field": "find",
            "data-type": "search",
            "data-label": "按名称查找指标",
            "data-placeholder": "名称里的字",
            "data-value": "",
        }
    )
    return html.Div(holder, className="finder-field")


def _line(asked: Asked, key: str, one: Definition, chosen: Definition | None) -> html.A:
    fresh = FRESH if key == "indicator" else {}
    kept = _kept(asked, one) if key == "indicator" else {}
    return html.A(
        [one.name, html.Small(f"{one.unit} · {UNIT_NOTES[one.kind]}")],
        href=asked.named(**{**fresh, **kept, key: one.id}),
        **({"aria-current": "true"} if chosen is not None and one.id == chosen.id else {}),
    )


def _kept(asked: Asked, other: Definition) -> dict:
    """What of the question another indicator can answer too: what rows are told apart by and the view."""
    allowed = allowed_by(other, asked.place, asked.beside)
    if not set(asked.by) <= set(allowed):
        return {}
    return {"by": asked.state.values("by") or None, "view": asked.state["view"], "top": asked.state["top"]}


def _by_chips(asked: Asked) -> list[Component]:
    if asked.view in AREA_VIEWS:
        return []
    allowed = allowed_by(asked.definition, asked.place, asked.beside)
    first, second = asked.by[0], asked.by[1] if len(asked.by) > 1 else None
    lines = [
        _choice(name, _by_href(asked, (key, second) if key != second else (key,)), key == first)
        for key, name in allowed.items()
    ]
    more = [_choice("不再分", _by_href(asked, (first,)), second is None)]
    more += [
        _choice(name, _by_href(asked, (first, key)), key == second) for key, name in allowed.items() if key != first
    ]
    return [
        chip("按", allowed[first], lines, chosen=bool(asked.state.values("by"))),
        chip("再按", allowed[second] if second else "不再分", more, chosen=second is not None),
    ]


def _by_href(asked: Asked, by: Sequence[str | None]) -> str:
    kept = tuple(key for key in by if key)
    sums = asked.state["sum"] if set(kept) & set(TIMES) else None
    return asked.named(by=kept, view=None, sum=sums, top=None)


def _choice(words: str, href: str, here: bool, remark: str = "") -> html.A:
    small = [html.Small(remark)] if remark else []
    return html.A([words, *small], href=href, **({"aria-current": "true"} if here else {}))


def _level_chip(asked: Asked) -> list[Component]:
    if "area" not in asked.by and asked.view not in AREA_VIEWS:
        return []
    lines = [
        _choice(
            f"各{LEVELS[level]}",
            asked.named(level=None if level == asked.place.next_level else level, compare=None, top=None),
            not asked.beside and level == asked.level,
        )
        for level in range(asked.place.level + 1, LOWEST + 1)
    ]
    peers = asked.beside or (asked.view in AREA_VIEWS and asked.place.level >= LOWEST)
    if asked.place.code:
        lines.append(_choice("同级地区", asked.named(compare=PEERS, level=None, top=None), peers, "与自己并列"))
    shown = "同级地区" if peers else f"各{asked.level_words}"
    return [chip("哪一级", shown, lines, chosen=asked.beside or bool(asked.state["level"]))]


def _against_chip(asked: Asked) -> list[Component]:
    return [indicator_chip(asked, "against", "对比", asked.against)] if asked.view == AGAINST else []


def _view_href(asked: Asked, view: str) -> str:
    """The address of another view, with what rows are told apart by made to fit it."""
    words = [key for key in asked.by if key not in TIMES]
    times = [key for key in asked.by if key in TIMES]
    allowed = allowed_by(asked.definition, asked.place, asked.beside)
    usual = "area" if "area" in allowed else next(iter(asked.definition.filters), "year")
    by = {
        BARS: (words or [usual])[:1],
        TREND: (times or ["year"])[:1],
        MULTIPLES: asked.by if len(asked.by) == 2 else ([*words, "year"] if words else [usual, *times[:1]]),
    }.get(view)
    switched = {"sum": None} if view in (BARS, *AREA_VIEWS) else {}
    switched |= {"change": None} if view in AREA_VIEWS else {}
    if view == EQUALITY and not asked.state["level"] and not asked.beside and asked.place.next_level < LOWEST:
        switched["level"] = LOWEST  # 均等 is first of all a question between communities
    return asked.named(view=view, by=tuple(by) if by else None, top=None, **switched)


def _switches(asked: Asked) -> list[Component]:
    if asked.view in AREA_VIEWS:
        return []
    found = [_switch(asked, "change", CHANGE, asked.change, "与上一年同一时段相比")]
    if can_sum(asked) and asked.time:
        found.append(_switch(asked, "sum", SUM, asked.running, "从第一段起逐段累计"))
    return [html.Div(found, className="switches", role="group", **{"aria-label": "开关"})]


def _switch(asked: Asked, key: str, word: str, is_on: bool, title: str) -> html.A:
    return html.A(
        word,
        href=asked.named(**{key: None if is_on else word}),
        className="switch",
        title=title,
        **{"aria-current": "true"} if is_on else {},
    )


def _filter(asked: Asked, key: str) -> Component | None:
    """The chip of one filter: its words where they are known, those that occur where not, a field where too many."""
    state, name = asked.state, dimensions()[key].name
    usual = asked.definition.defaults.get(key)
    if key == "type":
        return several_chip(
            state,
            key,
            name,
            [Option(one, record_types()[one].name) for one in allowed_words(key) if one in record_types()],
        )
    if key == "grade":
        return _grade_chip(asked)
    if key == "ladder":
        ladders = dict.fromkeys(row["ladder"] for row in ask("ladders"))
        return choice_chip(state, key, name, [Option(one, one) for one in ladders], default=usual, clear=("grade",))
    if key in LONG:
        return _typed(asked, key, name)
    if allowed_words(key):
        return choice_chip_of(state, key, name, usual) if usual else filter_chip(state, key)
    return _occurring(asked, key, name)


def choice_chip_of(state: State, key: str, name: str, usual: str) -> html.Details:
    """A filter that is narrowed unless both words are asked for: 自有, 代管, 两者."""
    words = allowed_words(key)
    both = Option(",".join(words), "、".join(words), "合在一起")
    current = ",".join(state.values(key)) or None
    shown = State(state.path, {**state.choices, key: (current,)} if current else state.choices)
    return choice_chip(shown, key, name, [*(Option(word, word) for word in words), both], default=usual)


def _grade_chip(asked: Asked) -> Component:
    ladder = asked.state["ladder"] or asked.definition.defaults.get("ladder")
    grades = [row["grade"] for row in ask("ladders") if row["ladder"] == ladder]
    return several_chip(asked.state, "grade", f"等级（{ladder}）", [Option(one, one) for one in grades])


def _occurring(asked: Asked, key: str, name: str) -> Component | None:
    """Words nobody listed in advance: those that occur in the asked area, most used first."""
    found = ask("filter_options", area=asked.place.code, filter=key)[:MOST_WORDS]
    if not found and not asked.state.values(key):
        return None
    return several_chip(
        asked.state, key, name, [Option(row["value"], row["value"], f"{row['rows']:,}") for row in found]
    )


def _typed(asked: Asked, key: str, name: str) -> Component:
    values = asked.state.values(key)
    body = [field_form(asked.named(**{key: None}), key, name, "text", values[0] if values else "", "筛选")]
    body.append(html.P("写编号；组织也可以写全称。", className="menu-note"))
    body += [html.A("全部", href=asked.named(**{key: None}))] if values else []
    return chip(name, "、".join(values[:2]) if values else "全部", body, chosen=bool(values))


def _number(asked: Asked, key: str) -> Component:
    number = asked.definition.parameters[key]
    value = asked.state[key] or f"{number.default:g}"
    limits = {"min": f"{number.least:g}", "max": f"{number.most:g}", "step": "any"}
    body = [field_form(asked.named(**{key: None}), key, number.name, "number", value, **limits)]
    return chip(number.name, value, body, chosen=asked.state[key] is not None)
