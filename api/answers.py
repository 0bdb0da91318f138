"""How the API answers: exact JSON, one error shape, and addresses read strictly."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import unquote_to_bytes

from flask import Response, request

_MARK = f"exact-{secrets.token_hex(8)}:"  # unguessable, so that no delivered text can pass for a number
_MARKED = re.compile(f'"{_MARK}([^"]*)"')


class ApiError(Exception):
    """An answer that is not a result: status, and Chinese words for what is wrong and what to do.

    `wait` are the seconds after which asking again makes sense.
    """

    def __init__(self, status: int, message: str, hint: str = "", wait: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint
        self.wait = wait


def json_answer(body: object, status: int = 200) -> Response:
    """A JSON answer in which decimals keep all their digits and dates are ISO."""
    text = json.dumps(body, ensure_ascii=False, default=_other, separators=(",", ":"), allow_nan=False)
    return Response(_MARKED.sub(r"\1", text) + "\n", status, mimetype="application/json")


def _other(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def arguments() -> dict[str, list[str]]:
    """The query of this request: every key with its values in order; 400 for bytes that are no UTF-8 or contain NUL."""
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError:
        raise ApiError(400, "地址里有无法识别的字符", "参数请用 UTF-8 书写并做百分号编码。") from None
    given: dict[str, list[str]] = {}
    for key, value in request.args.items(multi=True):
        if any("\0" in part or "\ufffd" in part for part in (key, value)):
            raise ApiError(400, "地址里有无法识别的字符", "参数请用 UTF-8 书写并做百分号编码。")
        given.setdefault(key, []).append(value)
    return given


def json_body(force: bool = False) -> object:
    """The JSON in the body of this request; None for anything that cannot be read, however deep it is nested."""
    try:
        return request.get_json(force=force, silent=True)
    except RecursionError:
        return None


def only(given: Iterable[str], allowed: Iterable[str]) -> None:
    """400 naming the first key that is not allowed here."""
    known = list(allowed)
    for key in given:
        if key not in known:
            hint = f"可用的参数：{'、'.join(known)}。" if known else "这个地址不带参数。"
            raise ApiError(400, f"没有参数“{key[:80]}”", hint)


def one(given: Mapping[str, list[str]], key: str, default: str = "") -> str:
    """The value of a key that may be given once."""
    values = given.get(key, [])
    if len(values) > 1:
        raise ApiError(400, f"参数“{key}”只能给一次", "请只保留一个。")
    return values[0] if values else default


def number(given: Mapping[str, list[str]], key: str, default: int, least: int, most: int) -> int:
    """A whole number between two limits."""
    text = one(given, key)
    if not text:
        return default
    if not re.fullmatch("[0-9]{1,9}", text, re.ASCII) or not least <= int(text) <= most:
        raise ApiError(400, f"参数“{key}”不对：{text[:80]}", f"请写 {least} 到 {most} 之间的整数。")
    return int(text)
