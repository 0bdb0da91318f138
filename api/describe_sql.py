"""The address of the SQL behind an indicator, in OpenAPI."""

from __future__ import annotations

from collections.abc import Iterable

from api.describe import answer, parameter, text
from indicators.catalog import catalog
from records.catalog import RecordType

PATH = "/api/v1/indicators/{indicator}/sql"
RECORDS_PATH = "/api/v1/records/{type}/sql"


def sql_choices() -> list[dict]:
    """The indicator, and its choices, which are those of the indicator itself."""
    name = {"name": "indicator", "in": "path", "required": True, "schema": {"type": "string", "enum": list(catalog())}}
    area = parameter("area", text(40), "区划代码；其余参数与 /api/v1/indicators/<id> 相同")
    return [name, area]


def record_choices(types: Iterable[RecordType]) -> list[dict]:
    """The record type, and its choices, which are those of the type itself."""
    which = {"type": "string", "enum": [found.id for found in types]}
    name = {"name": "type", "in": "path", "required": True, "schema": which}
    sort = parameter("sort", text(200), "排序；其余参数与 /api/v1/records/<type> 相同")
    return [name, sort]


def sql_answer(subject: str) -> dict:
    """The statements with their parameters, and the one to paste."""
    statement = {
        "type": "object",
        "required": ["name", "sql", "params"],
        "properties": {"name": text(), "sql": text(), "params": {"type": "object"}},
        "additionalProperties": False,
    }
    fields = {key: text() for key in (subject, "filters_in_words", "build", "file", "runnable")}
    body = {
        "type": "object",
        "required": [*fields, "statements"],
        "properties": {**fields, "statements": {"type": "array", "items": statement}},
        "additionalProperties": False,
    }
    return answer("发给 DuckDB 的语句、参数，和可以直接粘贴运行的一条", body)
