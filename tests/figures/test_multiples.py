"""Small multiples share one axis and never overlap; changes are written beside what they changed from."""

import pytest

from figures.change import arrow, beside, differences
from figures.multiples import BARS, LINES, arrange, height_of, multiples, ticks_of

PANELS = [
    {
        "title": f"第{number}街道",
        "own": number == 2,
        "points": [
            {"x": "2023年", "value": number, "before": 1, "href": f"/a?{number}"},
            {"x": "2024年", "value": None},
            {"x": "2025年", "value": -2 if number == 5 else 40},
        ],
    }
    for number in range(7)
]
SILENT = {"title": "没有报送的街道", "points": [{"x": "2023年", "value": None}]}


def axes(figure: dict, letter: str) -> list[dict]:
    return [axis for name, axis in figure["layout"].items() if name.startswith(f"{letter}axis")]


@pytest.mark.parametrize("kind", [LINES, BARS])
def test_all_panels_share_one_axis(kind):
    figure = multiples(PANELS, 1, kind)
    values = axes(figure, "y" if kind == LINES else "x")
    assert len(values) == len(PANELS)
    assert len({tuple(axis["range"]) for axis in values}) == 1
    low, high = values[0]["range"]
    assert low < -2 and high > 40


@pytest.mark.parametrize("columns", [1, 2, 4])
@pytest.mark.parametrize("kind", [LINES, BARS])
def test_panels_do_not_overlap_whatever_the_width(kind, columns):
    figure = multiples(PANELS, 0, kind)
    shape = figure["layout"]["meta"]["panels"]
    placed = arrange(
        {name: dict(axis) for name, axis in figure["layout"].items() if "axis" in name}, shape, columns, 400
    )
    boxes = [
        (*placed[f"xaxis{n or ''}"]["domain"], *placed[f"yaxis{n or ''}"]["domain"])
        for n in ["", *range(2, len(PANELS) + 1)]
    ]
    for number, (left, right, bottom, top) in enumerate(boxes):
        assert 0 <= left < right <= 1 and 0 <= bottom < top <= 1
        for other in boxes[:number]:
            assert right <= other[0] or other[1] <= left or top <= other[2] or other[3] <= bottom
    assert height_of(shape, columns) >= shape["height"] * len(PANELS) / columns


def test_a_silent_panel_says_so_and_gaps_stay_gaps():
    figure = multiples([*PANELS, SILENT])
    assert [note["text"] for note in figure["layout"]["annotations"]].count("未报送") == 1
    lines = [trace for trace in figure["data"] if trace.get("mode") == "lines+markers"]
    assert lines[0]["y"] == [0.0, None, 40.0] and lines[0]["connectgaps"] is False
    assert lines[1]["customdata"][0] == "/a?1"


def test_bars_have_a_stroke_where_last_year_stood():
    figure = multiples(PANELS[:1], 0, BARS)
    assert [trace["type"] for trace in figure["data"]] == ["bar", "scatter", "scatter"]
    assert figure["data"][1]["x"] == [1.0]


@pytest.mark.parametrize("reach", [[0, 0.004], [0, 1], [-3, 12.4], [0, 99], [0, 123_456_789], [-0.2, 0]])
def test_the_numbers_on_the_axis_are_few_and_round(reach):
    ticks = ticks_of(reach)
    assert 0 in ticks and len(ticks) <= 6
    assert all(reach[0] - 1e-9 <= tick <= reach[1] + 1e-9 for tick in ticks)


def test_a_change_is_said_by_sign_and_not_by_colour_alone():
    assert [arrow(one, 1) for one in (0.94, -3, 0, None)] == ["▲ 0.9", "▼ 3.0", "＝", ""]


def test_bars_beside_last_year_write_both():
    bars = [
        {"label": "甲", "value": 10, "before": 14},
        {"label": "乙", "value": 10, "before": None},
        {"label": "丙", "value": None, "before": 3, "missing": "未报送"},
        {"label": "丁", "value": -4, "before": 2},
    ]
    figure = beside(bars)
    words = figure["data"][-1]
    assert [text.strip() for text in words["text"]] == ["10　▼ 4", "10", "−4　▼ 6"]
    assert words["x"][0] == 14
    assert figure["data"][-2]["x"] == [14.0, 3.0, 2.0]
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < -4 and high > 14


def test_differences_leave_a_gap_where_a_year_is_missing():
    figure = differences(
        [{"x": 2023, "value": None}, {"x": 2024, "value": 5}, {"x": 2025, "value": -2.5}], 1, here=2025
    )
    bars = figure["data"][0]
    assert bars["y"] == [None, 5.0, -2.5] and bars["text"] == ["", "+5.0", "−2.5"]
    assert [note["x"] for note in figure["layout"]["annotations"]] == [0]
