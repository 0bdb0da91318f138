"""A drawing as a native chart of Office (DrawingML), the same in Word and in PowerPoint: editable, never a picture."""

from __future__ import annotations

from xml.sax.saxutils import escape

from reports.drawing import Drawing, Run
from reports.native.look import NO_LINE, UPWARDS, letters, line, text_style
from reports.native.series import series_xml

SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
MOST_YEARS, EVERY_SECOND = 12, '<c:tickLblSkip val="2"/>'
UPRIGHT = 3  # signs of a unit that still stands upright beside its axis
NONE_SKIPPED = '<c:tickLblSkip val="1"/>'  # every lying bar keeps its name
NAMES, VALUES = 111, 112  # the numbers of the two axes


def chart_xml(drawing: Drawing, size: float = 12) -> bytes:
    """The chart part. `native_book.workbook_of` holds its numbers and is embedded beside it."""
    legend = (
        f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{text_style(size)}</c:legend>'
        if drawing.has_legend
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {SPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/>'
        f"<c:plotArea><c:layout/>{_plots(drawing, size)}{_axes(drawing, size)}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"{text_style(size)}</c:chartSpace>"
    ).encode()


def _plots(drawing: Drawing, size: float) -> str:
    runs = [(place, run) for place, run in enumerate(drawing.runs) if not run.is_mark]
    marks = [(place, run) for place, run in enumerate(drawing.runs) if run.is_mark]
    axes = f'<c:axId val="{NAMES}"/><c:axId val="{VALUES}"/>'
    if drawing.kind == "scatter":
        points = series_xml(drawing, 1, drawing.runs[1], size)
        return (
            f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{points}{axes}</c:scatterChart>'
        )
    if drawing.kind == "line":
        return _lines(drawing, [*runs, *marks], size, axes)
    written = "".join(series_xml(drawing, place, run, size) for place, run in runs)
    if drawing.kind == "radar":
        return f'<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>{written}{axes}</c:radarChart>'
    direction = "bar" if drawing.kind == "bar" else "col"
    grouping = "stacked" if drawing.kind == "stacked" else "clustered"
    overlap = '<c:overlap val="100"/>' if drawing.kind == "stacked" else ""
    bars = (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{written}'
        f'<c:gapWidth val="{45 if len(runs) == 1 or overlap else 60}"/>{overlap}{axes}</c:barChart>'
    )
    return bars + (_lines(drawing, marks, size, axes) if marks else "")


def _lines(drawing: Drawing, runs: list[tuple[int, Run]], size: float, axes: str) -> str:
    written = "".join(series_xml(drawing, place, run, size, as_line=True) for place, run in runs)
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{written}<c:marker val="1"/>{axes}'
        "</c:lineChart>"
    )


def _axes(drawing: Drawing, size: float) -> str:
    if drawing.kind == "scatter":
        across, up = drawing.runs[0].name, drawing.runs[1].name
        first = _value_axis(drawing, NAMES, VALUES, "b", across, size)
        return first + _value_axis(drawing, VALUES, NAMES, "l", up, size)
    is_lying = drawing.kind == "bar"
    turned = '<c:orientation val="maxMin"/>' if is_lying else '<c:orientation val="minMax"/>'
    names = (
        f'<c:catAx><c:axId val="{NAMES}"/><c:scaling>{turned}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"l" if is_lying else "b"}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{line("line")}{text_style(size)}<c:crossAx val="{VALUES}"/><c:crosses val="autoZero"/>'
        '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="60"/>'
        f'{_skipped(drawing)}<c:noMultiLvlLbl val="1"/></c:catAx>'
    )
    return names + _value_axis(drawing, VALUES, NAMES, "b" if is_lying else "l", drawing.unit, size)


def _skipped(drawing: Drawing) -> str:
    """Every name of lying bars is written; of a long run of years every second."""
    if drawing.kind == "bar":
        return NONE_SKIPPED
    return EVERY_SECOND if len(drawing.categories) > MOST_YEARS else ""


def _value_axis(drawing: Drawing, own: int, other: int, side: str, title: str, size: float) -> str:
    least = '<c:min val="0"/>' if drawing.from_zero else ""
    most = f'<c:max val="{drawing.maximum:g}"/>' if drawing.maximum is not None else ""
    crosses = "max" if drawing.kind == "bar" else "autoZero"
    is_turned = side == "l" and drawing.kind != "radar" and len(title) > UPRIGHT
    between = "midCat" if drawing.kind in ("scatter", "radar") else "between"
    grid = "" if drawing.kind == "scatter" and side == "b" else f"<c:majorGridlines>{line('grid')}</c:majorGridlines>"
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/>{most}{least}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/>{grid}{_title(title, size, is_turned)}'
        f'<c:numFmt formatCode="{_axis_format(drawing)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"{line('line') if drawing.kind == 'scatter' else NO_LINE}{text_style(size - 1, 'muted')}"
        f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/><c:crossBetween val="{between}"/></c:valAx>'
    )


def _axis_format(drawing: Drawing) -> str:
    """No places on an axis that counts in tens."""
    most = max((abs(value) for run in drawing.runs for value in run.values if value is not None), default=0)
    return "#,##0" if most >= 10 else drawing.number_format


def _title(words: str, size: float, is_turned: bool) -> str:
    if not words:
        return ""
    own = letters("rPr", size - 1, "muted", ' lang="zh-CN"')
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr{UPWARDS if is_turned else ''}/><a:lstStyle/>"
        f"<a:p><a:pPr>{letters('defRPr', size - 1, 'muted')}</a:pPr><a:r>{own}<a:t>{escape(words)}</a:t></a:r></a:p>"
        '</c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
