"""目标：定了什么目标，达到了没有；在这里填写、更改、撤回。"""

from dash import html

from components.page import Page, register_page
from components.states import guarded, skeleton
from components.targets_entered import came_of, entered_box, watch_mark
from components.targets_facts import asked_of, facts_of
from components.targets_form import KEYS, form_box
from components.targets_table import choices, headline, remarks, sentence, table_box
from components.words import head
from jobs.targets import may_enter


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12, cards=4)


def draw(state):
    """The page for one address: answer, cards, targets with what was reached, the form, what was entered."""
    asked = asked_of(state)
    facts = facts_of(asked)
    is_open = not may_enter()
    parts = [*came_of(state), table_box(facts, is_open), guarded(form_box, asked), *entered_box(), remarks()]
    return [
        head("目标", asked.place),
        choices(asked),
        sentence(facts),
        headline(facts),
        html.Div([*parts, watch_mark(state)], className="grid"),
    ]


register_page(
    __name__,
    Page(
        path="/targets",
        name="目标",
        group="管",
        icon="flag",
        order=92,
        draw=draw,
        layout=layout,
        controls=("area", "year", "as_of", "basis"),
        filters=("nature", "standing", "job", *KEYS),
        for_hubs=True,
    ),
)
