"""总览：五社各自的一个数、需要留意的事、下级地区对照、数据到哪一天。"""

from dash import html

from boundaries.shelf import signature
from components.chips import filter_bar
from components.events import told_events
from components.explore_open import explorable
from components.overview_alarms import alarm_list, alarms_box, judged_of
from components.overview_facts import asked_of, facts_of
from components.overview_pictures import areas_chart, areas_table, delivered_box, sources_chart
from components.overview_tiles import tiles_chart
from components.overview_words import parts, remarks, sentence
from components.page import Page, register_page
from components.report_menu import area_report_menu
from components.states import guarded, skeleton
from components.words import head
from reports.frozen.box import came_of, frozen_box, told_frozen


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12, 6, 6, 12, cards=5)


def draw(state):
    """The page for one address: answer, five parts, areas and alarms, table, money, freshness, notes."""
    asked = asked_of(state)
    facts = facts_of(asked)
    judged = judged_of(facts)
    return [
        head("总览", asked.place, area_report_menu(state)),
        *came_of(state),
        filter_bar([]),
        sentence(facts, len(judged.beyond), len(judged.unjudged)),
        parts(facts),
        html.Div(
            [
                guarded(alarms_box, facts, judged),
                *([guarded(alarm_list, facts, judged)] if state["alarm"] else []),
                guarded(tiles_chart, facts, span=12),
                guarded(areas_chart, facts, span=6),
                guarded(sources_chart, facts, span=6),
                guarded(areas_table, facts, span=12),
                guarded(delivered_box, facts, span=6),
                guarded(frozen_box, state, asked.moment.year),
                guarded(remarks, facts),
            ],
            className="grid",
        ),
    ]


def rests_on(state):
    """What is drawn besides the records: events on its lines, frozen reports, boundaries."""
    frozen = told_frozen(state)
    return None if frozen is None else (told_events(state), frozen, signature())


register_page(
    __name__,
    Page(
        path="/",
        name="总览",
        group="看",
        icon="house",
        order=10,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year", "basis", "universe"),
        filters=("show", "tile", "map", "alarm"),
        explores="orgs_per_10k_people",
        rests_on=rests_on,
    ),
)
