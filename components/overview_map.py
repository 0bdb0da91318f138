"""总览, 边界图: the same areas as the tiles in the boundaries the office put into data/reference/boundaries."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from boundaries.drawing import Drawn, Picture, picture_of
from boundaries.shelf import library
from components.overview_map_facts import Plan, Shown, plan_of
from components.overview_shades import classes_of_plan, legend, said, shade, short_name
from components.svg import Svg
from figures.steps import Class
from figures.theme import width_of

LABEL = 20  # of the type in units of the drawing, which is 1600 wide
HATCH = "map-hatch"


def with_boundary(plan: Plan) -> list[Shown]:
    """The areas that have a boundary, those of silent groups among them."""
    shapes = library().shapes
    return [area for area in (*plan.areas, *plan.silent) if area.code in shapes]


def plan_of_map(plan: Plan) -> Plan:
    """What a map shows: the areas of the tiles; those one level up where only these have a boundary."""
    if with_boundary(plan) or not library().shapes or plan.level <= plan.facts.asked.place.next_level:
        return plan
    above = plan_of(plan.facts, is_deep=False)
    return above if with_boundary(above) else plan


def boundary_map(plan: Plan, areas: list[Shown]) -> html.Div:
    """The areas as a map of links; those without a boundary are named under it."""
    classes = classes_of_plan(plan)
    drawing = picture_of(library(), tuple(area.code for area in areas))
    links = [_area(plan, area, drawing.areas[area.code], classes) for area in areas]
    names = [_name(area, drawing, classes) for area in areas]
    shown = Svg(
        "svg",
        [Svg("defs", _hatch()), Svg("g", links), Svg("g", [name for name in names if name], className="map-names")],
        viewBox=f"-4 -4 {drawing.width + 8} {drawing.height + 8}",
        className="map",
        role="group",
        **{"aria-label": f"地图：{plan.measure.name}"},
    )
    return html.Div([shown, legend(plan, areas, classes), *_without(plan, areas, classes)], className="tiles-frame")


def _hatch() -> Svg:
    return Svg(
        "pattern",
        Svg("path", d="M0 0V12", className="map-hatch-line"),
        id=HATCH,
        width="12",
        height="12",
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def _area(plan: Plan, area: Shown, drawn: Drawn, classes: list[Class]) -> Svg:
    words, own = said(plan, area), area.code == plan.facts.asked.place.code
    return Svg(
        "a",
        [Svg("title", words), Svg("path", d=drawn.path)],
        href=plan.facts.asked.state.link(area=area.code),
        className=f"map-area {shade(area, classes)}{' own' if own else ''}",
        **{"aria-label": words},
    )


def _name(area: Shown, drawing: Picture, classes: list[Class]) -> Svg | None:
    """The name where there is room for it."""
    drawn = drawing.areas[area.code]
    words = short_name(area)
    if width_of([words], LABEL) > drawn.room * 0.95:
        return None
    return Svg("text", words, x=str(drawn.x), y=str(drawn.y), className=shade(area, classes))


def _without(plan: Plan, areas: list[Shown], classes: list[Class]) -> list[Component]:
    drawn = {area.code for area in areas}
    missing = [area for area in plan.areas if area.code not in drawn]
    if not missing:
        return []
    items = [
        html.Li(
            html.A(
                [html.Span(className=f"swatch {shade(area, classes)}", **{"aria-hidden": "true"}), said(plan, area)],
                href=plan.facts.asked.state.link(area=area.code),
            )
        )
        for area in missing
    ]
    words = html.Summary(f"没有边界的 {len(missing)} 个，没有画在图上")
    return [html.Details([words, html.Ul(items, className="map-missing")], className="fold")]
