"""The addresses of frozen reports: freezing (an ordinary form), the list and the files as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, send_file

from access.audited import doing
from access.roles import May
from api.answers import ApiError, arguments, json_answer, one, only
from api.audited_files import told
from api.disk import room_in_words
from api.places import place
from api.rights import require
from indicators.errors import ChoiceError
from indicators.warehouse import snapshot
from jobs.names import masked
from reports.as_json import as_json
from reports.files import FORMATS, ReportError
from reports.frozen import owners, store
from reports.frozen.described import described
from reports.frozen.freezing import freeze, frozen_file, frozen_report, now_different
from reports.frozen.store import Frozen
from reports.orders import order_of

blueprint = Blueprint("frozen", __name__)
LONGEST = 3000


@blueprint.post("/frozen/freeze")
def freeze_shown() -> Response:
    """Freeze the report of the page the form stands on, and go back to it."""
    address = _field("address")
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        raise ApiError(400, "要定稿的不是本系统的地址", "请在“枢纽年度”或“总览”上点“定稿”。")
    with _in_words(), doing("定稿", _told_of(address)), place(), room_in_words():
        frozen, is_new = freeze(order_of(address), _field("by"), _field("why"))
    said = urlencode({"frozen": frozen.id, "frozen_said": "new" if is_new else "same"})
    return redirect(f"{address}{'&' if '?' in address else '?'}{said}", 303)


def _told_of(address: str) -> dict[str, str]:
    """What the record says of a report that is frozen."""
    return {"address": masked(address)[:300], "by": masked(_field("by")), "note": masked(_field("why"))[:300]}


@blueprint.get("/api/v1/reports/frozen")
def listed() -> Response:
    """Every frozen report the asking person may see, the newest first; of one subject with hub or area."""
    require(May.READ)
    given = arguments()
    only(given, ["hub", "area", "year"])
    hub, area, year = (one(given, key) for key in ("hub", "area", "year"))
    folder = _folder()
    found = [
        frozen
        for frozen in owners.listed(folder)
        if (not hub or (frozen.kind, frozen.key) == ("hub", hub))
        and (not area or (frozen.kind, frozen.key) == ("area", area))
        and (not year or str(frozen.year) == year)
    ]
    return json_answer({"frozen": [described(frozen) for frozen in found], "damaged": owners.damaged(folder)})


@blueprint.get("/api/v1/reports/frozen/<number>")
def file_of(number: str) -> Response:
    """A frozen report: its record, what it says, or one of its files byte for byte."""
    require(May.READ)
    given = arguments()
    only(given, ["format"])
    wanted = one(given, "format", "json") or "json"
    if wanted not in ("json", *FORMATS):
        raise ApiError(400, f"没有这种格式：{wanted[:80]}", f"可用的格式：json、{'、'.join(FORMATS)}。")
    folder = _folder()
    with _in_words():
        frozen = owners.found(folder, number)
        if wanted == "json":
            report = as_json(frozen_report(folder, frozen))
            return json_answer({**described(frozen), "report": report, "differences": _differences(folder, frozen)})
        file, content = frozen_file(folder, number, wanted)
    answer = send_file(BytesIO(content), FORMATS[wanted].media_type, as_attachment=True, download_name=file.name)
    answer.headers["X-Checksum-SHA256"] = file.sha256
    told(type="定稿报告", report=number)
    return answer


def _differences(folder: Path, frozen: Frozen) -> list[dict] | None:
    """Where today's report says something else; None when today has no such report."""
    try:
        return [asdict(one) for one in now_different(folder, frozen)]
    except ChoiceError:
        return None


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (ReportError, ChoiceError) as error:
        raise ApiError(getattr(error, "status", 400), error.message.rstrip("。"), error.hint) from error


def _folder() -> Path:
    with snapshot() as taken:
        return store.folder_of(taken)


def _field(key: str) -> str:
    request.max_content_length = 20_000
    text = request.form.get(key, "").strip()
    if len(text) > LONGEST or any(letter < " " and letter not in "\r\n\t" for letter in text):
        raise ApiError(400, "填写的内容太长，或含有看不见的字符", "请缩短后再试。")
    return text
