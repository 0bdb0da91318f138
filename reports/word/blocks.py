"""The body of the report in Word: chapters, headings, cards, charts, tables, sources, and the appendix."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement

from figures.numbers import NO_VALUE
from reports.content import Basis, Block, Chapter, Figure, Headlines, Report, Table, Words
from reports.drawing import drawn, parts_of
from reports.word.cards import cards
from reports.word.charts import MOST_BARS, chart_run
from reports.word.tables import heading_of, pieces_of, word_table
from reports.word.xml import bookmarked, paragraph, run
from reports.word.xml import field as word_field

APPENDIX = "附　口径与来源"


@dataclass(frozen=True)
class Heading:
    """A heading of the contents: its bookmark, its level (0 chapter, 1 part) and its words with the number."""

    bookmark: str
    level: int
    words: str


@dataclass
class Body:
    """Elements of the body as they are written, with the headings and the running numbers of figures and tables."""

    document: Document
    styles: dict[str, str]
    width: float
    subject: str
    made: date
    elements: list[BaseOxmlElement] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    is_headed: bool = False
    pictures: int = 0
    tables: int = 0

    def say(self, style: str, words: str, **marks: object) -> None:
        """A paragraph of a style, if there are words."""
        if words.strip():
            self.elements.append(paragraph(self.styles[style], words, **marks))

    def table(self, made: BaseOxmlElement) -> None:
        """A table; two tables without words between them would grow together."""
        if self.elements and self.elements[-1].tag == made.tag:
            self.elements.append(paragraph(self.styles["图表来源"]))
        self.elements.append(made)

    def head(self, style: str, words: str, level: int, number: str = "") -> None:
        """A heading that the contents can find."""
        name = f"_Toc{71000001 + len(self.headings)}"
        self.headings.append(Heading(name, level, f"{number}{words}"))
        self.elements.append(paragraph(self.styles[style], *bookmarked(name, 71000 + len(self.headings), run(words))))

    def caption(self, kind: str, words: str) -> None:
        """图1 or 表1 with its title; Word counts them by itself when figures are moved."""
        number = self.pictures if kind == "图" else self.tables
        counted = word_field(f"SEQ {kind} \\* ARABIC", str(number))
        self.elements.append(paragraph(self.styles["Caption"], run(kind), *counted, run(f"　{words}")))


def write_chapters(body: Body, chapters: tuple[Chapter, ...], numbers: tuple[str, str]) -> None:
    """All chapters; `numbers` are the forms of the headings ("一、" …) as the template counts them, or empty."""
    for place, chapter in enumerate(chapters, 1):
        body.head("Heading 1", chapter.title, 0, numbered(numbers[0], place))
        body.say("导语", chapter.lead)
        titled = sum(bool(block.title) for block in chapter.blocks)
        part = 0
        for block in chapter.blocks:
            body.is_headed = bool(block.title) and titled > 1
            if body.is_headed:
                part += 1
                body.head("Heading 2", block.title, 1, numbered(numbers[1], part))
            write_block(body, block, chapter.title)


def write_block(body: Body, block: Block, chapter: str) -> None:
    """One block of a chapter."""
    match block:
        case Headlines():
            if block.items:
                body.table(cards(block.items, body.styles, body.width))
        case Words():
            _write_words(body, block)
        case Figure():
            _write_figure(body, block, chapter)


def _write_words(body: Body, block: Words) -> None:
    body.say("图表说明", block.subtitle)
    for words in block.paragraphs:
        body.say("List Bullet" if block.is_list else "Body Text", words)
    body.say("图表来源", block.foot)


def _write_figure(body: Body, figure: Figure, chapter: str) -> None:
    """The picture, then its numbers, then what the figure says and where it comes from."""
    title = figure.title or chapter
    if figure.picture is None and figure.table is None:
        missing = figure.missing or "没有数据。"
        body.say("Body Text", missing if body.is_headed else f"{title}：{missing}")
        body.say("图表来源", figure.foot)
        return
    notes: list[str] = []
    if figure.picture is not None:
        notes = _write_picture(body, figure, title)
    if figure.table is not None and not _says_all(figure, body.subject):
        _write_table(body, figure, figure.table, title)
    body.say("图表读法", figure.missing)
    for words in (*figure.words, *notes):
        body.say("图表读法", words)
    body.say("图表来源", figure.foot)


def _says_all(figure: Figure, subject: str) -> bool:
    """Whether the picture has every number of its table written on it, so that the table would only repeat it."""
    if figure.picture is None or figure.picture.kind not in ("bar", "column", "line"):
        return False
    told = [run for run in drawn(figure.picture, subject).runs if not run.is_mark]
    labelled = all(len(run.labelled) == sum(value is not None for value in run.values) for run in told)
    return labelled and len(figure.table.columns) == 1 + len(figure.picture.series) and not figure.table.has_total


def _write_picture(body: Body, figure: Figure, title: str) -> list[str]:
    """The charts of a figure, several where one page is too low for all bars. Returns what no chart can say."""
    drawing = drawn(figure.picture, body.subject)
    parts = parts_of(drawing, MOST_BARS)
    for place, part in enumerate(parts, 1):
        body.pictures += 1
        piece = f"（{place}/{len(parts)}）" if len(parts) > 1 else ""
        chart = chart_run(body.document, part, body.pictures, body.width, title, figure.summary, body.made)
        body.elements.append(paragraph(body.styles["图"], chart))
        body.caption("图", f"{title}{piece}")
        body.say("图表说明", figure.subtitle, keepNext=0)
    return list(drawing.notes)


def _write_table(body: Body, figure: Figure, table: Table, title: str) -> None:
    """A table with its caption, in pieces where it has more columns than the paper is wide."""
    pieces = pieces_of(table, body.width)
    for place, piece in enumerate(pieces, 1):
        body.tables += 1
        body.caption("表", f"{table.caption or title}{f'（{place}/{len(pieces)}）' if len(pieces) > 1 else ''}")
        if figure.picture is None:
            body.say("图表说明", figure.subtitle)
        if table.rows:
            body.table(word_table(piece, body.styles, body.width))
        else:
            body.say("图表读法", f"没有可列的行（{'、'.join(heading_of(one) for one in table.columns)}）。")
    if table.left_out:
        body.say("图表来源", f"页面上另有 {table.left_out} 行，没有列入本表。")


def write_appendix(body: Body, report: Report) -> None:
    """How every indicator is counted, and where the report comes from."""
    body.head("附录标题", APPENDIX, 0)
    if report.bases:
        body.say("导语", "本报告用到的指标，按下列定义计算；同一指标在各处的数相同。")
        for basis in report.bases:
            _write_basis(body, basis)
    lines = [
        ("统计范围", report.choices_in_words),
        ("数据截至", report.data_date.isoformat()),
        ("数据版本", report.build),
        ("网页地址", unquote(report.address)),
    ]
    if report.made:
        lines.append(tuple(report.made.split("：", 1)))
    if report.is_demonstration:
        lines.append(("数据性质", "演示数据，不是真实情况，不能引用。"))
    body.elements.append(paragraph(body.styles["附录名称"], "本报告的来历"))
    for name, words in lines:
        body.say("附录说明", f"{name}：{words or NO_VALUE}")


def _write_basis(body: Body, basis: Basis) -> None:
    body.elements.append(
        paragraph(body.styles["附录名称"], f"{basis.name}（{basis.unit}）" if basis.unit else basis.name)
    )
    for name, words in (("定义", basis.definition), ("公式", basis.formula), ("来源", basis.source)):
        body.say("附录说明", f"{name}：{words}" if words else "")


CHINESE = "零一二三四五六七八九"


def numbered(form: str, place: int) -> str:
    """The number of a heading as Word writes it: form "%1、" and 12 give 十二、; an empty form gives nothing."""
    return "" if not form else form.replace("%1", chinese(place)).replace("%2", chinese(place))


def chinese(number: int) -> str:
    """A number below a hundred in Chinese: 3 三, 10 十, 21 二十一."""
    tens, ones = divmod(number, 10)
    left = "" if tens == 0 else "十" if tens == 1 else f"{CHINESE[tens]}十"
    return left + (CHINESE[ones] if ones or not tens else "")
