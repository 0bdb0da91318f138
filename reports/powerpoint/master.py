"""The empty deck: 16:9, fonts and colours of the product in its theme, three layouts whose titles are real titles."""

from __future__ import annotations

import re

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Pt

from reports.colours import colour
from reports.content import Report
from reports.powerpoint.frame import FOOTER_TOP, HEIGHT, LEFT, ROOM, WIDTH
from reports.powerpoint.text import Box, Text, clean, rgb, write

LATIN, CHINESE = "Arial", "微软雅黑"
COVER, OPENING, PLAIN = "封面", "章首", "标题与内容"
KEPT = {"Title Slide": COVER, "Section Header": OPENING, "Title Only": PLAIN}
BOXES = {
    (COVER, False): Box(84, 130, 800, 110),
    (COVER, True): Box(84, 252, 800, 40),
    (OPENING, False): Box(170, 92, 740, 56),
    (OPENING, True): Box(170, 160, 740, 300),
}
THEME = {
    "dk1": "text", "lt1": "surface", "dk2": "accent-strong", "lt2": "canvas", "accent1": "cat-1", "accent2": "cat-2",
    "accent3": "cat-3", "accent4": "cat-4", "accent5": "cat-5", "accent6": "cat-6", "hlink": "accent",
    "folHlink": "accent-strong",
}  # fmt: skip


def empty_deck(report: Report) -> Deck:
    """A deck without slides whose master says in its footer what it is about, as of when, and whether it is real."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(deck.slide_layouts):
        if layout.name not in KEPT:
            deck.slide_layouts.remove(layout)
    _theme(deck.slide_master)
    _master(deck.slide_master, report)
    for layout in deck.slide_layouts:
        layout._element.cSld.set("name", KEPT[layout.name])
        _layout(layout)
    return deck


def named(report: Report) -> str:
    """The period and the kind of report without saying 年 twice: 2024年度成效报告."""
    if report.period.endswith("年") and report.title.startswith("年度"):
        return f"{report.period}{report.title[1:]}"
    return f"{report.period} {report.title}"


def layout_of(deck: Deck, name: str) -> SlideLayout:
    """The layout with this name."""
    return next(layout for layout in deck.slide_layouts if layout.name == name)


def _theme(master: SlideMaster) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    for name, token in THEME.items():
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{colour(token)}"/></a:{name}>', text)
    for kind in ("majorFont", "minorFont"):
        fonts = f'<a:{kind}><a:latin typeface="{LATIN}"/><a:ea typeface="{CHINESE}"/><a:cs typeface=""/></a:{kind}>'
        text = re.sub(rf"<a:{kind}>.*?</a:{kind}>", fonts, text, flags=re.DOTALL)
    part._blob = text.encode()


def _master(master: SlideMaster, report: Report) -> None:
    for shape in list(master.placeholders):
        kind = shape.placeholder_format.type
        if "DATE" in str(kind) or "FOOTER" in str(kind):
            shape._element.getparent().remove(shape._element)
        elif "SLIDE_NUMBER" in str(kind):
            _put(shape, Box(WIDTH - LEFT - 60, FOOTER_TOP, 60, 14))
        elif "TITLE" in str(kind):
            _put(shape, Box(LEFT, 42, ROOM, 62))
            shape.text_frame.text = "单击此处编辑标题"
        else:
            _put(shape, Box(LEFT, 130, ROOM, 360))
    _styles(master)
    _footer(master, report)


def _put(shape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(one) for one in (box.left, box.top, box.width, box.height))


def _styles(master: SlideMaster) -> None:
    """Titles to the left, bold, in the size a slide asks for; no bullets in the body that nobody uses."""
    for properties in master._element.findall(".//{*}titleStyle/{*}lvl1pPr"):
        properties.set("algn", "l")
        for letters in properties.findall("{*}defRPr"):
            letters.set("sz", "2400")
            letters.set("b", "1")
    for body in master._element.findall(".//{*}sldNum"):
        body.set("sz", "1000")


def _footer(master: SlideMaster, report: Report) -> None:
    """One line below every slide; kept in the master, so that the office changes it in one place."""
    words = f"{report.subject} · {named(report)} · 数据截至 {report.data_date}"
    _master_text(master, Box(LEFT, FOOTER_TOP, ROOM - 180, 14), Text(words, 10, "muted"), "页脚")
    if report.is_demonstration:
        box = Box(WIDTH - LEFT - 170, FOOTER_TOP, 100, 14)
        _master_text(master, box, Text("演示数据", 10, "target", is_bold=True), "演示数据", "right")


def _master_text(master: SlideMaster, box: Box, text: Text, name: str, side: str = "left") -> None:
    """A text box on the master, which python-pptx has no call for."""
    shape = _new_box(master, box, name)
    write(shape.text_frame, [text], side)


def _new_box(master: SlideMaster, box: Box, name: str):
    tree = master.shapes._spTree
    number = max(int(one) for one in tree.xpath("//@id") if one.isdigit()) + 1
    element = tree.add_textbox(number, clean(name), *(Pt(one) for one in (box.left, box.top, box.width, box.height)))
    return next(shape for shape in master.shapes if shape._element is element)


def _layout(layout: SlideLayout) -> None:
    for shape in list(layout.placeholders):
        kind = str(shape.placeholder_format.type)
        if "DATE" in kind or "FOOTER" in kind:
            shape._element.getparent().remove(shape._element)
        elif "SLIDE_NUMBER" in kind:
            for offset in shape._element.findall("{*}spPr/{*}xfrm"):
                offset.getparent().remove(offset)
        elif layout.name != PLAIN:
            _put(shape, BOXES[layout.name, "SUBTITLE" in kind or "TITLE" not in kind])
    if layout.name != PLAIN:
        _band(layout)


def _band(layout: SlideLayout) -> None:
    """The coloured edge of the cover and of the first slide of a chapter."""
    wide, high = (28, HEIGHT) if layout.name == COVER else (132, FOOTER_TOP - 10)
    tree = layout.shapes._spTree
    number = max(int(one) for one in tree.xpath("//@id") if one.isdigit()) + 1
    element = tree.add_textbox(number, "色带", 0, 0, Pt(wide), Pt(high))
    shape = next(one for one in layout.shapes if one._element is element)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb("accent")
    tree.remove(element)
    tree.insert(2, element)
