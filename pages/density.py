"""组织密度：每万人有多少社会组织，与上年、目标、同级相比如何。"""

from dash import html

from components.page import Page, register_page
from components.states import skeleton


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(7, 5, 7, 5, 12, cards=5)


def draw(state):
    return [html.H1("组织密度")]


register_page(
    __name__,
    Page(
        path="/density",
        name="组织密度",
        group="看",
        icon="people",
        order=20,
        draw=draw,
        layout=layout,
        controls=("area", "year", "as_of", "basis", "universe"),
        filters=("field", "legal_form", "compare", "top"),
    ),
)
