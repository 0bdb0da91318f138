"""The addresses of the HTTP API v1; each reads its choices strictly and answers with the shapes of docs/api.md."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from access.roles import May
from api.answers import ApiError, arguments, json_answer, only
from api.areas import found_areas
from api.files import records_answer, summary_answer
from api.openapi import document
from api.places import few_at_once
from api.problems import problems_answer
from api.rights import require
from indicators import scope
from indicators.asked import NOT, RESERVED
from indicators.cases import evaluate_cases
from indicators.catalog import definition, entries
from indicators.errors import ChoiceError, UnknownIndicator
from indicators.evaluate import evaluate
from indicators.warehouse import ask
from records.catalog import FilterError, UnknownTypeError, record_types

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
few_at_once(blueprint)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """This API described for programs (OpenAPI 3.1)."""
    only(arguments(), ())
    return json_answer(document(current_app.config["FURTHER_PATHS"]()))


@blueprint.get("/indicators")
def indicators() -> Response:
    """The catalogue of indicators."""
    only(arguments(), ())
    return json_answer({"indicators": entries()})


@blueprint.get("/indicators/<indicator_id>")
def indicator(indicator_id: str) -> Response:
    """One indicator under the given choices."""
    require(May.READ)
    given = arguments()
    found = definition(indicator_id)
    left_out = [f"{key}{NOT}" for key in found.filters]
    only([key for key in given if not any(given[key])], (*RESERVED, *found.filters, *left_out, *found.parameters))
    return json_answer(evaluate(indicator_id, given).as_dict())


@blueprint.get("/cases")
def cases() -> Response:
    """Published figures computed again from the records."""
    only(arguments(), ())
    if not scope.current().is_everything:
        raise ApiError(403, "公开案例的核对要看全部数据", "您的账户只看自己的范围；需要时请联系看全部数据的人。")
    return json_answer({"cases": evaluate_cases()})


@blueprint.get("/deliveries")
def deliveries() -> Response:
    """Every delivery with what became of its rows."""
    only(arguments(), ())
    require(May.ROWS)
    return json_answer({"deliveries": ask("all_deliveries")})


@blueprint.get("/problems")
def problems() -> Response:
    """What was found in the delivered files, as JSON or as a file."""
    require(May.ROWS)
    return problems_answer(arguments())


@blueprint.get("/areas")
def areas() -> Response:
    """Areas by name, code, alias, parent and level."""
    given = arguments()
    only(given, ("q", "parent", "level", "limit"))
    return json_answer({"areas": found_areas(given)})


@blueprint.get("/records/<type_id>")
def records(type_id: str) -> Response:
    """Rows of one record type, as JSON or as a file."""
    require(May.ROWS)
    return records_answer(type_id, arguments())


@blueprint.get("/records/<type_id>/summary")
def records_summary(type_id: str) -> Response:
    """What the rows of one record type are as a whole."""
    require(May.ROWS)
    return summary_answer(type_id, arguments())


@blueprint.errorhandler(ChoiceError)
def _choice_error(error: ChoiceError) -> Response:
    return json_answer({"error": error.message, "hint": error.hint}, 400)


@blueprint.errorhandler(FilterError)
def _filter_error(error: FilterError) -> Response:
    return json_answer({"error": error.message, "hint": error.hint}, 400)


@blueprint.errorhandler(UnknownIndicator)
def _unknown_indicator(error: UnknownIndicator) -> Response:
    return json_answer({"error": error.message, "hint": error.hint}, 404)


@blueprint.errorhandler(UnknownTypeError)
def _unknown_type(error: UnknownTypeError) -> Response:
    known = "、".join(f"{found.id}（{found.name}）" for found in record_types().values())
    return json_answer({"error": f"没有这种记录：{str(error)[:80]}", "hint": f"可用的类型：{known}。"}, 404)
