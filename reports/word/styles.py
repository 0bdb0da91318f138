"""The styles of the report in Word: their names are what the office edits, their values here are only a beginning."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle

from reports.colours import colour
from reports.word.xml import w

SONG, HEI, KAI = "宋体", "黑体", "楷体"
LATIN = {SONG: "Times New Roman", HEI: "Arial", KAI: "Times New Roman"}
TABLE_STYLE = "报告表格"
CARD_STYLES = ("卡片名称", "卡片数值", "卡片比较", "卡片说明")


@dataclass(frozen=True)
class Style:
    """One paragraph style. Sizes and distances in points; `line` is the exact height of a line, 0 as high as needed.

    `indent` counts characters of the first line, `hanging` points to the left of the first line.
    """

    name: str
    font: str = SONG
    size: float = 12
    line: float = 22
    before: float = 0
    after: float = 0
    bold: bool = False
    paint: str = "text"
    align: str = "both"
    indent: int = 0
    left: float = 0
    hanging: float = 0
    keep_next: bool = False
    outline: int | None = None
    new_page: bool = False


STYLES = (
    Style("Normal", size=10.5, line=0, align="left"),
    Style("Body Text", indent=2, before=3),
    Style("List Bullet", left=24, hanging=14, before=3),
    Style("Title", HEI, 30, 44, before=120, align="center", paint="text"),
    Style("Subtitle", HEI, 22, 34, before=10, align="center", paint="text"),
    Style("封面期间", SONG, 16, 28, before=14, align="center", paint="muted"),
    Style("封面说明", SONG, 11, 20, align="center", paint="muted"),
    Style("版头", HEI, 14, 24, align="center", paint="accent"),
    Style("演示标记", HEI, 14, 26, before=40, align="center", paint="target"),
    Style("TOC Heading", HEI, 16, 30, after=10, align="center", new_page=True),
    Style("toc 1", SONG, 11, 18, before=3, align="left"),
    Style("toc 2", SONG, 9.5, 14, left=22, align="left", paint="muted"),
    Style("摘要标题", HEI, 16, 30, after=8, align="center", keep_next=True, new_page=True),
    Style("Heading 1", HEI, 16, 30, before=18, after=8, align="left", keep_next=True, outline=0),
    Style("Heading 2", HEI, 13, 24, before=12, after=4, align="left", keep_next=True, outline=1),
    Style("导语", KAI, 12, 22, indent=2, after=4, keep_next=True),
    Style("Caption", HEI, 10.5, 18, before=4, align="center", keep_next=True),
    Style("图表说明", SONG, 9, 14, after=3, align="center", paint="muted", keep_next=True),
    Style("图", SONG, 9, 0, before=6, align="center", keep_next=True),
    Style("图表读法", SONG, 10.5, 18, align="both", before=2),
    Style("图表来源", SONG, 9, 13, before=2, align="left", paint="muted"),
    Style("表头", HEI, 9, 13, align="left", keep_next=True),
    Style("表头数字", HEI, 9, 13, align="right", keep_next=True),
    Style("表格文字", SONG, 9, 13, align="left"),
    Style("表格数字", SONG, 9, 13, align="right"),
    Style("卡片名称", HEI, 9, 13, align="left", paint="muted"),
    Style("卡片数值", HEI, 16, 24, align="left"),
    Style("卡片比较", SONG, 8.5, 13, align="left"),
    Style("卡片说明", SONG, 8, 12, align="left", paint="muted"),
    Style("附录标题", HEI, 16, 30, after=8, align="left", keep_next=True, new_page=True),
    Style("附录名称", HEI, 10.5, 18, before=6, align="left", keep_next=True),
    Style("附录说明", SONG, 10, 16, left=12, align="left"),
    Style("Header", SONG, 9, 14, align="left", paint="muted"),
    Style("Footer", SONG, 9, 14, align="left", paint="muted"),
)


def complete(document: Document) -> None:
    """Add the styles the report writes with and the document does not have; those it has stay as they are."""
    known = {style.name.lower() for style in document.styles}
    for style in STYLES:
        if style.name.lower() not in known:
            shape(document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH), style)
    if TABLE_STYLE not in {style.name for style in document.styles}:
        add_table_style(document)


def shape(made: ParagraphStyle, style: Style) -> None:
    """Give a paragraph style its letters and distances, whatever it had before."""
    element = made.element
    for tag in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    element.append(_distances(style))
    element.append(letters(style.font, style.size, style.paint, style.bold))
    made.hidden, made.quick_style, made.unhide_when_used = False, True, True


def letters(font: str, size: float, paint: str, bold: bool = False) -> object:
    """Run properties: Chinese and Latin font by name, size, colour, language."""
    latin = LATIN[font]
    return w(
        "rPr",
        w("rFonts", ascii=latin, hAnsi=latin, eastAsia=font, cs=latin),
        *([w("b")] if bold else [w("b", val="0")]),
        w("i", val="0"),
        w("color", val=colour(paint)),
        w("sz", val=round(size * 2)),
        w("szCs", val=round(size * 2)),
        w("lang", val="en-US", eastAsia="zh-CN"),
    )


def _distances(style: Style) -> object:
    lines = {"line": round(style.line * 20), "lineRule": "exact"} if style.line else {"line": 240, "lineRule": "auto"}
    first = {"firstLineChars": style.indent * 100, "firstLine": round(style.indent * style.size * 20)}
    side = {"left": round(style.left * 20), **({"hanging": round(style.hanging * 20)} if style.hanging else {})}
    number = [w("numPr", w("ilvl", val=style.outline), w("numId", val=NUMBERING))] if style.outline is not None else []
    bullet = [w("numPr", w("numId", val=BULLETS))] if style.name == "List Bullet" else []
    return w(
        "pPr",
        *([w("keepNext"), w("keepLines")] if style.keep_next else []),
        *([w("pageBreakBefore")] if style.new_page else []),
        *number,
        *bullet,
        w("spacing", before=round(style.before * 20), after=round(style.after * 20), **lines),
        w("ind", **(first if style.indent else side)),
        w("jc", val=style.align),
        *([w("outlineLvl", val=style.outline)] if style.outline is not None else []),
    )


NUMBERING, BULLETS = 71, 72


def add_numbering(document: Document) -> None:
    """Headings count 一、 and （一）, lists have a point; the numbers of the lists are the ones the styles name."""
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    headings = w(
        "abstractNum",
        w("multiLevelType", val="multilevel"),
        _level(0, "chineseCountingThousand", "%1、", "Heading1"),
        _level(1, "chineseCountingThousand", "（%2）", "Heading2"),
        abstractNumId=NUMBERING,
    )
    points = w(
        "abstractNum",
        w("multiLevelType", val="hybridMultilevel"),
        _level(0, "bullet", "•", "ListBullet", "tab"),
        abstractNumId=BULLETS,
    )
    for made in (headings, points):
        first.addprevious(made)
    for number in (NUMBERING, BULLETS):
        numbering.append(w("num", w("abstractNumId", val=number), numId=number))


def _level(place: int, form: str, words: str, style: str, after: str = "nothing") -> object:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("pStyle", val=style),
        w("suff", val=after),
        w("lvlText", val=words),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=480, hanging=280) if form == "bullet" else w("ind", left=0, firstLine=0)),
        ilvl=place,
    )


def add_table_style(document: Document) -> None:
    """Tables with lines across only: strong above and below, hairlines between the rows, a grey head."""
    made = document.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE).element
    strong, hair = colour("accent"), colour("line")
    lines = w(
        "tblBorders",
        w("top", val="single", sz=8, space=0, color=strong),
        w("bottom", val="single", sz=8, space=0, color=strong),
        w("insideH", val="single", sz=4, space=0, color=hair),
    )
    margins = w("tblCellMar", *(w(side, w=_margin(side), type="dxa") for side in ("top", "left", "bottom", "right")))
    made.append(w("tblPr", w("tblInd", w=0, type="dxa"), lines, margins))
    head = w("tcPr", w("shd", val="clear", color="auto", fill=colour("accent-soft")), w("vAlign", val="center"))
    made.append(w("tblStylePr", head, type="firstRow"))
    last = w("tcPr", w("tcBorders", w("top", val="single", sz=6, space=0, color=strong)))
    made.append(w("tblStylePr", w("rPr", w("b")), last, type="lastRow"))


def _margin(side: str) -> int:
    return 70 if side in ("left", "right") else 30
