"""The SQL behind an indicator, as it was asked and as one statement to paste into DuckDB."""

from __future__ import annotations

from flask import Response

from access.roles import May
from api.answers import arguments, json_answer, only
from api.asked_files import query_of
from api.rights import require
from api.routes import blueprint
from indicators.asked import NOT, RESERVED
from indicators.catalog import catalog, definition, dimensions
from indicators.explain import explain
from indicators.warehouse import snapshot
from records.explain import runnable, statement_of


@blueprint.get("/indicators/<indicator_id>/sql")
def indicator_sql(indicator_id: str) -> Response:
    """How the number of the same choices comes about."""
    require(May.READ)
    given = arguments()
    only(given, _every_key())
    found = definition(indicator_id)
    left_out = [f"{key}{NOT}" for key in found.filters]
    only([key for key in given if not any(given[key])], (*RESERVED, *found.filters, *left_out, *found.parameters))
    return json_answer(explain(indicator_id, given).as_dict())


@blueprint.get("/records/<type_id>/sql")
def records_sql(type_id: str) -> Response:
    """How the rows of the same choices come about."""
    require(May.ROWS)
    given = arguments()
    with snapshot() as taken:
        query = query_of(taken, type_id, given)
        found = statement_of(query)
        return json_answer(
            {
                "type": query.type.id,
                "filters_in_words": query.filters_in_words,
                "build": taken.build,
                "file": taken.path.name,
                "statements": [found.as_dict()],
                "runnable": runnable(taken, query),
            }
        )


def _every_key() -> list[str]:
    """What some indicator understands."""
    numbers = {key for one in catalog().values() for key in one.parameters}
    return [*RESERVED, *dimensions(), *(f"{key}{NOT}" for key in dimensions()), *sorted(numbers)]
