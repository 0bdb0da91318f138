"""Words of OpenAPI that every part of the description uses."""

from __future__ import annotations

from records.catalog import Column, RecordType

JSON_TYPES = {"integer": "integer", "year": "integer", "decimal": "number", "money": "number", "boolean": "boolean"}
TOGETHER = {"style": "form", "explode": True}


def text(longest: int | None = None) -> dict:
    """The schema of a text."""
    return {"type": "string"} if longest is None else {"type": "string", "maxLength": longest}


def parameter(name: str, schema: dict, description: str, **more: object) -> dict:
    """One optional query parameter; without a value it counts as not given."""
    shown = schema if schema.get("type") == "array" else or_nothing(schema)
    return {"name": name, "in": "query", "required": False, "description": description, "schema": shown, **more}


def or_nothing(schema: dict) -> dict:
    """The same, or the empty text."""
    if schema["type"] != "string":
        return {**schema, "type": [schema["type"], "string"], "maxLength": 0}
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], ""]}
    return {**schema, "pattern": f"^$|{schema['pattern']}"} if "pattern" in schema else schema


def listed(name: str, items: dict, description: str) -> dict:
    """A query parameter with one value or several (repeated)."""
    return parameter(
        name, {"type": "array", "items": or_nothing(items)}, f"{description}；可给多个（重复或逗号）", **TOGETHER
    )


def answer(description: str, schema: dict) -> dict:
    """The good answer in JSON."""
    return {"200": {"description": description, "content": {"application/json": {"schema": schema}}}}


def errors(has_parameters: bool) -> dict:
    """The bad answers: all of one shape."""
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    too_long = {
        **body,
        "text/html": {"schema": text()},
    }  # the web server itself says so, before anything of ours is asked
    words = {"400": "参数不对或不允许", "403": "拒绝访问", "404": "没有这个地址", "503": "数据尚未发布或系统繁忙"}
    answers = {status: {"description": description, "content": body} for status, description in words.items()}
    return {**answers, "414": {"description": "地址太长", "content": too_long}} if has_parameters else answers


def record_answer(found: RecordType) -> dict:
    """The answer of a record address: JSON with typed rows, or a file."""
    rows = {
        "type": "object",
        "properties": {column.id: column_schema(column) for column in found.columns.values()},
        "additionalProperties": False,
    }
    body = {
        "type": "object",
        "required": ["type", "filters_in_words", "build", "total", "rows"],
        "properties": {
            "type": {"const": found.id},
            "filters_in_words": text(),
            "build": text(),
            "total": {"type": "integer", "minimum": 0},
            "rows": {"type": "array", "items": rows},
        },
        "additionalProperties": False,
    }
    good = answer("一页记录，或全部筛选结果的文件", body)
    binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    good["200"]["content"].update(
        {
            "text/csv": {"schema": text()},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": binary,
            "application/vnd.apache.parquet": binary,
        }
    )
    good["200"]["headers"] = {
        "X-Row-Count": {"description": "文件里的行数（仅文件）", "schema": {"type": "integer"}},
        "X-Build": {"description": "数据版本（仅文件）", "schema": text()},
        "X-Filters": {"description": "筛选条件的文字，百分号编码（仅文件）", "schema": text()},
    }
    return good


def column_schema(column: Column) -> dict:
    """The JSON form of a column; every cell may be empty."""
    kind = JSON_TYPES.get(column.kind, "string")
    schema: dict = {"type": [kind, "null"], "title": column.name}
    if column.kind == "date":
        schema["format"] = "date"
    notes = "；".join(part for part in (column.unit, column.help) if part)
    return {**schema, "description": notes} if notes else schema
