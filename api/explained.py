"""The SQL behind an indicator, as it was asked and as one statement to paste into DuckDB."""

from __future__ import annotations

from flask import Response

from api.answers import arguments, json_answer, only
from api.routes import blueprint
from indicators.asked import NOT, RESERVED
from indicators.catalog import catalog, definition, dimensions
from indicators.explain import explain


@blueprint.get("/indicators/<indicator_id>/sql")
def indicator_sql(indicator_id: str) -> Response:
    """How the number of the same choices comes about."""
    given = arguments()
    only(given, _every_key())
    found = definition(indicator_id)
    left_out = [f"{key}{NOT}" for key in found.filters]
    only([key for key in given if not any(given[key])], (*RESERVED, *found.filters, *left_out, *found.parameters))
    return json_answer(explain(indicator_id, given).as_dict())


def _every_key() -> list[str]:
    """What some indicator understands."""
    numbers = {key for one in catalog().values() for key in one.parameters}
    return [*RESERVED, *dimensions(), *(f"{key}{NOT}" for key in dimensions()), *sorted(numbers)]
