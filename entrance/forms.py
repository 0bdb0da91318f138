"""Forms about accounts: their fields, and the JSON that assets/accounts.js shows in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Response, request

from access import present
from access.errors import AccessError
from api.answers import json_answer

LONGEST = 400
SIZE = 20_000


class FieldError(AccessError):
    """What is wrong with one field of a form: said beside it."""

    def __init__(self, field_name: str, message: str, hint: str = "", status: int = 400) -> None:
        super().__init__(message, hint, status)
        self.field = field_name


def answered(work: Callable[[], Response]) -> Callable[[], Response]:
    """The endpoint for somebody who came in, with refusals as JSON for the form they belong to."""

    @wraps(work)
    def with_words() -> Response:
        if present.person() is None:
            return _refusal(
                AccessError("还没有账户，这里没有什么可办。", "请先用 python -m access user add 新建。", 404)
            )
        request.max_content_length = SIZE
        try:
            return work()
        except AccessError as refused:
            return _refusal(refused)

    return with_words


def _refusal(refused: AccessError) -> Response:
    place = {"field": refused.field} if isinstance(refused, FieldError) else {}
    return json_answer({"error": refused.message, "hint": refused.hint, **place}, refused.status)


def said(words: str, **more: str) -> Response:
    """It was done: what to say, where to go on (`to`), perhaps a `secret` that is shown once under a `title`."""
    return json_answer({"said": words, **more})


def field(key: str) -> str:
    """A typed field, without blanks at its ends."""
    text = request.form.get(key, "").strip()
    if len(text) > LONGEST or not text.isprintable():
        raise FieldError(key, "填写的内容太长，或含有看不见的字符。", f"每项不超过 {LONGEST} 字。")
    return text


def secret_field(key: str) -> str:
    """A password as it was typed: nothing of it is put right, and nothing of it is repeated."""
    return request.form.get(key, "")[: LONGEST + 1]
