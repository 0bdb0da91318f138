"""我的视图：保存下来的页面和条件、它们的短链接，以及标在走势图上的事件。"""

from dash import html

from components import views_events, views_list
from components.page import Page, register_page
from components.place import place_of
from components.states import guarded, notice, skeleton
from components.words import head
from views.errors import ViewError
from views.store import listed


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12)


def draw(state):
    """What became of the last change, the saved views, the events of the place."""
    place = place_of(state)
    title = head("我的视图", place)
    try:
        views = listed()
        told = [*views_list.came_of(state), *views_events.came_of(state)]
    except ViewError as error:
        return [title, notice(error.message, error.hint, kind="warning")]
    parts = [views_list.views_box(views), guarded(views_events.events_box, state, place)]
    return [title, *told, views_list.sentence(views), html.Div(parts, className="grid")]


register_page(
    __name__,
    Page(
        path="/views",
        name="我的视图",
        group="数",
        icon="bookmark",
        order=130,
        draw=draw,
        layout=layout,
        controls=("area",),
        filters=("saved", "removed", "event", "gone"),
        is_exported=False,
        for_hubs=True,
    ),
)
