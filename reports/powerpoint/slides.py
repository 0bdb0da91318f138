"""Planned slides drawn: titles in their placeholders, native charts and tables, links from the contents."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.parts.chart import ChartPart as ChartFile
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from exports.notes import DEMONSTRATION
from reports.content import Report
from reports.native.book import workbook_of
from reports.native.chart import chart_xml
from reports.powerpoint.cards import INSIDE, Card, CardGrid
from reports.powerpoint.charts import ChartPart
from reports.powerpoint.frame import FOOT, KICKER, KICKER_TOP, LEFT, ROOM, SMALL, Head, frame_of
from reports.powerpoint.master import COVER, OPENING, PLAIN, layout_of, named
from reports.powerpoint.plan import Agenda, Cover, Opening, Planned
from reports.powerpoint.prose import Prose
from reports.powerpoint.table import add_table
from reports.powerpoint.tables import TablePage, TablePair
from reports.powerpoint.text import Box, Text, add_text, clean, cut, rgb, write

CHART_SIZE = 12


def add_slide(deck: Deck, plan: Planned, data_date: date) -> Slide:
    """One slide as planned, with its notes."""
    content = plan.content
    name = COVER if isinstance(content, Cover) else OPENING if isinstance(content, Opening) else PLAIN
    slide = deck.slides.add_slide(layout_of(deck, name))
    if isinstance(content, Cover):
        _cover(slide, content.report)
    elif isinstance(content, Opening):
        _opening(slide, content)
    else:
        _head(slide, plan.head)
        _inside(slide, plan, data_date)
    if name != COVER:
        _number(slide)
    if plan.notes:
        slide.notes_slide.notes_text_frame.text = clean(plan.notes)
    return slide


def _inside(slide: Slide, plan: Planned, data_date: date) -> None:
    content, body = plan.content, frame_of(plan.head).body
    if isinstance(content, CardGrid):
        for card in content.cards:
            _card(slide, card)
    elif isinstance(content, ChartPart):
        _chart(slide, content, data_date)
    elif isinstance(content, TablePage):
        add_table(slide, content, body.left, body.top, plan.head.title)
    elif isinstance(content, TablePair):
        add_table(slide, content.left, body.left, body.top, plan.head.title)
        add_table(slide, content.right, body.left + body.width / 2 + 12, body.top, plan.head.title)
    elif isinstance(content, Prose):
        add_text(slide, body, content.texts)
    elif isinstance(content, Agenda):
        _agenda(slide, content, body)


def _title(slide: Slide, words: str, size: float, token: str = "text", box: Box | None = None) -> None:  # noqa: S107
    shape = slide.shapes.title
    if box is not None:
        shape.left, shape.top, shape.width, shape.height = (
            Pt(one) for one in (box.left, box.top, box.width, box.height)
        )
    write(shape.text_frame, [Text(words, size, token, is_bold=True)])


def _head(slide: Slide, head: Head) -> None:
    frame = frame_of(head)
    _title(slide, head.title, frame.title_size, box=frame.title)
    if head.kicker:
        add_text(slide, Box(LEFT, KICKER_TOP, ROOM, KICKER * 1.3), [Text(_one_line(head.kicker), KICKER, "accent")])
    if head.subtitle:
        add_text(slide, frame.subtitle, [Text(head.subtitle, SMALL, "muted")])
    if head.foot:
        add_text(slide, frame.foot, [Text(head.foot, FOOT, "muted")])


def _one_line(words: str) -> str:
    """A kicker only says where we are: its last part goes when it is too long for one line."""
    return words if len(cut(words, KICKER, ROOM, KICKER * 1.3)) == 1 else words.split(" · ")[0]


def _number(slide: Slide) -> None:
    """The number of the slide: the placeholder of the layout, which python-pptx leaves out."""
    for shape in slide.slide_layout.placeholders:
        if "SLIDE_NUMBER" in str(shape.placeholder_format.type):
            copied = deepcopy(shape._element)
            copied.nvSpPr.cNvPr.set("id", str(max(one.shape_id for one in slide.shapes) + 1))
            slide.shapes._spTree.append(copied)


def _cover(slide: Slide, report: Report) -> None:
    _title(slide, report.subject, 36 if len(report.subject) <= 22 else 28)
    slide.shapes.title.text_frame.vertical_anchor = 4
    write(slide.placeholders[1].text_frame, [Text(named(report), 24, "accent")])
    lines = [
        Text(f"口径：{report.choices_in_words}", 13, "muted", after=4),
        Text(f"数据截至 {report.data_date} · 数据版本 {report.build}", 13, "muted", after=4),
        *([Text(report.made, 13, "muted", after=4)] if report.made else []),
    ]
    add_text(slide, Box(84, 330, 800, 84 if report.made else 60), lines)
    if report.is_demonstration:
        add_text(slide, Box(84, 420, 800, 22), [Text(DEMONSTRATION, 14, "target", is_bold=True)])


def _opening(slide: Slide, content: Opening) -> None:
    _title(slide, content.title, 30)
    slide.placeholders[1]._element.getparent().remove(slide.placeholders[1]._element)
    size = 40 if len(content.number) == 1 else 28
    add_text(slide, Box(12, 92, 108, 56), [Text(content.number, size, "on-accent", is_bold=True)], "middle", "middle")
    room, top = 740.0, 164.0
    lead_size = next((one for one in (20, 18, 16) if Text(content.lead, one).height(room) <= 190), 14)
    texts = [Text(content.lead, lead_size, after=18)] if content.lead else []
    used = sum(text.height(room) for text in texts)
    follows = [Text(words, 13, "muted", after=5, is_point=True) for words in content.follows]
    if sum(text.height(room) for text in follows) + used <= 500 - top:
        texts += follows
    if texts:
        add_text(slide, Box(170, top, room, 500 - top), texts)


def _agenda(slide: Slide, content: Agenda, body: Box) -> None:
    """Two columns of links; the pages are where they lead."""
    count = len(content.entries)
    down = max(7, -(-count // 2))
    step = min(44.0, body.height / down)
    for at, (words, page) in enumerate(content.entries):
        column, row = divmod(at, down)
        box = Box(body.left + column * (body.width / 2 + 10), body.top + row * step, body.width / 2 - 20, step - 6)
        shape = add_text(slide, Box(box.left, box.top, box.width - 50, box.height), [Text(words, 16)], anchor="middle")
        number = add_text(
            slide,
            Box(box.left + box.width - 50, box.top, 50, box.height),
            [Text(str(page), 14, "muted")],
            "right",
            "middle",
        )
        for one in (shape, number):
            one.name = f"链接 {words} {page} {one.shape_id}"


def link_agenda(deck: Deck, slides: list[Slide], plans: list[Planned]) -> None:
    """The entries of the contents lead to their slides, the words below a shortened table to the whole one."""
    for slide, plan in zip(slides, plans, strict=True):
        if isinstance(plan.content, Agenda):
            for shape in slide.shapes:
                if shape.name.startswith("链接 "):
                    shape.click_action.target_slide = slides[int(shape.name.split()[-2]) - 1]
        elif plan.pointed:
            foot = next(
                shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text == plan.head.foot
            )
            foot.click_action.target_slide = slides[plan.pointed - 1]


def _card(slide: Slide, card: Card) -> None:
    box = card.box
    shape = slide.shapes.add_textbox(*(Pt(one) for one in (box.left, box.top, box.width, box.height)))
    shape.name = f"指标 {clean(card.name.words)}"
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb("canvas")
    shape.line.color.rgb = rgb("line")
    shape.line.width = Pt(0.75)
    write(shape.text_frame, [card.name, card.value, *card.details], margin=INSIDE)
    if card.unit:
        run = shape.text_frame.paragraphs[1].add_run()
        run.text = clean(f" {card.unit}")
        run.font.size, run.font.color.rgb = Pt(12), rgb("muted")


def _chart(slide: Slide, content: ChartPart, data_date: date) -> None:
    """A native chart with its own workbook, and beside it words or the small table of its numbers."""
    package = slide.part.package
    part = ChartFile.load(
        package.next_partname(ChartFile.partname_template),
        CONTENT_TYPE.DML_CHART,
        package,
        chart_xml(content.drawing, CHART_SIZE),
    )
    part.chart_workbook.update_from_xlsx_blob(workbook_of(content.drawing, data_date))
    place = content.place
    frame = slide.shapes._add_chart_graphicFrame(
        slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART),
        *(Pt(one) for one in (place.left, place.top, place.width, place.height)),
    )
    frame.nvGraphicFramePr.cNvPr.set("descr", clean(content.alternative))
    if content.texts:
        add_text(slide, content.side, content.texts)
    if content.table is not None:
        add_table(slide, content.table, content.side.left, content.side.top, content.alternative)
