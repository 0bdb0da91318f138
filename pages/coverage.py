"""服务覆盖：哪些社区、哪些领域、哪些人群有服务，哪里一场也没有。"""

from dash import html

from components.chips import Option, choice_chip, filter_bar
from components.coverage_facts import FILTERS, LEAST, asked_of, facts_of
from components.coverage_pictures import areas_chart, headline, matrix_chart, trend_chart, words_chart
from components.coverage_words import blind_box, hubs_box, remarks, sentence
from components.indicator_card import cards
from components.options import filter_chip, narrowed
from components.page import Page, register_page
from components.states import guarded, skeleton
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 6, 6, 6, 6, cards=5)


def draw(state):
    """The page for one address: answer, cards, matrix, areas, names, notes."""
    asked = asked_of(state)
    facts = facts_of(asked)
    chips = [
        choice_chip(state, "n", "至少场次", [Option(n, f"{n} 场") for n in LEAST], default=LEAST[0]),
        *[filter_chip(state, key) for key in FILTERS if key != "brand"],
    ]
    below = [guarded(areas_chart, facts, span=6)] if asked.place.level < 4 else []
    return [
        head("服务覆盖", asked.place),
        filter_bar(chips, f"至少 {asked.least} 场 · {narrowed(state, FILTERS)}"),
        sentence(facts),
        cards(state, headline(facts)),
        html.Div(
            [
                guarded(matrix_chart, facts, span=12),
                *below,
                guarded(words_chart, facts, span=6),
                guarded(trend_chart, facts, span=6),
                guarded(blind_box, facts, span=6),
                guarded(hubs_box, facts, span=6),
                guarded(remarks, facts),
            ],
            className="grid",
        ),
    ]


register_page(
    __name__,
    Page(
        path="/coverage",
        name="服务覆盖",
        group="看",
        icon="grid-3x3",
        order=40,
        draw=draw,
        layout=layout,
        controls=("area", "year"),
        filters=("n", "field", "beneficiary", "kind", "brand", "side", "measure", "top", "all"),
        record_type="activities",
    ),
)
