"""The table of contents: a field Word can update, already filled with every heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.word.blocks import Heading
from reports.word.xml import field, link_inside, paragraph, run, w

CODE_OF_PAGE = "PAGEREF"
CODE = 'TOC \\o "1-2" \\h \\z \\t "附录标题,1"'


def contents(headings: Sequence[Heading], styles: Mapping[str, str], width: int) -> list[BaseOxmlElement]:
    """One line for each heading, its page still open, at the right edge `width` twentieths of a point away."""
    lines = []
    for heading in headings:
        shown = [run(heading.words), w("r", w("tab")), *field(f"{CODE_OF_PAGE} {heading.bookmark} \\h", "")]
        line = paragraph(styles[f"toc {heading.level + 1}"], link_inside(heading.bookmark, *shown))
        line.pPr.append(w("tabs", w("tab", val="right", leader="dot", pos=width)))
        lines.append(line)
    if lines:
        start, end = _ends()
        first = lines[0].pPr
        for part in reversed(start):
            first.addnext(part)
        lines[-1].append(end)
    return lines


def number_pages(document: Document, pages: Mapping[str, int]) -> None:
    """Write the pages of the headings into the contents; a heading without a certain page keeps none."""
    for code in document.element.body.iter(qn("w:instrText")):
        name, _, bookmark = (code.text or "").strip().removesuffix("\\h").strip().partition(" ")
        if name != CODE_OF_PAGE:
            continue
        own = code.getparent()
        shown = own.getnext().getnext()
        if bookmark in pages:
            shown.find(qn("w:t")).text = str(pages[bookmark])
            continue
        dots = own.getprevious().getprevious()
        for part in [dots, own.getprevious(), own, own.getnext(), shown, shown.getnext()]:
            part.getparent().remove(part)


def _ends() -> tuple[list[BaseOxmlElement], BaseOxmlElement]:
    begin, code, between, _, end = field(CODE, "")
    return [begin, code, between], end
