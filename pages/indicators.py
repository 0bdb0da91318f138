"""指标口径：每个指标的定义、公式、口径、目标、算例与现在的数值；公开数字与现在算出的数对照。"""

from dash import html

from components.chips import filter_bar
from components.indicators_book import book_sentence, book_tools, entries_list
from components.indicators_cases import cases_box, cases_notes, cases_sentence
from components.indicators_handbook import handbook_of
from components.page import Page, register_page
from components.place import place_of
from components.states import skeleton
from components.words import head, tabs
from indicators.cases import evaluate_cases
from indicators.warehouse import snapshot


def layout(**_choices):
    """The grey shape of the page; holds no data."""
    return skeleton(12, 12, 12)


def draw(state):
    """The handbook, or the published figures beside the computed ones, for one address."""
    is_cases = state["view"] == "cases"
    views = tabs(
        "看什么",
        [
            ("指标手册", state.link(view=None), not is_cases),
            ("公开数字核对", state.link(view="cases", q=None, group=None, example=None), is_cases),
        ],
    )
    title = head("指标口径", place_of(state), views)
    if is_cases:
        with snapshot() as now:
            cases = evaluate_cases()
            return [title, cases_sentence(cases), html.Div([cases_box(cases, now), cases_notes(now)], className="grid")]
    book = handbook_of(state)
    return [title, filter_bar(book_tools(book)), book_sentence(book), *entries_list(book)]


register_page(
    __name__,
    Page(
        path="/indicators",
        name="指标口径",
        group="数",
        icon="book",
        order=120,
        draw=draw,
        layout=layout,
        controls=("area", "year", "as_of", "basis", "universe"),
        filters=("view", "group", "q", "example"),
        for_hubs=True,
        rests_on=lambda _state: (),
    ),
)
