"""The addresses of 审计记录: the lines as a file, and whether nobody changed any of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import quote

from flask import Blueprint, Response

from access import audit, audited, inquiry, present
from access.audit import Line
from access.audit_words import what_words
from access.errors import AccessError
from access.roles import May
from api.answers import ApiError, arguments, one, only
from api.audited_files import told
from entrance.forms import answered, said
from exports.cells import csv_cell

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
NAME = "审计记录.csv"
KEYS = ("name", "action", "result", "from", "from_time", "to", "to_time", "text")
HEAD = ("序号", "时间（北京时间）", "账户", "角色", "动作", "结果", "内容")
PIECE = 500  # lines that are sent at a time


@blueprint.get("/lines.csv")
def lines() -> Response:
    """The lines asked for as CSV, the newest first; with archived=yes those of the archive too."""
    present.require_right(May.AUDIT)
    given = arguments()
    only(given, (*KEYS, "archived"))
    if present.person() is None:
        raise ApiError(404, "还没有审计记录", "有了账户才记审计；请先用 python -m access user add 新建。")
    chosen = {key: one(given, key) for key in KEYS}
    try:
        wanted = inquiry.wanted_of(chosen)
    except AccessError as error:
        raise ApiError(error.status, error.message, error.hint) from error
    archived = inquiry.archived(wanted) if one(given, "archived") else []
    told(type="审计记录", filters=what_words({key: value for key, value in chosen.items() if value}),
         rows=inquiry.count(wanted) + len(archived))  # fmt: skip
    found = chain(inquiry.every(wanted, inquiry.next_number()), archived)
    answer = Response(_csv(found), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=audit.csv; filename*=UTF-8''{quote(NAME)}"
    return answer


def _csv(found: Iterable[Line]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEAD)
    yield "\ufeff".encode()
    for number, line in enumerate(found, 1):
        writer.writerow([csv_cell(value) for value in _cells(line)])
        if number % PIECE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    found = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return found


def _cells(line: Line) -> tuple:
    at = f"{line.at.astimezone(inquiry.HERE):%Y-%m-%d %H:%M:%S}"
    return str(line.number), at, line.name, line.role, line.action, line.result, what_words(line.what)


@blueprint.post("/verify")
@answered
def verify() -> Response:
    """Go through every line, archived ones too."""
    present.require_right(May.AUDIT)
    verdict = audit.verify()
    is_whole = verdict.broken is None
    audited.note(
        "校验审计记录", {"lines": verdict.lines, "last": verdict.last, "state": "完整" if is_whole else "对不上"}
    )
    return said(verdict.words, stays="yes", kind="good" if is_whole else "bad")
