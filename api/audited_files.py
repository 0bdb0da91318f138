"""Every file that leaves is written down before its first byte goes: what was taken, how much of it, by whom.

`leaving` looks at each answer of the server, so that no way out is forgotten; the room that made the file says with
`told` what is in it. Where the line cannot be written the file does not go.
"""

from __future__ import annotations

import logging
from urllib.parse import unquote

from flask import Response, g, request
from werkzeug.http import parse_options_header

from access import audited
from access.errors import AccessError
from api.answers import json_answer
from jobs.names import masked

ACTION, SEEN = "导出", "查看个人级明细"
PERSONAL = ("volunteer_hours", "points")
"""Records with one row per person, or several."""
EMPTY = ("imports.template",)
"""Files without a record in them."""
LONGEST = 300


def seen(type_id: str, type_name: str, filters: str, **what: int) -> None:
    """Write down that rows about persons are looked at, or that a program fetches rows of any kind."""
    if type_id in PERSONAL:
        audited.note(SEEN, {"type": type_name, "filters": masked(filters), **what})
    elif "Authorization" in request.headers:
        audited.note(ACTION, {"type": type_name, "format": "json", "filters": masked(filters), **what})


def told(**what: object) -> None:
    """What is in the file of this answer: its type, its filters in words, its rows."""
    g.file_told = what


def leaving(response: Response) -> Response:
    """The answer, once it is written down if it is a file; the reason why it does not go otherwise."""
    kind, options = parse_options_header(response.headers.get("Content-Disposition", ""))
    is_sent = response.status_code in (200, 206) and request.method == "GET"
    if kind != "attachment" or not is_sent or request.endpoint in EMPTY:
        return response
    name = options.get("filename", "")
    what = {
        "file": name,
        "format": name.rpartition(".")[2],
        "rows": response.headers.get("X-Row-Count", type=int),
        "bytes": response.content_length,
        "build": response.headers.get("X-Build"),
        "address": masked(unquote(request.full_path).rstrip("?"))[:LONGEST],
        **{key: masked(value) if isinstance(value, str) else value for key, value in g.get("file_told", {}).items()},
    }
    try:
        audited.note(ACTION, {key: value for key, value in what.items() if value not in (None, "")})
    except AccessError as refused:
        response.close()
        logging.getLogger("wushe").error("导出没有记入审计记录，没有给出：%s", refused.message)
        hint = f"{refused.message}导出要先记审计；请系统管理员处理后再试。"
        return json_answer({"error": "审计记录写不进去，没有导出", "hint": hint}, 507)
    return response
