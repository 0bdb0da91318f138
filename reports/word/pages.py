"""On which page every heading of the Word report stands, for the table of contents.

Word and WPS lay pages out themselves, and never quite alike. So the document is laid out several times: with the
least and with the most room its parts may take, and by programs that tear a table and those that do not. Where all
agree the page is certain. A heading that is on a page for one and on the next for another begins a new page; where
even that leaves a doubt no page is written rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.word.measure import LEAST, MOST, TWENTIETHS, Guess, Measure
from reports.word.xml import w

MARKS = "_Toc"
EARLIER = 4
SPREAD = 2.0


@dataclass(frozen=True)
class Piece:
    """A line or row that is never torn. `again` is the height of the table head that a new page repeats above it.

    `may_part` marks a row that some programs part from the next although it asks to be kept.
    """

    height: float
    before: float = 0
    after: float = 0
    keep_next: bool = False
    new_page: bool = False
    again: float = 0
    may_part: bool = False
    heading: str = ""


def pages_of(document: Document) -> dict[str, int]:
    """The page of every heading; those in doubt are put on a new page first. Empty where a doubt cannot be removed."""
    steady_rows(document)
    thoughts = []
    for guess in (LEAST, MOST):
        pieces = list(_pieces(document, Measure(document, guess)))
        thoughts += [(pieces, Measure(document, one)) for one in (guess, replace(guess, rows=False))]
    order = [piece.heading for piece in thoughts[0][0] if piece.heading]
    leaders = _leaders(document, order)
    breaks: set[str] = set()
    doubtful, found = _first_doubt(thoughts, order, breaks)
    while doubtful < len(order):
        for trial in _trials(order[doubtful], order, leaders, breaks):
            later, found = _first_doubt(thoughts, order, trial)
            if later > doubtful:
                doubtful, breaks = later, trial
                break
        else:
            return {}
    for name in breaks:
        _break_before(document, name)
    return found


def _first_doubt(thoughts: list[tuple], order: list[str], breaks: set[str]) -> tuple[int, dict[str, int]]:
    """The place in `order` of the first heading without a certain page (its end when there is none), and the pages."""
    found = [laid_out(pieces, measure, breaks) for pieces, measure in thoughts]
    doubts = (place for place, name in enumerate(order) if len({one[name] for one in found}) > 1)
    return next(doubts, len(order)), found[0]


def _trials(doubtful: str, order: list[str], leaders: dict[str, str], breaks: set[str]) -> Iterator[set[str]]:
    """Sets with one more new page: before the heading in doubt, else before one of the last headings above it."""
    above = [leaders[name] for name in order[: order.index(doubtful) + 1]]
    for name in list(dict.fromkeys(reversed(above)))[:EARLIER]:
        if name not in breaks:
            yield {*breaks, name}


def steady_rows(document: Document) -> None:
    """Rows whose words may take one line more or less are as high as with one more, so that tables are sure."""
    least, most = Measure(document, LEAST), Measure(document, MOST)
    for row in document.element.body.iter(qn("w:tr")):
        high = most.row(row)
        if high - least.row(row) > SPREAD:
            shape = row.find(qn("w:trPr"))
            if shape is None:
                shape = w("trPr")
                row.insert(0, shape)
            shape.append(w("trHeight", val=round(high * TWENTIETHS), hRule="atLeast"))


def _leaders(document: Document, order: list[str]) -> dict[str, str]:
    """The heading that must move when a heading moves: the one right above it, else itself."""
    leaders, above = {}, ""
    for element in document.element.body:
        name = next((one.get(qn("w:name")) for one in element.iter(qn("w:bookmarkStart"))), "")
        if name in order:
            leaders[name] = leaders.get(above, above) or name
        above = name if name in order else ""
    return leaders


def laid_out(pieces: list[Piece], measure: Measure, breaks: Collection[str] = ()) -> dict[str, int]:
    """The page of every heading, by its bookmark, with new pages begun before those in `breaks`."""
    page, used, found, above = 1, 0.0, {}, 0.0
    for unit in _units(pieces, breaks, measure.guess.rows):
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


def _units(pieces: list[Piece], breaks: Collection[str], keeps_rows: bool) -> Iterator[list[Piece]]:
    """Pieces that stay together."""
    unit: list[Piece] = []
    for piece in pieces:
        if unit and (piece.new_page or piece.heading in breaks):
            yield unit
            unit = []
        unit.append(piece)
        if not piece.keep_next or (piece.may_part and not keeps_rows):
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
        yield Piece(measure.row(row), keep_next=keeps, again=0 if row is head else above, may_part=row is not head)


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
