"""待办：只有人能决定的事——查不到对应的行、疑似重复的组织、变动过大而没有公布的数。"""

from dash import html

from access.roles import May
from components.page import Page, register_page
from components.states import guarded, notice, skeleton
from components.todo_tasks import came_of, decided_box, kind_tabs, sentence, task_list
from jobs.todo import TodoError, decided, is_demonstration, left_out, tasks

DEMONSTRATION = "现在看到的是演示数据里的待办，只能看，不能决定。装入真实记录之后，这里列出真实的待办。"


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12)


def draw(state):
    """What came of the last decision, the open tasks, the decisions made."""
    head = html.Div(html.H1("待办"), className="page-head")
    try:
        found, more = tasks(), left_out()
    except TodoError as error:
        return [head, notice("待办清单没有取到", str(error), kind="error")]
    shown_only = is_demonstration()
    told = [html.P(DEMONSTRATION, className="banner", role="status")] if shown_only else []
    return [
        head,
        *told,
        *came_of(state),
        sentence(found, more),
        kind_tabs(state, found, more),
        html.Div([*task_list(state, found, not shown_only, more), guarded(decided_box, decided())], className="grid"),
    ]


register_page(
    __name__,
    Page(
        path="/todo",
        name="待办",
        group="数",
        icon="bell",
        order=110,
        draw=draw,
        layout=layout,
        controls=(),
        filters=("show", "done", "seen"),
        needs=May.DECIDE,
    ),
)
