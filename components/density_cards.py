"""组织密度: the five cards."""

from __future__ import annotations

from dash import html

from components.density_facts import DENSITY, Facts
from components.density_words import NO_PEOPLE, UNIT, asked_words, fraction
from components.indicator_card import Card
from components.words import universe_words
from figures.numbers import NOT_REPORTED


def headline(facts: Facts) -> list[Card]:
    """The five cards of the page."""
    return [_density_card(facts), _orgs_card(facts), _people_card(facts), _gap_card(facts), _growth_card(facts)]


def _density_card(facts: Facts) -> Card:
    row = facts.row
    return Card(
        name="每万人社会组织数",
        value=row["value"],
        unit=UNIT,
        decimals=1,
        indicator=DENSITY,
        detail=f"{universe_words(facts.asked.state)} · {fraction(row, facts.result.basis)}",
        before=facts.before["value"],
        goal=facts.target.goal if facts.target else None,
        history=[point["value"] for point in _until_now(facts)],
        history_words=_history_words(facts, "每万人社会组织数"),
        missing=NO_PEOPLE if row["reported"] else NOT_REPORTED,
        rising_is="good",
    )


def _until_now(facts: Facts, rows: list[dict] | None = None) -> list[dict]:
    return [row for row in (facts.by_year if rows is None else rows) if row["year"] <= facts.asked.moment.year]


def _history_words(facts: Facts, name: str) -> str:
    years = [row["year"] for row in _until_now(facts)][-12:]
    return f"{name}，{years[0]}—{years[-1]}年" if years else name


def _orgs_card(facts: Facts) -> Card:
    return Card(
        name="在册组织数",
        value=facts.orgs["value"],
        unit="个",
        indicator="orgs",
        detail=f"{facts.asked.moment.words}，{asked_words(facts.asked)}",
        before=facts.orgs_before["value"],
        history=[row["value"] for row in _until_now(facts, facts.orgs_by_year)],
        history_words=_history_words(facts, "在册组织数"),
        rising_is="good",
    )


def _people_card(facts: Facts) -> Card:
    return Card(
        name=facts.result.basis or "人口",
        value=facts.row["denominator"],
        unit="人",
        detail=f"{facts.asked.moment.year}年{'' if facts.row['denominator'] else '没有'}报送",
        before=facts.before["denominator"],
        history=[row["denominator"] for row in _until_now(facts)],
        history_words=_history_words(facts, facts.result.basis or "人口"),
        missing=NO_PEOPLE,
    )


def _gap_card(facts: Facts) -> Card:
    if facts.target is None:
        other = facts.any_target
        if other is None:
            return Card("距目标还差", None, "个", missing="没有公布的目标")
        link = html.A(f"切换到“{other.universe}”", href=facts.asked.state.link(universe=other.universe))
        words = [f"目标 {other.value:g} 只按“{other.universe}”口径，", link]
        return Card("距目标还差", None, "个", missing="口径不同，不可比", detail=words)
    reached = facts.gap == 0
    return Card(
        name="距目标还差",
        value=facts.gap,
        unit="个" if not reached else "个（已达到）",
        detail=f"{facts.target.kind} {facts.target.value:g} {UNIT}（{facts.target.year}年，{facts.target.universe}）",
        missing=NO_PEOPLE,
        indicator=DENSITY,
        before_words="",
    )


def _growth_card(facts: Facts) -> Card:
    moment = facts.asked.moment
    years = [row for row in facts.growth_by_year if row["year"] <= moment.year]
    return Card(
        name="净增",
        value=facts.growth["value"],
        unit="个",
        indicator="net_growth",
        detail=f"{moment.day.year}年1月1日至{moment.words}" if moment.day else f"{moment.period}新设减注销",
        before=next((row["value"] for row in years if row["year"] == moment.year - 1), None),
        history=[row["value"] for row in years],
        history_words=_history_words(facts, "净增"),
    )
