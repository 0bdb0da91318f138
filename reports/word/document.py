"""年度成效报告 as Word: the office's template, filled with chapters, native charts and tables."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from docx.document import Document
from docx.oxml.ns import qn

from reports.content import Report
from reports.packing import repacked
from reports.word.blocks import Body, write_appendix, write_chapters
from reports.word.contents import contents, number_pages
from reports.word.pages import pages_of
from reports.word.places import filled, put
from reports.word.styles import complete
from reports.word.xml import UNSAYABLE, style_ids

CENTIMETRE = 360_000
TWIP = 635


def write_docx(report: Report, target: BinaryIO, template: Path | None = None) -> None:
    """Write the report as a Word file: the same report and template give the same bytes.

    Without `template` the office's own one is used, else the shipped one; ReportError says what is wrong with it.
    """
    document = filled(report, template)
    complete(document)
    styles = style_ids(document)
    section = document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin

    def body() -> Body:
        return Body(document, styles, room / CENTIMETRE, report.subject, report.data_date)

    summary, chapters = body(), body()
    for words in report.summary:
        summary.say("Body Text", words)
    write_chapters(chapters, report.chapters, heading_numbers(document))
    main = len(chapters.elements)
    write_appendix(chapters, report)
    put(document, "summary", summary.elements)
    if not put(document, "appendix", chapters.elements[main:]):
        chapters.elements, chapters.headings = chapters.elements[:main], chapters.headings[:-1]
    put(document, "chapters", chapters.elements[:main])
    put(document, "contents", contents(chapters.headings, styles, room // TWIP))
    number_pages(document, pages_of(document))
    _sign(document, report)
    whole = BytesIO()
    document.save(whole)
    target.write(repacked(whole.getvalue()))


def heading_numbers(document: Document) -> tuple[str, str]:
    """How the template counts its headings ("%1、", "（%2）"); empty where it does not count them."""
    found = []
    for level, name in enumerate(("Heading 1", "Heading 2")):
        number = document.styles[name].element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        found.append(_form(document, number.get(qn("w:val")), level) if number is not None else "")
    return found[0], found[1]


def _form(document: Document, number: str, level: int) -> str:
    numbering = document.part.numbering_part.element
    for num in numbering.findall(qn("w:num")):
        if num.get(qn("w:numId")) != number:
            continue
        wanted = num.find(qn("w:abstractNumId")).get(qn("w:val"))
        for abstract in numbering.findall(qn("w:abstractNum")):
            if abstract.get(qn("w:abstractNumId")) == wanted:
                found = abstract.findall(qn("w:lvl"))[level]
                is_chinese = found.find(qn("w:numFmt")).get(qn("w:val")).startswith("chinese")
                return found.find(qn("w:lvlText")).get(qn("w:val")) if is_chinese else ""
    return ""


def _sign(document: Document, report: Report) -> None:
    """The properties of the file: what it is, and the date of its data instead of the clock."""
    about, day = document.core_properties, report.data_date
    about.title = UNSAYABLE.sub("", f"{report.subject} {report.period} {report.title}")[:255]
    about.subject, about.author, about.last_modified_by = (
        report.choices_in_words[:255],
        "五社联动分析台",
        "五社联动分析台",
    )
    about.comments = "演示数据" if report.is_demonstration else ""
    about.created = about.modified = datetime(day.year, day.month, day.day)
    about.revision = 1
