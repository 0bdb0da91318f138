"""联动机制：五社中谁参与、由谁驱动，组织怎样成长，需求怎样得到回应。"""

from dash import html

from components.chips import filter_bar
from components.columns import two_columns
from components.events import told_events
from components.explore_open import explorable
from components.indicator_card import cards
from components.linkage_answers import answers, pairs_chart
from components.linkage_facts import asked_of, facts_of
from components.linkage_growth import chain_chart, survival_chart, tracks_chart, waiting_box
from components.linkage_together import areas_chart, combinations_chart, five_chart, modes_chart, trend_chart
from components.linkage_words import headline, remarks, sentence
from components.options import filter_chip
from components.page import Page, register_page
from components.states import guarded, skeleton
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(5, 7, 6, 6, 12, cards=5)


def draw(state):
    """The page for one address: answer, cards, who takes part, how organisations grow, notes."""
    asked = asked_of(state)
    facts = facts_of(asked)
    return [
        head("联动机制", asked.place),
        filter_bar([filter_chip(state, key) for key in ("field", "kind", "mode")]),
        sentence(facts),
        cards(state, headline(facts)),
        html.Div([*together(facts), *growth(facts), *answers(asked), guarded(remarks, facts)], className="grid"),
    ]


def together(facts):
    """Who takes part and who drives."""
    parts = [guarded(modes_chart, facts), guarded(trend_chart, facts)]
    if facts.asked.place.level < 5:
        parts.append(guarded(areas_chart, facts))
    first = [guarded(five_chart, facts, span=5), guarded(combinations_chart, facts, span=7)]
    return [*first, *two_columns(parts)]


def growth(facts):
    """How organisations grow and last."""
    parts = [guarded(tracks_chart, facts), guarded(waiting_box, facts), guarded(pairs_chart, facts.asked)]
    parts.append(guarded(survival_chart, facts))
    return [guarded(chain_chart, facts, span=12), *two_columns(parts)]


register_page(
    __name__,
    Page(
        path="/linkage",
        name="联动机制",
        group="看",
        icon="diagram-3",
        order=70,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year"),
        filters=("field", "kind", "mode", "linkage", "together", "hub", "all"),
        record_type="activities",
        explores="linkage_degree",
        for_hubs=True,
        rests_on=told_events,
    ),
)
