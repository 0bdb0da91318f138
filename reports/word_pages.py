"""On which page every heading of the Word report stands, for the table of contents.

Word and WPS lay pages out themselves, and never quite alike. So the document is laid out several times: with the
least and with the most room its parts may take, and by programs that tear a table and those that do not. Where all
agree the page is certain. A heading that is on a page for one and on the next for another begins a new page; where
even that leaves a doubt no page is written rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.word_measure import GUESSES, Guess, Measure
from reports.word_xml import w

MARKS = "_Toc"


@dataclass(frozen=True)
class Piece:
    """A line or row that is never torn. `again` is the height of the table head that a new page repeats above it."""

    height: float
    before: float = 0
    after: float = 0
    keep_next: bool = False
    new_page: bool = False
    again: float = 0
    heading: str = ""


def pages_of(document: Document) -> dict[str, int]:
    """The page of every heading that is certain; headings in doubt are put on a new page first."""
    thoughts = [(list(_pieces(document, measure)), measure) for measure in (Measure(document, one) for one in GUESSES)]
    order = [piece.heading for piece in thoughts[0][0] if piece.heading]
    leaders = _leaders(document, order)
    breaks: set[str] = set()
    tried: set[frozenset[str]] = set()
    while True:
        found = [laid_out(pieces, measure, breaks) for pieces, measure in thoughts]
        doubtful = next((name for name in order if len({one[name] for one in found}) > 1), None)
        tried.add(frozenset(breaks))
        wiser = _with_break(breaks, doubtful, leaders) if doubtful else None
        if wiser is None or frozenset(wiser) in tried:
            break
        breaks = wiser
    for name in breaks:
        _break_before(document, name)
    return {name: page for name, page in found[0].items() if all(one[name] == page for one in found)}


def _leaders(document: Document, order: list[str]) -> dict[str, str]:
    """The heading that must move when a heading moves: the one right above it, else itself."""
    leaders, above = {}, ""
    for element in document.element.body:
        name = next((one.get(qn("w:name")) for one in element.iter(qn("w:bookmarkStart"))), "")
        if name in order:
            leaders[name] = leaders.get(above, above) or name
        above = name if name in order else ""
    return leaders


def _with_break(breaks: set[str], doubtful: str, leaders: dict[str, str]) -> set[str] | None:
    """One more break: before the heading in doubt, or, where it has one and still is in doubt, before the last."""
    wanted = leaders[doubtful]
    if wanted not in breaks:
        return {*breaks, wanted}
    order = list(leaders)
    earlier = [leaders[name] for name in order[: order.index(wanted)] if leaders[name] not in breaks]
    return {*(breaks - {wanted}), earlier[-1]} if earlier else None


def laid_out(pieces: list[Piece], measure: Measure, breaks: Collection[str] = ()) -> dict[str, int]:
    """The page of every heading, by its bookmark, with new pages begun before those in `breaks`."""
    page, used, found, above = 1, 0.0, {}, 0.0
    for unit in _units(pieces, breaks):
        is_new = unit[0].new_page or unit[0].heading in breaks
        first = _gap(above, unit[0].before, measure.guess)
        height = _height(unit, measure.guess)
        if used and (is_new or used + first + height > measure.page):
            page, used = page + 1, unit[0].again
            first = unit[0].before if is_new or measure.guess.top else 0
        for piece in unit:
            if piece.heading:
                found[piece.heading] = page
        used, above = used + first + height, unit[-1].after
        if used > measure.page:
            page, used = page + int(used // measure.page), used % measure.page
    return found


def _height(unit: list[Piece], guess: Guess) -> float:
    """The height of pieces that stay together, without the distance above the first."""
    gaps = (_gap(one.after, two.before, guess) for one, two in pairwise(unit))
    return sum(piece.height for piece in unit) + sum(gaps)


def _gap(after: float, before: float, guess: Guess) -> float:
    """The distance between two paragraphs: the larger of what both ask for, or their sum."""
    return after + before if guess.adds else max(after, before)


def _units(pieces: list[Piece], breaks: Collection[str]) -> Iterator[list[Piece]]:
    """Pieces that stay together."""
    unit: list[Piece] = []
    for piece in pieces:
        if unit and (piece.new_page or piece.heading in breaks):
            yield unit
            unit = []
        unit.append(piece)
        if not piece.keep_next:
            yield unit
            unit = []
    if unit:
        yield unit


def _pieces(document: Document, measure: Measure) -> Iterator[Piece]:
    for element in document.element.body:
        if element.tag == qn("w:p") and element.find(f"{qn('w:pPr')}/{qn('w:framePr')}") is None:
            yield from _of_paragraph(element, measure)
        elif element.tag == qn("w:tbl"):
            yield from _of_table(element, measure)


def _of_paragraph(paragraph: BaseOxmlElement, measure: Measure) -> Iterator[Piece]:
    """The lines of a paragraph; the first two and the last two are not parted."""
    shape, lines = measure.shape_of(paragraph), measure.lines(paragraph, measure.width)
    height, keeps = measure.line(paragraph), _mark(paragraph, "keepNext", shape.keep_next)
    heading = next((name for one in paragraph.iter(qn("w:bookmarkStart")) if (name := one.get(qn("w:name")))), "")
    for place in range(lines):
        last = place == lines - 1
        yield Piece(
            height,
            before=0 if place else shape.before,
            after=shape.after if last else 0,
            keep_next=keeps or (not last and (place == 0 or place == lines - 2)),
            new_page=place == 0 and _mark(paragraph, "pageBreakBefore", shape.new_page),
            heading="" if place else heading if heading.startswith(MARKS) else "",
        )


def _of_table(table: BaseOxmlElement, measure: Measure) -> Iterator[Piece]:
    rows = table.findall(qn("w:tr"))
    head = rows[0] if rows and rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None else None
    above = measure.row(head) if head is not None else 0
    for row in rows:
        first = row.find(f".//{qn('w:p')}")
        keeps = first is not None and _mark(first, "keepNext", measure.shape_of(first).keep_next)
        keeps = keeps and (measure.guess.rows or row is head)
        yield Piece(measure.row(row), keep_next=keeps, again=above if row is not head else 0)


def _mark(paragraph: BaseOxmlElement, name: str, otherwise: bool) -> bool:
    own = paragraph.find(f"{qn('w:pPr')}/{qn(f'w:{name}')}")
    return otherwise if own is None else own.get(qn("w:val")) not in ("0", "false")


def _break_before(document: Document, bookmark: str) -> None:
    """Begin a new page at a heading."""
    for start in document.element.body.iter(qn("w:bookmarkStart")):
        if start.get(qn("w:name")) == bookmark:
            marks = start.getparent().find(qn("w:pPr"))
            if marks.find(qn("w:pageBreakBefore")) is None:
                marks.find(qn("w:pStyle")).addnext(w("pageBreakBefore"))
