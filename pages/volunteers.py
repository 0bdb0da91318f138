"""志愿服务：多少人服务了多久，什么时候、在哪里，还来不来；积分与时间银行，队伍还差多少。"""

from dash import html

from components.chips import filter_bar
from components.columns import two_columns
from components.events import told_events
from components.explore_open import explorable
from components.indicator_card import cards
from components.options import filter_chip
from components.page import Page, register_page
from components.states import guarded, skeleton
from components.volunteers_facts import asked_of, facts_of
from components.volunteers_pictures import (
    areas_chart,
    calendar_chart,
    cohorts_chart,
    kinds_chart,
    stars_chart,
    trend_chart,
)
from components.volunteers_points import bank_chart, partners_box, points_chart, teams_chart
from components.volunteers_words import headline, ladder_chip, remarks, sentence
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(6, 6, 6, 6, 12, cards=5)


def draw(state):
    """The page for one address: answer, cards, people and hours, points and bank, teams, notes."""
    asked = asked_of(state)
    facts = facts_of(asked)
    return [
        head("志愿服务", asked.place),
        filter_bar([filter_chip(state, "kind"), *ladder_chip(asked)]),
        sentence(facts),
        cards(state, headline(facts)),
        html.Div([*people(facts), *merits(asked), guarded(remarks, facts)], className="grid"),
    ]


def people(facts):
    """Hours, kinds, stars, seasons and cohorts."""
    parts = [guarded(trend_chart, facts)]
    if facts.asked.place.level < 5:
        parts.append(guarded(areas_chart, facts))
    parts += [guarded(kinds_chart, facts), guarded(stars_chart, facts)]
    return [*two_columns(parts), guarded(calendar_chart, facts, span=12), guarded(cohorts_chart, facts, span=12)]


def merits(asked):
    """Points, time bank and the teams still needed."""
    parts = [guarded(points_chart, asked), guarded(bank_chart, asked), guarded(partners_box, asked)]
    if asked.place.level < 5:
        parts.append(guarded(teams_chart, asked))
    return two_columns(parts)


register_page(
    __name__,
    Page(
        path="/volunteers",
        name="志愿服务",
        group="看",
        icon="heart",
        order=50,
        draw=explorable(draw),
        layout=layout,
        controls=("area", "year"),
        filters=("kind", "brand", "hub", "star_ladder", "all"),
        record_type="volunteer_hours",
        explores="volunteer_hours",
        for_hubs=True,
        rests_on=told_events,
    ),
)
