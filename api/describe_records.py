"""The query parameters of a record type, from its columns."""

from __future__ import annotations

from collections.abc import Iterable

from api.describe import answer, errors, listed, parameter
from records.catalog import Column, RecordType
from records.query import ALIASES, ORDERED, SEARCHED
from records.standing import ON_A_DAY, UNIVERSES
from records.values import LONGEST

DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
YEARS = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{4})?$"}
NUMBER = {"type": "string", "pattern": r"^[+-]?[0-9]{1,15}(\.[0-9]{1,6})?$"}
WHOLE = {"type": "integer", "minimum": -999_999_999_999_999, "maximum": 999_999_999_999_999}
OFFSET = {"type": "integer", "minimum": 0, "maximum": 100_000_000, "default": 0}
FORMAT = {"type": "string", "enum": ["json", "csv", "xlsx", "parquet"], "default": "json"}
FREE = {"type": "string", "maxLength": LONGEST, "pattern": "^[^\\x00,\ufffd\ud7ff]*$"}
PART = {"type": "string", "maxLength": LONGEST, "pattern": "^[^\\x00\ufffd\ud7ff]*$"}  # one text, commas included


def record_parameters(found: RecordType) -> list[dict]:
    """Everything that may stand behind the question mark of /records/<type>."""
    columns = [column for column in found.columns.values() if column.id not in ("year",)]
    return [
        *_general(found),
        *(_equal(column) for column in columns),
        *(_alias(found, alias) for alias, target in ALIASES.items() if target in found.columns),
        *(compared for column in found.columns.values() for compared in _compared(column)),
        *_paging(found),
    ]


def _general(found: RecordType) -> list[dict]:
    parameters = []
    if found.has_area:
        code = {"type": "string", "pattern": "^[0-9A-Za-z._-]{1,40}$"}
        parameters.append(parameter("area", code, "区划代码，含其全部下级"))
    if found.id in ON_A_DAY:
        parameters.append(parameter("as_of", DAY, "截至这一天在册（运行）的"))
        parameters.append(parameter("year", {"type": "string", "pattern": "^[0-9]{4}$"}, "截至这一年末在册（运行）的"))
    if found.id == "organizations":
        parameters.append(parameter("universe", {"type": "string", "enum": list(UNIVERSES)}, "统计口径"))
    if found.main_date:
        parameters.append(listed("year", YEARS, "年份：2016、2012-2016"))
    if found.main_date and found.main_date != "year":
        name = found.columns[found.main_date].name
        parameters += [parameter("from", DAY, f"{name}从这一天起"), parameter("to", DAY, f"{name}到这一天止")]
    if any(name in found.columns for name in SEARCHED):
        parameters.append(parameter("q", PART, "在名称类的列里搜索"))
    return parameters


def _equal(column: Column) -> dict:
    return listed(column.id, _value(column), f"{column.name}等于")


def _alias(found: RecordType, alias: str) -> dict:
    by_name = "（代码或名称）" if alias != "project" else ""
    return listed(alias, FREE, f"{found.columns[ALIASES[alias]].name}{by_name}")


def _value(column: Column) -> dict:
    if column.id == "custody":
        return {"type": "string", "enum": ["代管", "自有", "是", "否"]}
    if column.kind == "boolean":
        return {"type": "string", "enum": ["是", "否"]}
    if column.choices:
        return {"type": "string", "enum": list(column.choices)}
    return {"date": DAY, "integer": WHOLE, "year": WHOLE, "decimal": NUMBER, "money": NUMBER}.get(column.kind, FREE)


def _compared(column: Column) -> list[dict]:
    blank = {"type": "string", "enum": ["是", "否"]}
    both = [
        listed(f"{column.id}__not", _value(column), f"{column.name}不含；空着的行留下"),
        parameter(f"{column.id}__blank", blank, f"{column.name}空着（是）或不空（否）"),
    ]
    if column.kind in ORDERED:
        schema = _value(column)
        return [
            parameter(f"{column.id}__min", schema, f"{column.name}不小于"),
            parameter(f"{column.id}__max", schema, f"{column.name}不大于"),
            *both,
        ]
    if column.kind == "boolean":
        return both
    return [parameter(f"{column.id}__contains", PART, f"{column.name}包含"), *both]


def summary_path(types: Iterable[RecordType]) -> dict:
    """The address of what filtered rows are as a whole, one for all record types."""
    which = {"type": "string", "enum": [found.id for found in types]}
    number = {"type": ["number", "string", "null"]}
    facts = {name: number for name in ("sum", "median", "min", "max")}
    counts = {name: {"type": "integer", "minimum": 0} for name in ("count", "blank")}
    words = {name: {"type": "string"} for name in ("id", "name", "kind", "unit")}
    column = {"type": "object", "properties": {**words, **counts, **facts, "distinct": {"type": ["integer", "null"]}}}
    body = {
        "type": "object",
        "required": ["type", "filters_in_words", "build", "total", "columns"],
        "properties": {"total": {"type": "integer"}, "columns": {"type": "array", "items": column}},
    }
    return {
        "get": {
            "tags": ["记录"],
            "operationId": "records_summary",
            "summary": "筛选结果的汇总：行数，每列的合计、中位数、最小、最大、空白、不同值",
            "description": "筛选和 columns 同 /api/v1/records/{type}。不能相加的没有合计；由全部行算出，不抽样。",
            "parameters": [{"name": "type", "in": "path", "required": True, "schema": which}],
            "responses": {**answer("汇总", body), **errors(False)},
        }
    }


def _paging(found: RecordType) -> list[dict]:
    ids = list(found.columns)
    return [
        listed("columns", {"type": "string", "enum": ids}, "要哪些列"),
        listed("sort", {"type": "string", "enum": [*ids, *(f"-{name}" for name in ids)]}, "排序，前面加 - 为倒序"),
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}, "每页行数（仅 json）"),
        parameter("offset", OFFSET, "跳过几行（仅 json）"),
        parameter("format", FORMAT, "格式；文件总是全部筛选结果"),
        parameter("header", {"type": "string", "enum": ["name", "id"]}, "文件的列名用中文名还是标识（仅文件）"),
    ]
