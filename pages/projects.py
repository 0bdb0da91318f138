"""公益创投：一批项目从申报到结项走了多远、多久，谁立了项，钱花得值不值。"""

from dash import html

from components.chips import Option, filter_bar, several_chip
from components.columns import two_columns
from components.events import told_events
from components.explore_open import explorable
from components.indicator_card import cards
from components.options import filter_chip
from components.page import Page, register_page
from components.projects_cards import headline
from components.projects_facts import FILTERS, asked_of, facts_of, words_in
from components.projects_money import cost_chart, list_box, renewals_box
from components.projects_scoring import criteria_chart, votes_chart
from components.projects_sides import brands_chart, matrix_chart, outcomes_chart
from components.projects_stages import funnel_chart, years_chart
from components.projects_words import nothing_box, remarks, sentence
from components.states import guarded, skeleton
from components.words import head
from indicators.catalog import dimensions


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(7, 5, 6, 6, 6, 6, cards=6)


def draw(state):
    """The page for one address: answer, cards, funnel, scores, money, names, notes."""
    asked = asked_of(state)
    facts = facts_of(asked)
    return [
        head("公益创投", asked.place),
        filter_bar(chips(state, asked)),
        sentence(facts),
        cards(state, headline(facts)),
        html.Div([*parts(facts), guarded(remarks, facts)], className="grid"),
    ]


def chips(state, asked):
    """Filters of fixed words, and of the words that the projects of the year bear."""
    words = {key: rows for key, rows in words_in(asked).items() if rows and key in ("round", "category", "brand")}
    named = {key: [Option(row["value"], row["value"], f"{row['rows']:,} 个") for row in words[key]] for key in words}
    free = [several_chip(state, key, dimensions()[key].name, named[key]) for key in named]
    return [*free, *[filter_chip(state, key) for key in ("field", "beneficiary", "mode")]]


def parts(facts):
    """Funnel and years, then everything in two columns, then the names; without applications where there are some."""
    matrix = [guarded(matrix_chart, facts)] if facts.asked.place.level == 4 and facts.brands else []
    brands = [guarded(brands_chart, facts), *matrix]
    if not facts.count:
        return [nothing_box(facts), *two_columns([guarded(years_chart, facts), *brands])]
    areas = [guarded(outcomes_chart, facts, "area")] if facts.asked.place.level < 5 else []
    money = [guarded(cost_chart, facts), guarded(outcomes_chart, facts, facts.asked.side), *areas, *brands]
    scoring = [guarded(criteria_chart, facts), guarded(votes_chart, facts)]
    first = [guarded(funnel_chart, facts, span=7), guarded(years_chart, facts, span=5)]
    return [*first, *two_columns([*scoring, *money, guarded(renewals_box, facts)]), guarded(list_box, facts)]


register_page(
    __name__,
    Page(
        path="/projects",
        name="公益创投",
        group="管",
        icon="lightbulb",
        order=65,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year"),
        filters=(*FILTERS, "side", "stopped", "all"),
        record_type="projects",
        explores="project_applications",
        for_hubs=True,
        rests_on=told_events,
    ),
)
