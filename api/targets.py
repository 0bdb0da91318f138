"""The addresses targets are entered and withdrawn at: ordinary forms, answered with the way back to 目标."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request

from access import present
from access.roles import May
from api.answers import ApiError
from api.places import LATER
from api.rights import require
from jobs import limits
from jobs.limits import FullError
from jobs.names import masked
from jobs.targets import PAGE, Entry, TargetError, enter, may_enter, withdraw

targets_blueprint = Blueprint("entered_targets", __name__, url_prefix=PAGE)
LONGEST = 400
KEYS = {
    "indicator": "goal", "area": "area", "hub": "goal_hub", "year": "goal_year", "universe": "goal_universe",
    "basis": "goal_basis", "value": "goal_value", "comparison": "goal_comparison", "kind": "goal_kind",
    "source": "goal_source",
}  # fmt: skip
"""What each part of an entry is called in an address of the page and in its form."""


@targets_blueprint.before_request
def _those_who_may() -> None:
    """The one place before every change: who may not enter targets gets no further."""
    require(May.TARGETS)
    if words := may_enter():
        raise ApiError(409, "不能填写目标", words)
    try:
        limits.require_turn(present.name())
    except FullError as full:
        raise ApiError(503, full.message, full.hint, wait=LATER) from full


@targets_blueprint.post("/enter")
def entered() -> Response:
    """Take a target in; what is wrong with it is said on the page, with everything as it was typed."""
    entry = Entry(**{field.name: _field(KEYS[field.name]) for field in fields(Entry)})
    try:
        page_year = _field("year")
        standing = "" if entry.year == page_year else "全部"  # or what was just entered is not among those shown
        return _back(job=enter(entry).id, area=entry.area, year=page_year, standing=standing)
    except TargetError:
        return _back(**{KEYS[name]: _said_again(name, value) for name, value in vars(entry).items()}, checked="yes")


@targets_blueprint.post("/withdraw")
def withdrawn() -> Response:
    """Withdraw a target that was delivered alone."""
    try:
        return _back(job=withdraw(_field("delivery")).id, area=_field("area"))
    except TargetError as error:
        raise ApiError(409, "没有撤回", error.faults[0]) from error


def _said_again(name: str, value: str) -> str:
    """What was typed, for the address of the page: no comma, and no personal number that a browser would remember."""
    return value.replace(",", "") if name == "value" else masked(value.replace(",", "，"))


def _back(**choices: str) -> Response:
    return redirect(f"{PAGE}?{urlencode({key: value for key, value in choices.items() if value})}", 303)


def _field(key: str) -> str:
    request.max_content_length = 20_000
    text = " ".join(request.form.get(key, "").split())
    if len(text) > LONGEST or not text.isprintable():
        raise ApiError(400, "填写的内容太长，或含有看不见的字符", f"每项不超过 {LONGEST} 字。")
    return text
