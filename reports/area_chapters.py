"""年度成效报告 of an area: its chapters in order, each drawn by the parts of the page that shows the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType

from dash.development.base_component import Component

from components import (
    coverage_cards,
    coverage_facts,
    coverage_pictures,
    coverage_words,
    density_boxes,
    density_cards,
    density_facts,
    density_pictures,
    density_words,
    funding_boxes,
    funding_cards,
    funding_facts,
    funding_pictures,
    funding_words,
    linkage_answers,
    linkage_facts,
    linkage_growth,
    linkage_together,
    linkage_words,
    projects_cards,
    projects_facts,
    projects_money,
    projects_sides,
    projects_stages,
    projects_words,
    tiers_facts,
    tiers_pictures,
    tiers_words,
    volunteers_facts,
    volunteers_pictures,
    volunteers_points,
    volunteers_words,
)
from components.indicator_card import cards
from components.state import State
from components.states import guarded

Parts = Callable[[object], list[Component]]


@dataclass(frozen=True)
class AreaChapter:
    """One chapter: the page it is taken from, and what of it — its answer, its headline figures, its parts."""

    title: str
    path: str
    facts: Callable[[State], object]
    lead: Callable[[object], Component]
    headline: Callable[[object], Sequence]
    parts: Parts

    def drawn(self, state: State) -> tuple[Component, list[Component]]:
        """The answer, and everything below it."""
        facts = self.facts(state)
        return self.lead(facts), [cards(state, self.headline(facts)), *self.parts(facts)]


def _density(facts: density_facts.Facts) -> list[Component]:
    shown = [guarded(density_pictures.trend_chart, facts), guarded(density_pictures.ranking_chart, facts)]
    words = [guarded(density_pictures.words_chart, facts, key) for key in ("field", "legal_form")]
    return [*shown, *words, guarded(density_boxes.references_box, facts)]


def _tiers(facts: tiers_facts.Facts) -> list[Component]:
    if facts.is_empty:
        return [tiers_words.nothing_box(facts)]
    sides = ("area", "year", "field") if facts.asked.place.level < 5 else ("year", "field")
    bars = [guarded(tiers_pictures.composition, facts, side) for side in sides]
    return [*bars, guarded(tiers_pictures.matrix_chart, facts), *tiers_words.list_boxes(facts)]


def _coverage(facts: coverage_facts.Facts) -> list[Component]:
    below = facts.asked.place.level < 5
    lists = [guarded(coverage_words.blind_box, facts), guarded(coverage_words.hubs_box, facts)] if below else []
    if not (facts.row["reported"] and facts.row["denominator"]):
        return [coverage_words.silent_notice(facts), *lists]
    areas = [guarded(coverage_pictures.areas_chart, facts)] if facts.asked.place.level < 4 else []
    pictures = [guarded(coverage_pictures.words_chart, facts), guarded(coverage_pictures.trend_chart, facts)]
    return [*areas, *pictures, *lists]


def _funding(facts: funding_facts.Facts) -> list[Component]:
    trend = guarded(funding_pictures.trend_chart, facts)
    if not facts.is_reported:
        return [funding_words.silent_notice(facts), trend]
    drawn = (
        funding_pictures.sources_chart,
        funding_pictures.uses_chart,
        funding_boxes.areas_chart,
        funding_pictures.dependence_chart,
        funding_boxes.budgets_box,
        funding_boxes.donors_box,
        funding_boxes.receivers_box,
        funding_boxes.held_box,
        funding_boxes.rules_box,
    )
    return [trend, *(guarded(one, facts) for one in drawn)]


def _projects(facts: projects_facts.Facts) -> list[Component]:
    years = guarded(projects_stages.years_chart, facts)
    if not facts.count:
        return [projects_words.nothing_box(facts), years]
    areas = [guarded(projects_sides.outcomes_chart, facts, "area")] if facts.asked.place.level < 5 else []
    money = [guarded(projects_money.cost_chart, facts), guarded(projects_money.renewals_box, facts)]
    return [guarded(projects_stages.funnel_chart, facts), years, *areas, *money]


def _volunteers(facts: volunteers_facts.Facts) -> list[Component]:
    below = facts.asked.place.level < 5
    areas = [guarded(volunteers_pictures.areas_chart, facts)] if below else []
    drawn = (volunteers_pictures.kinds_chart, volunteers_pictures.stars_chart)
    merits = [guarded(volunteers_points.points_chart, facts.asked), guarded(volunteers_points.bank_chart, facts.asked)]
    teams = [guarded(volunteers_points.teams_chart, facts.asked)] if below else []
    first = guarded(volunteers_pictures.trend_chart, facts)
    return [first, *areas, *(guarded(one, facts) for one in drawn), *merits, *teams]


def _linkage(facts: linkage_facts.Facts) -> list[Component]:
    together = [guarded(one, facts) for one in (linkage_together.five_chart, linkage_together.modes_chart)]
    if facts.asked.place.level < 5:
        together.append(guarded(linkage_together.areas_chart, facts))
    needs = [guarded(one, facts.asked) for one in (linkage_answers.needs_chart, linkage_answers.responses_chart)]
    return [*together, guarded(linkage_growth.tracks_chart, facts), *needs]


def _chapter(title: str, path: str, rooms: tuple[ModuleType, ModuleType, ModuleType], parts: Parts) -> AreaChapter:
    """The rooms of a page — its facts, its words, its cards — all call what they hold alike."""
    facts, words, headed = rooms
    return AreaChapter(
        title, path, lambda state: facts.facts_of(facts.asked_of(state)), words.sentence, headed.headline, parts
    )


CHAPTERS = (
    _chapter("组织密度", "/density", (density_facts, density_words, density_cards), _density),
    _chapter("等级分布", "/tiers", (tiers_facts, tiers_words, tiers_pictures), _tiers),
    _chapter("服务覆盖", "/coverage", (coverage_facts, coverage_words, coverage_cards), _coverage),
    _chapter("资金", "/funding", (funding_facts, funding_words, funding_cards), _funding),
    _chapter("公益创投", "/projects", (projects_facts, projects_words, projects_cards), _projects),
    _chapter("志愿服务", "/volunteers", (volunteers_facts, volunteers_words, volunteers_words), _volunteers),
    _chapter("联动机制", "/linkage", (linkage_facts, linkage_words, linkage_words), _linkage),
)
