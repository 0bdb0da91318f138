"""组织档案：一个组织的全部经历，一页看完。"""

from components.events import told_events
from components.page import Page, register_page
from components.profile_org import profile
from components.states import skeleton


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(7, 5, 12, 6, 6, cards=5)


register_page(
    __name__,
    Page(
        path="/org",
        name="组织档案",
        group="",
        icon="building",
        order=200,
        draw=profile,
        layout=layout,
        controls=(),
        filters=("figure", "q", "all"),
        inner="org",
        for_hubs=True,
        rests_on=told_events,
    ),
)
