"""Which slides a report becomes: one message each, nothing cut, long tables at the end. Pure; draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from reports.content import Basis, Chapter, Column, Figure, Headlines, Report, Table, Words
from reports.findings import finding, rest_of
from reports.powerpoint.cards import CardGrid, grids
from reports.powerpoint.charts import ChartPart, chart_parts, is_drawn, needs_table
from reports.powerpoint.frame import ROOM, Head, fits_title, frame_of
from reports.powerpoint.notes import notes_of
from reports.powerpoint.prose import TIGHT, Group, Prose, prose_pages
from reports.powerpoint.tables import TablePage, TablePair, slides_of, table_pages

NUMERALS = "一二三四五六七八九十"
MOST_IN_PLACE = 3
FEW = 4  # slides below which a chapter without a sentence needs no opening
SHORT_REMARK = 90
APPENDIX = "附表{number}见第 ⟦{number}⟧ 页起"
BASES = "附　口径与来源"


@dataclass(frozen=True)
class Opening:
    """The slide a chapter begins with: its number, its sentence, what follows."""

    number: str
    title: str
    lead: str
    follows: tuple[str, ...]


@dataclass(frozen=True)
class Agenda:
    """The table of contents: words and the number of the slide each points to."""

    entries: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Cover:
    """The first slide."""

    report: Report


Content = Cover | Agenda | Opening | CardGrid | ChartPart | TablePage | TablePair | Prose


@dataclass(frozen=True)
class Planned:
    """One slide: what stands above and below, what stands in it, what the speaker reads; `part` names its section."""

    head: Head
    content: Content
    part: str
    notes: str = ""
    pointed: int | None = None


@dataclass(frozen=True)
class _Footed(Headlines):
    """Headline figures with the short remark that stands below their cards."""

    foot: str = ""


@dataclass
class _Later:
    """Long tables that go to the end of the deck."""

    tables: list[tuple[Figure, Table]] = field(default_factory=list)


def planned(report: Report) -> list[Planned]:
    """All slides of the report in their order, with the page numbers of the contents and of the long tables known."""
    later = _Later()
    body = _summary(report)
    for number, chapter in enumerate(report.chapters, start=1):
        body += _chapter(report, number, chapter, later)
    ends = [_long_table(report, number, *pair) for number, pair in enumerate(later.tables, start=1)]
    closing = _bases(report)
    agenda_pages = 1
    numbered = [*body, *(slide for slides in ends for slide in slides), *closing]
    start = 1 + agenda_pages
    pages: dict[str, int] = {}
    for at, slide in enumerate(numbered):
        pages.setdefault(slide.part, start + at + 1)
    agenda = Planned(Head("", "目录"), Agenda(tuple(pages.items())), "封面与目录")
    first = Planned(Head("", report.subject), Cover(report), "封面与目录", notes_of(report))
    return [_pointed(slide, numbered, ends, start) for slide in [first, agenda, *numbered]]


def _pointed(slide: Planned, numbered: list[Planned], ends: list[list[Planned]], start: int) -> Planned:
    """The slide with the page of its long table written where it was left open."""
    foot = slide.head.foot
    for number, slides in enumerate(ends, start=1):
        page = start + 1 + next(at for at, one in enumerate(numbered) if one is slides[0])
        if f"⟦{number}⟧" in foot:
            return replace(slide, head=replace(slide.head, foot=foot.replace(f"⟦{number}⟧", str(page))), pointed=page)
    return slide


def numeral(number: int) -> str:
    """1 → 一, 11 → 十一, 21 → 二十一."""
    tens, ones = divmod(number, 10)
    if not tens:
        return NUMERALS[ones - 1]
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")


def _summary(report: Report) -> list[Planned]:
    group = Group("摘要", report.summary, is_list=True)
    pages = prose_pages([group], "", "摘要", TIGHT)
    return [Planned(head, prose, "摘要", notes_of(report)) for head, prose in pages]


def _chapter(report: Report, number: int, chapter: Chapter, later: _Later) -> list[Planned]:
    part = f"{numeral(number)}、{chapter.title}"
    kept = list(later.tables)
    slides = [slide for blocks in _together(chapter) for slide in _slides_of(report, part, blocks, later)]
    if slides and len(slides) < FEW and fits_title(chapter.lead):
        later.tables[:] = kept
        return _without_opening(report, part, chapter, later)
    follows = tuple(dict.fromkeys(_message(slide) for slide in slides))
    opening = Opening(numeral(number), chapter.title, chapter.lead, follows)
    return [Planned(Head("", part), opening, part, notes_of(report, (chapter.lead,))), *slides]


def _without_opening(report: Report, part: str, chapter: Chapter, later: _Later) -> list[Planned]:
    """The slides of a short chapter: its sentence is the title of the first, or a paragraph of its own."""
    first, *others = _together(chapter)
    lead = chapter.lead
    if lead and isinstance(first[0], Figure) and not _is_words(first[0]):
        slides = _figure(report, part, first[0], later, lead.rstrip("。"))
    elif lead and _is_words(first[0]):
        slides = _slides_of(report, part, [Words("", (lead,)), *first], later)
    else:
        said = [[Words("", (lead,))]] if lead else []
        slides = [slide for blocks in [*said, first] for slide in _slides_of(report, part, blocks, later)]
    return [*slides, *(slide for blocks in others for slide in _slides_of(report, part, blocks, later))]


def _message(slide: Planned) -> str:
    return slide.head.title.split("（续")[0]


def _together(chapter: Chapter) -> Iterator[list]:
    """Words and figures without numbers that follow each other share slides; everything else stands alone."""
    for is_words, blocks in groupby(_with_remarks(chapter.blocks), key=_is_words):
        listed = list(blocks)
        yield from ([listed] if is_words else ([block] for block in listed))


def _with_remarks(blocks: Sequence) -> list:
    """A short remark without a heading belongs to the figure or the cards before it."""
    held: list = []
    for block in blocks:
        before = held[-1] if held else None
        if not _is_remark(block):
            held.append(block)
        elif isinstance(before, Figure) and before.table:
            held[-1] = replace(before, foot=f"{before.foot}{''.join(block.paragraphs)}")
        elif isinstance(before, Headlines):
            foot = before.foot if isinstance(before, _Footed) else ""
            held[-1] = _Footed(before.title, before.items, f"{foot}{''.join(block.paragraphs)}")
        else:
            held.append(block)
    return held


def _is_remark(block: Figure | Headlines | Words) -> bool:
    """Words so few that they need no slide of their own."""
    bare = isinstance(block, Words) and not block.title and not block.subtitle and not block.foot
    return bare and sum(map(len, block.paragraphs)) <= SHORT_REMARK


def _is_words(block: Figure | Headlines | Words) -> bool:
    return isinstance(block, Words) or (isinstance(block, Figure) and block.picture is None and block.table is None)


def _slides_of(report: Report, part: str, blocks: Sequence, later: _Later) -> list[Planned]:
    first = blocks[0]
    if _is_words(first):
        groups = [_group(block) for block in blocks]
        notes = notes_of(report, tuple(words for group in groups for words in (group.subtitle, group.foot)))
        return [Planned(head, prose, part, notes) for head, prose in prose_pages(groups, part, part.split("、", 1)[-1])]
    if isinstance(first, Headlines):
        return _cards(report, part, first)
    return _figure(report, part, first, later)


def _group(block: Figure | Words) -> Group:
    if isinstance(block, Words):
        return Group(block.title, block.paragraphs, block.is_list, block.subtitle, block.foot)
    missing = (block.missing,) if block.missing else ("没有可以画出的数。",)
    said = (block.summary,) if block.summary and not block.missing else missing
    return Group(block.title, (*said, *block.words), False, block.subtitle, block.foot)


def _cards(report: Report, part: str, block: Headlines) -> list[Planned]:
    head = Head("", block.title or part.split("、", 1)[-1])
    foot = block.foot if isinstance(block, _Footed) else ""
    head = replace(head, kicker=part if block.title else "", foot=foot)
    pages = grids(block.items, frame_of(head).body)
    notes = notes_of(report, (), tuple(item.name for item in block.items))
    return [
        Planned(_continued(head, place, len(pages)), grid, part, notes) for place, grid in enumerate(pages, start=1)
    ]


def _head_of(part: str, figure: Figure, lead: str, year: str) -> tuple[Head, str]:
    """The head of the slides of a figure, and the words that did not fit into its title."""
    found = finding(figure, year)
    if lead:
        said = " · ".join(words for words in (found if figure.picture else "", figure.subtitle) if words)
        return Head(f"{part} · {figure.title}", lead, said, figure.foot), rest_of(figure, year)
    if found and fits_title(found):
        return Head(f"{part} · {figure.title}", found, figure.subtitle, figure.foot), rest_of(figure, year)
    return Head(part, figure.title, figure.subtitle, figure.foot), found


def _figure(report: Report, part: str, figure: Figure, later: _Later, lead: str = "") -> list[Planned]:
    head, rest = _head_of(part, figure, lead, report.period[:4])
    notes = notes_of(report, (figure.title, figure.subtitle, figure.summary, *figure.words, figure.foot))
    slides: list[Planned] = []
    if is_drawn(figure):
        slides = _charts(report, part, figure, head, rest, notes)
    if figure.table is not None and (not slides or needs_table(figure)):
        slides += _tables(part, figure, head, notes, later, "" if slides else rest)
    return slides


def _charts(report: Report, part: str, figure: Figure, head: Head, rest: str, notes: str) -> list[Planned]:
    parts = chart_parts(figure, head, tuple(words for words in (rest, *figure.words) if words), report.subject)
    return [
        Planned(_continued(replace(head, subtitle=one.subtitle), place, len(parts)), one, part, notes)
        for place, one in enumerate(parts, start=1)
    ]


def _tables(part: str, figure: Figure, head: Head, notes: str, later: _Later, rest: str) -> list[Planned]:
    table = figure.table
    left_out = f"另有 {table.left_out} 行没有列出。" if table.left_out else ""
    said = " ".join(words for words in (head.subtitle, rest, *(figure.words if not figure.picture else ())) if words)
    head = replace(head, subtitle=said, foot=f"{head.foot}{left_out}")
    number = len(later.tables) + 1
    open_head = replace(
        head, foot=f"{head.foot}这里是前几行，全部 {len(table.rows)} 行在{APPENDIX.format(number=number)}。"
    )
    pages = _table_slides(table, open_head)
    if len(pages) > MOST_IN_PLACE:
        later.tables.append((figure, table))
        return [Planned(open_head, pages[0], part, notes)]
    pages = _table_slides(table, head)
    return [
        Planned(_continued(head, place, len(pages)), page, part, notes) for place, page in enumerate(pages, start=1)
    ]


def _table_slides(table: Table, head: Head) -> list[TablePage | TablePair]:
    return slides_of(table_pages(table, ROOM, frame_of(head).body.height), ROOM)


def _long_table(report: Report, number: int, figure: Figure, table: Table) -> list[Planned]:
    head = Head("附表", f"附表{number}　{figure.title}（全部 {len(table.rows)} 行）", figure.subtitle, figure.foot)
    pages = _table_slides(table, _continued(head, 99, 99))
    notes = notes_of(report, (figure.title, figure.subtitle, figure.foot))
    return [
        Planned(_continued(head, place, len(pages)), page, "附表", notes) for place, page in enumerate(pages, start=1)
    ]


def _bases(report: Report) -> list[Planned]:
    if not report.bases:
        return []
    columns = (Column("指标"), Column("单位"), Column("定义"), Column("算法"), Column("依据与来源"))
    rows = tuple(_basis_row(basis) for basis in report.bases)
    head = Head("", BASES, f"{report.choices_in_words} · 数据截至 {report.data_date} · 数据版本 {report.build}")
    pages = _table_slides(Table("", columns, rows), _continued(head, 99, 99))
    return [
        Planned(_continued(head, place, len(pages)), page, BASES, notes_of(report))
        for place, page in enumerate(pages, start=1)
    ]


def _basis_row(basis: Basis) -> tuple[str, ...]:
    return basis.name, basis.unit, basis.definition, basis.formula, basis.source


def _continued(head: Head, place: int, count: int) -> Head:
    return (
        head if count == 1 else replace(head, title=f"{head.title}（续 {place}/{count}）" if place > 1 else head.title)
    )
