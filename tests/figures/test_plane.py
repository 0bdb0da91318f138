"""Spread, plane, Lorenz curve and events: what is drawn where, and that no name lies on another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures import theme
from figures.distribution import spread
from figures.labels import HEIGHT, WIDTHS, name_box, note_box, sides_of
from figures.lorenz import lorenz_curve
from figures.scatter import quadrants
from figures.trend import number_of, trend
from indicators.spread import summary

VALUES = [{"label": name, "value": value} for name, value in (("甲", 1), ("乙", 2), ("丙", 2), ("丁", 3), ("戊", 90))]
YEARS = [{"x": year, "value": 1.0} for year in range(2014, 2018)]
PLACES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=30)


def test_the_box_has_our_quartiles_and_whiskers_end_inside_the_fences():
    box, points, mean = spread(VALUES, summary([one["value"] for one in VALUES]), 1)["data"]
    assert (box["q1"], box["median"], box["q3"]) == ([2], [2], [3])
    assert (box["lowerfence"], box["upperfence"]) == ([1], [3]), "戊超出，不在须内"
    assert sorted(points["x"]) == [1, 2, 2, 3, 90] and mean["x"] == [pytest.approx(19.6)]


def test_values_that_are_alike_stand_beside_each_other():
    alike = [{"label": str(place), "value": 5} for place in range(9)] + [{"label": "远", "value": 50}]
    points = spread(alike, summary([one["value"] for one in alike]))["data"][1]
    heights = [y for x, y in zip(points["x"], points["y"], strict=True) if x == 5]
    assert len(set(heights)) == 9 and all(-1.08 < height < -0.4 for height in heights)


def test_the_own_point_is_drawn_last_and_named():
    values = [{"label": "本社区", "value": 2, "own": True}, {"label": "甲", "value": 1}]
    points = spread(values, summary([1, 2]))["data"][1]
    assert points["text"] == ["", "本社区"] and points["marker"]["color"] == [theme.BAR, theme.ACCENT]


def test_one_value_makes_a_picture_too():
    figure = spread([{"label": "甲", "value": 0}], summary([0]))
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < 0 < high


def test_the_plane_is_divided_at_the_medians_and_every_corner_has_its_words():
    dots = [{"label": "甲", "x": 1, "y": 9, "named": True, "href": "/a"}, {"label": "乙", "x": 3, "y": 1}]
    axes = ({"name": "密度", "middle": 2, "decimals": 1}, {"name": "人次", "middle": 5, "decimals": 0})
    figure = quadrants(dots, *axes, ["都高", "只有人次高", "都低", "只有密度高"])
    layout, points = figure["layout"], figure["data"][0]
    assert {(line.get("x0"), line.get("y0")) for line in layout["shapes"]} == {(2, 0), (0, 5)}
    assert points["text"] == ["甲", ""] and points["customdata"] == ["/a", None]
    corners = {note["text"]: (note["xanchor"], note["yanchor"]) for note in layout["annotations"]}
    assert corners["都高"] == ("right", "bottom") and corners["只有密度高"] == ("right", "top")
    assert {"密度 →", "↑ 人次", "中位 2.0", "中位 5"} <= set(corners)


def test_years_are_joined_in_their_order():
    dots = [{"label": str(year), "x": value, "y": value} for year, value in ((2022, 3), (2023, 1))]
    axis = {"name": "密度", "middle": 2, "decimals": 0}
    points = quadrants(dots, axis, axis, ["", "", "", ""], path=True)["data"][0]
    assert points["mode"].startswith("lines") and points["x"] == [3, 1]


@pytest.mark.parametrize("width", WIDTHS)
@given(places=PLACES)
def test_no_name_lies_on_another_or_outside(width, places):
    names = [f"社区{place}" for place in range(len(places))]
    notes = [(0.3, 1, "中位 9.91", "bottom right"), (1, 0.1, "中位 14", "top left")]
    found = sides_of(places, names, notes=notes)
    boxes = [note_box(width, HEIGHT, note) for note in notes] + [
        name_box(x * width, y * HEIGHT, name, side)
        for (x, y), name, side in zip(places, names, found, strict=True)
        if side
    ]
    for number, (left, bottom, right, top) in enumerate(boxes[len(notes) :], len(notes)):
        assert min(left, bottom) >= 0 and right <= width and top <= HEIGHT
        for other in boxes[:number]:
            assert right <= other[0] or left >= other[2] or top <= other[1] or bottom >= other[3]


def test_the_first_name_always_finds_room():
    assert sides_of([(0.5, 0.5)], ["一个社区"]) == ["middle right"]
    assert sides_of([(1, 0.5)], ["一个社区"]) == ["middle left"]
    assert sides_of([(0.5, 0.5)], [None]) == [None]


def test_the_curve_starts_in_the_corner_and_leads_on():
    steps = [{"x": 0.5, "y": 0.1, "hover": "甲"}, {"x": 1, "y": 1, "hover": "乙", "href": "/b"}]
    equal, curve, read = lorenz_curve(steps, [{"x": 0.2, "y": 0.04, "words": "最低"}], "社区", "人次")["data"]
    assert (equal["x"], equal["y"]) == ([0, 1], [0, 1])
    assert (curve["x"], curve["y"]) == ([0, 0.5, 1], [0, 0.1, 1]) and curve["fill"] == "tonexty"
    assert curve["customdata"] == [None, None, "/b"] and read["text"] == ["最低"]


def test_events_are_numbered_lines_and_those_near_each_other_share_a_sign():
    events = [{"x": 2014.5, "words": "甲"}, {"x": 2016, "words": "乙"}, {"x": 2016, "words": "丙"}]
    events.append({"x": 2016.1, "words": "丁"})
    layout = trend([{"name": "甲区", "points": YEARS}], mark={"value": 2, "label": "目标"}, events=events)["layout"]
    assert [line["x0"] for line in layout["shapes"][1:]] == [2014.5, 2016, 2016.1]
    assert [note["text"] for note in layout["annotations"]] == ["目标", "①", "②③④"]
    assert number_of(0) == "①" and number_of(20) == "(21)"


def test_events_of_months_stand_in_their_month():
    months = [{"x": f"2021-0{month}", "value": 1} for month in range(1, 7)]
    events = [{"x": "2021-04", "words": "甲"}, {"x": "2021-04", "words": "乙"}]
    layout = trend([{"name": "甲区", "points": months}], events=events)["layout"]
    assert [(note["x"], note["text"]) for note in layout["annotations"]] == [("2021-04", "①②")]


def test_groups_of_signs_keep_the_room_they_need_on_a_phone():
    years = [{"x": year, "value": 1} for year in range(2011, 2026)]
    events = [{"x": year, "words": "某"} for year in (2014.0, 2014.1, 2015.2, 2021)]
    layout = trend([{"name": "甲区", "points": years}], events=events)["layout"]
    assert [note["text"] for note in layout["annotations"]] == ["①②③", "④"]
