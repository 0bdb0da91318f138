"""The areas beside the area of the scope lie outside it: only what is published of them may be held against it."""

from __future__ import annotations

from components.moment import Moment
from components.place import Place
from components.scoped import home_area
from figures.numbers import Number
from indicators.errors import ChoiceError
from indicators.published import areas_beside


def is_top(place: Place) -> bool:
    """Whether a place is the area of the scope: what lies beside it lies outside."""
    return place.code is not None and place.code == home_area()


def published_beside(place: Place, indicator: str, moment: Moment, universe: str = "", basis: str = "") -> list[Number]:
    """The published values of the areas beside the area of the scope, of a whole year; none for a single day."""
    if moment.day or place.code is None:
        return []
    try:
        found = areas_beside(place.code, indicator, moment.year, universe, basis)
    except ChoiceError:  # numbers that rest on no organisations are not published
        return []
    return [one.value for one in found if one.value is not None]
