"""Shapes as one picture: inside it, north up, neighbours still meeting, small enough, nobody lost."""

import re

import numpy as np

from boundaries import drawing
from boundaries.drawing import picture
from boundaries.shapes import Shape


def points(path: str) -> list[tuple[int, int]]:
    """The corners of a path, all its rings."""
    found = []
    for ring in re.findall(r"M([^z]+)z", path):
        numbers = [int(word) for word in re.findall(r"-?\d+", ring)]
        corners = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0)
        found += [tuple(int(one) for one in corner) for corner in corners]
    return found


def ring(west, south, east, north):
    return np.array([[west, south], [east, south], [east, north], [west, north], [west, south]], dtype=float)


def test_neighbours_meet_north_is_up_and_everything_is_inside():
    left, right = Shape("左", [ring(120, 30, 120.5, 31)]), Shape("右", [ring(120.5, 30, 121, 31)])
    above = Shape("上", [ring(120, 31, 121, 31.5)])
    made = picture([left, right, above])
    corners = {code: points(drawn.path) for code, drawn in made.areas.items()}
    assert len(set(corners["左"]) & set(corners["右"])) == 2
    assert max(y for _, y in corners["上"]) <= min(y for _, y in corners["左"]) + 1
    every = [corner for some in corners.values() for corner in some]
    assert all(-1 <= x <= made.width + 1 and -1 <= y <= made.height + 1 for x, y in every)
    assert abs(made.width / made.height - np.cos(np.radians(30.75)) / 1.5) < 0.02
    assert made.areas["左"].x < made.areas["右"].x and made.areas["左"].room > 100


def test_a_coast_of_very_many_points_becomes_a_small_path_and_a_tiny_island_stays():
    turn = np.linspace(0, 2 * np.pi, 200_000)
    coast = np.column_stack((120 + np.cos(turn) * (1 + 0.1 * np.sin(500 * turn)), 30 + np.sin(turn)))
    island = ring(121.5, 30, 121.5000001, 30.0000001)
    made = picture([Shape("大", [coast]), Shape("岛", [island])])
    assert 100 < len(points(made.areas["大"].path)) <= drawing.MOST_POINTS
    assert len(made.areas["大"].path) < 10 * drawing.MOST_POINTS
    xs = [x for x, _ in points(made.areas["岛"].path)]
    assert max(xs) - min(xs) == 2 * drawing.DOT


def test_a_hole_stays_a_ring_of_its_own_and_the_name_stands_inside():
    horseshoe = np.array([[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3], [0, 0]], dtype=float)
    made = picture([Shape("蹄", [horseshoe]), Shape("环", [ring(4, 0, 7, 3), ring(5, 1, 6, 2)])])
    assert made.areas["环"].path.count("M") == 2
    scale = made.width / 7
    assert (
        made.areas["蹄"].y > made.height - 1.1 * scale
        or made.areas["蹄"].x < scale * 1.01
        or made.areas["蹄"].x > 2 * scale
    )


def test_one_point_wide_or_flat_shapes_do_not_break_the_picture():
    flat = np.array([[120, 30], [121, 30], [120.5, 30]], dtype=float)
    assert picture([Shape("平", [flat])]).areas["平"].path.startswith("M")
