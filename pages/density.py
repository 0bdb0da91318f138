"""组织密度：每万人有多少社会组织，与上年、目标、同级相比如何。"""

from dash import html

from components.chips import filter_bar
from components.density_boxes import bases_box
from components.density_cards import headline
from components.density_facts import asked_of, facts_of
from components.density_pictures import areas_box, comparisons, trend_chart
from components.density_words import remarks, sentence
from components.events import told_events
from components.explore_open import explorable
from components.indicator_card import cards
from components.options import filter_chip
from components.page import Page, register_page
from components.states import guarded, skeleton
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(7, 5, 7, 5, 12, cards=5)


def draw(state):
    """The page for one address: answer, cards, pictures, table, notes."""
    asked = asked_of(state)
    facts = facts_of(asked)
    chips = [filter_chip(state, "field"), filter_chip(state, "legal_form", without=("企业",))]
    return [
        head("组织密度", asked.place),
        filter_bar(chips),
        sentence(facts),
        cards(state, headline(facts)),
        html.Div(
            [
                guarded(trend_chart, facts, span=7),
                guarded(bases_box, facts, span=5),
                *comparisons(facts),
                guarded(areas_box, facts, span=12),
                guarded(remarks, facts),
            ],
            className="grid",
        ),
    ]


register_page(
    __name__,
    Page(
        path="/density",
        name="组织密度",
        group="看",
        icon="people",
        order=20,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year", "as_of", "basis", "universe"),
        filters=("field", "legal_form", "compare", "top"),
        explores="orgs_per_10k_people",
        rests_on=told_events,
    ),
)
