"""A page drawn once more for a file: its cards and its tables, under the words that say what was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from components.behind import Failure, Frame, kept, tables, unique
from components.filter_words import in_words
from components.indicator_card import Card
from components.page import Page, all_pages, state_of
from components.page_export import name_of
from components.router import body
from components.state import State
from figures.numbers import rounding
from indicators.warehouse import Snapshot
from sheets.values import Column, Sheet, sheet_of, words_of

CARDS = "cards"
CARD_COLUMNS = (
    Column("name", "指标", "text"),
    Column("value", "数值", "decimal"),
    Column("unit", "单位", "text"),
    Column("missing", "没有数值的原因", "text"),
    Column("detail", "构成", "text"),
    Column("before", "比较的数", "decimal"),
    Column("before_words", "和什么比", "text"),
    Column("goal", "目标", "decimal"),
    Column("goal_words", "目标的方向与出处", "text"),
)


@dataclass(frozen=True)
class PageSheets:
    """What one page shows under one address. `failures` are the numbers of parts that could not be drawn."""

    page: Page
    state: State
    filters_in_words: str
    sheets: tuple[Sheet, ...]
    indicators: tuple[str, ...]
    failures: tuple[str, ...]
    taken: Snapshot

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((one for one in self.sheets if one.name == name), None)


def exported_pages() -> dict[str, Page]:
    """The pages that have something to take home, by name."""
    return {name_of(page): page for page in all_pages() if page.is_exported}


def state_from(page: Page, given: dict[str, list[str]]) -> State:
    """The state of a page for the choices of a query; what the page keeps in its path is taken whole."""
    inside = next(iter(given.get(page.inner, [])), "") if page.inner else ""
    path = f"{page.path}/{quote(inside, safe='')}" if inside else page.path
    pairs = [(key, value) for key, values in given.items() if key != page.inner for value in values]
    return state_of(page, path, urlencode(pairs))


def collected(page: Page, state: State, taken: Snapshot) -> PageSheets:
    """Draw the page and keep what it shows; raises what drawing it raises."""
    parts = body(page, state)
    behind = list(kept(parts))
    cards = [one for one in behind if isinstance(one, Card)]
    sheets = [sheet_of(one) for one in unique(tables(parts))]
    asked = [one.indicator for one in behind if isinstance(one, Card | Frame) and one.indicator]
    return PageSheets(
        page=page,
        state=state,
        filters_in_words=in_words(state, page) or "没有筛选",
        sheets=tuple([cards_sheet(cards), *sheets] if cards else sheets),
        indicators=tuple(dict.fromkeys(one.partition(";")[0] for one in asked)),
        failures=tuple(one.number for one in behind if isinstance(one, Failure)),
        taken=taken,
    )


def cards_sheet(cards: Iterable[Card]) -> Sheet:
    """The cards of a page, one row each, with all the digits that are meant."""
    rows = tuple(_card_row(card) for card in cards)
    return Sheet(CARDS, "指标卡", "", "", CARD_COLUMNS, rows)


def _card_row(card: Card) -> tuple:
    goal = card.goal
    compared = card.before is not None and card.value is not None
    return (
        card.name,
        None if card.value is None else rounding(card.value, card.decimals),
        "百分数（%）" if card.unit == "%" else card.unit,  # a cell that begins with % may be taken for a formula
        words_of(card.missing) if card.value is None else None,
        words_of(card.detail) or None,
        rounding(card.before, card.decimals) if compared else None,
        card.before_words if compared else None,
        None if goal is None or goal.value is None else rounding(goal.value, 2).normalize(),
        f"{goal.words} {goal.comparison}；{goal.source}" if goal else None,
    )
