"""自由分析 as one section: controls, the answer in words, picture with table, what has to be known."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components import explore_against, explore_distribution, explore_equality
from components.chips import filter_bar
from components.explore_asked import AGAINST, EQUALITY, SPREAD, Asked, asked_of
from components.explore_choices import narrowing, question
from components.explore_facts import facts_of
from components.explore_pictures import picture
from components.explore_words import remarks, sentence
from components.state import EXPLORING, State
from components.states import guarded, notice
from components.words import subtitle
from indicators.errors import ChoiceError

DRAWN_ELSEWHERE = {SPREAD: explore_distribution.draw, EQUALITY: explore_equality.draw, AGAINST: explore_against.draw}


def section(state: State, indicator: str, record_type: str | None = None) -> list[Component]:
    """The whole section for one address; a question that cannot be answered says why and what can be asked."""
    try:
        asked = asked_of(state, indicator, record_type)
    except ChoiceError as error:
        start = state.link(panel=None, **dict.fromkeys(key for key in EXPLORING if key != "explore"))
        return [notice(error.message, error.hint, html.P(html.A("重新开始", href=start, className="button")))]
    return [_controls(asked), *_answered(asked)]


def _controls(asked: Asked) -> Component:
    """Two rows: what is asked, and what narrows it."""
    words = subtitle(asked.definition.name, asked.view)
    filters = narrowing(asked)
    rows = [filter_bar(question(asked), words)]
    rows += [filter_bar(filters)] if filters else []
    return html.Div(rows, className="explore-controls")


def _answered(asked: Asked) -> list[Component]:
    try:
        if asked.view in DRAWN_ELSEWHERE:
            return [html.Div(DRAWN_ELSEWHERE[asked.view](asked), className="grid")]
        facts = facts_of(asked)
    except ChoiceError as error:
        return [_refused(asked, error)]
    return [sentence(facts), html.Div([guarded(picture, facts), guarded(remarks, facts)], className="grid")]


def _refused(asked: Asked, error: ChoiceError) -> Component:
    """Why there is no picture, and one step to those there are."""
    ways = [
        html.A(words, href=asked.named(**changes), className="button") for words, changes in getattr(error, "ways", ())
    ]
    return notice(error.message, error.hint, *([html.P(ways, className="ways")] if ways else []), kind="warning")
