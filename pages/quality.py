"""数据质量：收到了什么、每一行去了哪里、谁还没报、哪里有问题、改过什么。"""

from dash import html

from boundaries.shelf import signature
from components.boundary_check import boundary_box
from components.page import Page, register_page
from components.quality_deliveries import found_box, list_box, one_delivery, rules_box
from components.quality_facts import facts_of
from components.quality_history import corrections_box, history_box
from components.quality_matrix import matrix_box
from components.quality_sums import headline, sentence, sums_box
from components.states import guarded, skeleton
from components.words import head


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12, 12, cards=5)


def draw(state):
    """The page for one address: everything, or one delivery or rule."""
    facts = facts_of(state)
    title = head("数据质量", facts.place)
    if facts.shown:
        return [title, html.Div([*one_delivery(facts), guarded(found_box, facts)], className="grid")]
    if state["rule"] or state["finding"]:
        return [title, html.Div([guarded(found_box, facts), guarded(rules_box, facts)], className="grid")]
    return [
        title,
        sentence(facts),
        headline(facts),
        html.Div(
            [
                guarded(matrix_box, facts),
                guarded(sums_box, facts),
                guarded(rules_box, facts),
                guarded(list_box, facts),
                guarded(corrections_box, facts),
                guarded(history_box, facts),
                guarded(boundary_box),
            ],
            className="grid",
        ),
    ]


register_page(
    __name__,
    Page(
        path="/quality",
        name="数据质量",
        group="数",
        icon="clipboard-check",
        order=105,
        draw=draw,
        layout=layout,
        controls=("area", "year"),
        filters=("delivery", "rule", "finding"),
        record_type="activities",
        rests_on=lambda _state: (signature(),),
    ),
)
