"""The address a decision of 待办 is sent to: an ordinary form, answered with the way back to the page."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request

from access.audited import doing
from access.roles import May
from api.answers import ApiError
from api.rights import require
from jobs.names import masked
from jobs.todo import TodoError, decide

todo_blueprint = Blueprint("decisions", __name__, url_prefix="/todo")
LONGEST = {"task": 20, "choice": 100, "value": 60, "note": 500, "by": 40}


@todo_blueprint.before_request
def _those_who_may() -> None:
    require(May.DECIDE)


@todo_blueprint.post("/decide")
def decision() -> Response:
    """Record a decision and carry it out; the page then says what came of it."""
    request.max_content_length = 20_000
    given = {key: _field(key, most) for key, most in LONGEST.items()}
    action, _, chosen = given.pop("choice").partition("=")
    if not given["task"] or not action:
        raise ApiError(400, "没有说是哪一项待办、怎样处理", "请回到“待办”页，用那里的按钮。")
    told = {"task": given["task"], "choice": action, "value": masked(chosen or given["value"])}
    try:
        with doing("处理待办", told | {"note": masked(given["note"])}):
            decide(given["task"], action, chosen or given["value"], given["note"], given["by"])
    except TodoError as reason:
        raise ApiError(409, str(reason), "请回到“待办”页看现在的情况。") from reason
    return redirect(f"/todo?{urlencode({'done': given['task']})}", 303)


def _field(key: str, most: int) -> str:
    text = request.form.get(key, "").strip()
    if len(text) > most or any(letter < " " and letter not in "\r\n\t" for letter in text):
        raise ApiError(400, "填写的内容太长，或含有看不见的字符", f"每项不超过 {most} 字。")
    return " ".join(text.split())
