"""One number, or one table of numbers: the only place where indicators are computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.asked import Asked, listed, understand
from indicators.cache import Cache
from indicators.catalog import definition
from indicators.coarser import without_coarser
from indicators.errors import ChoiceError, UnknownIndicator
from indicators.few_people import notice, smallest
from indicators.rests_on import without_others
from indicators.small_cells import counted_as, hide
from indicators.spans import NEW_YEAR, YearStart
from indicators.table import rows_of
from indicators.warehouse import Snapshot, snapshot
from indicators.words import filters_in_words

__all__ = ["ChoiceError", "Result", "UnknownIndicator", "evaluate"]

_results = Cache(limit=100_000)


@dataclass(frozen=True)
class Result:
    """An indicator under given choices; `rows` have one key per `by`, then the number with its reasons.

    Every row: numerator, denominator, value, reported, areas_without_denominator, areas_without_denominator_names.
    Counts are int, money and hours Decimal; `as_dict` has plain numbers. Results are shared: do not change them.
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
    starts: YearStart = NEW_YEAR
    hidden: str = ""
    """Why some of the rows say nothing, which have it under the same name; empty where all of them may be told."""

    def as_dict(self) -> dict:
        """Exactly the answer of /api/v1/indicators/<id>: plain numbers, ISO dates."""
        head = {
            "indicator": self.indicator,
            "name": self.name,
            "unit": self.unit,
            "basis": self.basis,
            "universe": self.universe,
        }
        if self.years is not None:
            begins = {} if self.starts == NEW_YEAR else {"starts": "{:02}-{:02}".format(*self.starts)}
            when = {"years": self.years, **begins}
        elif self.as_of is not None:
            when = {"as_of": self.as_of.isoformat()}
        else:
            when = {"from": self.from_on.isoformat(), "to": self.to_on.isoformat()}
        rest = {
            "filters_in_words": self.filters_in_words,
            "build": self.build,
            "data_date": self.data_date.isoformat(),
            "rows": [{key: _plain(value) for key, value in row.items()} for row in self.rows],
        }
        return head | when | rest


def evaluate(indicator_id: str, choices: Mapping[str, str | list[str]]) -> Result:
    """The indicator under these choices (the keys of docs/api.md).

    Raises UnknownIndicator, ChoiceError (malformed or not allowed), NoWarehouse (nothing published).
    """
    result = _answered(indicator_id, choices)
    if result.hidden:
        notice(without_coarser(result.hidden))
    return result


def _answered(indicator_id: str, choices: Mapping[str, str | list[str]]) -> Result:
    found = definition(indicator_id)
    given = listed(choices)
    with snapshot() as now:
        key = (*now.key, indicator_id, tuple(sorted(given.items())))
        result = _results.get(key)
        if result is None:
            result = _result(now, understand(found, given))
            _results.put(key, result, weight=len(result.rows) + 1)
        return result


def _result(now: Snapshot, asked: Asked) -> Result:
    found = rows_of(now, counted_as(asked))
    rows = hide(now, asked, found, lambda choices: _answered(asked.definition.id, choices).rows)
    hidden = next((row["hidden"] for row in rows if "hidden" in row), "") if smallest() else ""
    return Result(
        indicator=asked.definition.id,
        name=asked.definition.name,
        unit=asked.definition.unit,
        basis=asked.population,
        universe="、".join(asked.universe) or None,
        as_of=asked.as_of,
        years=list(asked.years) if asked.years is not None else None,
        from_on=asked.from_on,
        to_on=asked.to_on,
        filters_in_words=filters_in_words(asked),
        build=now.build,
        data_date=now.data_date,
        rows=without_others(now.scope, asked.definition, rows),
        starts=asked.starts,
        hidden=hidden,
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
