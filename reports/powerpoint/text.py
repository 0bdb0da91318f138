"""Words on a slide: boxes that hold what was measured, fonts from the theme, colours from the tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Pt

from reports.colours import colour
from reports.measure import LINE, height, width

UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SIDES = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "middle": PP_ALIGN.CENTER}
ENDS = re.compile(r"(?<=[。；、，])")


@dataclass(frozen=True)
class Box:
    """A place on a slide in points."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Text:
    """One paragraph with its look; `after` is the gap below it in points, `is_point` puts a dot before it.

    `has_lead`: the words before an early colon (新入驻 19 家：) are bold.
    """

    words: str
    size: float = 14
    token: str = "text"  # noqa: S105
    is_bold: bool = False
    after: float = 0
    is_point: bool = False
    has_lead: bool = False

    def height(self, room: float) -> float:
        """Points it needs in so much width, the gap below included."""
        return height(self.words, self.size, room - (self.size if self.is_point else 0)) + self.after


def clean(words: object) -> str:
    """Words without what XML cannot hold."""
    return UNSAYABLE.sub("", str(words))


def rgb(token: str) -> RGBColor:
    """A colour of the product for python-pptx."""
    return RGBColor.from_string(colour(token))


def add_text(slide: Slide, box: Box, texts: Sequence[Text], side: str = "left", anchor: str = "top") -> Shape:
    """A text box without margins that never shrinks nor grows: what goes in was measured before."""
    shape = slide.shapes.add_textbox(Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    write(shape.text_frame, texts, side, anchor)
    return shape


def write(frame: TextFrame, texts: Sequence[Text], side: str = "left", anchor: str = "top", margin: float = 0) -> None:
    """The paragraphs into a text frame."""
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if anchor == "middle" else MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(margin)
    for place, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = SIDES[side]
        paragraph.line_spacing, paragraph.space_after = Pt(round(text.size * LINE, 1)), Pt(text.after)
        if text.is_point:
            _point(paragraph, text.size)
        lead, rest = _lead(text)
        for words, is_bold in ((lead, True), (rest, text.is_bold)):
            if words or not text.words:
                _run(paragraph, words, text, is_bold)


def _lead(text: Text) -> tuple[str, str]:
    place = text.words.find("：")
    return (text.words[: place + 1], text.words[place + 1 :]) if text.has_lead and 0 < place <= 16 else ("", text.words)


def _run(paragraph, words: str, text: Text, is_bold: bool) -> None:
    run = paragraph.add_run()
    run.text = clean(words)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(text.size), is_bold, rgb(text.token)


def _point(paragraph, size: float) -> None:
    properties = paragraph._p.get_or_add_pPr()
    room = str(round(Pt(size)))
    properties.set("marL", room)
    properties.set("indent", f"-{room}")
    dot = properties.makeelement(properties.tag.replace("pPr", "buChar"), {"char": "•"})
    properties.append(dot)


def cut(words: str, size: float, room: float, most: float) -> list[str]:
    """The words in pieces each of which is at most so high; cut behind a comma, never inside a name."""
    if height(words, size, room) <= most:
        return [words]
    pieces, open_piece, used = [], "", 0.0
    surely = int(most / (size * LINE)) * room * 0.8
    for part in ENDS.split(words):
        used += width(part, size)
        if open_piece and used > surely and height(open_piece + part, size, room) > most:
            pieces.append(open_piece)
            open_piece, used = "", width(part, size)
        open_piece += part
    return [*pieces, open_piece]
