"""A picture of a page as one that an office program draws itself; what it cannot draw stays a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from figures.numbers import NOT_REPORTED, rounding
from reports.content import Mark, Picture, Series, Table

YEAR = re.compile(r"[0-9]{4}年")
FEWEST = 2  # one bar or one point says no more than its number
NO_MEDIAN = "没有中位数"
STROKE = "line-ns-open"
BEFORE = "上年同期"


def picture_of(figure: object, table: Table | None, unit: str) -> Picture | None:
    """The picture behind a plotly figure, or None if it is of a kind that only a browser draws."""
    if not isinstance(figure, dict) or not figure.get("data"):
        return None
    for reader in (_radar, _stacked, _bars, _columns, _lines, _scatter):
        found = reader(figure["data"], figure["layout"])
        if found is not None:
            return _measured(found, table, unit) if len(found.categories) >= FEWEST else None
    return None


def _measured(picture: Picture, table: Table | None, unit: str) -> Picture:
    """The picture with the unit and the places of the column of the table that has its numbers."""
    if picture.unit:
        return picture
    values = [value for value in picture.series[0].values if value is not None]
    for column, cells in _numbers(table):
        if values and not Counter(float(rounding(value, column.decimals)) for value in values) - Counter(cells):
            return replace(picture, unit=column.unit or unit, decimals=column.decimals)
    return replace(picture, unit=unit, decimals=0 if all(float(value).is_integer() for value in values) else 1)


def _numbers(table: Table | None) -> list:
    if table is None:
        return []
    return [
        (column, [float(row[place]) for row in table.rows if isinstance(row[place], int | float)])
        for place, column in enumerate(table.columns)
        if column.is_number
    ]


def _names(layout: dict, traces: Sequence[dict], axis: str = "yaxis", place_key: str = "y") -> list[str] | None:
    """The names along an axis, in full where the pointer says them."""
    ticks = layout.get(axis, {})
    if not isinstance(ticks.get("ticktext"), list) or ticks.get("tickmode") != "array":
        return None
    places = ticks["tickvals"]
    names = dict(zip(places, ticks["ticktext"], strict=True))
    for trace in traces:
        for place, words in zip(trace.get(place_key) or [], trace.get("hovertext") or [], strict=False):
            full = str(words).partition("<br>")[0].strip()
            short = str(names.get(place, "")).rstrip("…")
            if short and full.startswith(short) and str(names[place]).endswith("…"):
                names[place] = full.partition(" · ")[0]
    return [str(names[place]) for place in places]


def _is_bar(trace: dict, lying: bool = True) -> bool:
    return trace.get("type") == "bar" and (trace.get("orientation") == "h") == lying


def _is_simple(layout: dict) -> bool:
    """One pair of axes: small multiples have several."""
    return not any(key.startswith(("xaxis", "yaxis")) and key[-1].isdigit() for key in layout)


def _bars(data: Sequence[dict], layout: dict) -> Picture | None:
    """A ranking, with last year's stroke as a series of its own; a funnel is one too."""
    lying = [trace for trace in data if _is_bar(trace)]
    others = [trace for trace in data if not _is_bar(trace) and trace.get("mode") != "text"]
    strokes = [trace for trace in others if trace.get("marker", {}).get("symbol") == STROKE]
    names = _names(layout, lying)
    if not lying or len(strokes) != len(others) or len(strokes) > 1 or not names or not _is_simple(layout):
        return None
    if layout.get("barmode") == "stack" or (len(lying) > 1 and layout.get("barmode") != "overlay"):
        return None
    places = list(layout["yaxis"]["tickvals"])
    now = dict(zip(lying[0]["y"], lying[0]["x"], strict=True))
    series = [Series("", tuple(now.get(place) for place in places), _gap(lying))]
    if strokes:
        before = dict(zip(strokes[0]["y"], strokes[0]["x"], strict=True))
        series.append(Series(BEFORE, tuple(before.get(place) for place in places)))
    return Picture("bar", tuple(names), tuple(series), mark=_mark(layout, "x"))


def _gap(lying: Sequence[dict]) -> str:
    """Why bars have no number, if all of them for the same reason: the words that stand in their place."""
    words = {str(text) for trace in lying[1:] for text in trace.get("text") or [] if text}
    return words.pop() if len(words) == 1 else NOT_REPORTED


def _columns(data: Sequence[dict], layout: dict) -> Picture | None:
    """Standing columns, one for every period."""
    if len(data) != 1 or not _is_bar(data[0], lying=False) or not _is_simple(layout):
        return None
    names = _names(layout, [], "xaxis", "x")
    places = layout["xaxis"].get("tickvals")
    if not names:
        return None
    values = dict(zip(data[0]["x"], data[0]["y"], strict=True))
    return Picture("column", tuple(names), (Series("", tuple(values.get(place) for place in places)),))


def _stacked(data: Sequence[dict], layout: dict) -> Picture | None:
    """Shares of one hundred, one bar for each whole."""
    if layout.get("barmode") != "stack" or not all(map(_is_bar, data)) or not _is_simple(layout):
        return None
    names = _names(layout, data)
    if not names:
        return None
    wholes = range(len(names))
    empty = {place for place in wholes if not any(trace["x"][place] for trace in data)}
    series = tuple(
        Series(trace["name"], tuple(None if place in empty else trace["x"][place] * 100 for place in wholes))
        for trace in data
    )
    return _in_time(Picture("stacked", tuple(names), series, "%", 1))


def _in_time(picture: Picture) -> Picture:
    """Lying bars begin with the latest year, standing ones with the earliest."""
    names = picture.categories
    if not all(YEAR.match(name) for name in names) or list(names) != sorted(names, reverse=True):
        return picture
    series = tuple(replace(one, values=one.values[::-1]) for one in picture.series)
    return replace(picture, categories=names[::-1], series=series)


def _lines(data: Sequence[dict], layout: dict) -> Picture | None:
    """Lines over years or months."""
    if not all(trace.get("type") == "scatter" and trace.get("mode") == "lines+markers+text" for trace in data):
        return None
    if not all(trace.get("name") for trace in data) or not _is_simple(layout):
        return None
    places = list(dict.fromkeys(x for trace in data for x in trace["x"]))
    places = sorted(places) if all(isinstance(x, int) for x in places) else places
    values = [dict(zip(trace["x"], trace["y"], strict=True)) for trace in data]
    series = tuple(
        Series(trace["name"], tuple(one.get(x) for x in places), NO_MEDIAN if "中位" in trace["name"] else NOT_REPORTED)
        for trace, one in zip(data, values, strict=True)
    )
    return Picture("line", tuple(map(str, places)), series, mark=_mark(layout, "y"))


def _radar(data: Sequence[dict], layout: dict) -> Picture | None:
    """Shares around a circle; the figure itself says which are known."""
    shapes = [trace for trace in data if isinstance(trace.get("meta"), dict) and "spokes" in trace["meta"]]
    if not shapes:
        return None
    names = tuple(shapes[0]["meta"]["spokes"])
    series = [Series(trace["name"], tuple(trace["meta"]["values"])) for trace in shapes]
    return Picture("radar", names, tuple(reversed(series)), decimals=1)


def _scatter(data: Sequence[dict], layout: dict) -> Picture | None:
    """Points of two indicators; their names are the categories."""
    if len(data) != 1 or data[0].get("type") != "scatter" or "markers+text" not in data[0].get("mode", ""):
        return None
    names = [str(words).partition("<br>")[0] for words in data[0].get("hovertext") or []]
    titles = [words for words in (_arrow(layout, "→"), _arrow(layout, "↑")) if words]
    if len(names) != len(data[0]["x"]) or len(titles) != 2:
        return None
    series = (Series(titles[0], tuple(data[0]["x"])), Series(titles[1], tuple(data[0]["y"])))
    return Picture("scatter", tuple(names), series, decimals=1)


def _arrow(layout: dict, sign: str) -> str:
    words = [note["text"] for note in layout.get("annotations", []) if sign in note.get("text", "")]
    return words[0].replace(sign, "").strip() if words else ""


def _mark(layout: dict, axis: str) -> Mark | None:
    """The dashed line of a target or a median, whose words stand beside it."""
    for shape in layout.get("shapes", []):
        value = shape.get(f"{axis}0")
        dashed = shape.get("line", {}).get("dash") == "4px,3px"
        words = [note["text"] for note in layout.get("annotations", []) if note.get(axis) == value and note.get("text")]
        if dashed and value is not None and value == shape.get(f"{axis}1") and words:
            return Mark(float(value), words[0])
    return None
