"""One run of numbers of a native chart: its cells, its colour, the numbers written at its points."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from reports.drawing import Drawing, Run
from reports.native import book as native_book
from reports.native.look import EMPTY, fill, letters, text_style
from reports.series_colours import QUIET, text_on


def series_xml(drawing: Drawing, place: int, run: Run, size: float, as_line: bool = False) -> str:
    """A <c:ser> with its values kept in it, so that the chart is drawn without opening its workbook."""
    inside = [
        f'<c:idx val="{place}"/><c:order val="{place}"/>',
        f"<c:tx>{_texts(native_book.title_at(place), (run.name,))}</c:tx>",
        _look(drawing, run, as_line),
    ]
    if drawing.kind in ("line", "radar") or as_line:
        inside += [_marker(run), _labels(drawing, run, size, as_line)]
    elif drawing.kind == "scatter":
        inside += [_marker(run), _point_names(drawing, size)]
    else:
        inside += ['<c:invertIfNegative val="0"/>', _points(run), _labels(drawing, run, size, as_line)]
    return f"<c:ser>{''.join(inside)}{_data(drawing, place, run)}{_unsmoothed(drawing, as_line)}</c:ser>"


def _data(drawing: Drawing, place: int, run: Run) -> str:
    values = _numbers(native_book.values_at(drawing, place), run.values, drawing.number_format)
    if drawing.kind == "scatter":
        across = _numbers(native_book.values_at(drawing, 0), drawing.runs[0].values, drawing.number_format)
        return f"<c:xVal>{across}</c:xVal><c:yVal>{values}</c:yVal>"
    names = _texts(native_book.names_at(drawing), drawing.categories)
    return f"<c:cat>{names}</c:cat><c:val>{values}</c:val>"


def _unsmoothed(drawing: Drawing, as_line: bool) -> str:
    return '<c:smooth val="0"/>' if as_line or drawing.kind == "scatter" else ""


def _texts(where: str, texts: tuple[str, ...]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(text)}</c:v></c:pt>' for at, text in enumerate(texts))
    return (
        f"<c:strRef><c:f>{escape(where)}</c:f>"
        f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'
    )


def _numbers(where: str, values: tuple[float | None, ...], number_format: str) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{float(value):.15g}</c:v></c:pt>'
        for at, value in enumerate(values)
        if value is not None
    )
    return (
        f"<c:numRef><c:f>{escape(where)}</c:f><c:numCache><c:formatCode>{escape(number_format)}</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _look(drawing: Drawing, run: Run, as_line: bool) -> str:
    if drawing.kind == "scatter":
        return '<c:spPr><a:ln w="19050"><a:noFill/></a:ln></c:spPr>'
    if as_line or drawing.kind == "radar":
        is_other = run.token == QUIET and len(drawing.runs) <= 3
        dash = '<a:prstDash val="sysDash"/>' if run.is_mark or is_other else ""
        thick = 15875 if run.is_mark else 28575
        return f'<c:spPr><a:ln w="{thick}" cap="rnd">{fill(run.token)}{dash}<a:round/></a:ln></c:spPr>'
    edge = f'<a:ln w="6350">{fill("surface")}</a:ln>' if drawing.kind == "stacked" else "<a:ln><a:noFill/></a:ln>"
    return f"<c:spPr>{fill(run.token)}{edge}</c:spPr>"


def _marker(run: Run) -> str:
    if run.is_mark:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    look = f'<c:spPr>{fill(run.token)}<a:ln w="9525">{fill("surface")}</a:ln></c:spPr>'
    return f'<c:marker><c:symbol val="circle"/><c:size val="7"/>{look}</c:marker>'


def _points(run: Run) -> str:
    return "".join(
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"<c:spPr>{fill(token)}</c:spPr></c:dPt>"
        for at, token in sorted(run.tokens.items())
    )


def _labels(drawing: Drawing, run: Run, size: float, as_line: bool) -> str:
    """Numbers at the points that have room for one."""
    if not run.labelled or run.is_mark:
        return f"<c:dLbls>{_shows(False)}</c:dLbls>"
    inside_bar = drawing.kind == "stacked"
    side = "ctr" if inside_bar else "t" if as_line else "outEnd"
    token = text_on(run.token) if inside_bar else "text"
    style = text_style(size - 1, token)
    chosen = set(run.labelled)
    whole = len(chosen) == sum(value is not None for value in run.values)
    hidden = (
        ""
        if whole
        else "".join(
            f'<c:dLbl><c:idx val="{at}"/><c:delete val="1"/></c:dLbl>'
            for at, value in enumerate(run.values)
            if value is not None and at not in chosen
        )
    )
    form = f'<c:numFmt formatCode={quoteattr(drawing.number_format)} sourceLinked="0"/>'
    return f'<c:dLbls>{hidden}{form}{EMPTY}{style}<c:dLblPos val="{side}"/>{_shows(True)}</c:dLbls>'


def _shows(value: bool) -> str:
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _point_names(drawing: Drawing, size: float) -> str:
    """The names of points in a scatter, written at them."""
    own = letters("rPr", size - 2, "muted", ' lang="zh-CN"')
    labels = "".join(
        f'<c:dLbl><c:idx val="{at}"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r>{own}'
        f"<a:t>{escape(drawing.categories[at])}</a:t></a:r></a:p></c:rich></c:tx>"
        f'<c:dLblPos val="t"/>{_shows(True)}</c:dLbl>'
        for at in drawing.named_points
        if all(run.values[at] is not None for run in drawing.runs[:2])
    )
    return f"<c:dLbls>{labels}{_shows(False)}</c:dLbls>"
