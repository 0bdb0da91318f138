"""The table of contents: a field Word can update, already filled with every heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docx.oxml.xmlchemy import BaseOxmlElement

from reports.word_blocks import Heading
from reports.word_xml import field, link_inside, paragraph, run, w

CODE = 'TOC \\o "1-2" \\h \\z \\t "附录标题,1"'


def contents(
    headings: Sequence[Heading], pages: Mapping[str, int], styles: Mapping[str, str], width: int
) -> list[BaseOxmlElement]:
    """One line for each heading with its page at the right edge, `width` twentieths of a point away."""
    lines = []
    for heading in headings:
        shown = [run(heading.words)]
        if heading.bookmark in pages:
            number = field(f"PAGEREF {heading.bookmark} \\h", str(pages[heading.bookmark]))
            shown += [w("r", w("tab")), *number]
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


def _ends() -> tuple[list[BaseOxmlElement], BaseOxmlElement]:
    begin, code, between, _, end = field(CODE, "")
    return [begin, code, between], end
