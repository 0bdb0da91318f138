"""The addresses of what pages show: JSON of a page or of one table, and files of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import IO

from flask import Blueprint, Response, send_file

from api.answers import ApiError, arguments, json_answer, one, only
from api.audited_files import told
from api.disk import room_in_words
from api.places import few_at_once, place
from components.allowed import refuse_unless_allowed
from components.filter_words import subject_of, time_chosen
from components.page import Page
from components.state import VIEW_ONLY
from indicators.errors import ChoiceError, UnknownIndicator
from indicators.warehouse import Snapshot, snapshot
from records.catalog import FilterError
from sheets.collecting import PageSheets, collected, exported_pages, state_from
from sheets.files import csv_file, parquet_file, xlsx_file
from sheets.values import Sheet
from sheets.words import page_notes

blueprint = Blueprint("sheets", __name__, url_prefix="/api/v1/pages")
few_at_once(blueprint)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
OWN_KEYS = ("format", "header")


@blueprint.get("/<page_name>")
def whole_page(page_name: str) -> Response:
    """Everything the page shows under these choices, as JSON or as one workbook."""
    given = arguments()
    wanted = _format(given, ("json", "xlsx"))
    with _place_for(wanted), snapshot() as taken:
        page = _page(page_name, given)
        found = _shown(page, given, taken)
        if wanted == "json":
            return json_answer({**_about(found), "tables": [_as_json(sheet) for sheet in found.sheets]})
        by_id = _by_id(given, wanted)
        with room_in_words():
            spool = xlsx_file(found.sheets, page_notes(found), by_id)
        rows = sum(len(sheet.rows) for sheet in found.sheets)
        return _sent(spool, wanted, found, page.name, rows)


@blueprint.get("/<page_name>/<name>")
def one_table(page_name: str, name: str) -> Response:
    """One table or picture of the page under these choices, as JSON or as a file."""
    given = arguments()
    wanted = _format(given, ("json", *TYPES))
    with _place_for(wanted), snapshot() as taken:
        page = _page(page_name, given)
        found = _shown(page, given, taken)
        sheet = found.sheet(name)
        if sheet is None:
            known = "、".join(f"{one.name}（{one.title}）" for one in found.sheets)
            raise ApiError(404, f"“{page.name}”在这些条件下没有这张表：{name[:80]}", f"有的：{known}。")
        if wanted == "json":
            return json_answer({**_about(found), **_as_json(sheet)})
        by_id = _by_id(given, wanted)
        with room_in_words():
            spool = _file(found, sheet, wanted, by_id)
        return _sent(spool, wanted, found, sheet.title, len(sheet.rows))


def _place_for(wanted: str) -> AbstractContextManager:
    """Files take one of the places at which files are made; JSON has taken its own before it was asked."""
    return nullcontext() if wanted == "json" else place()


def _page(name: str, given: Mapping[str, list[str]]) -> Page:
    pages = exported_pages()
    page = pages.get(name)
    if page is None:
        known = "、".join(f"{name}（{found.name}）" for name, found in pages.items())
        raise ApiError(404, f"没有这个页面：{name[:80]}", f"可用的页面：{known}。")
    _refuse_unless_allowed(page)
    only(given, [*sorted(page.understands() - set(VIEW_ONLY)), *OWN_KEYS])
    if page.inner:
        one(given, page.inner)
    return page


def _refuse_unless_allowed(page: Page) -> None:
    try:
        refuse_unless_allowed(page)
    except ChoiceError as error:
        raise ApiError(403, error.message.rstrip("。"), error.hint) from error


def _shown(page: Page, given: Mapping[str, list[str]], taken: Snapshot) -> PageSheets:
    """What the page shows; a profile of nobody shows nothing and is no file."""
    found = collected(page, state_from(page, _choices(given)), taken)
    if page.inner and not page.group and not found.sheets and not found.failures:
        asked = one(given, page.inner) or ""
        raise ApiError(404, f"“{page.name}”里没有“{asked[:80]}”", f"请写编号，例如 {page.inner}=…，编号见“数据明细”。")
    return found


def _choices(given: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {key: values for key, values in given.items() if key not in OWN_KEYS}


def _format(given: Mapping[str, list[str]], known: tuple[str, ...]) -> str:
    wanted = one(given, "format", "json") or "json"
    if wanted not in known:
        raise ApiError(400, f"没有这种格式：{wanted[:80]}", f"可用的格式：{'、'.join(known)}。")
    if wanted == "json" and one(given, "header"):
        raise ApiError(400, "header 只用于文件", "请去掉 header，或加上 format=csv。")
    return wanted


def _by_id(given: Mapping[str, list[str]], wanted: str) -> bool:
    """Parquet is for programs and has the ids of columns as names, the other files have Chinese headings."""
    header = one(given, "header") or ("id" if wanted == "parquet" else "name")
    if header not in ("name", "id"):
        raise ApiError(400, f"header 不对：{header[:80]}", "请写 name（中文列名）或 id（英文列名）。")
    return header == "id"


def _file(found: PageSheets, sheet: Sheet, wanted: str, by_id: bool) -> IO[bytes]:
    if wanted == "csv":
        return csv_file(sheet, by_id)
    return parquet_file(sheet, by_id) if wanted == "parquet" else xlsx_file([sheet], page_notes(found), by_id)


def _about(found: PageSheets) -> dict:
    return {
        "page": found.page.name,
        "filters_in_words": found.filters_in_words,
        "build": found.taken.build,
        "data_date": found.taken.data_date,
        "is_demonstration": found.taken.is_demonstration,
        "failures": found.failures,
    }


def _as_json(sheet: Sheet) -> dict:
    """A table in JSON: rows by the ids of the columns, null where the screen has a dash or 未报送."""
    keys = [column.id for column in sheet.columns]
    return {
        "name": sheet.name,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "columns": [
            {"id": column.id, "name": column.title, "kind": column.kind, "unit": column.unit}
            for column in sheet.columns
        ],
        "rows": [dict(zip(keys, row, strict=True)) for row in sheet.rows],
        "foot": sheet.foot,
    }


def _sent(spool: IO[bytes], wanted: str, found: PageSheets, title: str, rows: int) -> Response:
    whose, when = subject_of(found.state, found.page), time_chosen(found.state, found.page)
    what = dict.fromkeys(one[:LONGEST] for one in (found.page.name, whose, when, title))
    marks = ["演示数据" if found.taken.is_demonstration else "", *what]
    name = "_".join(filter(None, [*marks, f"截至{found.taken.data_date or date.today()}"])).translate(UNSAFE)
    name = "".join(filter(str.isprintable, name))  # an address may hold anything, a header no control characters
    answer = send_file(spool, mimetype=TYPES[wanted], as_attachment=True, download_name=f"{name}.{wanted}")
    answer.content_length = os.fstat(spool.fileno()).st_size
    answer.headers["X-Row-Count"] = str(rows)
    told(type=f"{found.page.name}：{title}", filters=found.filters_in_words)
    answer.headers["X-Build"] = found.taken.build
    return answer


LONGEST = 28  # letters of a part of a file's name: systems allow 255 bytes for all of it
UNSAFE = str.maketrans('/\\:*?"<>|', "／＼：＊？”＜＞｜")


@blueprint.errorhandler(ChoiceError)
@blueprint.errorhandler(FilterError)
def _choice_error(error: ChoiceError | FilterError) -> Response:
    return json_answer({"error": error.message, "hint": error.hint}, 400)


@blueprint.errorhandler(UnknownIndicator)
def _unknown_indicator(error: UnknownIndicator) -> Response:
    return json_answer({"error": error.message, "hint": error.hint}, 404)
