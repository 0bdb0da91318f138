"""The headline figures as cards: as many on a slide as can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figures.numbers import NOT_REPORTED, compact, rounding
from reports.content import Headline
from reports.powerpoint.text import Box, Text

GRIDS = ((5, 2), (4, 2), (3, 2), (2, 2), (1, 2))
GAP, INSIDE = 12.0, 10.0
FEW, FEW_GRIDS = 6, ((3, 2), (2, 2), (1, 2))
READABLE = 3  # of the sizes
SIZES = ((18, 40, 14), (15, 32, 12), (13, 28, 11), (12, 24, 10), (11, 20, 9))


@dataclass(frozen=True)
class Card:
    """One headline figure: its paragraphs and its place; the value and its unit stand in one line."""

    box: Box
    name: Text
    value: Text
    unit: str
    details: tuple[Text, ...]


@dataclass(frozen=True)
class CardGrid:
    """The cards of one slide."""

    cards: tuple[Card, ...]


def grids(items: Sequence[Headline], body: Box) -> list[CardGrid]:
    """The cards over as few slides as hold them with all their words."""
    for sizes, (across, down) in _ladder(len(items) <= FEW):
        whole = across * down
        pages = [_grid(items[at : at + whole], across, down, sizes, body) for at in range(0, len(items), whole)]
        if all(_fits(card) for page in pages for card in page.cards) or (across, sizes) == (1, SIZES[-1]):
            return pages
    return []


def _ladder(are_few: bool) -> list[tuple[tuple[int, int, int], tuple[int, int]]]:
    """Letters and grids from the best on: rather one more slide than the smallest letters."""
    grids_tried = FEW_GRIDS if are_few else GRIDS
    readable = [(sizes, grid) for grid in grids_tried for sizes in SIZES[:READABLE] if are_few or sizes != SIZES[0]]
    return [*readable, *((sizes, grid) for grid in grids_tried for sizes in SIZES[READABLE:])]


def _grid(items: Sequence[Headline], across: int, down: int, sizes: tuple[int, int, int], body: Box) -> CardGrid:
    wide = (body.width - GAP * (across - 1)) / across
    high = min((body.height - GAP * (down - 1)) / down, 190.0)
    return CardGrid(
        tuple(
            _card(
                item,
                Box(body.left + at % across * (wide + GAP), body.top + at // across * (high + GAP), wide, high),
                sizes,
            )
            for at, item in enumerate(items)
        )
    )


def _card(item: Headline, box: Box, sizes: tuple[int, int, int]) -> Card:
    name_size, value_size, size = sizes
    name = Text(item.name, name_size, is_bold=True, after=2)
    if item.value is None:
        said = item.missing or NOT_REPORTED
        short = said if len(said) <= 6 else NOT_REPORTED if NOT_REPORTED in said else "—"
        details = [Text(said, size, "muted", after=3)] if said != short else []
        value = Text(short, value_size * 0.75, "muted", after=3)
        return Card(box, name, value, "", tuple([*details, *_others(item, size)]))
    value = Text(compact(item.value, item.decimals), value_size, is_bold=True, after=3)
    return Card(box, name, value, item.unit, tuple([*_change(item, size), *_others(item, size)]))


def _change(item: Headline, size: float) -> list[Text]:
    if item.before is None:
        return []
    change = rounding(item.value - item.before, item.decimals)
    unit = "个百分点" if item.unit == "%" else f" {item.unit}".rstrip()
    words = item.before_words or "较上年"
    if not change:
        return [Text(f"持平（{words}）", size, "muted", after=3)]
    arrow = "▲" if change > 0 else "▼"
    said = {"good": "good" if change > 0 else "bad", "bad": "bad" if change > 0 else "good"}.get(
        item.rising_is, "muted"
    )
    more = "多" if change > 0 else "少"
    return [
        Text(f"{arrow} {words}{more} {compact(abs(change), item.decimals)}{unit}", size, said, is_bold=True, after=3)
    ]


def _others(item: Headline, size: float) -> list[Text]:
    texts = []
    if item.goal is not None:
        words = item.goal_words if any(sign.isdigit() for sign in item.goal_words) else ""
        said = words or f"{item.goal_words or '目标'} {compact(item.goal, item.decimals)} {item.unit}".strip()
        texts.append(Text(said, size, "target", after=3))
    elif item.goal_words:
        texts.append(Text(item.goal_words, size, "target", after=3))
    if item.detail:
        texts.append(Text(item.detail, size, "muted"))
    return texts


def _fits(card: Card) -> bool:
    room = card.box.width - 2 * INSIDE
    texts = [card.name, Text(f"{card.value.words} {card.unit}", card.value.size, after=3), *card.details]
    one_line = Text(f"{card.value.words}", card.value.size).height(room) <= card.value.size * 1.3
    return one_line and sum(text.height(room) for text in texts) <= card.box.height - 2 * INSIDE
