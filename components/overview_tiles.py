"""总览, 一地一块: every area a tile to walk to by keyboard; the choice of what colours it; the table behind."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.overview_facts import Facts
from components.overview_map_facts import MEASURES, Plan, Shown, plan_of
from components.overview_words import why_none
from components.place import LEVELS
from components.states import notice
from components.words import source, subtitle, tabs, universe_words
from figures.numbers import exact
from figures.steps import Class, classes_of, step_of, words_of
from figures.tiles import Tile, divide

ASPECT = 2.1  # of the surface on a wide screen
LEAST_HEIGHT, TILE_HEIGHT, PHONE_TILE = 320, 52, 44


def tiles_chart(facts: Facts, span: int = 12) -> Component:
    """Every community by street (or every street by district), coloured by a number; a click goes down."""
    plan = plan_of(facts)
    known = [area for area in plan.areas if area.value is not None]
    nothing = notice("没有可看的地区", f"{facts.asked.place.name}之下没有地区，或都没有报送。请换一个地区或年份。")
    return chart(
        facts.asked.state,
        "tiles",
        f"一地一块：各{LEVELS[plan.level]}的{plan.measure.name}",
        tiles(plan) if plan.areas else nothing,
        area_table(plan),
        subtitle=subtitle(plan.measure.definition.unit, *said_of(plan), _size_words(plan)),
        foot=source(facts.results["orgs"], "各地报送", _left_out(plan)),
        summary=f"{len(plan.areas)} 块，有数的 {len(known)} 块",
        span=span,
        indicator=plan.measure.indicator,
        tools=[colour_tabs(plan)],
    )


def colour_tabs(plan: Plan) -> Component:
    """What colours the areas, as views."""
    state = plan.facts.asked.state
    return tabs("按什么着色", [(one.name, state.link(tile=one.indicator), one is plan.measure) for one in MEASURES])


def said_of(plan: Plan) -> list[str | None]:
    """Universe, basis and period as far as the measure has them."""
    asked, measure = plan.facts.asked, plan.measure
    period = asked.moment.words if measure.definition.kind == "stock" else asked.moment.period
    basis = asked.basis if "basis" in measure.takes else None
    return [universe_words(asked.state) if "universe" in measure.takes else None, basis, period]


def _size_words(plan: Plan) -> str:
    if not plan.is_sized:
        return "一样大（多数没有报送人口）"
    unknown = sum(area.people is None for area in plan.areas)
    return f"大小是{plan.facts.asked.basis}" + (f"，{unknown} 块没有人口，按中位数画" if unknown else "")


def _left_out(plan: Plan) -> str:
    silent = sum(not area.row["reported"] for area in plan.areas)
    words = [f"{silent} 块未报送"] if silent else []
    if plan.left_out:
        words.append(f"另有 {plan.left_out} 个{LEVELS[plan.level - 1]}整个没有报送，没有画出")
    return "；".join(words)


def decimals_of(plan: Plan) -> int:
    """Places of the number on a tile."""
    found = plan.measure.definition
    return 0 if found.unit == "元" else min(found.decimals, 1)


def said(plan: Plan, area: Shown) -> str:
    """One area in words: name, number or why there is none, population."""
    row, unit = area.row, plan.measure.definition.unit
    value = (
        f"{exact(row['value'], decimals_of(plan))} {unit}" if row["value"] is not None else why_none(plan.measure, row)
    )
    people = f"；人口 {exact(area.people)}" if area.people is not None else ""
    return f"{area.name}：{plan.measure.name} {value}{people}"


def shade(area: Shown, classes: list[Class]) -> str:
    """The class of the colour of an area: a step of the sequence, or hatched for none."""
    return "shade-none" if area.value is None else f"shade-{step_of(area.value, classes)}"


def legend(plan: Plan, classes: list[Class]) -> html.Ul:
    """What each colour stands for, with the smallest and the largest number in it."""
    values = [area.value for area in plan.areas]
    lines = [(f"shade-{one.step}", words_of(one, decimals_of(plan))) for one in classes]
    lines = [("shade-0", "0")] * any(value == 0 for value in values) + lines
    lines += [("shade-none", "未报送或无法计算")] * any(value is None for value in values)
    items = [
        html.Li([html.Span(className=f"swatch {name}", **{"aria-hidden": "true"}), words]) for name, words in lines
    ]
    return html.Ul(items, className="map-legend", **{"aria-label": f"颜色：{plan.measure.name}"})


def tiles(plan: Plan) -> html.Div:
    """The surface of groups, each with its areas, and what the colours mean."""
    classes = classes_of([area.value for area in plan.areas])
    held = [(code, name, plan.of(code)) for code, name in plan.groups]
    rooms = divide([sum(area.weight for area in areas) for _, _, areas in held], ASPECT)
    count = len(plan.areas)
    heights = {
        "--tiles-height": f"{max(LEAST_HEIGHT, round((count * TILE_HEIGHT * TILE_HEIGHT / ASPECT) ** 0.5))}px",
        "--tiles-phone": f"{max(LEAST_HEIGHT, round(count * PHONE_TILE * PHONE_TILE / 300))}px",
    }
    groups = [
        _group(plan, code, name, areas, room, classes) for (code, name, areas), room in zip(held, rooms, strict=True)
    ]
    return html.Div(
        [html.Div(groups, className="tiles", style=heights), legend(plan, classes)], className="tiles-frame"
    )


def _group(plan: Plan, code: str, name: str, areas: list[Shown], room: Tile, classes: list[Class]) -> html.Section:
    inner = divide([area.weight for area in areas], ASPECT * room.width / room.height)
    drawn = [_tile(plan, area, place, classes) for area, place in zip(areas, inner, strict=True)]
    state = plan.facts.asked.state
    head = [html.H3(html.A(name, href=state.link(area=code)))] if code else []
    return html.Section([*head, html.Div(drawn, className="tile-room")], className="tile-group", style=_place(room))


def _tile(plan: Plan, area: Shown, place: Tile, classes: list[Class]) -> html.A:
    words, own = said(plan, area), area.code == plan.facts.asked.place.code
    short = area.name.removesuffix("社区") if len(area.name) > 3 else area.name
    value = exact(area.value, decimals_of(plan)) if area.value is not None else why_none(plan.measure, area.row)
    return html.A(
        [html.Span(short, className="tile-name"), html.Span(value, className="tile-value")],
        href=plan.facts.asked.state.link(area=area.code),
        className=f"tile {shade(area, classes)}{' own' if own else ''}",
        title=words,
        style=_place(place),
        **{"aria-label": words},
    )


def _place(tile: Tile) -> dict[str, str]:
    names = ("--x", "--y", "--w", "--h")
    return {name: f"{share * 100:.3f}%" for name, share in zip(names, tile, strict=True)}


def area_table(plan: Plan) -> Component:
    """The same areas as lines: group, number with its parts, population."""
    found, names = plan.measure.definition, dict(plan.groups)
    columns = [
        Column("name", LEVELS[plan.level], text=True),
        *([Column("group", LEVELS[plan.level - 1], text=True)] if len(names) > 1 else []),
        Column("value", plan.measure.name, found.unit, found.decimals),
        *([Column("numerator", "分子"), Column("denominator", "分母")] if found.has_denominator else []),
        Column("people", "人口", "人"),
    ]
    link = plan.facts.asked.state.link
    rows = [
        {
            **area.row,
            "name": area.name,
            "group": names.get(area.group, ""),
            "people": area.people,
            "href": link(area=area.code),
            "own": area.code == plan.facts.asked.place.code,
        }
        for code, _ in plan.groups
        for area in plan.of(code)
    ]
    return data_table(columns, rows, f"各{LEVELS[plan.level]}的{plan.measure.name}")
