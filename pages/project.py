"""项目档案：一个项目的全部经历，一页看完。"""

from components.page import Page, register_page
from components.profile_project import profile
from components.states import skeleton


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(7, 5, 12, 6, 6, cards=5)


register_page(
    __name__,
    Page(
        path="/project",
        name="项目档案",
        group="",
        icon="clipboard-data",
        order=203,
        draw=profile,
        layout=layout,
        controls=(),
        filters=("figure", "q", "all"),
        inner="project",
        for_hubs=True,
    ),
)
