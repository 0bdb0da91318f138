"""A native table on a slide: heading in the soft accent, numbers to the right, hairlines, the sum in bold."""

from __future__ import annotations

from lxml import etree
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from figures.numbers import NO_VALUE, NOT_REPORTED
from reports.colours import colour
from reports.measure import LINE
from reports.powerpoint.tables import GAP, PADDING, TablePage
from reports.powerpoint.text import clean

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
EDGES = ("lnL", "lnR", "lnT")


def add_table(slide: Slide, page: TablePage, left: float, top: float, alternative: str) -> None:
    """The table as native cells, at the measured widths and heights."""
    frame = slide.shapes.add_table(
        len(page.cells), len(page.columns), Pt(left), Pt(top), Pt(sum(page.widths)), Pt(sum(page.heights))
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(alternative))
    table = frame.table
    _plain(table._tbl)
    for place, wide in enumerate(page.widths):
        table.columns[place].width = Pt(wide)
    for row, (cells, high) in enumerate(zip(page.cells, page.heights, strict=True)):
        table.rows[row].height = Pt(high)
        is_last = row == len(page.cells) - 1
        is_bold = row == 0 or row in page.strong or (is_last and page.has_total)
        ground = "accent-soft" if row == 0 or row in page.strong else "canvas" if is_last and page.has_total else ""
        for place, text in enumerate(cells):
            _fill(table._tbl.tr_lst[row].tc_lst[place], page, place, text, is_bold, ground)


def _plain(tbl) -> None:
    """No style of its own, so that every program draws the same; the first row is still a heading."""
    properties = tbl.tblPr
    properties.set("bandRow", "0")
    properties.set("firstRow", "1")
    for style in properties.findall(qn("a:tableStyleId")):
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _fill(cell, page: TablePage, place: int, text: str, is_bold: bool, ground: str) -> None:
    side = "r" if page.columns[place].is_number else "l"
    quiet = text in (NO_VALUE, NOT_REPORTED)
    body = cell.get_or_add_txBody()
    for paragraph in body.findall(qn("a:p")):
        body.remove(paragraph)
    for part in clean(text).split("\n"):
        paragraph = etree.SubElement(body, qn("a:p"))
        properties = etree.SubElement(paragraph, qn("a:pPr"), algn=side)
        spacing = etree.SubElement(properties, qn("a:lnSpc"))
        etree.SubElement(spacing, qn("a:spcPts"), val=str(round(page.size * LINE * 100)))
        run = etree.SubElement(paragraph, qn("a:r"))
        letters = etree.SubElement(run, qn("a:rPr"), lang="zh-CN", sz=str(round(page.size * 100)), b=str(int(is_bold)))
        _colour(etree.SubElement(letters, qn("a:solidFill")), "muted" if quiet else "text")
        etree.SubElement(run, qn("a:t")).text = part
    _look(cell.get_or_add_tcPr(), ground)


def _look(properties, ground: str) -> None:
    margin, above = str(round(Pt(PADDING))), str(round(Pt(GAP)))
    for name, value in (("marL", margin), ("marR", margin), ("marT", above), ("marB", above), ("anchor", "ctr")):
        properties.set(name, value)
    for edge in EDGES:
        etree.SubElement(etree.SubElement(properties, qn(f"a:{edge}"), w="0"), qn("a:noFill"))
    below = etree.SubElement(properties, qn("a:lnB"), w="6350")
    _colour(etree.SubElement(below, qn("a:solidFill")), "line")
    if ground:
        _colour(etree.SubElement(properties, qn("a:solidFill")), ground)
    else:
        etree.SubElement(properties, qn("a:noFill"))


def _colour(parent, token: str) -> None:
    etree.SubElement(parent, qn("a:srgbClr"), val=colour(token))
