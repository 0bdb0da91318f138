"""The addresses of what pages show, in OpenAPI: one for each page, and one for a single table of any of them."""

from __future__ import annotations

from api.describe import answer, errors, parameter, text
from components.page import Page
from components.state import VIEW_ONLY
from sheets.collecting import exported_pages

WORDS = {"type": "string", "pattern": "^[^\\x00\ufffd\ud7ff]*$"}
KNOWN = {
    "area": "区划代码；不给为全部数据",
    "year": "年份；缺省为最近有数据的一年",
    "as_of": "截至哪一天；不与 year 同用",
    "basis": "人口口径",
    "universe": "统计口径：登记、登记备案、全部",
}
CELL = {"type": ["string", "number", "null"]}
TEXT = text()
TABLE = {
    "name": TEXT,
    "title": TEXT,
    "subtitle": TEXT,
    "columns": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", "name", "kind", "unit"],
            "properties": {key: TEXT for key in ("id", "name", "kind", "unit")},
        },
    },
    "rows": {"type": "array", "items": {"type": "object", "additionalProperties": CELL}},
    "foot": TEXT,
}
ABOUT = {
    "page": TEXT,
    "filters_in_words": TEXT,
    "build": TEXT,
    "data_date": {"type": ["string", "null"]},
    "is_demonstration": {"type": "boolean"},
    "failures": {"type": "array", "items": TEXT},
}


def paths() -> dict:
    """The operations of the pages, as OpenAPI writes them."""
    pages = exported_pages()
    found = {f"/api/v1/pages/{name}": _page(name, page) for name, page in pages.items()}
    return {**found, "/api/v1/pages/{page}/{name}": _table(list(pages))}


def _page(name: str, page: Page) -> dict:
    keys = sorted(page.understands() - set(VIEW_ONLY))
    choices = [parameter(key, WORDS, KNOWN.get(key, "本页地址里的同名条件")) for key in keys]
    listed = {"type": "array", "items": _shape(TABLE)}
    good = _good("本页全部图表的数，或一个工作簿", _shape({**ABOUT, "tables": listed}), ("xlsx",))
    return {
        "get": {
            "tags": ["页面"],
            "operationId": f"page_{name.replace('-', '_')}",
            "summary": page.name,
            "description": "地址里的条件与页面地址里的相同；画面上有什么，这里就有什么。",
            "parameters": [*choices, *_own(["json", "xlsx"])],
            "responses": {**good, **errors(True)},
        }
    }


def _table(names: list[str]) -> dict:
    path = [
        {"name": "page", "in": "path", "required": True, "description": "页面", "schema": {"enum": names}},
        {
            "name": "name",
            "in": "path",
            "required": True,
            "description": "图或表的名字，见该页的 JSON",
            "schema": {"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,60}$"},
        },
    ]
    choices = [parameter(key, WORDS, words) for key, words in KNOWN.items() if key in ("area", "year")]
    kinds = ["json", "csv", "xlsx", "parquet"]
    return {
        "get": {
            "tags": ["页面"],
            "operationId": "page_table",
            "summary": "一张图或表的数",
            "description": "条件与所在页面的相同；这里只列各页都有的。",
            "parameters": [*path, *choices, *_own(kinds)],
            "responses": {**_good("一张表", _shape({**ABOUT, **TABLE}), kinds[1:]), **errors(True)},
        }
    }


def _own(kinds: list[str]) -> list[dict]:
    headers = {"type": "string", "enum": ["name", "id"]}
    return [
        parameter("format", {"type": "string", "enum": kinds, "default": "json"}, "格式"),
        parameter("header", headers, "文件的列名：name 中文名，id 标识（仅文件）"),
    ]


def _good(words: str, body: dict, kinds: tuple[str, ...] | list[str]) -> dict:
    binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    files = {
        "csv": ("text/csv", {"schema": text()}),
        "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", binary),
        "parquet": ("application/vnd.apache.parquet", binary),
    }
    good = answer(words, body)
    good["200"]["content"].update(dict(files[kind] for kind in kinds))
    good["200"]["headers"] = {
        "X-Row-Count": {"description": "文件里的行数（仅文件）", "schema": {"type": "integer"}},
        "X-Build": {"description": "数据版本（仅文件）", "schema": text()},
    }
    return good


def _shape(properties: dict) -> dict:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }
