"""What a page shows, as blocks of a report: pictures, tables, words and headline figures in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dash import html
from dash.development.base_component import Component

from components.behind import Failure, Frame, behind, kept
from components.behind import Table as Behind
from components.indicator_card import Card, Goal
from figures.numbers import exact
from reports.attention import alarms_figure
from reports.content import Block, Figure, Headline, Headlines, Words
from reports.drawn_tables import drawn
from reports.emptiness import gathered
from reports.happened import without_events
from reports.pictures import picture_of
from reports.plain import HEADINGS, children_of, classes_of, is_hidden, plain, read_only, sentence_of
from reports.silence import without_gaps, without_silent
from reports.tables import has_numbers, table_of

NOTES, HOW_TO_READ = "说明", "怎么读这些数"
NOTHING = ("没有", "没有。")
EMPTY_COUNT = re.compile(r" 0 \S$")
NAMES = 40  # letters: shorter points of a list are names and stand in one line


def blocks_of(parts: object) -> list[Block]:
    """The blocks of components, of lists of them, and of everything inside."""
    found: list[Block] = []
    for block in _blocks(parts):
        if found and isinstance(block, Headlines) and isinstance(found[-1], Headlines):
            block = Headlines(found[-1].title, (*found.pop().items, *block.items))
        found.append(block)
    return found


def untitled(title: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a chapter of that title, those with nothing to show in one sentence.

    Words do not repeat the title; beside others they get a heading of their own.
    """
    blocks = gathered(blocks)
    others = any(one.title and one.title not in (title, NOTES) for one in blocks)
    own = HOW_TO_READ if others else ""
    return tuple(
        replace(one, title=own) if isinstance(one, Words) and one.title in (title, NOTES) else one for one in blocks
    )


def _blocks(part: object) -> list[Block]:
    if isinstance(part, (list, tuple)):
        return [block for one in part for block in blocks_of(one)]
    if not isinstance(part, Component) or is_hidden(part):
        return []
    own = behind(part)
    if isinstance(own, Card):
        return [Headlines("", (headline(own),))]
    if isinstance(own, Frame):
        return [figure_of(own)] if own.name else box_blocks(own, part)
    if isinstance(own, Behind):
        return [Figure(own.caption, "", "", table=table_of(own))]
    if isinstance(own, Failure):
        return [Words("", (f"这一部分没有算出（编号 {own.number}），请告诉系统管理员。",))]
    names = classes_of(part)
    if "notes" in names:
        return [notes_words(part)]
    if "notice" in names or isinstance(part, html.P):
        words = read_only(sentence_of(plain(part)))
        return [Words("", (words,))] if words else []
    return blocks_of(children_of(part))


def headline(card: Card) -> Headline:
    """A card with what its number is held against."""
    goal = card.goal
    has_value = card.value is not None
    compared = has_value and card.before is not None
    return Headline(
        name=card.name,
        value=float(card.value) if has_value else None,
        unit=card.unit,
        decimals=card.decimals,
        missing="" if has_value else plain(card.missing),
        detail=plain(card.detail),
        before=float(card.before) if compared else None,
        before_words=card.before_words if compared else "",
        goal=float(goal.value) if goal and goal.value is not None else None,
        goal_words=_goal_words(goal, card.unit) if goal else "",
        rising_is=card.rising_is if card.rising_is in ("good", "bad") else "",
    )


def _goal_words(goal: Goal, unit: str) -> str:
    """目标 ≥ 10 人/万人."""
    text = exact(goal.value, 2)
    number = text.rstrip("0").rstrip(".") if "." in text else text
    gap = "" if unit == "%" else " "
    return f"{goal.words} {goal.comparison} {number}{gap}{unit}"


def with_sources(parts: object, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of the parts, behind their headline figures who set the targets of these."""
    cards = [one for one in kept(parts) if isinstance(one, Card) and one.goal and one.value is not None]
    told = tuple(f"{card.name}的{card.goal.words}出处：{card.goal.source}。" for card in cards)
    last = max((place for place, block in enumerate(blocks) if isinstance(block, Headlines)), default=-1)
    return [*blocks[: last + 1], *([Words("", told)] if told else []), *blocks[last + 1 :]]


def figure_of(frame: Frame) -> Figure:
    """A chart as the page frames it, shown there as a picture or as a table."""
    subtitle, foot = read_only(frame.subtitle, "·"), without_events(read_only(frame.foot))
    missing = "" if isinstance(frame.figure, dict) else read_only(sentence_of(plain(frame.figure)))
    behinds = tables_inside(frame.table)
    if not behinds or not behinds[0].rows:
        return Figure(frame.title, subtitle, foot, missing=missing or "没有可以列出的数。")
    whole = table_of(behinds[0], frame.title, is_marked=True)
    if not has_numbers(whole):
        return Figure(frame.title, subtitle, foot, missing=missing or "全部未报送。")
    table, silent = without_silent(whole)
    picture = picture_of(frame.figure, whole, subtitle.partition(" · ")[0]) or drawn(frame.name, behinds[0], table)
    return Figure(
        title=frame.title,
        subtitle=subtitle,
        foot=foot,
        picture=without_gaps(picture, bool(silent)) if picture else None,
        table=table,
        summary=without_events(frame.summary),
        words=tuple(filter(None, (missing, silent))),
    )


def tables_inside(parts: object) -> list[Behind]:
    """The tables among components, in reading order."""
    if isinstance(parts, (list, tuple)):
        return [table for one in parts for table in tables_inside(one)]
    if not isinstance(parts, Component):
        return []
    own = behind(parts)
    return [own] if isinstance(own, Behind) else tables_inside(children_of(parts))


@dataclass
class _Box:
    """A box while it is read: what was said since the last table, and the heading that waits for its content."""

    frame: Frame
    blocks: list[Block] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    heading: str = ""
    is_list: bool = False

    def add(self, words: str) -> None:
        """A paragraph, under the heading that waits; 0 家：没有 is said once."""
        if words in NOTHING:
            self.heading = EMPTY_COUNT.sub("", self.heading)
        words = read_only(words)
        if words:
            self.said.append(sentence_of(f"{self.heading}：{words}" if self.heading else words))
        self.heading = ""

    def go_on(self, words: str) -> None:
        """The rest of a list of names that is too long for the screen."""
        last = self.said.pop() if self.said else ""
        self.said.append(sentence_of(f"{last.removesuffix('。')}、{words}" if last else words))

    def table(self, table: Behind) -> None:
        """A table, with the words before it."""
        title = f"{self.frame.title}：{self.heading}" if self.heading else self.frame.title
        made, silent = without_silent(table_of(table, title))
        words = tuple(filter(None, (*self.said, silent)))
        self.heading, self.said = "", []
        picture = drawn(table.name, table, made)
        self.blocks.append(Figure(title, self.subtitle, self.foot, picture, made, words=words))

    @property
    def subtitle(self) -> str:
        """What stands under the title of the box."""
        return read_only(self.frame.subtitle, "·")

    @property
    def foot(self) -> str:
        """The source of the box."""
        return read_only(self.frame.foot)

    def done(self) -> list[Block]:
        """The blocks; a sentence behind the last table belongs to it."""
        if not self.said:
            return self.blocks
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Figure) and not self.is_list:
            return [*self.blocks[:-1], replace(last, words=(*last.words, *self.said))]
        if last is not None:
            return [*self.blocks, Words("", tuple(self.said), self.is_list)]
        return [Words(self.frame.title, tuple(self.said), self.is_list, self.subtitle, self.foot)]


def box_blocks(frame: Frame, part: Component) -> list[Block]:
    """A box: its tables with the words before them, its lists and paragraphs."""
    box = _Box(frame)
    inside = [one for one in children_of(part) if not classes_of(one) & {"box-head", "foot"}]
    _read(inside, box)
    return box.done()


def _read(parts: Sequence[object], box: _Box) -> None:
    printed = any("in-print" in classes_of(one) for one in parts)
    for part in parts:
        own = behind(part)
        if is_hidden(part) or (printed and isinstance(part, html.Details)):
            continue
        if isinstance(own, Behind):
            box.table(own)
        elif isinstance(own, Frame):
            box.blocks.extend(_blocks(part))
        elif isinstance(part, HEADINGS):
            box.heading = plain(part)
        elif "alarms" in classes_of(part):
            box.blocks.append(alarms_figure(part, box.frame.title, box.subtitle, box.foot))
        elif isinstance(part, (html.Ul, html.Ol)):
            _read_list(part, box)
        elif "in-print" in classes_of(part):
            box.go_on(plain(part))
        elif isinstance(part, html.P) or not isinstance(part, Component) or "notice" in classes_of(part):
            box.add(plain(part))
        else:
            _read(children_of(part), box)


def _read_list(part: Component, box: _Box) -> None:
    points = [words for one in children_of(part) if (words := plain(one))]
    if box.heading or all(len(point) <= NAMES for point in points):
        box.add("、".join(points))
        return
    box.is_list = True
    for point in points:
        box.add(point)


def notes_words(part: Component) -> Words:
    """The notes of a page as points under their heading."""
    title = next((plain(one) for one in children_of(part) if isinstance(one, HEADINGS)), "说明")
    items = [item for one in children_of(part) if isinstance(one, html.Ul) for item in children_of(one)]
    return Words(title, tuple(sentence_of(read_only(plain(item))) for item in items if plain(item)), is_list=True)
