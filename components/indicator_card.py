"""A card: one number with its unit, its fraction, last year, target and the way it came; opens to its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from components.behind import keep
from components.chart import info_link
from components.state import State
from figures.numbers import NOT_REPORTED, Number, compact, exact, is_shortened, signed
from figures.sparkline import sparkline


@dataclass(frozen=True)
class Goal:
    """A target of the same universe: its value, whether at least (≥) or at most (≤), and who set it."""

    value: Number
    comparison: str
    source: str
    words: str = "目标"


@dataclass(frozen=True)
class Card:
    """What a card says. `value` None needs `missing`: 未报送, or why it cannot be computed.

    `detail` is the fraction in words; `rising_is` good, bad or neutral colours the change;
    empty `before_words` mean that there is nothing to compare with.
    """

    name: str
    value: Number | None
    unit: str
    indicator: str | None = None
    decimals: int = 0
    detail: str | Sequence[str | Component] = ""
    before: Number | None = None
    before_words: str = "较上年"
    goal: Goal | None = None
    history: Sequence[Number | None] = ()
    history_words: str = ""
    missing: str = NOT_REPORTED
    rising_is: str = "neutral"
    href: str | None = None


def cards(state: State, items: Sequence[Card]) -> html.Div:
    """A row of cards."""
    return html.Div([indicator_card(state, item) for item in items], className="cards")


def indicator_card(state: State, card: Card) -> html.Section:
    """One card."""
    head = html.Div(
        [
            html.H2(html.A(card.name, href=card.href) if card.href else card.name),
            *([info_link(state, card.indicator, f"{card.name}：口径与来源")] if card.indicator else []),
        ],
        className="card-head",
    )
    parts = [head, _value(card), html.P(card.detail, className="card-detail"), _change(card)]
    return keep(html.Section([*parts, *_goal(card), *_history(card)], className="card"), card)


def _value(card: Card) -> html.P:
    if card.value is None:
        return html.P(card.missing, className="card-value card-missing")
    full = (
        {"title": f"{exact(card.value, card.decimals)} {card.unit}"}
        if is_shortened(card.value, card.decimals)
        else {}
    )
    return html.P([compact(card.value, card.decimals), html.Small(card.unit)], className="card-value", **full)


def _change(card: Card) -> html.P:
    if card.value is None or card.before is None:
        words = "无上年可比" if card.value is not None and card.before_words else ""
        return html.P(words, className="card-change")
    difference = float(card.value) - float(card.before)
    words = signed(difference, card.decimals)
    if words == exact(0, card.decimals):
        return html.P(f"{card.before_words}持平", className="card-change")
    rising = difference > 0
    good = {"good": rising, "bad": not rising}.get(card.rising_is)
    tone = "" if good is None else " is-good" if good else " is-bad"
    sign = html.Span("▲ " if rising else "▼ ", **{"aria-hidden": "true"})
    amount = compact(abs(difference), card.decimals)
    return html.P(
        [sign, f"{card.before_words}{'多' if rising else '少'} {amount}"],
        className=f"card-change{tone}",
        title=f"从 {exact(card.before, card.decimals)} 到 {exact(card.value, card.decimals)} {card.unit}",
    )


def _goal(card: Card) -> list[Component]:
    goal = card.goal
    if goal is None or card.value is None or not goal.value:
        return []
    share = float(card.value) / float(goal.value)
    reached = share >= 1 if goal.comparison == "≥" else share <= 1
    words = (
        f"{goal.words} {goal.comparison}{exact(goal.value, _places(goal.value))}，{'已达到' if reached else '未达到'}"
    )
    bar = html.Span(html.Span(style={"width": f"{min(share, 1) * 100:.1f}%"}), className="progress")
    return [html.P([bar, html.Span(words)], className="card-goal", title=f"{goal.words}出处：{goal.source}")]


def _places(value: Number) -> int:
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return len(text.partition(".")[2])


def _history(card: Card) -> list[Component]:
    return spark(card.history, card.name, card.history_words)


def spark(values: Sequence[Number | None], name: str, words: str = "") -> list[Component]:
    """The way of a number over the years as a small line; nothing below two points."""
    drawn = sparkline(values)
    if drawn is None:
        return []
    line, point = drawn
    picture = html.Div(
        [
            html.Span(className="spark-line", style={"maskImage": line, "WebkitMaskImage": line}),
            html.Span(className="spark-point", style={"maskImage": point, "WebkitMaskImage": point}),
        ],
        className="spark",
        role="img",
        title=words,
        **{"aria-label": words or f"{name}近年走势"},
    )
    return [picture]
