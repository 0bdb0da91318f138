"""The addresses of saved views and of people's own events: ordinary forms, answered with the way back to 我的视图."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlencode, urlsplit

from flask import Blueprint, Response, current_app, redirect, request

from access.roles import May
from api.answers import ApiError, json_answer
from api.rights import require
from indicators.inside import area_is_inside
from indicators.places import place
from views import store
from views.errors import ViewError
from views.events import add_event, change_event, delete_event, restore_event
from views.store import CODE, View

views_blueprint = Blueprint("saved_views", __name__)
LONGEST = 5000
AREA = re.compile(r"[0-9A-Za-z_.:-]{0,40}", re.ASCII)
PAGE = "/views"


@views_blueprint.before_request
def _those_who_may() -> None:
    require(May.READ)


@views_blueprint.get("/v/<code>")
def opened(code: str) -> Response:
    """The full readable address of a short link."""
    with _in_words():
        view = store.find(code)
    if view is None:
        raise ApiError(404, "没有这个视图", "链接可能少了几个字符，或视图早已删除；请向发给您链接的人再要一次。")
    if view.is_deleted:
        name = f"视图“{view.name}”" if store.find_own(code) else "这个视图"
        raise ApiError(404, f"{name}已被删除", "请向发给您链接的人再要一次，或在“我的视图”里看现有的视图。")
    return redirect(view.address, 302)


@views_blueprint.post("/views/save")
def save() -> Response:
    """Keep an address under a name: as JSON for the script of the page, else back to the page that was saved."""
    name, address = _field("name"), _field("address")
    if not _wants_json():
        with _in_words():
            return _back(saved=_saved(name, address).code)
    try:
        return json_answer(_as_dict(_saved(name, address)), 201)
    except ViewError as error:
        return json_answer({"error": error.message, "hint": error.hint}, error.status)


@views_blueprint.post("/views/rename")
def rename() -> Response:
    """Give a view another name."""
    with _in_words():
        return _back(saved=store.rename(_code(), _field("name")).code)


@views_blueprint.post("/views/delete")
def delete() -> Response:
    """Take a view away; the page then offers to bring it back."""
    with _in_words():
        return _back(removed=store.delete(_code()).code)


@views_blueprint.post("/views/restore")
def restore() -> Response:
    """Bring a deleted view back."""
    with _in_words():
        return _back(saved=store.restore(_code()).code)


@views_blueprint.post("/views/events/add")
def event() -> Response:
    """Keep an event of an area, or of everywhere."""
    area = _field("area")
    if not AREA.fullmatch(area) or (area and place(area) is None) or not area_is_inside(area or None):
        raise ApiError(400, "没有这个地区", "请在“我的视图”页顶栏选好地区，再加事件。")
    with _in_words():
        return _back(area=area, event=str(add_event(_field("day"), _field("words"), area)))


@views_blueprint.post("/views/events/change")
def changed_event() -> Response:
    """Give an event another day or other words."""
    with _in_words():
        change_event(number := _number(), _field("day"), _field("words"))
    return _back(area=_field("area"), event=str(number))


@views_blueprint.post("/views/events/delete")
def forget_event() -> Response:
    """Take an event away; the page then offers to bring it back."""
    with _in_words():
        delete_event(number := _number())
    return _back(area=_field("area"), gone=str(number))


@views_blueprint.post("/views/events/restore")
def recall_event() -> Response:
    """Bring a deleted event back."""
    with _in_words():
        restore_event(number := _number())
    return _back(area=_field("area"), event=str(number))


def _saved(name: str, address: str) -> View:
    """Only what a page of this product answers is kept."""
    if not current_app.config["KNOWN_PAGE"](unquote(urlsplit(address).path)) or address.startswith("//"):
        raise ViewError("要保存的不是本系统的页面。", "请在要保存的页面上点“视图”。")
    return store.save(name, address)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except ViewError as error:
        raise ApiError(error.status, error.message.rstrip("。"), error.hint) from error


def _back(**said: str) -> Response:
    return redirect(f"{PAGE}?{urlencode({key: value for key, value in said.items() if value})}", 303)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _as_dict(view: View) -> dict:
    return {"code": view.code, "name": view.name, "address": view.address, "link": view.link}


def _code() -> str:
    code = _field("code")
    if not CODE.fullmatch(code):
        raise ApiError(404, "没有这个视图", "请刷新“我的视图”页。")
    return code


def _number() -> int:
    text = _field("id")
    if not re.fullmatch("[0-9]{1,9}", text, re.ASCII):
        raise ApiError(404, "没有这个事件", "请刷新“我的视图”页。")
    return int(text)


def _field(key: str) -> str:
    request.max_content_length = 20_000
    text = request.form.get(key, "").strip()
    if len(text) > LONGEST or any(letter < " " and letter not in "\r\n\t" for letter in text):
        raise ApiError(400, "填写的内容太长，或含有看不见的字符", "请缩短后再试。")
    return text
