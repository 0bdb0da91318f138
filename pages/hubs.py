"""枢纽年度：一个枢纽、一年，和上年、同级枢纽相比；可打印。"""

from dash import html

from components.chips import Option, choice_chip, filter_bar, several_chip
from components.explore_open import explorable
from components.hubs_coverage import coverage_chart
from components.hubs_facts import MEASURES, asked_of, facts_of
from components.hubs_pictures import figures_table, headline, money_box, peers_chart, years_chart
from components.hubs_why import why_box
from components.hubs_words import LEVEL_WORDS, about, chooser, names_box, remarks, review_head, sentence
from components.hubs_work import year_parts
from components.indicator_card import cards
from components.page import Page, register_page
from components.states import guarded, skeleton
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 6, 6, 7, 5, 12, cards=10)


def draw(state):
    """The list of hubs, or the year of one."""
    asked = asked_of(state)
    if asked.hub is None:
        levels = [Option(level, words) for level, words in LEVEL_WORDS.items()]
        bar = filter_bar([several_chip(state, "level", "枢纽层级", levels)])
        return [head("枢纽年度", asked.place), bar, *chooser(asked)]
    return review(state, asked)


def review(state, asked):
    """One hub in one year."""
    facts = facts_of(asked)
    figures = [Option(measure.key, measure.name) for measure in MEASURES]
    chip = choice_chip(state, "figure", "对比指标", figures, default=MEASURES[0].key)
    return [
        review_head(asked),
        about(facts),
        sentence(facts),
        cards(state, headline(facts)),
        filter_bar([chip], f"对比指标 {asked.shown.name}"),
        html.Div(
            [
                guarded(peers_chart, facts, span=6),
                guarded(years_chart, facts, span=6),
                guarded(why_box, facts, span=12),
                guarded(figures_table, facts, span=12),
                guarded(coverage_chart, facts, span=7),
                guarded(money_box, facts, span=5),
                guarded(names_box, facts, span=12),
                *year_parts(facts),
                guarded(remarks, facts),
            ],
            className="grid",
        ),
    ]


register_page(
    __name__,
    Page(
        path="/hubs",
        name="枢纽年度",
        group="管",
        icon="buildings",
        order=90,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year", "universe"),
        filters=("figure", "level", "q"),
        inner="hub",
        explores="activities",
    ),
)
