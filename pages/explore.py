"""自由分析：任选一个指标，按它能分的任何一项分开看；同比、累计、小图、分布、均等、两个指标对比。"""

from components.events import told_events
from components.explore_asked import DEFAULT, is_over_years, kind_of
from components.explore_section import section
from components.page import Page, register_page
from components.place import place_of
from components.state import EXPLORING
from components.states import skeleton
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12)


def draw(state):
    """The page for one address: controls, answer, picture with table, notes."""
    return [head("自由分析", place_of(state)), *section(state, DEFAULT)]


register_page(
    __name__,
    Page(
        path="/explore",
        name="自由分析",
        group="看",
        icon="sliders",
        order=80,
        draw=draw,
        layout=layout,
        controls=("area", "year", "as_of", "basis", "universe"),
        filters=EXPLORING,
        explores=DEFAULT,
        dated_by=kind_of,
        over_years=is_over_years,
        rests_on=told_events,
    ),
)
