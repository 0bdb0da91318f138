"""How high paragraphs and rows of a Word document are, read from its styles: once at least, once at most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from reports.word.lines import count_lines, letters_of

POINT = 12_700
TWENTIETHS = 20


@dataclass(frozen=True)
class Guess:
    """How letters are thought to run: how wide Latin ones and the gap beside them are, how much more a line holds, and
    whether a full stop may stand outside it.

    `top` tells whether the distance above a paragraph counts at the top of a page, `rows` whether rows of a table are
    kept together, `adds` whether the distances of two paragraphs add up; programs differ there.
    """

    latin: float
    gap: float
    room: float
    taller: float
    hangs: bool
    top: bool
    adds: bool
    rows: bool = True


LEAST = Guess(latin=0.5, gap=0.2, room=1.002, taller=0.998, hangs=True, top=False, adds=False)
MOST = Guess(latin=0.54, gap=0.26, room=0.996, taller=1.004, hangs=False, top=True, adds=True)


@dataclass(frozen=True)
class Shape:
    """What a style says about height, in points; `line` is 0 where a line is as high as its letters."""

    size: float
    line: float
    before: float
    after: float
    left: float
    first: float
    keep_next: bool
    new_page: bool


class Measure:
    """Heights under one guess. `width` is the room of the body in points."""

    def __init__(self, document: Document, guess: Guess) -> None:
        self.guess = guess
        section = document.sections[-1]
        self.width = (section.page_width - section.left_margin - section.right_margin) / POINT
        self.height = (section.page_height - section.top_margin - section.bottom_margin) / POINT
        self._styles = {one.get(qn("w:styleId")): one for one in document.styles.element.findall(qn("w:style"))}
        self._default = next((key for key, one in self._styles.items() if _is_default(one)), "")
        self._shapes: dict[str, Shape] = {}

    @cached_property
    def page(self) -> float:
        """The height of the body of a page."""
        return self.height

    def shape(self, style: str) -> Shape:
        """What the style and those below it say."""
        if style not in self._shapes:
            self._shapes[style] = self._read(style)
        return self._shapes[style]

    def shape_of(self, paragraph: BaseOxmlElement) -> Shape:
        """The shape of a paragraph by its style."""
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self.shape(named.get(qn("w:val")) if named is not None else self._default)

    def lines(self, paragraph: BaseOxmlElement, width: float) -> int:
        """How many lines the words of a paragraph take."""
        shape = self.shape_of(paragraph)
        words = "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
        room = max(width - shape.left, shape.size) * self.guess.room
        own = self.guess
        first = shape.first - self._smaller(paragraph, shape.size)
        return count_lines(words, shape.size, room, first, own.latin, own.gap, own.hangs)

    def _smaller(self, paragraph: BaseOxmlElement, size: float) -> float:
        """How much narrower the words are because some are written smaller than the paragraph."""
        less = 0.0
        for run in paragraph.iter(qn("w:r")):
            own = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
            if own is not None:
                words = "".join(one.text or "" for one in run.iter(qn("w:t")))
                less += (size - int(own.get(qn("w:val"))) / 2) * letters_of(words, self.guess.latin)
        return less

    def line(self, paragraph: BaseOxmlElement) -> float:
        """How high one line is; a chart is as high as it says."""
        shape = self.shape_of(paragraph)
        extents = [int(one.get("cy")) / POINT for one in paragraph.iter() if one.tag.endswith("}extent")]
        if extents:
            return max(extents) + 2
        return shape.line or shape.size * 1.3 * self.guess.taller

    def row(self, row: BaseOxmlElement) -> float:
        """How high a row of a table is: its highest cell with the margins of the table."""
        highest = 0.0
        for cell in row.findall(qn("w:tc")):
            wide = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) / TWENTIETHS - 7
            highest = max(highest, sum(self._whole(one, wide) for one in cell.findall(qn("w:p"))))
        said = row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}")
        least = int(said.get(qn("w:val"))) / TWENTIETHS if said is not None else 0.0
        return max((highest + self._margins(row)) * self.guess.taller, least)

    def _whole(self, paragraph: BaseOxmlElement, width: float) -> float:
        shape = self.shape_of(paragraph)
        return self.lines(paragraph, width) * self.line(paragraph) + shape.before + shape.after

    def _margins(self, row: BaseOxmlElement) -> float:
        table = row.getparent()
        own = table.find(f"{qn('w:tblPr')}/{qn('w:tblCellMar')}")
        if own is None:
            named = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
            style = self._styles.get(named.get(qn("w:val"))) if named is not None else None
            own = style.find(f"{qn('w:tblPr')}/{qn('w:tblCellMar')}") if style is not None else None
        sides = [own.find(qn(f"w:{side}")) for side in ("top", "bottom")] if own is not None else []
        return sum(int(one.get(qn("w:w"))) for one in sides if one is not None) / TWENTIETHS + 0.5

    def _read(self, style: str) -> Shape:
        spacing = {key: self._value(style, "pPr/spacing", key) for key in ("line", "lineRule", "before", "after")}
        exact = spacing["lineRule"] in ("exact", "atLeast")
        size = float(self._value(style, "rPr/sz", "val") or 20) / 2
        left = float(self._value(style, "pPr/ind", "left") or 0) / TWENTIETHS
        first = float(self._value(style, "pPr/ind", "firstLine") or 0) / TWENTIETHS
        ratio = float(spacing["line"] or 240) / 240
        return Shape(
            size=size,
            line=float(spacing["line"] or 0) / TWENTIETHS if exact else (size * 1.3 * ratio if ratio != 1 else 0),
            before=float(spacing["before"] or 0) / TWENTIETHS,
            after=float(spacing["after"] or 0) / TWENTIETHS,
            left=left,
            first=first,
            keep_next=self._is_on(style, "keepNext"),
            new_page=self._is_on(style, "pageBreakBefore"),
        )

    def _chain(self, style: str) -> list[BaseOxmlElement]:
        found = []
        while style in self._styles and len(found) < 12:
            one = self._styles[style]
            found.append(one)
            base = one.find(qn("w:basedOn"))
            style = base.get(qn("w:val")) if base is not None else ""
        return found

    def _value(self, style: str, path: str, key: str) -> str | None:
        where = "/".join(qn(f"w:{part}") for part in path.split("/"))
        for one in self._chain(style):
            element = one.find(where)
            if element is not None and element.get(qn(f"w:{key}")) is not None:
                return element.get(qn(f"w:{key}"))
        return None

    def _is_on(self, style: str, mark: str) -> bool:
        for one in self._chain(style):
            element = one.find(f"{qn('w:pPr')}/{qn(f'w:{mark}')}")
            if element is not None:
                return element.get(qn("w:val")) not in ("0", "false")
        return False


def _is_default(style: BaseOxmlElement) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
