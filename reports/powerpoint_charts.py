"""The chart of a slide: how high, what stands beside it, when its numbers need a table as well."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content import Figure
from reports.drawing import Drawing, drawn, in_ten_thousands, parts_of
from reports.powerpoint_frame import Head, frame_of
from reports.powerpoint_tables import TablePage, table_pages
from reports.powerpoint_text import Box, Text, cut

MOST_BARS = 22
SIDE, GAP = 262.0, 20.0
BAR_ROOM, AROUND = 46.0, 74.0


@dataclass(frozen=True)
class ChartPart:
    """One native chart with the words or the small table beside it; `alternative` is what a screen reader says."""

    drawing: Drawing
    place: Box
    side: Box
    texts: tuple[Text, ...]
    table: TablePage | None
    alternative: str
    subtitle: str


def chart_parts(figure: Figure, head: Head, words: tuple[str, ...], subject: str) -> list[ChartPart]:
    """The picture on one slide, or on several where it has more bars than one can hold."""
    own = own_name(figure) or subject
    drawing = drawn(in_ten_thousands(figure.picture), own)
    subtitle = " · ".join(one for one in (head.subtitle, *drawing.notes) if one)
    body = frame_of(Head(head.kicker, f"{head.title}（续 9/9）", subtitle, head.foot)).body
    parts = parts_of(drawing, MOST_BARS)
    return [_part(figure, one, body, words if place == 0 else (), subtitle) for place, one in enumerate(parts)]


def own_name(figure: Figure) -> str:
    """The name of the row that stands out."""
    return str(figure.table.rows[figure.table.strong[0]][0]) if figure.table and figure.table.strong else ""


def _part(figure: Figure, drawing: Drawing, body: Box, words: tuple[str, ...], subtitle: str) -> ChartPart:
    table = None if words else _side_table(figure, drawing, body)
    wide = body.width - (SIDE + GAP if words or table else 0)
    high = body.height
    if drawing.kind == "bar":
        high = min(high, AROUND + BAR_ROOM * len(drawing.categories) * max(1.0, 0.6 * len(drawing.runs)))
    place = Box(body.left, body.top, wide, high)
    side = Box(body.left + wide + GAP, body.top, SIDE, body.height)
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
    same = len(figure.table.rows) - figure.table.has_total <= len(figure.picture.categories)
    return told and same and numbers <= len(figure.picture.series) and not figure.table.has_total


def _side_table(figure: Figure, drawing: Drawing, body: Box) -> TablePage | None:
    """The table beside the picture where it is small and says what the picture does not."""
    if figure.table is None or _all_said(figure, drawing) or len(figure.table.columns) > 4 or figure.table.left_out:
        return None
    pages = table_pages(figure.table, SIDE, body.height)
    return pages[0] if len(pages) == 1 and pages[0].size >= 10 else None


def needs_table(figure: Figure) -> bool:
    """Whether the table needs a slide of its own: it says more than the picture and did not fit beside it."""
    drawing = drawn(in_ten_thousands(figure.picture), own_name(figure))
    if _all_said(figure, drawing):
        return False
    head = Head("", figure.title, " ".join((figure.subtitle, *drawing.notes)), figure.foot)
    return bool(figure.words) or _side_table(figure, drawing, frame_of(head).body) is None
