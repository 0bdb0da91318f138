"""枢纽档案：一个枢纽的全部经历，一页看完。"""

from components.events import told_events
from components.page import Page, register_page
from components.profile_hub import profile
from components.states import skeleton


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(7, 5, 12, 6, 6, cards=5)


register_page(
    __name__,
    Page(
        path="/hub",
        name="枢纽档案",
        group="",
        icon="buildings",
        order=201,
        draw=profile,
        layout=layout,
        controls=("universe",),
        filters=("figure", "q", "all"),
        inner="hub",
        for_hubs=True,
        rests_on=told_events,
    ),
)
