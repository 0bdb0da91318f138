"""Every picture from little tables: what is drawn, what is hatched, where a click leads, and no colour but tokens."""

import json
import re
from pathlib import Path

import pytest

from figures import theme
from figures.bars import ranking
from figures.change import beside
from figures.distribution import histogram, spread
from figures.flow import movement
from figures.funnel import funnel
from figures.lorenz import lorenz_curve
from figures.matrix import matrix, step_of
from figures.pairs import pairs
from figures.scatter import quadrants
from figures.sparkline import sparkline
from figures.stacked import stacked_share
from figures.trend import trend
from indicators.spread import summary

TOKENS = (Path(__file__).parents[2] / "assets" / "tokens.css").read_text(encoding="utf-8")
BARS = [
    {"label": "甲区", "value": 12.3, "href": "/density?area=1", "own": True},
    {"label": "乙区", "value": 0, "href": "/density?area=2"},
    {"label": "丙区", "value": None, "missing": "无人口数据"},
    {"label": "丁区", "value": None},
]
YEARS = [
    {"x": 2022, "value": 4.0},
    {"x": 2023, "value": None},
    {"x": 2024, "value": 6.0, "href": "/density?year=2024"},
]
WHOLES = [{"label": "甲区", "parts": {"基础": 3, "优秀": 1}}, {"label": "乙区", "parts": {}}]
CELLS = [[{"value": 4}, {"value": 0}], [{"value": None}, {"value": 2}]]
GRADES = theme.GRADES["年度梯队"]
STAGES = [{"label": "申报", "value": 29, "between": "未通过 13", "href": "/a"}, {"label": "立项", "value": 16}]
PAIRS = [{"label": "公益性", "first": 80, "second": 70.5}, {"label": "发展性", "first": None, "second": 60}]
FIGURES = {
    "ranking": ranking(BARS, 1, {"value": 6.5, "label": "目标 6.5"}),
    "trend": trend([{"name": "甲区", "points": YEARS}], 1, {"value": 6.5, "label": "目标 6.5"}, here=2024),
    "stacked": stacked_share(WHOLES, GRADES),
    "matrix": matrix(["一社区", "二社区"], ["文体", "慈善"], CELLS),
    "flow": movement([{"source": "甲", "target": "乙", "value": 2}], {"甲": theme.ACCENT, "乙": theme.OTHER}),
    "histogram": histogram([0, 10, 20], [3, 5], "个"),
    "spread": spread(
        [{"label": "甲", "value": 1, "href": "/a"}, {"label": "乙", "value": 2, "own": True}], summary([1, 2])
    ),
    "quadrants": quadrants(
        [{"label": "甲", "x": 1, "y": 9, "own": True}, {"label": "乙", "x": 2, "y": 3, "href": "/a"}],
        {"name": "密度（个/万人）", "middle": 1.5, "decimals": 1},
        {"name": "人次", "middle": 6, "decimals": 0},
        ["高高", "低高", "低低", "高低"],
    ),
    "lorenz": lorenz_curve(
        [{"x": 0.5, "y": 0.2, "hover": "甲"}, {"x": 1, "y": 1, "hover": "乙", "href": "/a"}],
        [{"x": 0.2, "y": 0.08, "words": "最低的 20% 得到 8.0%"}],
        "社区",
        "人次",
    ),
    "funnel": funnel(STAGES),
    "pairs": pairs(PAIRS, ("立项", "未通过"), "分"),
    "outcomes": stacked_share(
        [{"label": "甲区", "parts": {"立项": 2, "未通过": 1, "撤回": 1, "在评": 1}}], theme.OUTCOMES
    ),
    "events": trend([{"name": "甲区", "points": YEARS}], 1, events=[{"x": 2022, "words": "条例施行"}]),
}


def texts(value):
    """Every string anywhere in a figure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts(one)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_plain_json_with_a_height_and_no_margin_surprise(name):
    figure = FIGURES[name]
    assert json.loads(json.dumps(figure)) is not None
    assert figure["layout"]["height"] > 0
    assert "automargin" not in json.dumps(figure)


@pytest.mark.parametrize("name", FIGURES)
def test_colours_are_tokens_that_both_themes_know(name):
    light, dark = TOKENS.split(':root[data-theme="dark"]')
    for text in texts(FIGURES[name]):
        assert not re.fullmatch(r"#[0-9a-fA-F]{3,8}", text), f"{text} is a colour outside tokens.css"
        if re.fullmatch(r"@[a-z0-9-]+", text):
            assert f"--{text[1:]}:" in light and f"--{text[1:]}:" in dark, text


def test_ranking_marks_the_own_area_and_draws_zero_but_hatches_what_is_missing():
    known, missing = FIGURES["ranking"]["data"]
    assert known["x"] == [12.3, 0.0] and known["text"] == ["12.3", "0.0"]
    assert known["marker"]["color"] == [theme.ACCENT, theme.BAR]
    assert known["customdata"] == ["/density?area=1", "/density?area=2"]
    assert missing["y"] == [2, 3] and missing["text"] == ["无人口数据", "未报送"]
    assert missing["marker"]["pattern"]["shape"] == "/"
    assert FIGURES["ranking"]["layout"]["xaxis"]["range"][0] == 0


def test_trend_leaves_a_gap_and_labels_the_last_value():
    line = FIGURES["trend"]["data"][0]
    assert line["y"] == [4.0, None, 6.0] and line["connectgaps"] is False
    assert line["text"] == ["", "", "6.0"]
    assert FIGURES["trend"]["layout"]["yaxis"]["range"][0] == 0
    assert FIGURES["trend"]["layout"]["annotations"][0]["text"] == "目标 6.5"


def test_several_lines_carry_their_names():
    lines = [{"name": name, "points": YEARS} for name in ("甲区", "乙区")]
    assert [line["text"][-1] for line in trend(lines, 1)["data"]] == ["甲区 6.0", "乙区 6.0"]


def test_stacked_shares_sum_to_one_in_the_order_of_the_ladder():
    figure = FIGURES["stacked"]
    assert [trace["name"] for trace in figure["data"]] == ["基础", "良好", "优秀"]
    assert sum(trace["x"][0] for trace in figure["data"]) == pytest.approx(1)
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["未报送"]


def test_matrix_outlines_zero_and_hatches_what_is_missing():
    filled, missing = FIGURES["matrix"]["data"]
    assert filled["text"] == ["4", "0", "2"]
    assert filled["marker"]["color"][1] == theme.CLEAR
    assert len(missing["x"]) == 1 and missing["marker"]["pattern"]["shape"] == "/"


@pytest.mark.parametrize(("value", "step"), [(1, 1), (50, 3), (100, 6)])
def test_shade_of_a_cell_follows_its_share_of_the_largest(value, step):
    assert step_of({"value": value}, 100) in (step, step + 1)


def test_a_flow_refuses_more_nodes_than_can_be_read():
    with pytest.raises(ValueError, match="at most 12"):
        movement([], {str(place): theme.OTHER for place in range(13)})


def test_sparkline_keeps_twelve_points_breaks_at_gaps_and_needs_two():
    line, point = sparkline([1, 2, None, 4] + [5] * 12)
    assert line.count("L") == 11 and "circle" in point
    assert line.startswith('url("data:image/svg+xml,') and "#" not in line
    assert sparkline([1, None]) is None
    assert sparkline([2, 2, 2]) is not None


@pytest.mark.parametrize(("names", "most"), [(("本枢纽",), 8), (("本枢纽", "同级枢纽的中位数"), 4)])
def test_years_stand_upright_beside_a_wide_last_label(names, most):
    points = [{"x": year, "value": year - 2010} for year in range(2011, 2026)]
    axis = trend([{"name": name, "points": points} for name in names])["layout"]["xaxis"]
    assert axis["tickangle"] == 0 and axis["ticktext"][-1] == "2025"
    assert most - 1 <= len(axis["ticktext"]) <= most


def test_the_words_behind_bars_of_two_years_have_room_of_their_own():
    figure = beside([{"label": "文化体育", "value": 1283, "before": 1147}, {"label": "其他", "value": 12, "before": 9}])
    words = theme.width_of([" 1,283　▲ 136"], 12.5)
    assert figure["layout"]["margin"]["r"] >= words and figure["layout"]["xaxis"]["range"][1] >= 1283


def test_a_funnel_starts_at_zero_and_says_number_share_and_who_dropped_out():
    (bars,), layout = FIGURES["funnel"]["data"], FIGURES["funnel"]["layout"]
    assert bars["x"] == [29, 16] and layout["xaxis"]["range"][0] == 0 and bars["customdata"] == ["/a", None]
    assert bars["text"] == ["<b>29</b> 个　100%", "<b>16</b> 个　55%"]
    assert [(note["text"], note["y"]) for note in layout["annotations"]] == [("未通过 13", 0.5)]
    assert funnel([{"label": "申报", "value": 0}])["data"][0]["text"] == ["<b>0</b> 个　—"]


def test_pairs_are_joined_where_both_are_known_and_their_numbers_stand_outside():
    first, second = FIGURES["pairs"]["data"]
    assert first["x"] == [80.0] and first["text"] == ["80.0"] and first["textposition"] == ["middle right"]
    assert second["x"] == [70.5, 60.0] and second["textposition"] == ["middle left", "middle right"]
    assert [(line["x0"], line["x1"], line["y0"]) for line in FIGURES["pairs"]["layout"]["shapes"]] == [(80.0, 70.5, 0)]
    assert first["marker"]["symbol"] != second["marker"]["symbol"], "never by colour alone"


def test_streams_in_columns_stand_apart_inside_the_picture():
    links = [{"source": "甲", "target": "中", "value": 8}, {"source": "乙", "target": "中", "value": 2}]
    links.append({"source": "中", "target": "丙", "value": 3})
    colors = dict.fromkeys(["甲", "乙", "中", "丙", "丁"], theme.OTHER)
    figure = movement(links, colors, columns={"甲": 0, "乙": 0, "中": 1, "丙": 2, "丁": 2})
    node = figure["data"][0]["node"]
    assert all(0 < place < 1 for place in (*node["x"], *node["y"]))
    assert node["x"][0] == node["x"][1] < node["x"][2] < node["x"][3]
    assert node["y"][1] - node["y"][0] > (0.8 + 0.2) / 2 * 0.7  # half of each of the two, of what the gaps leave
    assert "x" not in FIGURES["flow"]["data"][0]["node"]
