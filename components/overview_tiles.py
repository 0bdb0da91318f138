"""总览, 一地一块: every area a tile to walk to by keyboard; the choice of what colours it; the table behind."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.chart import chart
from components.data_table import Column, data_table
from components.overview_facts import Facts
from components.overview_map import boundary_map, plan_of_map, with_boundary
from components.overview_map_facts import MEASURES, Plan, Shown, plan_of
from components.overview_shades import classes_of_plan, decimals_of, legend, said, shade, short_name
from components.overview_words import why_none
from components.place import LEVELS
from components.states import notice
from components.words import source, subtitle, tabs, universe_words
from figures.numbers import exact
from figures.steps import Class
from figures.tiles import Tile, divide
from indicators.errors import ChoiceError
from indicators.warehouse import ask

ASPECT = 2.1  # of the surface on a wide screen
TILES, MAP = "方块", "边界"
KINDS = (TILES, MAP)
LEAST_HEIGHT, LEAST_PHONE, TILE_HEIGHT, PHONE_TILE = 320, 460, 52, 44


def tiles_chart(facts: Facts, span: int = 12) -> Component:
    """Every community by street (or every street by district), coloured by a number; a click goes down."""
    plan = plan_of(facts)
    mapped = plan_of_map(plan)
    bounded = with_boundary(mapped)
    kind = _kind(mapped, bounded, usual=MAP if mapped is plan else TILES)
    is_map = bool(bounded) and kind == MAP
    plan = mapped if is_map else plan
    known = [area for area in plan.areas if area.value is not None]
    nothing = notice("没有可看的地区", f"{facts.asked.place.name}之下没有地区，或都没有报送。请换一个地区或年份。")
    return chart(
        facts.asked.state,
        "tiles",
        f"{'边界图' if is_map else '一地一块'}：各{LEVELS[plan.level]}的{plan.measure.name}",
        boundary_map(plan, bounded) if is_map else tiles(plan) if plan.areas else nothing,
        area_table(plan, plan.silent if is_map else ()),
        subtitle=subtitle(plan.measure.definition.unit, *said_of(plan), "" if is_map else _size_words(plan)),
        foot=source(
            facts.results["orgs"], "各地报送；边界由本单位提供" if is_map else "各地报送", _left_out(plan, is_map)
        ),
        summary=f"{len(plan.areas)} 块，有数的 {len(known)} 块",
        span=span,
        indicator=plan.measure.indicator,
        is_drawing=is_map,
        tools=[*(_kind_tabs(facts, kind) if bounded else []), colour_tabs(plan)],
    )


def _kind(plan: Plan, bounded: list[Shown], usual: str) -> str:
    """What the address asks for, else the usual where at least half of the areas have a boundary."""
    asked = plan.facts.asked.state["map"]
    if asked not in (None, *KINDS):
        raise ChoiceError(f"没有叫“{asked[:20]}”的画法。", f"可以选：{'、'.join(KINDS)}。")
    return asked or (usual if len(bounded) * 2 >= len(plan.areas) + len(plan.silent) else TILES)


def _kind_tabs(facts: Facts, chosen: str) -> list[Component]:
    """Tiles or map: only where there is a boundary to draw."""
    link = facts.asked.state.link
    return [tabs("画法", [(kind, link(map=kind), kind == chosen) for kind in KINDS])]


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


def _left_out(plan: Plan, is_map: bool) -> str:
    shown = (*plan.areas, *plan.silent) if is_map else plan.areas
    silent = sum(not area.row["reported"] for area in shown)
    words = [f"{silent} 块未报送"] if silent else []
    if plan.left_out and not is_map:
        words.append(f"另有 {plan.left_out} 个{LEVELS[plan.level - 1]}整个没有报送，没有画出")
    return "；".join(words)


def tiles(plan: Plan) -> html.Div:
    """The surface of groups, each with its areas, and what the colours mean."""
    classes = classes_of_plan(plan)
    held = [(code, name, plan.of(code)) for code, name in plan.groups]
    rooms = divide([sum(area.weight for area in areas) for _, _, areas in held], ASPECT)
    count = len(plan.areas)
    heights = {
        "--tiles-height": f"{max(LEAST_HEIGHT, round((count * TILE_HEIGHT * TILE_HEIGHT / ASPECT) ** 0.5))}px",
        "--tiles-phone": f"{max(LEAST_PHONE, round(count * PHONE_TILE * PHONE_TILE / 300))}px",
    }
    groups = [
        _group(plan, code, name, areas, room, classes) for (code, name, areas), room in zip(held, rooms, strict=True)
    ]
    return html.Div(
        [html.Div(groups, className="tiles", style=heights), legend(plan, plan.areas, classes)], className="tiles-frame"
    )


def _group(plan: Plan, code: str, name: str, areas: list[Shown], room: Tile, classes: list[Class]) -> html.Section:
    inner = divide([area.weight for area in areas], ASPECT * room.width / room.height)
    drawn = [_tile(plan, area, place, classes) for area, place in zip(areas, inner, strict=True)]
    state = plan.facts.asked.state
    head = [html.H3(html.A(name, href=state.link(area=code)))] if code else []
    return html.Section([*head, html.Div(drawn, className="tile-room")], className="tile-group", style=_place(room))


def _tile(plan: Plan, area: Shown, place: Tile, classes: list[Class]) -> html.A:
    words, own = said(plan, area), area.code == plan.facts.asked.place.code
    places = decimals_of(plan)
    value = why_none(plan.measure, area.row) if area.value is None else exact(area.value, places) if area.value else "0"
    return html.A(
        [html.Span(short_name(area), className="tile-name"), " ", html.Span(value, className="tile-value")],
        href=plan.facts.asked.state.link(area=area.code),
        className=f"tile {shade(area, classes)}{' own' if own else ''}",
        title=words,
        style=_place(place),
    )


def _place(tile: Tile) -> dict[str, str]:
    names = ("--x", "--y", "--w", "--h")
    return {name: f"{share * 100:.3f}%" for name, share in zip(names, tile, strict=True)}


def area_table(plan: Plan, more: Sequence[Shown] = ()) -> Component:
    """The same areas as lines: group, number with its parts, population; `more` are those only a map shows."""
    found, names = plan.measure.definition, dict(plan.groups) | _names_of(more)
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
        for area in [*(area for code, _ in plan.groups for area in plan.of(code)), *more]
    ]
    return data_table(columns, rows, f"各{LEVELS[plan.level]}的{plan.measure.name}")


def _names_of(areas: Sequence[Shown]) -> dict[str, str]:
    codes = sorted({area.group for area in areas})
    return {row["area_code"]: row["name"] for row in ask("area_names", codes=codes)} if codes else {}
