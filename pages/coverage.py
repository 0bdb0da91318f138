"""服务覆盖：哪些社区、哪些领域、哪些人群有服务，哪里一场也没有。"""

from dash import html

from components.chips import Option, choice_chip, filter_bar, several_chip
from components.columns import two_columns
from components.coverage_cards import headline
from components.coverage_facts import FILTERS, LEAST, asked_of, brands, facts_of
from components.coverage_matrix import matrix_chart
from components.coverage_pictures import areas_chart, trend_chart, words_chart
from components.coverage_words import blind_box, hubs_box, remarks, sentence, silent_notice
from components.events import told_events
from components.explore_open import explorable
from components.indicator_card import cards
from components.options import filter_chip
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
        *brand_chip(state, asked),
    ]
    return [
        head("服务覆盖", asked.place),
        filter_bar(chips),
        sentence(facts),
        cards(state, headline(facts)),
        html.Div([*parts(facts), guarded(remarks, facts)], className="grid"),
    ]


def brand_chip(state, asked):
    """Brands are named by those who deliver; where nobody named one there is nothing to choose."""
    found = [Option(row["value"], row["value"], f"{row['rows']:,} 场") for row in brands(asked)]
    return [several_chip(state, "brand", "品牌", found)] if found else []


def parts(facts):
    """Matrix and pictures; without deliveries why there are none; the lists by name either way."""
    level = facts.asked.place.level
    lists = [guarded(blind_box, facts), guarded(hubs_box, facts)] if level < 5 else []
    if not (facts.activities["reported"] if level >= 5 else facts.row["reported"] and facts.row["denominator"]):
        return [silent_notice(facts), *two_columns(lists)]
    areas = [guarded(areas_chart, facts)] if level < 4 else []
    pictures = [*areas, guarded(words_chart, facts), guarded(trend_chart, facts), *lists]
    whole = guarded(matrix_chart, facts, span=12)
    is_narrow = 0 < len(facts.asked.state.values(facts.asked.side)) < 3  # one or two columns need no whole row
    return two_columns([whole, *pictures]) if is_narrow else [whole, *two_columns(pictures)]


register_page(
    __name__,
    Page(
        path="/coverage",
        name="服务覆盖",
        group="看",
        icon="grid-3x3",
        order=40,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year"),
        filters=("n", "field", "beneficiary", "kind", "brand", "side", "measure", "top", "all"),
        record_type="activities",
        defaults={"n": LEAST[0]},
        explores="communities_served",
        rests_on=told_events,
    ),
)
