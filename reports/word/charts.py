"""A picture as a chart of Word: drawn by Word itself, with its numbers in a workbook that opens on a double click."""

from __future__ import annotations

from datetime import date

from docx.document import Document
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.drawing import Drawing
from reports.native.book import workbook_of
from reports.native.chart import chart_xml
from reports.word.xml import UNSAYABLE, w

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CENTIMETRE = 360_000
LOWEST, HIGHEST = 5.2, 20.0
INLINE = """<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="1" cy="1"/><wp:effectExtent l="0" t="0" r="0" b="0"/>
<wp:docPr id="1" name=""/><wp:cNvGraphicFramePr/><a:graphic>
<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="{office}" r:id=""/>
</a:graphicData></a:graphic></wp:inline></w:drawing>"""


MOST_BARS = 28
LETTERS = 9


def height_of(drawing: Drawing) -> float:
    """How high the chart stands on paper, in centimetres: lying bars grow with their number, up to most of a page."""
    if drawing.kind == "bar":
        bars = len(drawing.categories) * (1 if len(drawing.runs) == 1 else 0.7 * len(drawing.runs))
        return min(max(2.0 + 0.64 * bars, LOWEST), HIGHEST)
    return {"radar": 9.0, "scatter": 9.5}.get(drawing.kind, 7.4)


def chart_run(
    document: Document, drawing: Drawing, number: int, width: float, name: str, summary: str, made: date
) -> BaseOxmlElement:
    """The run that holds the chart, `width` centimetres wide; its parts are added to the document."""
    package = document.part.package
    book_name = package.next_partname("/word/embeddings/chart_numbers%d.xlsx")
    book = Part(book_name, BOOK_TYPE, workbook_of(drawing, made), package)
    chart_name = package.next_partname("/word/charts/chart%d.xml")
    chart = Part(chart_name, CHART_TYPE, b"", package)
    chart._blob = _with_book(chart_xml(drawing, LETTERS), chart.relate_to(book, f"{OFFICE}/package"))
    inner = w("r", parse_xml(INLINE.format(office=OFFICE).replace("\n", "")))
    inline = inner[0][0]
    extent, about, chart_tag = inline[0], inline[2], inline[4][0][0]
    extent.set("cx", str(round(width * CENTIMETRE)))
    extent.set("cy", str(round(height_of(drawing) * CENTIMETRE)))
    about.set("id", str(1000 + number))
    about.set("name", f"图{number} {UNSAYABLE.sub('', name)}")
    about.set("descr", UNSAYABLE.sub("", summary or name))
    chart_tag.set(f"{{{OFFICE}}}id", document.part.relate_to(chart, f"{OFFICE}/chart"))
    return inner


def _with_book(chart: bytes, book_id: str) -> bytes:
    """The chart without a box around it, with the address of its workbook as its last word."""
    end = b"</c:chartSpace>"
    clear = b"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
    chart = chart.replace(b"</c:chart><c:txPr>", b"</c:chart>" + clear + b"<c:txPr>", 1)
    outside = f'<c:externalData r:id="{book_id}"><c:autoUpdate val="0"/></c:externalData>'.encode()
    return chart.removesuffix(end) + outside + end
