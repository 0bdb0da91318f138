"""地区档案：一个地区的全部经历，一页看完。"""

from components.events import told_events
from components.page import Page, register_page
from components.profile_area import profile
from components.states import skeleton


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(7, 5, 12, 12, 6, 6, cards=7)


register_page(
    __name__,
    Page(
        path="/area",
        name="地区档案",
        group="",
        icon="geo-alt",
        order=202,
        draw=profile,
        layout=layout,
        controls=("area", "basis", "universe"),
        filters=("figure", "all"),
        inner="area",
        rests_on=told_events,
    ),
)
