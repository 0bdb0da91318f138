"""Native charts of a workbook that draw the cells of its tables."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from reports.colours import colour
from reports.drawing import Drawing, Run
from reports.series_colours import QUIET, text_on

KINDS = {
    "bar": {"type": "bar"},
    "column": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "line": {"type": "line"},
    "radar": {"type": "radar", "subtype": "with_markers"},
    "scatter": {"type": "scatter"},
}
WIDTH, LEAST_HEIGHT, MOST_HEIGHT, BAR = 600, 250, 900, 26
MOST_NAMES = 16  # beside each other that are all written
LETTERS = {"size": 9, "color": f"#{colour('text')}"}
QUIET_LETTERS = {"size": 9, "color": f"#{colour('muted')}", "bold": False}


@dataclass(frozen=True)
class Cells:
    """Where the numbers of a drawing stand: sheet, rows, the last column of the names, the column of each run."""

    sheet: str
    first: int
    last: int
    names: int
    runs: tuple[int, ...]
    head: int

    def column(self, place: int) -> list:
        """The cells of one column."""
        return [self.sheet, self.first, place, self.last, place]


def chart_height(drawing: Drawing) -> int:
    """Pixels the chart is high: lying bars grow with their number."""
    if drawing.kind != "bar":
        return 340 if drawing.kind in ("radar", "scatter") else LEAST_HEIGHT
    bars = len(drawing.categories) * max(1.0, 0.7 * len(drawing.runs))
    return int(min(MOST_HEIGHT, max(LEAST_HEIGHT, 110 + BAR * bars)))


def chart_of(book: Workbook, drawing: Drawing, cells: Cells, title: str, is_reversed: bool) -> Chart:
    """The chart of a drawing; `is_reversed`: the rows run from now back, the chart runs forward."""
    marks = [(place, run) for place, run in enumerate(drawing.runs) if run.is_mark]
    plain = [(place, run) for place, run in enumerate(drawing.runs) if not run.is_mark]
    chart = book.add_chart(KINDS[drawing.kind])
    if drawing.kind == "scatter":
        chart.add_series(_points(drawing, cells))
    else:
        for place, run in plain:
            chart.add_series(_series(drawing, cells, place, run))
    _add_marks(book, chart, drawing, cells, marks)
    chart.set_title({"name": title, "overlay": False, "name_font": {"size": 11, "bold": True}})
    chart.set_legend({"position": "top", "font": LETTERS} if drawing.has_legend else {"none": True})
    chart.set_size({"width": WIDTH, "height": chart_height(drawing)})
    chart.show_blanks_as("gap")
    chart.set_chartarea({"border": {"color": f"#{colour('line')}"}})
    _axes(chart, drawing, is_reversed)
    return chart


def _add_marks(book: Workbook, chart: Chart, drawing: Drawing, cells: Cells, marks: list[tuple[int, Run]]) -> None:
    if not marks:
        return
    over = chart if drawing.kind == "line" else book.add_chart({"type": "line"})
    for place, run in marks:
        over.add_series(_series(drawing, cells, place, run))
    if over is not chart:
        chart.combine(over)


def _series(drawing: Drawing, cells: Cells, place: int, run: Run) -> dict:
    column = cells.runs[place]
    made: dict = {
        "name": run.name,
        "categories": [cells.sheet, cells.first, 0, cells.last, cells.names],
        "values": cells.column(column),
    }
    paint = {"color": f"#{colour(run.token)}"}
    if run.is_mark or drawing.kind in ("line", "radar"):
        dash = {"dash_type": "dash"} if run.is_mark or (run.token == QUIET and len(drawing.runs) <= 3) else {}
        made["line"] = paint | {"width": 1.25 if run.is_mark else 2.25} | dash
        round_point = {"type": "circle", "size": 6, "fill": paint, "border": {"color": "#FFFFFF"}}
        made["marker"] = {"type": "none"} if run.is_mark else round_point
    else:
        made |= {"fill": paint, "border": {"color": "#FFFFFF"} if drawing.kind == "stacked" else {"none": True}}
        made["gap"] = 50
    if run.tokens:
        tokens = [run.tokens.get(at, run.token) for at in range(len(run.values))]
        made["points"] = [{"fill": {"color": f"#{colour(token)}"}} for token in tokens]
    if run.labelled and not run.is_mark:
        made["data_labels"] = _labels(drawing, run)
    return made


def _labels(drawing: Drawing, run: Run) -> dict:
    token = text_on(run.token) if drawing.kind == "stacked" else "text"
    side = {"stacked": "center", "line": "above"}.get(drawing.kind, "outside_end")
    labels = {
        "value": True,
        "num_format": drawing.number_format,
        "position": side,
        "font": {"size": 9, "color": f"#{colour(token)}"},
    }
    shown = set(run.labelled)
    if any(at not in shown for at in range(len(run.values))):
        labels["custom"] = [None if at in shown else {"delete": True} for at in range(len(run.values))]
    return labels


def _points(drawing: Drawing, cells: Cells) -> dict:
    named = set(drawing.named_points)
    words = [{"value": name} if at in named else {"delete": True} for at, name in enumerate(drawing.categories)]
    return {
        "name": drawing.runs[1].name,
        "categories": cells.column(cells.runs[0]),
        "values": cells.column(cells.runs[1]),
        "marker": {"type": "circle", "size": 7, "fill": {"color": f"#{colour('accent')}"}},
        "data_labels": {"value": True, "custom": words, "position": "above", "font": QUIET_LETTERS},
    }


def _axes(chart: Chart, drawing: Drawing, is_reversed: bool) -> None:
    names = {"num_font": LETTERS, "line": {"color": f"#{colour('line')}"}, "major_tick_mark": "none"}
    if len(drawing.categories) <= MOST_NAMES or drawing.kind == "bar":
        names["interval_unit"] = 1
    values = {
        "num_font": QUIET_LETTERS,
        "num_format": drawing.number_format,
        "name": drawing.unit,
        "name_font": QUIET_LETTERS,
        "major_gridlines": {"visible": True, "line": {"color": f"#{colour('grid')}"}},
        "line": {"none": True},
        "major_tick_mark": "none",
    }
    if drawing.from_zero:
        values["min"] = 0
    if drawing.kind == "scatter":
        chart.set_x_axis(values | {"name": drawing.runs[0].name, "line": {"color": f"#{colour('line')}"}})
        chart.set_y_axis(values | {"name": drawing.runs[1].name})
    elif drawing.kind == "bar":
        chart.set_y_axis(names | {"reverse": True, "crossing": "max", "label_position": "low"})
        chart.set_x_axis(values)
    else:
        turned = {"reverse": True, "crossing": "max"} if is_reversed else {}
        chart.set_x_axis(names | turned | {"label_position": "low"})
        chart.set_y_axis(values)
