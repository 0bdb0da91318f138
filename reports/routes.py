"""The addresses of yearly reports: of a hub and of an area, as JSON, Word, PowerPoint or Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO

from flask import Blueprint, Response, send_file

from api.answers import ApiError, arguments, json_answer, one, only
from api.audited_files import told
from api.places import few_at_once, place
from components.report_menu import AREA_CHOICES, WHOLE, hub_choices
from indicators.errors import ChoiceError, UnknownIndicator
from indicators.warehouse import ask, snapshot
from reports.area import area_report
from reports.as_json import as_json
from reports.content import Report
from reports.files import FORMATS, ReportError, file_bytes, file_name
from reports.hub import hub_report
from reports.made import signed

blueprint = Blueprint("reports", __name__, url_prefix="/api/v1/reports")
few_at_once(blueprint)


@blueprint.get("/hubs/<path:hub>")
def hub(hub: str) -> Response:
    """The yearly report of a hub, by its id or its name."""
    return _answer(hub_choices(), lambda given: hub_report(_hub(hub), None, given))


@blueprint.get("/areas/<code>")
def area(code: str) -> Response:
    """The yearly report of an area; `all` is everything there is."""
    return _answer(AREA_CHOICES, lambda given: area_report(_area(code), None, given))


def _answer(keys: tuple[str, ...], made: Callable[[Mapping[str, list[str]]], Report]) -> Response:
    given = arguments()
    only(given, [*keys, "format"])
    wanted = one(given, "format", "json") or "json"
    if wanted not in ("json", *FORMATS):
        raise ApiError(400, f"没有这种格式：{wanted[:80]}", f"可用的格式：json、{'、'.join(FORMATS)}。")
    choices = {key: _split(values) for key, values in given.items() if key != "format" and any(values)}
    with _place_for(wanted), snapshot():
        report = made(choices)
        return json_answer(as_json(report)) if wanted == "json" else _sent(report, wanted)


def _split(values: list[str]) -> list[str]:
    """Repeated keys and comma lists are the same thing, as in the addresses of pages."""
    parts = [part.strip() for value in values for part in value.split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def _place_for(wanted: str) -> AbstractContextManager:
    """Files take one of the places at which files are made; JSON has taken its own before it was asked."""
    return nullcontext() if wanted == "json" else place()


def _hub(wanted: str) -> str:
    """The id of the hub; 404 for one there is not."""
    for row in ask("hubs", area=None, level=None):
        if wanted in (row["hub_id"], row["name"]):
            return row["hub_id"]
    raise ApiError(404, f"没有这个枢纽：{wanted[:80]}", "请写枢纽编号或全名；名单见 /hubs 或 /api/v1/records/hubs。")


def _area(code: str) -> str | None:
    if code == WHOLE:
        return None
    if not ask("area", area=code):
        hint = f"请写区划代码，{WHOLE} 为全部；代码见 /api/v1/areas?q=名称。"
        raise ApiError(404, f"没有这个地区：{code[:80]}", hint)
    return code


def _sent(report: Report, wanted: str) -> Response:
    kind = FORMATS[wanted]
    content = BytesIO(file_bytes(signed(report), kind))
    name = file_name(report, kind.ending)
    answer = send_file(content, mimetype=kind.media_type, as_attachment=True, download_name=name)
    answer.headers["X-Build"] = report.build
    told(type="年度报告", report=name)
    return answer


@blueprint.errorhandler(ChoiceError)
def _choice_error(error: ChoiceError) -> Response:
    return json_answer({"error": error.message, "hint": error.hint}, 400)


@blueprint.errorhandler(UnknownIndicator)
def _unknown_indicator(error: UnknownIndicator) -> Response:
    return json_answer({"error": error.message, "hint": error.hint}, 404)


@blueprint.errorhandler(ReportError)
def _report_error(error: ReportError) -> Response:
    return json_answer({"error": error.message, "hint": error.hint}, error.status)
