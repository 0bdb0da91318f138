"""枢纽年度：一个枢纽、一年，和上年、同级枢纽相比；可打印。"""

from components.chips import Option, choice_chip, filter_bar, several_chip
from components.events import told_events
from components.explore_open import explorable
from components.hubs_chapters import chapters
from components.hubs_facts import MEASURES, asked_of, facts_of
from components.hubs_peers import peers_chip
from components.hubs_words import LEVEL_WORDS, about, chooser, review_head, sentence
from components.hubs_year import years_chip
from components.page import Page, register_page
from components.states import guarded, skeleton
from components.words import head
from reports.frozen.box import all_frozen_box, came_of, frozen_box, told_frozen


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 6, 6, 7, 5, 12, cards=10)


def draw(state):
    """The list of hubs, or the year of one."""
    asked = asked_of(state)
    if asked.hub is None:
        levels = [Option(level, words) for level, words in LEVEL_WORDS.items()]
        bar = filter_bar([several_chip(state, "level", "枢纽层级", levels), years_chip(state, asked.years)])
        return [head("枢纽年度", asked.place), bar, *chooser(asked), guarded(all_frozen_box, state)]
    return review(state, asked)


def review(state, asked):
    """One hub in one year."""
    facts = facts_of(asked)
    figures = [Option(measure.key, measure.name) for measure in MEASURES]
    chips = [
        years_chip(state, asked.years),
        peers_chip(state, asked.hub, asked.hubs, facts.beside),
        choice_chip(state, "figure", "对比指标", figures, default=MEASURES[0].key),
    ]
    return [
        review_head(asked),
        *came_of(state),
        about(facts),
        filter_bar(chips, f"对比指标 {asked.shown.name}"),
        sentence(facts),
        *chapters(facts),
        guarded(frozen_box, state, asked.year),
    ]


def rests_on(state):
    """What is drawn besides the records: events on its lines, frozen reports."""
    frozen = told_frozen(state)
    return None if frozen is None else (told_events(state), frozen)


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
        filters=("starts", "peers", "figure", "level", "q"),
        inner="hub",
        explores="activities",
        for_hubs=True,
        rests_on=rests_on,
    ),
)
