"""Small multiples: the same picture for each of many, all on the same axis, so that they can be compared at a glance.

The layout here is for a wide frame; assets/multiples.js puts as many panels into a row as the frame has room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from figures import theme
from figures.change import written_at
from figures.numbers import NOT_REPORTED, Number, compact

LINES, BARS = "lines", "bars"
WIDTH, MOST_COLUMNS, LEAST = 1100, 4, 160
TITLE, BOTTOM, RIGHT = 26, 26, 24
LINE_HEIGHT, BAR_HEIGHT = 96, 22
LONGEST_NAME = 7


class PanelPoint(TypedDict):
    """One number inside a panel; `value` None is a gap, `before` the same a year earlier."""

    x: str
    value: Number | None
    before: NotRequired[Number | None]
    hover: NotRequired[str]
    href: NotRequired[str | None]


class Panel(TypedDict):
    """One picture: its name, its points in the order of all panels, and whether it is the own one."""

    title: str
    points: Sequence[PanelPoint]
    own: NotRequired[bool]


def multiples(panels: Sequence[Panel], decimals: int = 0, kind: str = LINES) -> dict:
    """One small picture per panel in the given order; every panel has the same points and the same axis."""
    numbers = [float(number) for panel in panels for point in panel["points"] for number in _numbers(point)]
    reach = [min([*numbers, 0]) * 1.1, (max([*numbers, 0]) or 1) * (1.3 if kind == BARS else 1.15)]
    count = max((len(panel["points"]) for panel in panels), default=1)
    ticks = ticks_of(reach)
    room = _room(panels, ticks, kind, decimals)
    shape = {
        "count": len(panels),
        "most": MOST_COLUMNS,
        "least": LEAST + (room if kind == BARS else 0),  # pixels a panel needs
        "height": TITLE + BOTTOM + (LINE_HEIGHT if kind == LINES else count * BAR_HEIGHT),
        "left": room,
        "right": RIGHT,
        "title": TITLE,
        "bottom": BOTTOM if kind == LINES else BOTTOM - 12,
    }
    axes: dict = {}
    data: list[dict] = []
    for place, panel in enumerate(panels):
        data += _lines(panel, place) if kind == LINES else _bars(panel, place, decimals)
        axes |= _axes(panel, place, reach, kind)
        axes[f"yaxis{_suffix(place)}"] |= _written(ticks, decimals) if kind == LINES else {}
    columns = max(1, min(MOST_COLUMNS, len(panels), WIDTH // shape["least"]))
    arranged = arrange(axes, shape, columns)
    notes = [note for place, panel in enumerate(panels) for note in _notes(panel, place, decimals, kind, room)]
    base = theme.layout(height=height_of(shape, columns), left=0, right=0, top=2, bottom=2)
    return {
        "data": data,
        "layout": {**base, **arranged, "annotations": notes, "bargap": 0.28, "meta": {"panels": shape}},
    }


def height_of(shape: dict, columns: int) -> int:
    """Pixels of the whole picture with so many panels in a row."""
    return -(-shape["count"] // columns) * shape["height"] + 4


def arrange(axes: dict, shape: dict, columns: int, width: int = WIDTH) -> dict:
    """The axes with their places in the frame; assets/multiples.js does the same for the width there is."""
    rows = -(-shape["count"] // columns)
    high = rows * shape["height"]
    for place in range(shape["count"]):
        row, column = divmod(place, columns)
        suffix = _suffix(place)
        left, right = column / columns + shape["left"] / width, (column + 1) / columns - shape["right"] / width
        top, bottom = 1 - row / rows - shape["title"] / high, 1 - (row + 1) / rows + shape["bottom"] / high
        axes[f"xaxis{suffix}"]["domain"] = [left, right]
        axes[f"yaxis{suffix}"]["domain"] = [bottom, top]
    return axes


def _numbers(point: PanelPoint) -> list[Number]:
    return [number for number in (point["value"], point.get("before")) if number is not None]


def ticks_of(reach: Sequence[float]) -> list[float]:
    """Two or three round numbers on the axis, zero among them."""
    size = max(reach[1], -reach[0])
    step = next(
        factor * 10**power for power in range(-7, 14) for factor in (1, 2, 5) if factor * 10**power * 2.6 > size
    )
    first, last = -int(-reach[0] // step), int(reach[1] // step)
    return [round(number * step, 7) for number in range(first, last + 1)]


def _written(ticks: list[float], decimals: int) -> dict:
    """The round numbers as people write them, with as many places as they have."""
    places = min(decimals, max((len(f"{tick:g}".partition(".")[2]) for tick in ticks), default=0))
    return {"tickmode": "array", "tickvals": ticks, "ticktext": [compact(tick, places) for tick in ticks]}


def _room(panels: Sequence[Panel], ticks: list[float], kind: str, decimals: int) -> int:
    """Pixels left of a panel for what stands there: numbers of the axis, or the names of the bars."""
    if kind == LINES:
        return theme.width_of(_written(ticks, decimals)["ticktext"], 11) + 12
    names = [theme.shorten(point["x"], LONGEST_NAME) for panel in panels for point in panel["points"]]
    return theme.width_of(names, 12) + 10


def _suffix(place: int) -> str:
    return str(place + 1) if place else ""


def _axes(panel: Panel, place: int, reach: list[float], kind: str) -> dict:
    names = [point["x"] for point in panel["points"]]
    last = len(names) - 1
    anchor = _suffix(place)
    values = theme.value_axis(range=reach, nticks=4, tickfont={"color": theme.MUTED, "size": 11})
    if kind == LINES:
        ends = sorted({0, last}) if names else []
        named = theme.name_axis(
            type="linear",
            tickmode="array",
            tickvals=ends,
            ticktext=[names[end] for end in ends],
            range=[-0.4, last + 0.4],
            tickfont={"color": theme.MUTED, "size": 11},
            showline=True,
            linecolor=theme.LINE,
        )
        return {
            f"xaxis{anchor}": {**named, "anchor": f"y{anchor}"},
            f"yaxis{anchor}": {**values, "anchor": f"x{anchor}"},
        }
    named = theme.name_axis(
        type="linear",
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=[theme.shorten(name, LONGEST_NAME) for name in names],
        range=[last + 0.5, -0.5],
        tickfont={"color": theme.TEXT, "size": 12},
        ticklabelstandoff=4,
    )
    values |= {"showticklabels": False, "showgrid": False}
    return {f"xaxis{anchor}": {**values, "anchor": f"y{anchor}"}, f"yaxis{anchor}": {**named, "anchor": f"x{anchor}"}}


def _shared(panel: Panel, place: int) -> dict:
    suffix = _suffix(place)
    return {
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        "customdata": [point.get("href") for point in panel["points"]],
        "hovertext": [point.get("hover") or "" for point in panel["points"]],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _lines(panel: Panel, place: int) -> list[dict]:
    """The line of a panel, under it the one of a year before, where there is one."""
    points = panel["points"]
    color = theme.ACCENT if panel.get("own", True) else theme.MUTED
    last = max((number for number, point in enumerate(points) if point["value"] is not None), default=-1)
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(range(len(points))),
        "y": [None if point["value"] is None else float(point["value"]) for point in points],
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": color, "width": 2},
        "marker": {"color": color, "size": [6 if number == last else 3 for number in range(len(points))]},
        **_shared(panel, place),
    }
    earlier = [None if point.get("before") is None else float(point["before"]) for point in points]
    if all(number is None for number in earlier):
        return [line]
    dashed = {**line, "mode": "lines", "y": earlier, "line": {"color": theme.FAINT, "width": 1.5, "dash": "4px,3px"}}
    return [{**dashed, "hoverinfo": "skip", "hovertemplate": None}, line]


def _bars(panel: Panel, place: int, decimals: int) -> list[dict]:
    points = panel["points"]
    found = {
        "type": "bar",
        "orientation": "h",
        "x": [None if point["value"] is None else float(point["value"]) for point in points],
        "y": list(range(len(points))),
        "marker": {"color": theme.ACCENT if panel.get("own") else theme.BAR, "line": {"width": 0}},
        "text": ["" if point["value"] is None else compact(point["value"], decimals) for point in points],
        "textposition": "outside",
        "textfont": {"color": theme.TEXT, "size": 11.5},
        "cliponaxis": False,
        **_shared(panel, place),
    }
    earlier = [(number, point) for number, point in enumerate(points) if point.get("before") is not None]
    if not earlier:
        return [found]
    strokes = {
        "type": "scatter",
        "mode": "markers",
        "x": [float(point["before"]) for _, point in earlier],
        "y": [number for number, _ in earlier],
        "marker": {"symbol": "line-ns-open", "size": 14, "color": theme.TEXT, "line": {"width": 2}},
        "hoverinfo": "skip",
    }
    known = [(number, point) for number, point in enumerate(points) if point["value"] is not None]
    ends = [max(0.0, *(float(one) for one in _numbers(point))) for _, point in known]
    words = written_at(ends, [number for number, _ in known], [text for text in found["text"] if text], 11.5)
    at = {"xaxis": found["xaxis"], "yaxis": found["yaxis"]}
    return [{**found, "text": [""] * len(points)}, {**strokes, **at}, {**words, **at}]


def _notes(panel: Panel, place: int, decimals: int, kind: str, room: int) -> list[dict]:
    """The name of a panel, its last number, and 未报送 where nothing at all is known."""
    suffix = _suffix(place)
    at = {"xref": f"x{suffix} domain", "yref": f"y{suffix} domain", "showarrow": False}
    name = theme.shorten(panel["title"], 11)
    title = {"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "text": f"<b>{name}</b>", **at}
    title["xshift"] = 6 - room
    notes = [{**title, "font": {"color": theme.ACCENT if panel.get("own") else theme.TEXT, "size": 12.5}}]
    known = [point["value"] for point in panel["points"] if point["value"] is not None]
    if not known:
        words = {"x": 0.02, "xanchor": "left", "y": 0.5, "text": NOT_REPORTED, **at}
        return [*notes, {**words, "font": {"color": theme.MUTED, "size": 12}}]
    if kind == LINES:
        last = {"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom", "text": compact(known[-1], decimals), **at}
        notes.append({**last, "font": {"color": theme.MUTED, "size": 12}})
    return notes
