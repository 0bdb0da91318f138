"""The chart of a slide: how high, what stands beside it, when its numbers need a table as well."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reports.content import Figure, Picture
from reports.drawing import Drawing, drawn, in_ten_thousands, parts_of
from reports.powerpoint.frame import Head, frame_of
from reports.powerpoint.tables import TablePage, table_pages
from reports.powerpoint.text import Box, Text, cut
from reports.table_pictures import picture_of

MOST_BARS = 22
MOST_ABOVE = 90
SIDE, GAP = 262.0, 24.0
LEAST_CHART = {"radar": 430.0}
LEAST_WIDE = 500.0
SMALLEST_BESIDE = 10
BAR_ROOM, AROUND = 46.0, 74.0
NUMBER_AT_END = re.compile(r"(?<![≥≤<>])\s+-?\d[\d,.]*\s*[^\d\s]{0,4}$")  # 同级中位数 14 家, not 目标 ≥ 45 家


@dataclass(frozen=True)
class ChartPart:
    """One native chart with the words or the table beside it; `alternative` is what a screen reader says."""

    drawing: Drawing
    place: Box
    side: Box
    texts: tuple[Text, ...]
    table: TablePage | None
    alternative: str
    subtitle: str


def chart_parts(figure: Figure, head: Head, words: tuple[str, ...], subject: str) -> list[ChartPart]:
    """The picture on one slide, or on several where it has more bars than one can hold."""
    drawing = _drawing(figure, subject)
    above, words = ((), words) if _is_long(words) else (words, ())
    subtitle = " · ".join(one for one in (head.subtitle, *above, *drawing.notes) if one)
    body = frame_of(Head(head.kicker, f"{head.title}（续 9/9）", subtitle, head.foot)).body
    parts = parts_of(drawing, MOST_BARS)
    return [_part(figure, one, body, words if place == 0 else (), subtitle) for place, one in enumerate(parts)]


def _is_long(words: tuple[str, ...]) -> bool:
    """Whether words need a place beside the picture; short ones stand above it."""
    return sum(map(len, words)) > MOST_ABOVE


def _drawing(figure: Figure, subject: str = "") -> Drawing:
    return drawn(_mark_named(in_ten_thousands(picture_of(figure))), own_name(figure) or subject)


def _mark_named(picture: Picture) -> Picture:
    """A mark that becomes a bar among lying ones by its name alone: the bar itself says the number."""
    if picture.mark is None or picture.kind != "bar" or len(picture.series) > 1:
        return picture
    name = NUMBER_AT_END.sub("", picture.mark.words)
    return replace(picture, mark=replace(picture.mark, words=name)) if name else picture


def own_name(figure: Figure) -> str:
    """The name of the row that stands out."""
    return str(figure.table.rows[figure.table.strong[0]][0]) if figure.table and figure.table.strong else ""


def _part(figure: Figure, drawing: Drawing, body: Box, words: tuple[str, ...], subtitle: str) -> ChartPart:
    table = None if words else _side_table(figure, drawing, body)
    beside = sum(table.widths) if table else SIDE if words else 0.0
    wide = body.width - (beside + GAP if beside else 0)
    high = body.height
    if drawing.kind == "bar":
        high = min(high, AROUND + BAR_ROOM * len(drawing.categories) * max(1.0, 0.6 * len(drawing.runs)))
    place = Box(body.left, body.top, wide, high)
    side = Box(body.left + wide + GAP, body.top, beside, body.height)
    texts = tuple(_side_texts(words, side))
    return ChartPart(drawing, place, side, texts, table, f"{figure.title}。{figure.summary}", subtitle)


def _side_texts(words: tuple[str, ...], side: Box) -> list[Text]:
    for size in (14, 12, 11, 10):
        texts = [Text(one, size, after=size * 0.5) for one in words]
        if sum(text.height(side.width) for text in texts) <= side.height:
            return texts
    return [Text(piece, 9, after=4) for one in words for piece in cut(one, 9, side.width, side.height)]


def _all_said(figure: Figure, drawing: Drawing) -> bool:
    """Whether every number of the table can be read in the picture."""
    if figure.table is None:
        return True
    numbers = sum(column.is_number for column in figure.table.columns)
    told = all(
        len(run.labelled) == sum(value is not None for value in run.values) for run in drawing.runs if not run.is_mark
    )
    same = len(figure.table.rows) - figure.table.has_total <= len(drawing.categories)
    runs = sum(not run.is_mark for run in drawing.runs)
    heads = len(figure.table.columns) - numbers
    return told and same and numbers <= runs and heads <= 1 and not figure.table.has_total


def _side_table(figure: Figure, drawing: Drawing, body: Box) -> TablePage | None:
    """The table beside the picture where there is room for both and it says what the picture does not."""
    if _all_said(figure, drawing):
        return None
    wide = LEAST_CHART.get(drawing.kind, LEAST_WIDE)
    for least in (wide, wide - 90):
        pages = table_pages(figure.table, body.width - GAP - least, body.height)
        if len(pages) == 1 and pages[0].size >= SMALLEST_BESIDE:
            return pages[0]
    return None


def is_drawn(figure: Figure) -> bool:
    """Whether the figure gets a chart: its own, or one of its table where both fit on a slide."""
    if figure.picture is not None:
        return True
    return picture_of(figure) is not None and not needs_table(figure)


def needs_table(figure: Figure) -> bool:
    """Whether the table needs a slide of its own: it says more than the picture and did not fit beside it."""
    drawing = _drawing(figure)
    if _all_said(figure, drawing):
        return False
    head = Head("", f"{figure.title}，{figure.summary}", " ".join((figure.subtitle, *drawing.notes)), figure.foot)
    return _is_long(figure.words) or _side_table(figure, drawing, frame_of(head).body) is None
