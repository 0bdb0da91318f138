"""Tiles are as large as they weigh and cover the surface; classes of colours hold everybody once."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from figures.steps import classes_of, step_of, words_of
from figures.tiles import divide


@given(some.lists(some.floats(0.1, 1000), min_size=1, max_size=60), some.floats(0.2, 5))
def test_tiles_have_their_share_and_lie_beside_each_other(weights, aspect):
    tiles = divide(sorted(weights, reverse=True), aspect)
    total = sum(weights)
    for weight, tile in zip(sorted(weights, reverse=True), tiles, strict=True):
        assert tile.width * tile.height == pytest.approx(weight / total, rel=1e-6)
        assert min(tile.left, tile.top) > -1e-9 and max(tile.left + tile.width, tile.top + tile.height) < 1 + 1e-6
    for place, one in enumerate(tiles):
        for other in tiles[place + 1 :]:
            across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
            down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
            assert across < 1e-6 or down < 1e-6


def test_equal_weights_give_nearly_square_tiles():
    shapes = [tile.width * 2.0 / tile.height for tile in divide([1.0] * 40, 2.0)]
    assert min(shapes) > 0.5 and max(shapes) < 2
    assert divide([]) == []


@given(some.lists(some.one_of(some.none(), some.integers(0, 50), some.decimals(-5, 90, places=1)), max_size=80))
def test_every_number_but_zero_is_in_one_class(values):
    classes = classes_of(values)
    for value in values:
        if value:
            assert sum(one.least <= value <= one.most for one in classes) == 1 and step_of(value, classes) >= 1
    assert [one.step for one in classes] == sorted({one.step for one in classes})
    assert all(one.most < other.least for one, other in pairwise(classes))


def test_one_giant_does_not_pale_the_others():
    classes = classes_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10_000])
    assert [words_of(one) for one in classes] == ["1—2", "3—4", "5—6", "7—8", "9—1万"]
    assert step_of(0, classes) == 0 and classes_of([None, 0, Decimal(0)]) == []
    assert [one.step for one in classes_of([7, 7])] == [6]
