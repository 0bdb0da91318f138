"""A page travels as one tree: HTML as lists, everything else in slots, nothing dangerous."""

import json

from dash import dcc, html

from components.chart import CONFIG, graph
from components.tree import live, plant


def test_html_becomes_lists_and_graphs_take_slots():
    figure = {"data": [], "layout": {"height": 100}}
    tree, slots = plant(html.Div([html.P(["一", html.B("二")], className="x"), None, graph("g", figure, "图")], id="d"))
    assert tree[0][:2] == ["div", {"id": "d"}]
    assert tree[0][2] == ["p", {"className": "x"}, "一", ["b", 0, "二"]]
    assert tree[0][3][0] == "div" and tree[0][3][2] == {"slot": 0}
    assert isinstance(slots[0], dcc.Graph)
    assert json.loads(json.dumps(tree, ensure_ascii=False)) == tree


def test_text_is_text_and_never_markup():
    tree, _ = plant([html.P("<img src=x onerror=alert(1)>")])
    assert tree == [["p", 0, "<img src=x onerror=alert(1)>"]]


def test_nested_lists_and_nothing():
    assert plant(None) == ([], [])
    assert plant([[html.I(), "甲"]])[0] == [["", 0, ["i", 0], "甲"]]


def test_what_a_callback_touches_stays_a_component():
    for component in (live(html.Div(id="mine")), html.Div(id={"type": "x", "name": "y"})):
        tree, slots = plant([component])
        assert tree == [{"slot": 0}] and slots == [component]


def test_every_graph_has_the_safe_configuration():
    drawn = graph("g", {"data": [], "layout": {"height": 100}}, "图").children
    assert drawn.config == CONFIG
    assert CONFIG["locale"] == "zh-CN" and CONFIG["displayModeBar"] is False
    assert CONFIG["showSendToCloud"] is False and CONFIG["plotlyServerURL"] == ""


def test_an_element_travels_with_all_that_was_given_to_it_and_nothing_else():
    given = {"className": "x", "title": "题", "tabIndex": 0, "data-name": "名", "aria-label": "标", "lang": None}
    part = html.Div("甲", **given)
    part.behind = "a note of the server"
    assert plant(part)[0][0][1] == {key: value for key, value in given.items() if value is not None}
