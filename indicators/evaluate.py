"""One number, or one table of numbers: the only place where indicators are computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indicators.errors import ChoiceError, UnknownIndicator

__all__ = ["ChoiceError", "Result", "UnknownIndicator", "evaluate"]


@dataclass(frozen=True)
class Result:
    """An indicator under given choices; `rows` have one key per `by`, then the number with its reasons.

    Every row: numerator, denominator, value, reported, areas_without_denominator, areas_without_denominator_names.
    Counts are int, money and hours Decimal; `as_dict` has plain numbers.
    """

    indicator: str
    name: str
    unit: str
    basis: str | None
    universe: str | None
    as_of: date | None
    years: list[int] | None
    from_on: date | None
    to_on: date | None
    filters_in_words: str
    build: str
    data_date: date
    rows: list[dict]

    def as_dict(self) -> dict:
        """Exactly the answer of /api/v1/indicators/<id>."""
        raise NotImplementedError


def evaluate(indicator_id: str, choices: Mapping[str, str | list[str]]) -> Result:
    """The indicator under these choices (the keys of docs/api.md).

    Raises UnknownIndicator, ChoiceError (malformed or not allowed), NoWarehouse (nothing published).
    """
    raise NotImplementedError
