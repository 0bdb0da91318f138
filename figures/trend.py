"""Lines: how something changed. Last value labelled directly, gaps where nothing was reported, target as a line,
events as numbered dotted lines whose words stand below the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from figures import theme
from figures.bars import Mark
from figures.numbers import Number, compact

HEIGHT = 280
PHONE = 310  # pixels a picture has on a phone
SIGN = 18  # pixels the number of an event needs
CLOSE = 0.07  # of the height of the picture, under which two words would lie on each other
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Point(TypedDict):
    """One point of a line; `value` None is a gap."""

    x: int | str
    value: Number | None
    hover: NotRequired[str]
    href: NotRequired[str | None]


class Line(TypedDict):
    """One line; `own` lines are drawn in the accent, others in grey; `color` overrides with a token."""

    name: str
    points: Sequence[Point]
    own: NotRequired[bool]
    color: NotRequired[str]


class Event(TypedDict):
    """Something that happened: where on the axis (for years also between two of them), and its words."""

    x: int | float | str
    words: str


def trend(
    lines: list[Line],
    decimals: int = 0,
    mark: Mark | None = None,
    here: int | str | None = None,
    events: Sequence[Event] = (),
) -> dict:
    """Lines over years or months; `here` is the chosen x and gets a larger point. Events are numbered in their
    order; their words are the caller's to write."""
    values = [float(point["value"]) for line in lines for point in line["points"] if point["value"] is not None]
    reach = max([*values, float(mark["value"]) if mark else 0]) if values else 1
    places = sorted({point["x"] for line in lines for point in line["points"]})
    labels = [_last_label(line, decimals, len(lines) > 1) for line in lines]
    left = theme.width_of([compact(reach, decimals)], 12) + 14
    right = max(theme.width_of(labels) + 12, 24)
    figure = {
        "data": _parted([_line(line, label, here) for line, label in zip(lines, labels, strict=True)], reach),
        "layout": theme.layout(
            height=HEIGHT,
            left=left,
            right=right,
            top=26 if events else 14,
            bottom=28,
            xaxis=_places_axis(places, PHONE - left - right),
            yaxis=theme.value_axis(range=[min(0, *values, 0) * 1.1, (reach or 1) * 1.12]),
            hovermode="x unified" if len(lines) > 1 else "closest",
        ),
    }
    if mark:
        _mark_horizontal(figure, mark)
    if events:
        _mark_events(figure, events)
    return figure


def _parted(drawn: list[dict], reach: float) -> list[dict]:
    """Two lines that end at about the same height have their words above and below it, not on each other."""
    ends = [[value for value in line["y"] if value is not None][-1:] for line in drawn]
    if len(drawn) == 2 and all(ends) and abs(ends[0][0] - ends[1][0]) < CLOSE * float(reach or 1):
        high = 0 if ends[0][0] >= ends[1][0] else 1
        drawn[high]["textposition"], drawn[1 - high]["textposition"] = "top right", "bottom right"
    return drawn


def number_of(place: int) -> str:
    """The sign of an event by its place in the list: ① for the first."""
    return NUMBERS[place] if place < len(NUMBERS) else f"({place + 1})"


def _mark_events(figure: dict, events: Sequence[Event]) -> None:
    """A dotted line for every event and its number on top; numbers that would lie on each other stand together."""
    layout = figure["layout"]
    lines = [_event_line(x) for x in dict.fromkeys(event["x"] for event in events)]
    layout["shapes"] = [*layout.get("shapes", []), *lines]
    reach, margin = layout["xaxis"].get("range"), layout["margin"]
    room = (reach[1] - reach[0]) * SIGN / max(PHONE - margin["l"] - margin["r"], SIGN) if reach else 0
    layout["annotations"] = [*layout.get("annotations", []), *_event_signs(events, room)]


def _event_signs(events: Sequence[Event], room: float) -> list[dict]:
    """The numbers over their lines; `room` is what one of them needs on a phone, 0 where places are words."""
    signs: list[tuple[list, str]] = []
    for place, event in enumerate(events):
        if signs and _is_close(signs[-1][0], event["x"], room):
            signs[-1] = ([*signs[-1][0], event["x"]], signs[-1][1] + number_of(place))
        else:
            signs.append(([event["x"]], number_of(place)))
    return [_event_sign(sum(spots) / len(spots) if room else spots[0], sign) for spots, sign in signs]


def _is_close(spots: list, x: int | float | str, room: float) -> bool:
    """Whether a number at `x` would lie on the numbers that stand together in the middle of `spots`."""
    if not room:
        return x == spots[-1]
    return abs(x - sum(spots) / len(spots)) < room * (len(spots) + 1) / 2


def _event_line(x: int | float | str) -> dict:
    where = {"x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", **where, "layer": "below", "line": {"color": theme.FAINT, "width": 1.25, "dash": "1px,4px"}}


def _event_sign(x: int | float | str, sign: str) -> dict:
    font = {"color": theme.MUTED, "size": 14}
    return {"x": x, "yref": "paper", "y": 1, "yanchor": "bottom", "text": sign, "showarrow": False, "font": font}


def _places_axis(places: list, room: float) -> dict:
    """As many names, counted from the last one, as stand upright beside each other on a phone."""
    fitting = int(room / (theme.width_of([str(place) for place in places], 12) + 1)) if places else 1
    step = max(1, -(-len(places) // max(1, min(8, fitting))))
    shown = places[::-1][::step][::-1]
    padding = 0.4 if places and isinstance(places[0], int) else None
    axis = theme.name_axis(
        type="linear" if padding else "category",
        tickmode="array",
        tickvals=shown,
        ticktext=[str(place) for place in shown],
        tickangle=0,
        tickfont={"color": theme.MUTED, "size": 12},
        showline=True,
        linecolor=theme.LINE,
    )
    if padding:
        axis["range"] = [places[0] - padding, places[-1] + padding]
    return axis


def _last_label(line: Line, decimals: int, named: bool) -> str:
    last = next((point["value"] for point in reversed(line["points"]) if point["value"] is not None), None)
    if last is None:
        return ""
    return f"{line['name']} {compact(last, decimals)}" if named else compact(last, decimals)


def _line(line: Line, label: str, here: int | str | None) -> dict:
    points = list(line["points"])
    last = max((place for place, point in enumerate(points) if point["value"] is not None), default=-1)
    color = line.get("color") or (theme.ACCENT if line.get("own", True) else theme.FAINT)
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": line["name"],
        "x": [point["x"] for point in points],
        "y": [None if point["value"] is None else float(point["value"]) for point in points],
        "text": [label if place == last else "" for place in range(len(points))],
        "textposition": "middle right",
        "textfont": {"color": color, "size": 13},
        "cliponaxis": False,
        "connectgaps": False,
        "line": {"color": color, "width": 2.25 if line.get("own", True) else 1.5, "shape": "linear"},
        "marker": {
            "color": color,
            "opacity": 1,
            "size": [9 if point["x"] == here else 5 for point in points],
            "line": {"color": theme.SURFACE, "width": [2 if point["x"] == here else 0 for point in points]},
        },
        "customdata": [point.get("href") for point in points],
        "hovertext": [point.get("hover") or "" for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _mark_horizontal(figure: dict, mark: Mark) -> None:
    value = float(mark["value"])
    figure["layout"]["shapes"] = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": value,
            "y1": value,
            "line": {"color": theme.TARGET, "width": 1.5, "dash": "4px,3px"},
        }
    ]
    figure["layout"]["annotations"] = [
        {
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "y": value,
            "yanchor": "bottom",
            "text": mark["label"],
            "showarrow": False,
            "font": {"color": theme.TARGET, "size": 12},
        }
    ]
